import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from './markdown-code.js';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/GETTING-STARTED.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);
const steps = sections.filter((section) => /^\d/.test(section));

describe('getting started', () => {
  it('takes ten steps at most, each of which says what is seen when it worked, and what to do when not', () => {
    expect(steps.map((step) => Number.parseInt(step, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const step of steps) {
      expect(step).toMatch(/^\*It worked:\* \S/m);
      expect(step).toMatch(/^\*If not:\* \S/m);
    }
  });

  it('explains lines of check that it can print, by steps that there are', () => {
    const said = [
      'src/cli',
      'src/compose',
      'src/words/en',
      'src/config',
      'src/lib',
      'src/processes',
      'test/cli',
      'test/processes',
    ]
      .map(textOf)
      .join();
    const rows = page.split('\n').filter((line) => /^\|.*\| (?:step \d|the shell|the file|this machine)/.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const parts = rows.flatMap((row) =>
      codeOf(row.split(' | ')[0] ?? '').flatMap(({ text }) => text.split('…').map((part) => part.trim())),
    );
    expect(parts.filter((part) => !said.includes(part))).toEqual([]);
    for (const [, step] of rows.join('\n').matchAll(/step (\d+)/g)) expect(Number(step)).toBeLessThanOrEqual(10);
  });
});

const textOf = (folder: string): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
