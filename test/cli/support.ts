import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that remembers. */
export function paper(): Terminal & { readonly printed: () => string; readonly complained: () => string } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    printed: () => out.join('\n'),
    complained: () => err.join('\n'),
  };
}

/** A configuration file that is gone after the test. */
export function configFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'pegasus-roll.yml');
  writeFileSync(file, text);
  return file;
}
