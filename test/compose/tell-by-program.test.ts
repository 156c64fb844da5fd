import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { notifyByProgram } from '../../src/compose/notify-by-program.js';

/** A program of that many lines in a folder of its own. */
function program(...lines: readonly string[]): { readonly path: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'tell.sh');
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return { path, folder };
}

it('gives the text to the program, and has told people when that has ended, whatever it leaves running', async () => {
  const { path, folder } = program('cat > "$1/told"', 'sleep 60 &', 'echo $! > "$1/left"');
  const before = performance.now();
  await notifyByProgram([path, folder])('replica 3 is down');
  expect(performance.now() - before).toBeLessThan(20_000);
  expect(readFileSync(join(folder, 'told'), 'utf8')).toBe('replica 3 is down\n');
  process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')), 'SIGKILL');
});

it('says why nobody was told', async () => {
  const { path } = program('echo "no pager there" >&2', 'exit 3');
  await expect(notifyByProgram([path])('text')).rejects.toThrow(/ended with exit code 3\nno pager there$/);
  await expect(notifyByProgram(['/nowhere/tell'])('text')).rejects.toThrow('there is no such program');
});
