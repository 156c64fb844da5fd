import { z } from 'zod';
import type { Desk } from '../../engine/desk.js';
import type { Conversation } from '../../roll/conversation.js';
import { notBegun } from '../../roll/approved.js';
import { userId, type RunId, type UserId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Press } from '../missed-presses.js';
import { meaningOf, seedName, type ReactionKind, type Speech } from '../reactions.js';
import { mention } from '../text.js';
import type { Gatekeeper } from './gatekeeper.js';
import { slackUser, slackChannel } from './payload-ids.js';
import type { Replies } from './replies.js';

const payload = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: slackUser,
  reaction: z.string().min(1),
  item: z.object({ type: z.literal('message'), channel: slackChannel, ts: z.string() }),
});

export interface EmojiTools {
  readonly desk: Desk;
  readonly api: SlackApi;
  readonly gatekeeper: Gatekeeper;
  readonly replies: Replies;
  readonly speech: Speech;
  readonly botUserId: string;
  /** Says something in a run's thread. */
  readonly remark: (run: RunId, text: string) => void;
  /** A reaction on this run's message has changed. */
  readonly touched: (run: RunId, press: Press, present: boolean) => void;
  /** What a reaction on this run's message asks for has been refused; the person is told. */
  readonly refused: (run: Run, kind: ReactionKind, by: UserId) => void;
}

/**
 * A reaction was put on a message, or taken off it. It means something only on the current message of a
 * run, in exactly that channel; on a thread reply or any other message it means nothing.
 */
export async function takeReaction(tools: EmojiTools, event: unknown): Promise<void> {
  const read = payload.safeParse(event);
  if (!read.success || read.data.user === tools.botUserId) return;
  const kind = meaningOf(read.data.reaction, tools.speech.reactions);
  if (kind === undefined) return;
  const change: Press = { user: read.data.user, kind, channel: read.data.item.channel, ts: read.data.item.ts };
  for (const run of tools.desk.runs()) {
    const conversation = tools.desk.conversation(run.id);
    if (conversation?.channel !== change.channel) continue;
    if (conversation.ts === change.ts) {
      tools.touched(run.id, change, read.data.type === 'reaction_added');
      await (read.data.type === 'reaction_added' ? added(tools, run, conversation, change) : removed(tools, run, conversation, change));
      return;
    }
    if (read.data.type === 'reaction_added' && conversation.older.some(({ ts }) => ts === change.ts)) {
      await older(tools, change);
      return;
    }
  }
}

async function added(tools: EmojiTools, run: Run, conversation: Conversation, change: Press): Promise<void> {
  if (conversation.planId !== run.plan.id) {
    await older(tools, change);
    return;
  }
  const by = userId(change.user);
  const answer = await tools.gatekeeper.say(run, { kind: change.kind, by, via: 'reaction', ...(change.kind === 'approve' ? { planId: conversation.planId } : {}) });
  if (answer.accepted) return;
  tools.refused(run, change.kind, by);
  await tools.replies.tell(change, { text: answer.text });
}

/** Only an approval can be taken back so. Taking the pause emoji off never resumes. */
async function removed(tools: EmojiTools, run: Run, conversation: Conversation, change: Press): Promise<void> {
  if (change.kind !== 'approve') return;
  if (!run.votes.some(({ by, planId }) => by === change.user && planId === run.plan.id)) return;
  if (run.status !== 'awaiting-approval' && !notBegun(run)) {
    if ('progress' in run && !('endedAt' in run)) {
      tools.remark(run.id, `${mention(change.user)} took the :${seedName('approve', tools.speech.reactions)}: off after the start. That changes nothing; to stop the run, use :${seedName('abort', tools.speech.reactions)}: or Abort.`);
    }
    return;
  }
  if (await stillApproves(tools, change)) return;
  const answer = await tools.gatekeeper.say(run, { kind: 'withdraw', by: userId(change.user), via: 'reaction', planId: conversation.planId ?? run.plan.id });
  if (!answer.accepted) await tools.replies.tell(change, { text: answer.text });
}

/** Another emoji of theirs may say the same. What cannot be read counts as taken back: fewer approvals are the safe side. */
async function stillApproves({ api, speech }: EmojiTools, { channel, ts, user }: Press): Promise<boolean> {
  const found = await api.reactions(channel, ts);
  return found.ok && found.value.some(({ name, users }) => meaningOf(name, speech.reactions) === 'approve' && users.includes(user));
}

async function older({ replies }: EmojiTools, change: Press): Promise<void> {
  await replies.tell(change, { text: 'That plan was replaced and counts no more. The current one is in a newer message.' });
}
