import { z } from 'zod';
import type { RunService } from '../../engine/run-service.js';
import type { Conversation } from '../../conversation/conversation.js';
import { notBegun } from '../../roll/approved.js';
import { userId, type RunId, type UserId } from '../../roll/ids.js';
import type { UserAction } from '../../roll/intent.js';
import { hasEnded, type Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import { campaignOf } from '../../roll/campaign.js';
import { approvalPlaces, isApprovedByCampaign, lastOfCampaign } from '../campaign-runs.js';
import { canonicalEmoji } from '../../lib/emoji.js';
import type { MissedReactions, ReactionChange } from '../missed-reactions.js';
import { meaningOf, seedName, type ReactionKind, type Speech } from '../reactions.js';
import type { SlackTime } from '../slack-time.js';
import { mention } from '../text.js';
import { sayToCampaign } from './campaign-emoji.js';
import type { Campaigns } from './campaigns.js';
import type { EarlyReactions } from './early-reactions.js';
import type { Gatekeeper } from './gatekeeper.js';
import { slackUser, slackChannel } from './payload-ids.js';
import { reactionActionOf } from './user-action.js';
import type { Replies } from './replies.js';
import { inLanguage } from '../language.js';

const payload = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: slackUser,
  reaction: z.string().min(1),
  item: z.object({ type: z.literal('message'), channel: slackChannel, ts: z.string() }),
  event_ts: z.string().min(1).optional(),
});
type Change = z.infer<typeof payload>;

const actionOfChange = (
  { type, user, reaction, item, event_ts: eventTs }: Change,
  time: SlackTime,
): UserAction | undefined => reactionActionOf({ type, user, reaction, ts: item.ts, eventTs }, time);

/** Deliveries with the same key are one and the same reaction, whatever their event ids. */
export function keyOfReaction(event: unknown, time: SlackTime): string | undefined {
  const read = payload.safeParse(event);
  return read.success ? actionOfChange(read.data, time)?.key : undefined;
}

export interface EmojiDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly gatekeeper: Gatekeeper;
  readonly replies: Replies;
  readonly speech: Speech;
  readonly botUserId: string;
  /** Says something in a run's thread. */
  readonly remark: (run: RunId, text: string) => void;
  /** What is remembered of the reactions on messages. */
  readonly missedReactions: Pick<MissedReactions, 'hears' | 'dealt'>;
  /** Reactions on messages that are not known yet. */
  readonly early: EarlyReactions;
  /** They go on, or not. */
  readonly campaigns: Pick<Campaigns, 'inTurn' | 'stand'>;
  /** A reaction on this run's message has changed. */
  readonly touched: (run: RunId) => void;
  /** What a reaction on this run's message asks for has been refused; the person is told. */
  readonly refused: (run: Run, kind: ReactionKind, by: UserId) => void;
}

/**
 * A reaction was put on a message, or taken off it. It means something only on the current message of a
 * run, in exactly that channel; on a thread reply or any other message it means nothing.
 */
export async function takeReaction(deps: EmojiDeps, event: unknown): Promise<void> {
  const read = payload.safeParse(event);
  if (!read.success || read.data.user === deps.botUserId) return;
  const { user, reaction, type, item } = read.data;
  const kind = meaningOf(reaction, deps.speech.reactions);
  if (kind === undefined) return;
  const isAdded = type === 'reaction_added';
  const change: ReactionChange = { user, kind, name: canonicalEmoji(reaction), channel: item.channel, ts: item.ts };
  let isPosting = false;
  for (const run of deps.runService.runs()) {
    const conversation = deps.runService.conversation(run.id);
    if (conversation?.campaign?.ts === change.ts && conversation.campaign.channel === change.channel) {
      await onCampaign(deps, run, change, isAdded, actionOfChange(read.data, deps.api.time));
      return;
    }
    if ((conversation?.channel ?? run.channel) !== change.channel) continue;
    if (conversation?.ts === change.ts) {
      const userAction = actionOfChange(read.data, deps.api.time);
      deps.touched(run.id);
      if (deps.missedReactions.hears(change, isAdded, userAction?.at)) return;
      await (isAdded
        ? added(deps, run, conversation, change, userAction)
        : removed(deps, run, conversation, change, userAction));
      await deps.missedReactions.dealt(run, change, isAdded);
      return;
    }
    if (isAdded && conversation?.older.some(({ ts }) => ts === change.ts) === true) {
      await older(deps, change);
      return;
    }
    if (conversation?.ts === undefined && !hasEnded(run)) isPosting = true;
  }
  if (isPosting) deps.early.keep(change.channel, change.ts, () => takeReaction(deps, event));
}

