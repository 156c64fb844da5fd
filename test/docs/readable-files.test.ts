import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|css)$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(root, file), 'utf8').replace(/\n$/, '').split('\n');

const longestFile = 300;
const longestLine = 120;

/** Each is one table or one machine that reads worse in two pieces. None may be added without a reason. */
const longForAReason: readonly string[] = [];

describe('a file has one idea, and is read without scrolling sideways:', () => {
  it.each(['src', 'demo', 'simulation', 'bench'])('in %s none is longer than 300 lines', (folder) => {
    const files = filesOf(folder);
    expect(files.length).toBeGreaterThan(5);
    const long = files.filter((file) => linesOf(file).length > longestFile);
    expect(long).toEqual(longForAReason.filter((file) => file.startsWith(`${folder}/`)));
  });

  it('no line of src is longer than 120 characters', () => {
    const long = filesOf('src').flatMap((file) =>
      linesOf(file).flatMap((line, at) => (Array.from(line).length > longestLine ? [`${file}:${at + 1}`] : [])),
    );
    expect(long).toEqual([]);
  });
});
