import { readTrustedText, UntrustedFileError } from '../lib/file-trust.js';
import { fail, ok, type Result } from '../lib/result.js';
import { codeOf } from '../lib/thrown.js';
import type { ConfigFault } from './fault.js';
import type { SecretVariable } from './secret-variables.js';

/** How the bot proves to Slack who it is. */
export type SlackSecrets = {
  readonly botToken: string;
  /** A Slack-compatible server instead of Slack, with a slash at its end; undefined for Slack itself. */
  readonly apiUrl: string | undefined;
  /** Values of the environment that are named like secrets: process commands get them, and may print them. */
  readonly others?: readonly string[];
} & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

/** Every value of `secrets` that must not be seen anywhere. */
export const secretValues = (secrets: SlackSecrets): readonly string[] => [
  secrets.botToken,
  secrets.mode === 'socket' ? secrets.appToken : secrets.signingSecret,
  ...(secrets.others ?? []),
];

/** What Slack itself hands out; another server may use any text. */
const shapes: Readonly<Record<SecretVariable, { readonly pattern: RegExp; readonly expected: string }>> = {
  SLACK_BOT_TOKEN: { pattern: /^(?:xoxe\.)?xoxb-\S+$/, expected: 'a bot token, which begins with xoxb-' },
  SLACK_APP_TOKEN: { pattern: /^xapp-\S+$/, expected: 'an app-level token, which begins with xapp-' },
  SLACK_SIGNING_SECRET: { pattern: /^[0-9a-f]{32,}$/, expected: 'a signing secret, which is hexadecimal' },
};

/** Reads the secrets of `mode` from the environment, or from the files it names. */
export async function readSlackSecrets(
  mode: 'socket' | 'http',
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<SlackSecrets, readonly ConfigFault[]>> {
  const apiUrl = readApiUrl(env['SLACK_API_URL']);
  const anyShape = env['SLACK_API_URL'] !== undefined && env['SLACK_API_URL'] !== '';
  const botToken = await readSecret('SLACK_BOT_TOKEN', env, anyShape);
  const other = await readSecret(mode === 'socket' ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET', env, anyShape);
  if (!botToken.ok || !other.ok || !apiUrl.ok)
    return fail([botToken, other, apiUrl].flatMap((result) => (result.ok ? [] : [result.failure])));
  const others = namedLikeSecrets(env);
  const common = { botToken: botToken.value, apiUrl: apiUrl.value, ...(others.length === 0 ? {} : { others }) };
  return ok(
    mode === 'socket' ? { ...common, mode, appToken: other.value } : { ...common, mode, signingSecret: other.value },
  );
}

/**
 * Without our own, which commands do not get. Shorter values, and those that are paths, would blank out ordinary words.
 */
function namedLikeSecrets(env: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const named = /(?:pass|password|passwd|passphrase|token|secret|credentials?|api_?key|private_?key|access_?key)$/i;
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && !name.startsWith('SLACK_') && named.test(name) && value.length >= 8 && !value.startsWith('/')
      ? [value]
      : [],
  );
}

async function readSecret(
  name: SecretVariable,
  env: Readonly<NodeJS.ProcessEnv>,
  anyShape: boolean,
): Promise<Result<string, ConfigFault>> {
  const { expected, pattern } = shapes[name];
  const direct = env[name] ?? '';
  const file = env[`${name}_FILE`] ?? '';
  const fault = (source: string, found: string, hint?: string): Result<string, ConfigFault> =>
    fail({ source, path: '', expected, found, ...(hint === undefined ? {} : { hint }) });
  if (direct !== '' && file !== '') return fault(name, `both ${name} and ${name}_FILE`, 'set one of them');
  if (direct === '' && file === '')
    return fault(name, 'nothing', `set ${name}, or ${name}_FILE to the name of a file that holds it`);
  const source = file === '' ? name : `${name}_FILE`;
  let value = direct.trim();
  if (file !== '') {
    try {
      value = (await readTrustedText(file)).trim();
    } catch (error) {
      if (error instanceof UntrustedFileError) return fault(source, `a file that ${error.why}`);
      return fault(source, `a file that cannot be read: ${codeOf(error) ?? 'unknown error'}`);
    }
  }
  if (value === '') return fault(source, 'an empty text');
  return anyShape || pattern.test(value) ? ok(value) : fault(source, 'something else, not shown here');
}

/** Tokens go to this address: in the clear only to this machine itself. */
function readApiUrl(text: string | undefined): Result<string | undefined, ConfigFault> {
  if (text === undefined || text === '') return ok(undefined);
  const expected = 'an https URL, or an http URL of this machine';
  if (!URL.canParse(text)) return fail({ source: 'SLACK_API_URL', path: '', expected, found: 'no URL' });
  const url = new URL(text);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return fail({
      source: 'SLACK_API_URL',
      path: '',
      expected,
      found: `a URL that begins with ${url.protocol}//${url.hostname}`,
    });
  return ok(url.href.endsWith('/') ? url.href : `${url.href}/`);
}
