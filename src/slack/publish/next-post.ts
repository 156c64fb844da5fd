import type { Conversation } from '../../roll/conversation.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import type { Speech } from '../reactions.js';
import { renderThreadPost, type ThreadPost } from '../render/thread.js';

/** What has to be posted next, seen from the run and from how far it has been told. */
export type PostStep =
  /** A post was begun and it is not known whether it was made. */
  | { readonly kind: 'find-message'; readonly planId: string }
  | { readonly kind: 'find-reply'; readonly seq: number; readonly ts: string }
  | { readonly kind: 'post-message' }
  /** The message stands for a plan that has been replaced. */
  | { readonly kind: 'retire'; readonly ts: string; readonly planId: string }
  | { readonly kind: 'post-reply'; readonly seq: number; readonly ts: string; readonly post: ThreadPost }
  /** Events up to `seq` need no words. */
  | { readonly kind: 'pass-over'; readonly seq: number }
  | { readonly kind: 'nothing' };

export function nextPost(run: Run, conversation: Conversation, speech: Speech): PostStep {
  const { ts, posting, planId } = conversation;
  if (ts === undefined) return posting?.kind === 'message' ? { kind: 'find-message', planId: posting.planId } : { kind: 'post-message' };
  if (posting?.kind === 'thread') return { kind: 'find-reply', seq: posting.seq, ts };
  if (planId !== undefined && planId !== run.plan.id) return { kind: 'retire', ts, planId };
  return nextReply(run, ts, run.log.filter(({ seq }) => seq > conversation.toldSeq), speech);
}

function nextReply(run: Run, ts: string, untold: readonly LoggedEvent[], speech: Speech): PostStep {
  let silent: number | undefined;
  for (const event of untold) {
    const post = renderThreadPost(run, event, speech);
    if (post === undefined) silent = event.seq;
    else return silent === undefined ? { kind: 'post-reply', seq: event.seq, ts, post } : { kind: 'pass-over', seq: silent };
  }
  return silent === undefined ? { kind: 'nothing' } : { kind: 'pass-over', seq: silent };
}
