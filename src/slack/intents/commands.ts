import { z } from 'zod';
import type { RunService } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import { userId, type ClusterName } from '../../roll/ids.js';
import type { UserAction } from '../../roll/intent.js';
import type { EarlierRunTerms } from '../../roll/options.js';
import { isDoneBeforeOthers } from '../../roll/campaign.js';
import { continuationOf } from '../../roll/continuation.js';
import { couldBeRolledBack } from '../../roll/rollback.js';
import { type Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Clock } from '../../lib/clock.js';
import type { Opening } from '../form/roll-form.js';
import { parseCommand, type Command } from '../parse/command.js';
import type { RollRequestText } from '../parse/roll-options.js';
import type { Speech } from '../reactions.js';
import { content, type Part } from '../render/parts.js';
import { approvalRule, planParts, planTitle } from '../render/plan-parts.js';
import { capital, quoted, sentence, sentenceOf } from '../text.js';
import type { Channels } from './channels.js';
import { check, checking } from './check.js';
import { findRun } from './find-run.js';
import type { Gatekeeper } from './gatekeeper.js';
import { helpText } from './help.js';
import { history } from './history.js';
import { lockAll, unlockAll } from './lock-all.js';
import { lock, unlock } from './locks.js';
import { overview } from './overview.js';
import { status } from './status.js';
import { userActionOf } from './user-action.js';
import type { RequestLimit } from './request-limit.js';
import { refusalReply } from './refusal-reply.js';
import { slackChannel, slackUser } from './payload-ids.js';
import type { Asked, Replies, Reply } from './replies.js';
import { goOnWithCampaign } from './campaigns.js';
import { requestCampaign } from './request-campaign.js';
import { findCluster } from './request-roll.js';
import { findEarlierRun } from './earlier-run.js';
import { rollbackRequest } from './rollback.js';
import { inLanguage } from '../language.js';

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
  /** Clusters that are rolled one after the other, by the name of their group. */
  readonly groups: ReadonlyMap<string, readonly ClusterName[]>;
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
  if (!read.success)
    return {
      now: inLanguage({ en: 'I could not read this command as Slack sent it.', zh: '我读不懂 Slack 发来的这条命令。' }),
      then: undefined,
    };
  const asked: Asked = {
    channel: read.data.channel_id,
    user: read.data.user_id,
    ...(read.data.response_url === undefined ? {} : { responseUrl: read.data.response_url }),
  };
  const command = parseCommand(read.data.text);
  if (!command.ok)
    return {
      now: inLanguage({
        en: `${sentence(command.failure)} \`${deps.speech.command} help\` shows examples.`,
        zh: `${sentence(command.failure)}例子见 \`${deps.speech.command} help\`。`,
      }),
      then: undefined,
    };
  if (command.value.kind === 'help') return { now: helpText(deps.speech.command), then: undefined };
  if (command.value.kind === 'form') {
    const { trigger_id: trigger } = read.data;
    if (trigger === undefined)
      return {
        now: inLanguage({
          en: 'Slack gave me no way to open the form. Which cluster? For example: roll cluster-x.',
          zh: 'Slack 没有给我打开表单的办法。哪个集群？例如：roll cluster-x。',
        }),
        then: undefined,
      };
    return { now: undefined, then: () => deps.openForm({ trigger, user: asked.user, asked }) };
  }
  const known = command.value;
  return {
    // Making a plan takes seconds, and nobody should wonder whether the command was heard.
    now:
      known.kind === 'roll' || known.kind === 'rebalance' || known.kind === 'plan'
        ? inLanguage({ en: `Reading ${quoted(known.cluster)} …`, zh: `正在读取 ${quoted(known.cluster)} …` })
        : known.kind === 'clusters'
          ? inLanguage({ en: 'Reading the clusters …', zh: '正在读取各集群 …' })
          : known.kind === 'check'
            ? checking(known.cluster)
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
  if (!isOfLocks(command)) {
    const refusal = deps.limit.refusal(asked.user, 'cluster' in command ? command.cluster : undefined);
    if (refusal !== undefined) return { text: refusal };
  }
  // A roll is asked for in one place, which asks this itself.
  if (command.kind === 'roll' || command.kind === 'rebalance') return roll(deps, command, asked);
  if (command.kind === 'rollback') return rollback(deps, command, asked, userAction);
  if (command.kind === 'continue') return continueRun(deps, command, asked);
  // Whose lock it is decides who may take it away.
  if (command.kind === 'unlock') return unlock(deps, command, by);
  if (command.kind === 'unlock-all') return unlockAll(deps, by);
  const permission = await deps.gatekeeper.mayAsk(command.kind === 'lock-all' ? 'lock' : command.kind, by);
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
    case 'lock-all':
      return lockAll(deps, command, by);
    case 'plan':
      return plan(deps, command, asked);
    case 'check':
      return check(deps, command);
    default:
      return assertNever(command);
  }
}

