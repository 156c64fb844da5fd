import { z } from 'zod';
import type { Config } from '../../config/config.js';
import { describeFault } from '../../config/fault.js';
import { readSlackSecrets, secretValues, type SlackSecrets } from '../../config/slack-secrets.js';
import { isChannelId } from '../../lib/channel-id.js';
import type { Clock } from '../../lib/clock.js';
import { createMasker } from '../../lib/mask.js';
import { reasonOf } from '../../lib/thrown.js';
import { methods } from '../../slack/api/methods.js';
import { isGroup } from '../../slack/user-groups.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';
import { checkProgram } from './processes.js';

/** As much of `fetch` as is needed. */
export type Fetch = (
  url: string,
  request: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}>;

const slackItself = 'https://slack.com/api/';
const answerMs = 10_000;
/** Slash commands need a scope without being a method. */
const neededScopes = [...new Set<string>(['commands', ...Object.values(methods).flat()])];

const answerSchema = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  user: z.string().optional(),
  team: z.string().optional(),
});
const groupsSchema = z.looseObject({
  usergroups: z.array(z.looseObject({ id: z.string(), handle: z.string(), users: z.array(z.string()).optional() })),
});
const channelSchema = z.looseObject({
  channel: z.looseObject({
    name: z.string().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
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
    const named = [...config.clusters.map(({ channel }) => channel), digest, alternate.channel];
    const channels = [
      ...new Set(named.flatMap((channel) => (channel !== undefined && isChannelId(channel) ? [channel] : []))),
    ];
    findings.push(...(await groupsFindings(config, (form) => call('usergroups.list', secrets.value.botToken, form))));
    for (const channel of channels)
      findings.push(channelFinding(channel, await call('conversations.info', secrets.value.botToken, { channel })));
  }
  return findings.map((finding) => ({ ...finding, text: mask(finding.text) }));
}

type Answered =
  | { readonly kind: 'answered'; readonly answer: z.infer<typeof answerSchema>; readonly scopes: string | null }
  | { readonly kind: 'silent'; readonly why: string };
type Call = (method: string, token: string, form?: Readonly<Record<string, string>>) => Promise<Answered>;

function caller({ apiUrl = slackItself }: SlackSecrets, fetch: Fetch, clock: Clock): Call {
  return async (method, token, form = {}) => {
    const over = new AbortController();
    const cancel = clock.after(answerMs, () => {
      over.abort();
    });
    try {
      const response = await fetch(`${apiUrl}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal: over.signal,
      });
      const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success)
        return { kind: 'silent', why: `${apiUrl} answers HTTP ${response.status} and nothing that Slack would say` };
      return { kind: 'answered', answer: parsed.data, scopes: response.headers.get('x-oauth-scopes') };
    } catch (error) {
      if (over.signal.aborted) return { kind: 'silent', why: `${apiUrl} does not answer within ${answerMs / 1000} s` };
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      return { kind: 'silent', why: `${apiUrl} cannot be reached: ${reasonOf(error)}${cause}` };
    } finally {
      cancel();
    }
  };
}

function botFindings(bot: Answered): Finding[] {
  if (bot.kind === 'silent') return [fails(bot.why)];
  if (!bot.answer.ok) return [fails(refused('bot', bot.answer.error))];
  return [
    works(`the bot token belongs to ${bot.answer.user ?? 'a bot'} in ${bot.answer.team ?? 'a workspace'}`),
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

/** A group that is not there, or has nobody in it, can approve nothing, however many are asked for. */
async function groupsFindings(
  config: Config,
  list: (form: Readonly<Record<string, string>>) => Promise<Answered>,
): Promise<readonly Finding[]> {
  const names = [...new Set(config.clusters.flatMap(({ approvals }) => approvals.approvers.filter(isGroup)))];
  if (names.length === 0) return [];
  const asked = await list({ include_users: 'true' });
  if (asked.kind === 'silent') return [fails(asked.why)];
  const parsed = groupsSchema.safeParse(asked.answer);
  if (!asked.answer.ok || !parsed.success) {
    if (asked.answer.error === 'unknown_method')
      return [note('this server does not tell about user groups, so those of the approvers cannot be checked')];
    return [
      fails(
        `user groups cannot be read (${asked.answer.error ?? 'the answer is not understood'}): nobody ` +
          `approves through ${names.join(', ')}`,
      ),
    ];
  }
  return names.map((name) => {
    const group = parsed.data.usergroups.find(({ id, handle }) => id === name || `@${handle}` === name);
    if (group === undefined) return fails(`there is no user group ${name}: nobody approves through it`);
    return group.users?.length === 0
      ? fails(`nobody is in the user group ${name}, so nobody approves through it`)
      : works(`the user group ${name} is there`);
  });
}

function channelFinding(channel: string, asked: Answered): Finding {
  if (asked.kind === 'silent') return fails(asked.why);
  const { answer } = asked;
  if (!answer.ok) {
    if (answer.error === 'unknown_method')
      return note(`this server does not tell about channels, so ${channel} cannot be checked`);
    return fails(
      answer.error === 'channel_not_found'
        ? `channel ${channel} does not exist, or is private and the bot is not in it`
        : `channel ${channel}: ${answer.error ?? 'refused without a reason'}`,
    );
  }
  const parsed = channelSchema.safeParse(answer);
  if (!parsed.success) return note(`what is said about channel ${channel} is not understood`);
  const { name: called, is_member: isMember, is_archived: isArchived } = parsed.data.channel;
  const name = called === undefined ? channel : `#${called}`;
  if (isArchived === true) return fails(`${name} is archived: nobody can post there`);
  return isMember === false ? fails(`the bot is not in ${name}: invite it`) : works(`the bot can post in ${name}`);
}
