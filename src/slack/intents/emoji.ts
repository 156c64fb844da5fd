import { z } from 'zod';
import type { Desk } from '../../engine/desk.js';
import type { Conversation } from '../../roll/conversation.js';
import { notBegun } from '../../roll/approved.js';
import { userId, type RunId, type UserId } from '../../roll/ids.js';
import type { Press as IntentPress } from '../../roll/intent.js';
import { hasEnded, type Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import { canonicalEmoji } from '../../lib/emoji.js';
import type { MissedPresses, Press } from '../missed-presses.js';
import { meaningOf, seedName, type ReactionKind, type Speech } from '../reactions.js';
import type { SlackTime } from '../slack-time.js';
import { mention } from '../text.js';
import type { EarlyReactions } from './early-reactions.js';
import type { Gatekeeper } from './gatekeeper.js';
import { slackUser, slackChannel } from './payload-ids.js';
import { pressOfReaction } from './press-of.js';
import type { Replies } from './replies.js';

const payload = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: slackUser,
  reaction: z.string().min(1),
  item: z.object({ type: z.literal('message'), channel: slackChannel, ts: z.string() }),
  event_ts: z.string().min(1).optional(),
});
type Change = z.infer<typeof payload>;

const pressOfChange = (
  { type, user, reaction, item, event_ts: eventTs }: Change,
  time: SlackTime,
): IntentPress | undefined => pressOfReaction({ type, user, reaction, ts: item.ts, eventTs }, time);

/** Deliveries with the same key are one and the same reaction, whatever their event ids. */
export function keyOfReaction(event: unknown, time: SlackTime): string | undefined {
  const read = payload.safeParse(event);
  return read.success ? pressOfChange(read.data, time)?.key : undefined;
}

export interface EmojiTools {
  readonly desk: Desk;
  readonly api: SlackApi;
  readonly gatekeeper: Gatekeeper;
  readonly replies: Replies;
  readonly speech: Speech;
  readonly botUserId: string;
  /** Says something in a run's thread. */
  readonly remark: (run: RunId, text: string) => void;
  /** What is remembered of the reactions on messages. */
  readonly presses: Pick<MissedPresses, 'hears' | 'dealt'>;
  /** Reactions on messages that are not known yet. */
  readonly early: EarlyReactions;
  /** A reaction on this run's message has changed. */
  readonly touched: (run: RunId) => void;
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
  const { user, reaction, type, item } = read.data;
  const kind = meaningOf(reaction, tools.speech.reactions);
  if (kind === undefined) return;
  const isAdded = type === 'reaction_added';
  const change: Press = { user, kind, name: canonicalEmoji(reaction), channel: item.channel, ts: item.ts };
  let isPosting = false;
  for (const run of tools.desk.runs()) {
    const conversation = tools.desk.conversation(run.id);
    if ((conversation?.channel ?? run.channel) !== change.channel) continue;
    if (conversation?.ts === change.ts) {
      const press = pressOfChange(read.data, tools.api.time);
      tools.touched(run.id);
      if (tools.presses.hears(change, isAdded, press?.at)) return;
      await (isAdded
        ? added(tools, run, conversation, change, press)
        : removed(tools, run, conversation, change, press));
      await tools.presses.dealt(run, change, isAdded);
      return;
    }
    if (isAdded && conversation?.older.some(({ ts }) => ts === change.ts) === true) {
      await older(tools, change);
      return;
    }
    if (conversation?.ts === undefined && !hasEnded(run)) isPosting = true;
  }
  if (isPosting) tools.early.keep(change.channel, change.ts, () => takeReaction(tools, event));
}

async function added(
  tools: EmojiTools,
  run: Run,
  conversation: Conversation,
  change: Press,
  press: IntentPress | undefined,
): Promise<void> {
  if (conversation.planId !== run.plan.id) {
    await older(tools, change);
    return;
  }
  const by = userId(change.user);
  const answer = await tools.gatekeeper.say(run, {
    kind: change.kind,
    by,
    via: 'reaction',
    ...(change.kind === 'approve' ? { planId: conversation.planId } : {}),
    ...(press === undefined ? {} : { press }),
  });
  if (answer.accepted || answer.repeated === true) return;
  tools.refused(run, change.kind, by);
  await tools.replies.tell(change, { text: answer.text });
}

/** Only an approval can be taken back so. Taking the pause emoji off never resumes. */
async function removed(
  tools: EmojiTools,
  run: Run,
  conversation: Conversation,
  change: Press,
  press: IntentPress | undefined,
): Promise<void> {
  if (change.kind !== 'approve') return;
  const by = (await tools.gatekeeper.knownAs(run, change.user)) ?? userId(change.user);
  if (!run.votes.some((vote) => vote.by === by && vote.planId === run.plan.id)) return;
  if (run.status !== 'awaiting-approval' && !notBegun(run)) {
    if ('progress' in run && !('endedAt' in run)) {
      tools.remark(
        run.id,
        `${mention(change.user)} took the :${seedName('approve', tools.speech.reactions)}: off after the start. That changes nothing; to stop the run, use :${seedName('abort', tools.speech.reactions)}: or Abort.`,
      );
    }
    return;
  }
  if (await stillApproves(tools, change)) return;
  const answer = await tools.gatekeeper.say(run, {
    kind: 'withdraw',
    by,
    via: 'reaction',
    planId: conversation.planId ?? run.plan.id,
    ...(press === undefined ? {} : { press }),
  });
  if (!answer.accepted && answer.repeated !== true) await tools.replies.tell(change, { text: answer.text });
}

/**
 * Another emoji of theirs may say the same. What cannot be read counts as taken back: fewer approvals are the safe
 * side.
 */
async function stillApproves({ api, speech }: EmojiTools, { channel, ts, user }: Press): Promise<boolean> {
  const found = await api.reactions(channel, ts);
  return (
    found.ok &&
    found.value.some(({ name, users }) => meaningOf(name, speech.reactions) === 'approve' && users.includes(user))
  );
}

async function older({ replies }: EmojiTools, change: Press): Promise<void> {
  await replies.tell(change, {
    text: 'That plan was replaced and counts no more. The current one is in a newer message.',
  });
}