/** On the message of a campaign: it is about the run that the campaign is at. */
async function onCampaign(
  deps: EmojiDeps,
  on: Run,
  change: ReactionChange,
  isAdded: boolean,
  userAction: UserAction | undefined,
): Promise<void> {
  const run = lastOfCampaign(deps.runService, campaignOf(on) ?? on.id) ?? on;
  const conversation = deps.runService.conversation(run.id);
  deps.touched(run.id);
  if (deps.missedReactions.hears(change, isAdded, userAction?.at)) return;
  if (isAdded) {
    const answer = await sayToCampaign(deps, run, change, {
      via: 'reaction',
      ...(userAction === undefined ? {} : { userAction }),
    });
    if (!answer.accepted && answer.repeated !== true) {
      deps.refused(run, change.kind, userId(change.user));
      await deps.replies.tell(change, { text: answer.text });
    }
  } else if (conversation !== undefined && isApprovedByCampaign(run, conversation))
    await removed(deps, run, { ...conversation, planId: run.plan.id }, change, userAction);
  await deps.missedReactions.dealt(run, change, isAdded);
}

async function added(
  deps: EmojiDeps,
  run: Run,
  conversation: Conversation,
  change: ReactionChange,
  userAction: UserAction | undefined,
): Promise<void> {
  if (conversation.planId !== run.plan.id) {
    await older(deps, change);
    return;
  }
  const by = userId(change.user);
  const answer = await deps.gatekeeper.say(run, {
    kind: change.kind,
    by,
    via: 'reaction',
    ...(change.kind === 'approve' ? { planId: conversation.planId } : {}),
    ...(userAction === undefined ? {} : { userAction }),
  });
  if (answer.accepted || answer.repeated === true) return;
  deps.refused(run, change.kind, by);
  await deps.replies.tell(change, { text: answer.text });
}

/** Only an approval can be taken back so. Taking the pause emoji off never resumes. */
async function removed(
  deps: EmojiDeps,
  run: Run,
  conversation: Conversation,
  change: ReactionChange,
  userAction: UserAction | undefined,
): Promise<void> {
  if (change.kind !== 'approve') return;
  const by = (await deps.gatekeeper.knownAs(run, change.user)) ?? userId(change.user);
  if (!run.votes.some((vote) => vote.by === by && vote.planId === run.plan.id)) return;
  if (run.status !== 'awaiting-approval' && !notBegun(run)) {
    if ('progress' in run && !('endedAt' in run)) {
      deps.remark(
        run.id,
        inLanguage({
          en:
            `${mention(change.user)} took the :${seedName('approve', deps.speech.reactions)}: off after ` +
            `the start. That changes nothing; to stop the run, use :${seedName('abort', deps.speech.reactions)}: ` +
            'or Abort.',
          zh:
            `${mention(change.user)} 在任务开始之后取下了 :${seedName('approve', deps.speech.reactions)}: 。` +
            `这不改变什么；要停住任务，请用 :${seedName('abort', deps.speech.reactions)}: 或「中止」。`,
        }),
      );
    }
    return;
  }
  if (await stillApproves(deps, run, change)) return;
  const answer = await deps.gatekeeper.say(run, {
    kind: 'withdraw',
    by,
    via: 'reaction',
    planId: conversation.planId ?? run.plan.id,
    ...(userAction === undefined ? {} : { userAction }),
  });
  if (!answer.accepted && answer.repeated !== true) await deps.replies.tell(change, { text: answer.text });
}

/**
 * Another emoji of theirs may say the same, there or on the message of the campaign. What cannot be read counts as
 * taken back: fewer approvals are the safe side.
 */
async function stillApproves(
  { api, speech, runService }: EmojiDeps,
  run: Run,
  { user }: ReactionChange,
): Promise<boolean> {
  for (const { channel, ts } of approvalPlaces(run, runService.conversation(run.id))) {
    const found = await api.reactions(channel, ts);
    if (!found.ok) return false;
    if (found.value.some(({ name, users }) => meaningOf(name, speech.reactions) === 'approve' && users.includes(user)))
      return true;
  }
  return false;
}

async function older({ replies }: EmojiDeps, change: ReactionChange): Promise<void> {
  await replies.tell(change, {
    text: inLanguage({
      en: 'That plan was replaced and counts no more. The current one is in a newer message.',
      zh: '那份计划已被替换，不再算数。现在的计划在更新的消息里。',
    }),
  });
}
