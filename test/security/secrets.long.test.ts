import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { asApiFailure, describe as describeFailure } from '../../src/slack/api/failure.js';
import { failed } from '../../src/pegasus/shell/failure.js';
import { createLog } from '../../src/lib/create-log.js';
import { RealStack } from '../support/real-stack.js';

/** Values that nobody would write by chance. Each is planted in a form of its own. */
const planted = {
  environment: 'Zq7-environment-planted',
  password: 'Zq7PasswordPlanted1',
  bearer: 'Zq7BearerPlanted22',
  slackToken: 'xoxb-999999999999-Zq7SlackPlanted',
  option: 'Zq7OptionPlanted',
  url: 'Zq7UrlPlanted',
  json: 'Zq7JsonPlanted',
  key: 'Zq7KeyPlantedAAAABBBBCCCC',
  cookie: 'Zq7CookiePlanted',
} as const;

/** What careless programs print. */
const leaks: readonly string[] = [
  `connecting with password=${planted.password}`,
  `> Authorization: Bearer ${planted.bearer}`,
  `token was ${planted.slackToken}`,
  `running: mysql --password ${planted.option} -h db`,
  `GET https://admin:${planted.url}@db.example/x`,
  `{"api_token":"${planted.json}","n":1}`,
  `-----BEGIN RSA PRIVATE KEY-----`,
  planted.key,
  `-----END RSA PRIVATE KEY-----`,
  `Set-Cookie: session=${planted.cookie}`,
];

let stack: RealStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const script = async (path: string, lines: readonly string[]): Promise<void> => {
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
};

const echoes = leaks.map((line) => `echo '${line}'`);

