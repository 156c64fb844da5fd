import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../../demo/workspace/start.js';
import { realClock } from '../../src/lib/clock.js';
import { startProgram } from '../support/started-program.js';

async function started() {
  const folder = mkdtempSync(join(tmpdir(), 'reload-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const program = startProgram(folder, workspace);
  const file = join(folder, 'pegasus-roll.yml');
  await program.says('the bot is up');
  return {
    ...program,
    change: (from: string, to: string) => {
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
      program.kill('SIGHUP');
    },
    timesUp: () => program.output().split('the bot is up').length - 1,
  };
}

it('SIGHUP: the bot goes on with the new configuration in the same process, and ends as it is told', async () => {
  const bot = await started();
  bot.change('channel: pegasus', 'channel: operations');
  await bot.says('changed: clusters.cluster-x.channel');
  await expect.poll(bot.timesUp, { timeout: 20_000 }).toBe(2);
  bot.change('cluster-x:', 'cluster-z:');
  await bot.says('"clusters":["cluster-z"]');
  bot.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(bot.output()).not.toMatch(/"level":"error"/);
});

it('SIGHUP: a file with a fault changes nothing, and the fault is said with its place', async () => {
  const bot = await started();
  bot.change('kind: native', 'kind: nativ');
  await bot.says('the configuration was not taken');
  expect(bot.output()).toMatch(/pegasus-roll\.yml:8:\d+/);
  bot.change('kind: nativ', 'kind: native');
  await bot.says('nothing has changed in the configuration');
  expect(bot.timesUp()).toBe(1);
});

it('SIGHUP: where the bot cannot run with the new configuration, it goes on with the one before', async () => {
  const bot = await started();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  bot.change('127.0.0.1:0', `127.0.0.1:${port}`);
  await bot.says('it goes on with the one before');
  await expect.poll(bot.timesUp, { timeout: 20_000 }).toBe(2);
  bot.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
});
