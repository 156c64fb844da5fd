import { z } from 'zod';
import type { RunService } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import { userId } from '../../roll/ids.js';
import type { UserAction } from '../../roll/intent.js';
import { hasEnded, type Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Clock } from '../../lib/clock.js';
import type { Opening } from '../form/roll-form.js';
import { parseCommand, type Command } from '../parse/command.js';
import type { Speech } from '../reactions.js';
import { content, type Part } from '../render/parts.js';
import { approvalRule, planParts, planTitle } from '../render/plan-parts.js';
import { statusParts } from '../render/status-parts.js';
import { quoted, sentence } from '../text.js';
import type { Channels } from './channels.js';
import { clusterList, findRun } from './find-run.js';
import type { Gatekeeper } from './gatekeeper.js';
import { helpText } from './help.js';
import { history } from './history.js';
import { lock, unlock } from './locks.js';
import { overview } from './overview.js';
import { userActionOf } from './user-action.js';
import type { RequestLimit } from './request-limit.js';
import { refusalReply, runLink } from './refusal-reply.js';
import { slackChannel, slackUser } from './payload-ids.js';
import type { Asked, Replies, Reply } from './replies.js';
import { findCluster, requestRoll } from './request-roll.js';

const payload = z.object({
  text: z.string().default(''),
  user_id: slackUser,
  channel_id: slackChannel,
  response_url: z.url().optional(),
  trigger_id: z.string().optional(),
});

/** What can be answered in words; the form cannot. */
export type Answerable = Exclude<Command, { kind: 'help' | 'form' }>;

export interface CommandDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly gatekeeper: Gatekeeper;
  readonly replies: Replies;
  readonly channels: Channels;
  readonly limit: RequestLimit;
  readonly speech: Speech;
  readonly openForm: (opening: Opening) => Promise<void>;
}

/** What is answered at once, and what is done afterwards. */
export interface Taken {
  readonly now: string | undefined;
  readonly then: (() => Promise<void>) | undefined;
}

/** Reads a slash command as Slack sends it. Never throws for what a person typed. */
export function takeCommand(deps: CommandDeps, body: unknown): Taken {
  const read = payload.safeParse(body);
  if (!read.success) return { now: 'I could not read this command as Slack sent it.', then: undefined };
  const asked: Asked = {
    channel: read.data.channel_id,
    user: read.data.user_id,
    ...(read.data.response_url === undefined ? {} : { responseUrl: read.data.response_url }),
  };
  const command = parseCommand(read.data.text);
  if (!command.ok)
    return { now: `${sentence(command.failure)} \`${deps.speech.command} help\` shows examples.`, then: undefined };
  if (command.value.kind === 'help') return { now: helpText(deps.speech.command), then: undefined };
  if (command.value.kind === 'form') {
    const { trigger_id: trigger } = read.data;
    if (trigger === undefined)
      return {
        now: 'Slack gave me no way to open the form. Which cluster? For example: roll cluster-x.',
        then: undefined,
      };
    return { now: undefined, then: () => deps.openForm({ trigger, user: asked.user, asked }) };
  }
  const known = command.value;
  return {
    // Making a plan takes seconds, and nobody should wonder whether the command was heard.
    now:
      known.kind === 'roll' || known.kind === 'rebalance' || known.kind === 'plan'
        ? `Reading ${quoted(known.cluster)} …`
        : known.kind === 'clusters'
          ? 'Reading the clusters …'
          : undefined,
    then: () => carryOut(deps, known, asked, userActionOf(body, deps.api.time)),
  };
}

async function carryOut(
  deps: CommandDeps,
  command: Answerable,
  asked: Asked,
  userAction: UserAction | undefined,
): Promise<void> {
  const reply = await answerCommand(deps, command, asked, userAction);
  if (reply !== undefined) await deps.replies.tell(asked, reply);
}

