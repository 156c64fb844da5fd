import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import type { WorkspaceHandle } from '../../demo/workspace/start.js';
import { startWorkspace } from '../../demo/workspace/start.js';
import { startProgram, type StartedProgram } from '../support/started-program.js';
import { trailFaults } from './support/on-disk.js';
import { opened } from './support/open.js';
import { startWriter } from './support/processes.js';
import { clusterX, temporaryFolder } from './support/samples.js';

interface RunningBot extends StartedProgram {
  readonly workspace: WorkspaceHandle;
}

async function startBot(): Promise<RunningBot> {
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const bot = startProgram(temporaryFolder(), workspace);
  await bot.says('the bot is up');
  return { workspace, ...bot };
}

/** Everything that stands in the channel, also what only one person sees. */
const shown = async ({ workspace }: RunningBot): Promise<string> =>
  (await fetch(`${workspace.url}/_control/messages/pegasus`)).text();

describe('a bot whose database takes nothing any more ends with code 4, to be started anew', () => {
  it('soon after its lock was removed, though nobody asks anything of it; and the folder opens again', async () => {
    const bot = await startBot();
    rmSync(join(bot.data, 'lock'));
    expect(await bot.ended).toBe(4);
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
      body: JSON.stringify({
        channel: 'pegasus',
        user: 'alice',
        command: '/pegasus',
        text: 'lock cluster-x "migration"',
      }),
    });
    await expect
      .poll(() => shown(bot), { timeout: 10_000, interval: 50 })
      .toContain(
        "It could not be written down, so nothing was done: another bot has taken over this bot's database, so this one ends. Say it again in a minute",
      );
    expect(await bot.ended).toBe(4);
    await bot.says(`process ${other.pid} on`);
    expect(readFileSync(join(bot.data, 'lock'), 'utf8')).toBe(lock);
    await other.end('SIGTERM');
    const store = await opened({ path: bot.data });
    expect(store.runs.cluster(clusterX).lock).toBeUndefined();
    await store.close();
  });
});
