import type { Conversation } from '../../conversation/conversation.js';
import type { LoggedEvent, StatusEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import type { Speech } from '../reactions.js';
import { renderThreadPost, type ThreadPost } from '../render/thread.js';
import { batchPosts } from './batch-posts.js';

/** What has to be posted next, seen from the run and from how far it has been told. */
export type PostStep =
  /** A post was begun and it is not known whether it was made. */
  | { readonly kind: 'find-message'; readonly planId: string }
  | { readonly kind: 'find-reply'; readonly seq: number; readonly ts: string }
  | { readonly kind: 'post-message' }
  /** The message stands for a plan that has been replaced. */
  | { readonly kind: 'retire'; readonly ts: string; readonly planId: string }
  /** Tells everything up to `seq`. `urgent`: people wait for it, or have to act. */
  | {
      readonly kind: 'post-reply';
      readonly seq: number;
      readonly ts: string;
      readonly post: ThreadPost;
      readonly urgent: boolean;
    }
  /** Events up to `seq` need no words. */
  | { readonly kind: 'pass-over'; readonly seq: number }
  | { readonly kind: 'nothing' };

/** What only reports how it goes on, and can stand in one post with what comes right before and after it. */
const reports: readonly StatusEvent['kind'][] = [
  'maintenance-entered',
  'maintenance-left',
  'target-started',
  'process-stopping',
  'target-done',
  'target-skipped',
];

export function nextPost(run: Run, conversation: Conversation, speech: Speech): PostStep {
  const { ts, posting, planId } = conversation;
  if (ts === undefined)
    return posting?.kind === 'message' ? { kind: 'find-message', planId: posting.planId } : { kind: 'post-message' };
  if (posting?.kind === 'thread') return { kind: 'find-reply', seq: posting.seq, ts };
  if (planId !== undefined && planId !== run.plan.id) return { kind: 'retire', ts, planId };
  return nextReply(
    run,
    ts,
    run.log.filter(({ seq }) => seq > conversation.toldSeq),
    speech,
  );
}

/** Whether people wait for it: it then goes before what only reports, whichever run that is of. */
export function isUrgent(step: PostStep): boolean {
  return step.kind === 'post-message' || (step.kind === 'post-reply' && step.urgent);
}

function nextReply(run: Run, ts: string, untold: readonly LoggedEvent[], speech: Speech): PostStep {
  let silent: number | undefined;
  let post: ThreadPost | undefined;
  let seq = 0;
  for (const event of untold) {
    const next = renderThreadPost(run, event, speech);
    if (next === undefined) {
      if (post === undefined) silent = event.seq;
      continue;
    }
    if (!reports.includes(event.kind)) {
      if (post === undefined) return { kind: 'post-reply', seq: event.seq, ts, post: next, urgent: true };
      break;
    }
    const joined: ThreadPost | undefined = post === undefined ? next : batchPosts(post, next);
    if (joined === undefined) break;
    post = joined;
    seq = event.seq;
  }
  // What people have to act on is told as soon as what was before it: that, too, is urgent then.
  if (post !== undefined)
    return {
      kind: 'post-reply',
      seq,
      ts,
      post,
      urgent: untold.some(
        (event) => !reports.includes(event.kind) && renderThreadPost(run, event, speech) !== undefined,
      ),
    };
  return silent === undefined ? { kind: 'nothing' } : { kind: 'pass-over', seq: silent };
}