async function everyFile(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

describe('a roll with planted secrets', () => {
  it('shows none of them anywhere: log, messages, answers, database, audit, records of commands, metrics', async () => {
    stack = await RealStack.start({
      nodes: 4,
      speed: 20,
      mode: 'http',
      environment: { LOG_LEVEL: 'debug', CLUSTER_DB_PASSWORD: planted.environment },
    });
    const { folder, workspace } = stack;

    // Process commands that print secrets, as they are and out of their environment; the stop fails as well.
    await script(join(folder, 'process.sh'), [
      ...echoes,
      'echo "$CLUSTER_DB_PASSWORD"',
      'env',
      `if [ "$1" = stop ]; then echo 'gave up: password=${planted.password}' >&2; exit 7; fi`,
      `exec ${join(stack.simulation.home, 'process.sh')} "$@"`,
    ]);
    // A shell that prints nothing but secrets, for as long as it is told to.
    const garbling = join(folder, 'garbling');
    await mkdir(join(folder, 'home'));
    await script(join(folder, 'home', 'run.sh'), [
      `if [ -e ${garbling} ]; then`,
      ...echoes,
      ...echoes.map((line) => `${line} >&2`),
      'exit 3',
      'fi',
      `cd ${stack.simulation.home} && exec ./run.sh "$@"`,
    ]);
    const config = await readFile(stack.config, 'utf8');
    await writeFile(
      stack.config,
      config
        .replaceAll(join(stack.simulation.home, 'process.sh'), join(folder, 'process.sh'))
        .replace(`home: ${JSON.stringify(stack.simulation.home)}`, `home: ${JSON.stringify(join(folder, 'home'))}`),
    );
    await stack.botUp();

    // Each waits for its answer: the next fault is for the next one.
    const shown = stack;
    const answer = async (user: string, text: string, part: RegExp): Promise<void> => {
      await shown.type(user, text);
      await shown.waitFor(
        async () =>
          (await shown.messages()).some(
            ({ ephemeral, visible_to_name: name, text: said }) => ephemeral && name === user && part.test(said),
          ),
        30_000,
        `an answer to ${user}`,
      );
    };
    // Slack repeats the token in an error, and the person asks why nothing came of it.
    await stack.control('misbehave', {
      kind: 'error',
      error: `not_allowed_${workspace.botToken}`,
      methods: ['conversations.info'],
      times: 1,
    });
    await answer('alice', 'roll cluster-x --only replica', /not_allowed_\*\*\*/);
    await stack.control('misbehave', { kind: 'server-error', methods: ['users.info'], times: 1 });
    await answer('dave', 'plan cluster-x', /couldn't check with Slack who you are/);
    await writeFile(garbling, '');
    await answer('carol', 'plan cluster-x', /ended with code 3/);
    await rm(garbling);

    const server = (await stack.truth()).processes.find(({ role }) => role === 'replica')?.address ?? '';
    await stack.type('alice', `roll cluster-x --only replica --nodes ${server}`);
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('held');
    expect((await stack.runMessage()).text).toContain('exit code 7');
    await stack.type('bob', 'abort');
    await stack.untilState('aborted');

    const port = /"port":(\d+)[^\n]*the bot is up/.exec(stack.output)?.[1] ?? '';
    const served = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map(async (path) => (await fetch(`http://127.0.0.1:${port}/${path}`)).text()),
    );
    await stack.kill('SIGTERM');

    const places = new Map<string, string>([
      ...(await everyFile(join(folder, 'data'))),
      ['the log', stack.output],
      ['the messages', JSON.stringify(await stack.messages())],
      ['what is served', served.join('\n')],
    ]);
    const secrets = [...Object.values(planted), workspace.botToken, workspace.appToken, workspace.signingSecret];
    const found = [...places].flatMap(([place, text]) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
    );
    expect(found).toEqual([]);

    // All of it was there to be found.
    const of = (place: RegExp): string =>
      [...places]
        .filter(([name]) => place.test(name))
        .map(([, text]) => text)
        .join('\n');
    expect(of(/^the messages$/)).toContain('gave up: password=***');
    expect(of(/runs\//)).toContain('password=***');
    expect(of(/commands\//)).toContain('CLUSTER_DB_PASSWORD=***');
    expect(of(/^the log$/)).toContain('process command ended');
    expect(places.size).toBeGreaterThan(10);
  }, 120_000);
});

describe('what a failure repeats', () => {
  it('of a cluster is kept without its secrets', () => {
    const failure = failed('not-understood', `it printed ${leaks[0] ?? ''}`, leaks).failure;
    for (const secret of Object.values(planted)) expect(JSON.stringify(failure)).not.toContain(secret);
    expect(failure.raw).toContain('connecting with password=***');
  });

  it('of Slack is told without the token, whatever shape the error has', () => {
    for (const error of [
      new Error(`request with Authorization: Bearer ${planted.slackToken} failed`),
      `token ${planted.slackToken}`,
      { config: { headers: { Authorization: planted.slackToken } } },
    ]) {
      expect(describeFailure(asApiFailure(error))).not.toContain(planted.slackToken);
    }
  });

  it('is logged without it, however deep it hangs in an exception', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'debug',
      secrets: ['Zq7-signing'],
      destination: { write: (line) => void lines.push(line) },
    });
    const request = Object.assign(new Error(`failed with ${planted.slackToken}`), {
      config: { headers: { Authorization: `Bearer ${planted.bearer}` }, data: `token=${planted.json}&x=1` },
      original: new Error('signed with Zq7-signing'),
      request: { _header: `POST /\r\nAuthorization: Bearer ${planted.bearer}\r\n` },
    });
    log.error({ err: new Error('outer', { cause: request }), also: request }, `it failed: ${planted.slackToken}`);
    log
      .child({ token: planted.option })
      .debug({ nested: { password: planted.password, list: [`Cookie: a=${planted.cookie}`] } }, 'more');
    const all = lines.join('');
    for (const secret of [...Object.values(planted), 'Zq7-signing']) expect(all).not.toContain(secret);
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['error', 'debug']);
  });
});
