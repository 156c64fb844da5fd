import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../../demo/workspace/start.js';
import { realClock } from '../../src/lib/clock.js';
import { compiledProgram } from '../support/compiled.js';
import { unreachableCluster } from '../support/started-program.js';

/** The bot in a terminal of its own, which `script` of Debian's essential package `bsdutils` makes. */
async function inTerminal() {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const { botToken, appToken, apiUrl } = workspace;
  const config = unreachableCluster(folder);
  // `exec`, or a shell that stays (dash, when SHELL is not set) gets the Ctrl-C too, and its 130 is what ends.
  const command = ['exec', process.execPath, compiledProgram('src/main.ts'), 'start', '--config', config].join(' ');
  const script = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl },
  });
  onTestFinished(() => {
    script.kill('SIGKILL');
  });
  let output = '';
  script.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 20_000 }).toContain('the bot is up');
  return {
    lock: join(folder, 'data', 'lock'),
    output: () => output,
    type: (text: string) => script.stdin.write(text),
    close: () => script.kill('SIGKILL'),
    ended: once(script, 'exit').then(([code]: unknown[]) => code),
  };
}

it('in a terminal Ctrl-C ends the bot', async () => {
  const bot = await inTerminal();
  bot.type('\u0003');
  expect(await bot.ended).toBe(0);
  expect(bot.output()).toContain('told to end');
  expect(bot.output()).not.toContain('SIGHUP');
});

it('a terminal that is closed ends the bot in order: its database is free', async () => {
  const bot = await inTerminal();
  expect(existsSync(bot.lock)).toBe(true);
  bot.close();
  await expect.poll(() => existsSync(bot.lock), { timeout: 10_000 }).toBe(false);
});
