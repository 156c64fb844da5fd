import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { cardOf } from '../../src/store/files/lock/claim.js';
import { startWorkspace } from '../../demo/workspace/start.js';
import { startProgram } from '../support/started-program.js';

/** In a folder that the test may prepare, with a Slack that takes its time. */
async function startSlowly(prepare: (data: string) => void, slackMs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, 'data'));
  prepare(join(folder, 'data'));
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  await fetch(`${workspace.url}/_control/misbehave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'slow', ms: slackMs, methods: ['auth.test'] }),
  });
  const program = startProgram(folder, workspace);
  /** Its exit code and what it has said, after SIGTERM. */
  const told = async (): Promise<{ readonly code: unknown; readonly output: string }> => {
    program.kill('SIGTERM');
    return { code: await program.ended, output: program.output() };
  };
  return { data: program.data, told, says: program.says };
}

describe('a bot that is told to end while it starts', () => {
  it('and Slack does not answer: ends with code 0, and gives the database free', async () => {
    const program = await startSlowly(() => undefined, 1_500);
    await program.says('the audit trail has 0 entries');
    expect(existsSync(join(program.data, 'lock'))).toBe(true);
    const { code, output } = await program.told();
    expect(code).toBe(0);
    expect(output).toContain('told to end before the bot was up');
    expect(output).not.toContain('the bot is up');
    expect(readdirSync(program.data).filter((name) => name.startsWith('lock'))).toEqual([]);
  });

  it('and it waits for whoever has the database, on another machine: ends at once, and leaves that lock alone', async () => {
    const lock = cardOf({ token: '0123456789abcdef', pid: 1, host: 'elsewhere', since: 0 });
    const program = await startSlowly((data) => {
      writeFileSync(join(data, 'lock'), lock);
    }, 0);
    await program.says('looking for up to a minute whether it still lives');
    const before = performance.now();
    const { code, output } = await program.told();
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(code).toBe(0);
    expect(output).toContain('told to end before the bot was up');
    expect(readFileSync(join(program.data, 'lock'))).toEqual(lock);
    expect(readdirSync(program.data).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  });
});

it('a bot that is told to end when it is up ends with code 0, and complains of nothing', async () => {
  const program = await startSlowly(() => undefined, 0);
  await program.says('the bot is up');
  const { code, output } = await program.told();
  expect(code).toBe(0);
  expect(output).toContain('told to end');
  expect(output).not.toMatch(/"level":"error"/);
});
