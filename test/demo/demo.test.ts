import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compiledProgram } from '../support/compiled.js';

/** The demo as people start it, with a folder of its own for what is temporary. */
function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const demo = spawn(process.execPath, [compiledProgram('src/main.ts'), 'demo', '--port', '0'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    demo.kill('SIGKILL');
  });
  let output = '';
  demo.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const left = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('pegasus-roll-demo-'));
  const ended = once(demo, 'exit').then(([code]: unknown[]) => code);
  return { demo, left, ended, output: () => output };
}

describe('a demo leaves nothing behind', () => {
  it('when its terminal is closed', async () => {
    const { demo, left, ended, output } = startDemo();
    await expect.poll(output, { timeout: 30_000, interval: 50 }).toContain('Ctrl-C ends it');
    expect(left()).toHaveLength(1);
    for (const stream of [demo.stdout, demo.stderr]) stream.destroy();
    demo.kill('SIGHUP');
    expect(await ended).toBe(0);
    expect(left()).toEqual([]);
  }, 60_000);

  it('when it is ended before it is there', async () => {
    const { demo, left, ended } = startDemo();
    await expect.poll(left, { timeout: 30_000, interval: 1 }).toHaveLength(1);
    demo.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(left()).toEqual([]);
  }, 60_000);
});
