import { z } from 'zod';
import { canonicalEmoji } from '../../lib/emoji.js';
import type { UserAction } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import type { SlackTime } from '../slack-time.js';

const delivery = z.object({
  trigger_id: z.string().min(1).optional(),
  user: z.object({ id: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional() }).optional(),
  actions: z.array(z.object({ action_id: z.string().optional(), action_ts: z.string().min(1).optional() })).optional(),
});

/** Which press a click or a command is. Slack does not date commands. Undefined: nothing tells it from another one. */
export function userActionOf(body: unknown, time: SlackTime): UserAction | undefined {
  const read = delivery.safeParse(body).data;
  const action = read?.actions?.[0];
  if (action?.action_ts !== undefined) {
    const parts = ['click', read?.container?.message_ts, read?.user?.id, action.action_id, action.action_ts];
    return dated(parts.filter((part) => part !== undefined).join(' '), action.action_ts, time);
  }
  return read?.trigger_id === undefined ? undefined : { key: `trigger ${read.trigger_id}` };
}

/** A reaction that was put on a message, or taken off it: Slack may deliver it again under another event id. */
export interface SlackReaction {
  readonly type: string;
  readonly user: string;
  readonly reaction: string;
  readonly ts: string;
  readonly eventTs: string | undefined;
}

/** Undefined where Slack does not say when it was: the same person can press the same emoji again. */
export function reactionActionOf(
  { type, user, reaction, ts, eventTs }: SlackReaction,
  time: SlackTime,
): UserAction | undefined {
  return eventTs === undefined
    ? undefined
    : dated(`${type} ${ts} ${user} ${canonicalEmoji(reaction)} ${eventTs}`, eventTs, time);
}

/** One message is one mention, in however many deliveries, and however often it is edited. */
export const mentionActionOf = (channel: string, ts: string, time: SlackTime): UserAction =>
  dated(`mention ${channel} ${ts}`, ts, time);

function dated(key: string, ts: string, time: SlackTime): UserAction {
  const at = time.here(ts);
  return { key, ...(at === undefined ? {} : { at }) };
}

interface OnMessage {
  readonly ts: string;
  readonly user: string;
  readonly name: string;
}

/** A reaction that was not heard and is read on its message: nobody knows when it was put there. */
export const foundReactionActionOf = ({ ts, user, name }: OnMessage): UserAction => ({
  key: `reaction_added ${ts} ${user} ${name} read`,
});

/**
 * Whether this run has decided on a reaction of this kind already: it died before it noted that it had dealt with it.
 */
export const wasDecided = ({ handledActions = [] }: Run, { ts, user, name }: OnMessage): boolean =>
  handledActions.some((key) => key.startsWith(`reaction_added ${ts} ${user} ${name} `));
