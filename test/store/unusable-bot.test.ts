import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import type { WorkspaceHandle } from '../../src/workspace/start.js';
import { startWorkspace } from '../../src/workspace/start.js';
import { compiledProgram } from '../support/compiled.js';
import { trailFaults } from './support/on-disk.js';
import { opened } from './support/open.js';
import { startWriter } from './support/processes.js';
import { clusterX, temporaryFolder } from './support/samples.js';

interface RunningBot {
  readonly workspace: WorkspaceHandle;
  readonly data: string;
  /** Resolves when it has said this. */
  says(words: string): Promise<void>;
  /** Its exit code. */
  ended(): Promise<unknown>;
}

/** The program as it is started in production; its cluster cannot be reached, and nobody asks for it. */
async function startBot(): Promise<RunningBot> {
  const folder = temporaryFolder();
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const config = join(folder, 'pegasus-roll.yml');
  writeFileSync(
    config,
    `slack: { mode: socket }
http: { listen: "127.0.0.1:0" }
store: { path: ./data }
clusters:
  cluster-x:
    channel: pegasus
    metas: ["127.0.0.1:9"]
    admin: { kind: native }
    processes: { driver: command, restart: ["true"] }
`,
  );
  const { botToken, appToken, apiUrl } = workspace;
  const bot = spawn(process.execPath, [compiledProgram('src/main.ts'), 'start', '--config', config], {
    env: { ...process.env, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    bot.kill('SIGKILL');
  });
  const exit = once(bot, 'exit').then(([code]: unknown[]) => code);
  let output = '';
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const says = async (words: string): Promise<void> => {
    await expect.poll(() => output, { timeout: 20_000, interval: 20 }).toContain(words);
  };
  await says('the bot is up');
  return { workspace, data: join(folder, 'data'), says, ended: () => exit };
}

/** Everything that stands in the channel, also what only one person sees. */
const shown = async ({ workspace }: RunningBot): Promise<string> => (await fetch(`${workspace.url}/_control/messages/pegasus`)).text();

describe('a bot whose database takes nothing any more ends with code 4, to be started anew', () => {
  it('soon after its lock was removed, though nobody asks anything of it; and the folder opens again', async () => {
    const bot = await startBot();
    rmSync(join(bot.data, 'lock'));
    expect(await bot.ended()).toBe(4);
    await bot.says('it was removed. Stop this process');
    await bot.says('the database takes nothing any more: the bot ends, to be started anew');
    await (await opened({ path: bot.data })).close();
    expect(await trailFaults(bot.data)).toEqual([]);
  });

  it('when another process has taken the folder over: what it is asked then is refused where it was asked, and the other one’s lock stays', async () => {
    const bot = await startBot();
    rmSync(join(bot.data, 'lock'));
    const other = startWriter(bot.data, 'hold');
    expect(await other.opening).toMatchObject({ open: other.pid });
    const lock = readFileSync(join(bot.data, 'lock'), 'utf8');
    await fetch(`${bot.workspace.url}/_control/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'pegasus', user: 'alice', command: '/pegasus', text: 'lock cluster-x "migration"' }),
    });
    await expect.poll(() => shown(bot), { timeout: 10_000, interval: 50 }).toContain("It could not be written down, so nothing was done: another bot has taken over this bot's database, so this one ends. Say it again in a minute");
    expect(await bot.ended()).toBe(4);
    await bot.says(`process ${other.pid} on`);
    expect(readFileSync(join(bot.data, 'lock'), 'utf8')).toBe(lock);
    await other.end('SIGTERM');
    const store = await opened({ path: bot.data });
    expect(store.cluster(clusterX).lock).toBeUndefined();
    await store.close();
  });
});