/** Does what a command says, however it was given. @returns undefined when what it did shows by itself. */
export async function answerCommand(
  deps: CommandDeps,
  command: Answerable,
  asked: Asked,
  userAction: UserAction | undefined,
): Promise<Reply | undefined> {
  const by = userId(asked.user);
  // Who is no member is told so, and nothing of the clusters and runs there are.
  const member = await deps.gatekeeper.mayAsk('status', by);
  if (!member.allowed) return { text: member.reason };
  if (command.kind === 'answer') {
    const found = await findRun(deps.runService, command.name, asked.channel);
    if (!found.ok) return { text: found.failure };
    return answerRun(deps, found.value, command.intent, asked, userAction);
  }
  if (command.kind !== 'lock' && command.kind !== 'unlock') {
    const refusal = deps.limit.refusal(asked.user, 'cluster' in command ? command.cluster : undefined);
    if (refusal !== undefined) return { text: refusal };
  }
  // A roll is asked for in one place, which asks this itself.
  if (command.kind === 'roll' || command.kind === 'rebalance') return roll(deps, command, asked);
  // Whose lock it is decides who may take it away.
  if (command.kind === 'unlock') return unlock(deps, command, by);
  const permission = await deps.gatekeeper.mayAsk(command.kind, by);
  if (!permission.allowed) return { text: permission.reason };
  switch (command.kind) {
    case 'status':
      return status(deps, command.name);
    case 'runs':
      return history(deps, command.cluster);
    case 'clusters':
      return overview(deps);
    case 'lock':
      return lock(deps, command, by);
    case 'plan':
      return plan(deps, command, asked);
    default:
      return assertNever(command);
  }
}

async function answerRun(
  deps: CommandDeps,
  run: Run,
  intent: Extract<Command, { kind: 'answer' }>['intent'],
  asked: Asked,
  userAction: UserAction | undefined,
): Promise<Reply | undefined> {
  // An approval is for what stands in the channel, and for nothing newer that nobody has seen.
  const shown = deps.runService.conversation(run.id)?.planId;
  if (intent === 'approve' && run.status === 'awaiting-approval' && shown !== run.plan.id)
    return { text: 'The plan is just being posted. Read it, then approve it.' };
  const said = await deps.gatekeeper.say(run, {
    kind: intent,
    by: userId(asked.user),
    via: asked.threadTs === undefined ? 'command' : 'mention',
    ...(intent === 'approve' ? { planId: run.plan.id } : {}),
    ...(userAction === undefined ? {} : { userAction }),
  });
  if (said.repeated === true) return undefined;
  return { text: `${quoted(run.cluster)}: ${said.text}`, ...(said.accepted ? { shared: true } : {}) };
}

async function roll(
  deps: CommandDeps,
  command: Extract<Command, { kind: 'roll' | 'rebalance' }>,
  asked: Asked,
): Promise<Reply | undefined> {
  const asking = await requestRoll(deps, command, asked);
  if (!asking.ok)
    return asking.failure.kind === 'sentence'
      ? { text: asking.failure.text }
      : refusalReply(deps, asking.failure.refusal);
  // In the channel it was typed in, the plan itself is the answer.
  return asking.value.channel === asked.channel
    ? undefined
    : { text: `The plan of run \`${quoted(asking.value.id)}\` is posted in <#${asking.value.channel}>.`, shared: true };
}

async function plan(deps: CommandDeps, command: Extract<Command, { kind: 'plan' }>, asked: Asked): Promise<Reply> {
  const card = findCluster(deps.runService, command.cluster);
  if (!card.ok) return { text: card.failure };
  const made = await deps.runService.plan(card.value.cluster, command.options);
  if (!made.ok) return refusalReply(deps, made.failure);
  const parts: readonly Part[] = [
    { kind: 'header', text: `Plan only: ${planTitle(made.value)}` },
    ...planParts(made.value, { by: asked.user, at: deps.clock.now() }),
    {
      kind: 'context',
      text:
        `${approvalRule(made.value)}. Nothing has been asked for yet: \`${deps.speech.command} roll\` ` +
        'with the same words does that.',
    },
  ];
  return content(parts);
}

async function status(deps: CommandDeps, name: string | undefined): Promise<Reply> {
  const runs = deps.runService.runs().filter((run) => !hasEnded(run));
  const wanted = name === undefined ? runs : runs.filter(({ id, cluster }) => id === name || cluster === name);
  if (wanted.length === 0) {
    if (name === undefined)
      return { text: `Nothing is running, and nothing awaits approval. ${clusterList(deps.runService)}`, shared: true };
    const found = await findRun(deps.runService, name, '');
    return { text: found.ok ? `Nothing is running on ${quoted(name)}.` : found.failure };
  }
  const shown = wanted.slice(0, 15);
  const parts = await Promise.all(shown.map(async (run) => statusParts(run, await runLink(deps, run))));
  const more: readonly Part[] =
    shown.length === wanted.length ? [] : [{ kind: 'context', text: `and ${wanted.length - shown.length} more` }];
  // Of one run it is for all to see; a list would call everybody who asked for a run.
  return { ...content([...parts.flat(), ...more]), ...(wanted.length === 1 ? { shared: true } : {}) };
}