/** What keeps runs off a cluster is never put off. */
const isOfLocks = ({ kind }: Answerable): boolean =>
  kind === 'lock' || kind === 'lock-all' || kind === 'unlock' || kind === 'unlock-all';

async function answerRun(
  deps: CommandDeps,
  run: Run,
  intent: Extract<Command, { kind: 'answer' }>['intent'] | 'abort-to-roll-back',
  asked: Asked,
  userAction: UserAction | undefined,
  terms?: EarlierRunTerms,
): Promise<Reply | undefined> {
  // An approval is for what stands in the channel, and for nothing newer that nobody has seen.
  const shown = deps.runService.conversation(run.id)?.planId;
  if (intent === 'approve' && run.status === 'awaiting-approval' && shown !== run.plan.id)
    return {
      text: inLanguage({
        en: 'The plan is just being posted. Read it, then approve it.',
        zh: '计划正在发出。请看清楚，再批准。',
      }),
    };
  const said = await deps.gatekeeper.say(run, {
    kind: intent,
    by: userId(asked.user),
    via: asked.threadTs === undefined ? 'command' : 'mention',
    ...(intent === 'approve' ? { planId: run.plan.id } : {}),
    ...(terms === undefined ? {} : { terms }),
    ...(userAction === undefined ? {} : { userAction }),
  });
  if (said.repeated === true) return undefined;
  return { text: `${quoted(run.cluster)}: ${said.text}`, ...(said.accepted ? { shared: true } : {}) };
}

async function roll(deps: CommandDeps, command: RollRequestText, asked: Asked): Promise<Reply | undefined> {
  const asking = await requestCampaign(deps, command, asked);
  if (!asking.ok)
    return asking.failure.kind === 'sentence'
      ? { text: asking.failure.text }
      : refusalReply(deps, asking.failure.refusal);
  // In the channel it was typed in, the plan itself is the answer.
  return asking.value.channel === asked.channel
    ? undefined
    : {
        text: inLanguage({
          en: `The plan of run \`${quoted(asking.value.id)}\` is posted in <#${asking.value.channel}>.`,
          zh: `任务 \`${quoted(asking.value.id)}\` 的计划已发到 <#${asking.value.channel}>。`,
        }),
        shared: true,
      };
}

/** Of a run that stands it is what the button beside Abort does. */
async function rollback(
  deps: CommandDeps,
  { name, given }: Extract<Command, { kind: 'rollback' }>,
  asked: Asked,
  userAction: UserAction | undefined,
): Promise<Reply | undefined> {
  const permission = await deps.gatekeeper.mayAsk('rollback', userId(asked.user));
  if (!permission.allowed) return { text: permission.reason };
  const found = await findEarlierRun(deps.runService, name);
  if (!found.ok) return { text: found.failure };
  const run = found.value;
  if (couldBeRolledBack(run)) return answerRun(deps, run, 'abort-to-roll-back', asked, userAction, given);
  const request = rollbackRequest(run, given);
  return request.ok ? roll(deps, request.value, asked) : { text: request.failure };
}

/** Asks for the rest of a run that was aborted or failed. */
async function continueRun(
  deps: CommandDeps,
  { name, given }: Extract<Command, { kind: 'continue' }>,
  asked: Asked,
): Promise<Reply | undefined> {
  const permission = await deps.gatekeeper.mayAsk('continue', userId(asked.user));
  if (!permission.allowed) return { text: permission.reason };
  const found = await findEarlierRun(deps.runService, name);
  if (!found.ok) return { text: found.failure };
  if (isDoneBeforeOthers(found.value)) {
    const why = await goOnWithCampaign(deps, found.value, asked.user);
    return why === undefined ? undefined : { text: capital(why) };
  }
  const request = continuationOf(found.value, given);
  return request.kind === 'possible'
    ? roll(deps, { cluster: found.value.cluster, options: request.options }, asked)
    : { text: sentence(capital(sentenceOf(request.why))) };
}

async function plan(deps: CommandDeps, command: Extract<Command, { kind: 'plan' }>, asked: Asked): Promise<Reply> {
  const card = findCluster(deps.runService, command.cluster);
  if (!card.ok) return { text: card.failure };
  const made = await deps.runService.plan(card.value.cluster, command.options);
  if (!made.ok) return refusalReply(deps, made.failure);
  const parts: readonly Part[] = [
    {
      kind: 'header',
      text: inLanguage({ en: `Plan only: ${planTitle(made.value)}`, zh: `只是计划：${planTitle(made.value)}` }),
    },
    ...planParts(made.value, { by: asked.user, at: deps.clock.now() }),
    {
      kind: 'context',
      text: inLanguage({
        en:
          `${approvalRule(made.value)}. Nothing has been asked for yet: \`${deps.speech.command} roll\` ` +
          'with the same words does that.',
        zh: `${approvalRule(made.value)}。还没有请求任何事：用同样的词输入 \`${deps.speech.command} roll\` 才会请求。`,
      }),
    },
  ];
  return content(parts);
}
