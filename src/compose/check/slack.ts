import { z } from 'zod';
import type { Config } from '../../config/config.js';
import { describeFault } from '../../config/fault.js';
import { readSlackSecrets, secretValues, type SlackSecrets } from '../../config/slack-secrets.js';
import type { Clock } from '../../lib/clock.js';
import { createMasker } from '../../lib/mask.js';
import { methods } from '../../slack/api/methods.js';
import { isGroup } from '../../slack/user-groups.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';
import { checkProgram } from './processes.js';
import { caller, type Answer, type Answered, type Ask, type Call, type Fetch } from './slack-call.js';
import { channelsFindings, groupsFindings, peopleFindings } from './slack-names.js';

/** Slash commands need a scope without being a method. */
const neededScopes = [...new Set<string>(['commands', ...Object.values(methods).flat()])];

const ownSchema = z.looseObject({
  user: z.string().optional(),
  team: z.string().optional(),
  team_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
});

/**
 * The tokens, by asking Slack who they belong to; the scopes that Slack says they have; every channel and user group of
 * the configuration; the program that speaks when Slack does not.
 */
export async function checkSlack(
  config: Config,
  env: Readonly<NodeJS.ProcessEnv>,
  fetch: Fetch,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { command } = config.slack.alternate;
  const told = await askSlack(config, env, fetch, clock);
  return command === undefined
    ? told
    : [...told, await checkProgram('slack.alternate.command', command[0], env['PATH'])];
}

async function askSlack(
  config: Config,
  env: Readonly<NodeJS.ProcessEnv>,
  fetch: Fetch,
  clock: Clock,
): Promise<readonly Finding[]> {
  const secrets = await readSlackSecrets(config.slack.mode, env);
  if (!secrets.ok) return secrets.failure.map((fault) => fails(describeFault(fault)));
  const mask = createMasker(secretValues(secrets.value));
  const call = caller(secrets.value, fetch, clock);
  const bot = await call('auth.test', secrets.value.botToken);
  const findings = [...botFindings(bot), ...(await transportFindings(secrets.value, call))];
  if (bot.kind === 'answered' && bot.answer.ok) {
    const { digest, alternate } = config.slack;
    const channels = [...config.clusters.map(({ channel }) => channel), digest, alternate.channel];
    findings.push(...(await namedFindings(config.clusters, channels, bot.answer, secrets.value.botToken, call)));
  }
  return findings.map((finding) => ({ ...finding, text: mask(finding.text) }));
}

/**
 * Whether those whom one cluster names in Slack are there: its channel, and who approves. That the bot is connected
 * says that its tokens are right.
 */
export async function checkClusterInSlack(
  cluster: Config['clusters'][number],
  secrets: SlackSecrets,
  fetch: Fetch,
  clock: Clock,
): Promise<readonly Finding[]> {
  const call = caller(secrets, fetch, clock);
  const bot = await call('auth.test', secrets.botToken);
  if (bot.kind === 'silent' || !bot.answer.ok) return botFindings(bot);
  return namedFindings([cluster], [cluster.channel], bot.answer, secrets.botToken, call);
}

async function namedFindings(
  clusters: Config['clusters'],
  channels: readonly (string | undefined)[],
  bot: Answer,
  token: string,
  call: Call,
): Promise<readonly Finding[]> {
  const ask: Ask = (method, form) => call(method, token, form);
  const approvers = [...new Set(clusters.flatMap(({ approvals }) => approvals.approvers))];
  return [
    ...(await groupsFindings(approvers.filter(isGroup), ask)),
    ...(await peopleFindings(
      approvers.filter((name) => !isGroup(name)),
      ownSchema.safeParse(bot).data ?? {},
      ask,
    )),
    ...(await channelsFindings(
      [...new Set(channels)].filter((channel) => channel !== undefined),
      ask,
    )),
  ];
}

function botFindings(bot: Answered): Finding[] {
  if (bot.kind === 'silent') return [fails(bot.why)];
  if (!bot.answer.ok) return [fails(refused('bot', bot.answer.error))];
  const own = ownSchema.safeParse(bot.answer).data;
  return [
    works(`the bot token belongs to ${own?.user ?? 'a bot'} in ${own?.team ?? 'a workspace'}`),
    scopeFinding(bot.scopes),
  ];
}

const refused = (which: 'bot' | 'app', error: string | undefined): string =>
  `Slack refuses the ${which} token, ${error === undefined ? 'without a reason' : `with ${error}`}`;

function scopeFinding(scopes: string | null): Finding {
  if (scopes === null) return note('this server does not tell the scopes of a token, so they cannot be checked');
  const has = new Set(scopes.split(',').map((scope) => scope.trim()));
  const lacks = neededScopes.filter((scope) => !has.has(scope));
  return lacks.length === 0
    ? works(`it has all ${neededScopes.length} scopes`)
    : fails(`it lacks the scopes ${lacks.join(', ')}: add them to the app and install it again`);
}

async function transportFindings(secrets: SlackSecrets, call: Call): Promise<readonly Finding[]> {
  if (secrets.mode === 'http')
    return [note('the signing secret is there; only a request from Slack shows whether it is the right one')];
  const opened = await call('apps.connections.open', secrets.appToken);
  if (opened.kind === 'silent') return [fails(opened.why)];
  return [
    opened.answer.ok
      ? works('the app token opens a Socket Mode connection')
      : fails(refused('app', opened.answer.error)),
  ];
}
