import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const facts = readFileSync(join(root, 'docs/pegasus.md'), 'utf8');

/** Everything that people wrote: no dependencies, nothing built, and none of the recorded answers of real servers. */
const notOurs = new Set(['node_modules', 'dist', 'fixtures', 'golden']);

function textsUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') || notOurs.has(entry.name) ? [] : textsUnder(path);
    return /\.(?:ts|js|mjs|cjs|md|yml|html)$/.test(entry.name) ? [path] : [];
  });
}

const headingsOf = (markdown: string): ReadonlySet<string> =>
  new Set([...markdown.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) => heading));

/** The headings of docs/pegasus.md that a text names. A comment may break the line between the file and the heading. */
const namedIn = (text: string): string[] =>
  [...text.replaceAll(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ').matchAll(/pegasus\.md[`)]*, "([^"]+)"/g)].map(
    ([, heading = '']) => heading,
  );

describe('docs/pegasus.md', () => {
  it('has every heading that comments and documents name', () => {
    const headings = headingsOf(facts);
    const named = textsUnder(root).flatMap((path) =>
      namedIn(readFileSync(path, 'utf8')).map((heading) => ({ path: path.slice(root.length + 1), heading })),
    );
    expect(named.filter(({ heading }) => !headings.has(heading))).toEqual([]);
    // A search that finds nothing would find nothing wrong either.
    expect(named.length).toBeGreaterThan(0);
  });

  it('has every heading that it names itself', () => {
    const headings = headingsOf(facts);
    const named = [...facts.replaceAll(/\s*\n\s*/g, ' ').matchAll(/\b(?:see|under|as in) "([^"]+)"/g)].map(
      ([, heading = '']) => heading,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((heading) => !headings.has(heading))).toEqual([]);
  });

  it('has no heading twice', () => {
    const headings = [...facts.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading);
    expect(new Set(headings).size).toBe(headings.length);
  });

  it.each([
    ['in one line', ['/** Why (docs/pegasus', '.md, "Flow control"). */']],
    ['over two lines of a comment', ['/**\n * Why, see docs/pegasus', '.md,\n * "Flow control".\n */']],
    ['over two lines of line comments', ['// docs/pegasus', '.md, "Flow\n// control"']],
    ['as code', ['`docs/pegasus', '.md`, "Flow control"']],
  ])('knows a heading that is named %s', (_, pieces) => {
    expect(namedIn(pieces.join(''))).toEqual(['Flow control']);
  });
});
