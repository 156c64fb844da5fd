import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingText } from '../../../src/cli/audit/finding-text.js';
import type { Verdict } from '../../../src/store/files/audit/finding.js';
import { verifyTrail } from '../../../src/store/files/audit/verify-trail.js';
import { temporaryFolder } from '../support/samples.js';
import { fileOf, forged, readLines, rewrite, trailOf } from '../support/trail.js';

async function verified(path: string): Promise<Verdict> {
  const verdict = await verifyTrail(path);
  if (verdict === undefined) throw new Error('there is no trail');
  return verdict;
}

const says = async (path: string): Promise<readonly string[]> => (await verified(path)).findings.map(findingText);

/** January has the entries 1 to 4, February 5 to 7, March 8 to 12. */
const threeMonths = (): Promise<string> => trailOf(4, 3, 5);
const [january, february, march] = ['2026-01', '2026-02', '2026-03'] as const;

const swap = (lines: string[], left: number, right: number): string[] =>
  lines.map((line, nth) => (nth === left ? (lines[right] ?? '') : nth === right ? (lines[left] ?? '') : line));
const moved = (lines: string[], from: number, to: number): string[] => {
  const rest = lines.filter((_, nth) => nth !== from);
  return [...rest.slice(0, to), lines[from] ?? '', ...rest.slice(to)];
};
const eve = (line: string): string => forged(line, (body) => ({ ...body, by: 'U0EVE' }));

/** Both notes of where the trail ends, with another month and a checksum that is right for it. */
function renote(path: string, month: string): void {
  const file = join(path, 'audit.head');
  const notes = [0, 256].map((from) =>
    readFileSync(file)
      .subarray(from, from + 256)
      .toString()
      .trim(),
  );
  writeFileSync(file, notes.map((note) => `${forged(note, (body) => ({ ...body, month })).padEnd(255)}\n`).join(''));
}

describe('an audit trail that nobody touched', () => {
  it('is whole, over all its months', async () => {
    expect(await verified(await threeMonths())).toMatchObject({
      entries: 12,
      beforeTheChain: 0,
      head: { seq: 12 },
      findings: [],
      unfinished: undefined,
    });
  });

  it('is whole when nothing stands in it yet', async () => {
    expect(await verified(await trailOf())).toMatchObject({ entries: 0, findings: [] });
  });

  it('is not there when nobody ever wrote one', async () => {
    expect(await verifyTrail(temporaryFolder())).toBeUndefined();
  });

  it('may have a last line that is being written, or was torn', async () => {
    const path = await threeMonths();
    writeFileSync(fileOf(path, march), '{"form', { flag: 'a' });
    expect(await verified(path)).toMatchObject({ findings: [], unfinished: { line: 6 } });
  });

  it('may go on a little behind the note of its end: a crash came in between', async () => {
    const path = await threeMonths();
    const note = readFileSync(join(path, 'audit.head'));
    // The note of the last entry was never written; the one before it was.
    const later = note.subarray(0, 256).toString().includes('"seq":12') ? 0 : 256;
    note.fill(0, later, later + 256);
    writeFileSync(join(path, 'audit.head'), note);
    expect(await says(path)).toEqual([]);
  });
});

describe('what somebody did to an audit trail is found, and named', () => {
  const deeds: Record<string, { readonly does: (path: string) => void; readonly found: readonly (string | RegExp)[] }> =
    {
      'a field was changed': {
        does: (path) => {
          rewrite(fileOf(path, february), (lines) => lines.map((text) => text.replace('"nth":6', '"nth":9')));
        },
        found: [
          'line 2 of 2026-02.jsonl does not match its checksum: something in it was changed after it was written: entry 6 (event, run cluster-x-6, 2026-02-07 00:00:00Z) was changed.',
        ],
      },
      'a field was added that is nested without end': {
        does: (path) => {
          rewrite(fileOf(path, february), (lines) =>
            lines.map((text, nth) =>
              nth === 1 ? text.replace('"detail":', `"deep":${'['.repeat(5_000)}${']'.repeat(5_000)},"detail":`) : text,
            ),
          );
        },
        found: [/^line 2 of 2026-02.jsonl is nested too deeply: entry 6 /],
      },
      'a field was changed, with a checksum that is right': {
        does: (path) => {
          rewrite(fileOf(path, february), (lines) => lines.map((text, nth) => (nth === 1 ? eve(text) : text)));
        },
        found: [
          'line 2 of 2026-02.jsonl: entry 6 (event, run cluster-x-6, 2026-02-07 00:00:00Z) was changed. It is whole in itself, but it is not what the trail went on from; entries before it may have been changed with it.',
        ],
      },
      'a line was replaced, and with it what it says of the one before': {
        does: (path) => {
          rewrite(fileOf(path, february), (lines) =>
            lines.map((text, nth) =>
              nth === 1 ? forged(text, (body) => ({ ...body, link: { seq: 6, previous: '0'.repeat(64) } })) : text,
            ),
          );
        },
        found: [
          /^line 2 of 2026-02.jsonl: entry 6 .* was not written behind entry 5 .* as it stands in line 1 of 2026-02.jsonl\. One of them was changed, or both\.$/,
        ],
      },
      'the spaces of a line were changed': {
        does: (path) => {
          rewrite(fileOf(path, february), (lines) =>
            lines.map((text, nth) => (nth === 1 ? text.replace('{', '{ ') : text)),
          );
        },
        found: [/^line 2 of 2026-02.jsonl: entry 6 .* was changed\./],
      },
      'the last entry was changed, with a checksum that is right': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.map((text, nth) => (nth === 4 ? eve(text) : text)));
        },
        found: [
          'audit.head, the note of where the trail ends, knows another entry 12 than the trail: one of them was replaced.',
        ],
      },
      'the first entry was changed, with a checksum that is right': {
        does: (path) => {
          rewrite(fileOf(path, january), (lines) => lines.map((text, nth) => (nth === 0 ? eve(text) : text)));
        },
        found: [/^line 1 of 2026-01.jsonl: entry 1 .* was changed\./],
      },
      'two entries one after the other were changed': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) =>
            lines.map((text, nth) => (nth === 1 || nth === 2 ? eve(text) : text)),
          );
        },
        // The second of them is no witness for the first any more.
        found: [
          /^line 3 of 2026-03.jsonl: entry 10 .* was not written behind entry 9 .* as it stands in line 2 .*One of them was changed, or both\.$/,
        ],
      },
      'a line was overwritten with something else': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.map((text, nth) => (nth === 2 ? 'nothing to see here' : text)));
        },
        found: [
          'line 3 of 2026-03.jsonl is not JSON at line 1, column 1: expected a value, found "nothing to s": entry 10 was changed.',
        ],
      },
      'the last line was overwritten': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.map((text, nth) => (nth === 4 ? '{}' : text)));
        },
        found: [/^line 5 of 2026-03.jsonl is not a document of this database.*: entry 12 was changed\.$/],
      },
      'the first line was overwritten': {
        does: (path) => {
          rewrite(fileOf(path, january), (lines) => lines.map((text, nth) => (nth === 0 ? '{}' : text)));
        },
        found: [/^line 1 of 2026-01.jsonl is not a document of this database.*: entry 1 was changed\.$/],
      },
      'an entry was taken out': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.filter((_, nth) => nth !== 1));
        },
        found: ['Entry 9 is missing between line 1 of 2026-03.jsonl and line 2 of 2026-03.jsonl.'],
      },
      'entries were taken out over the turn of a month': {
        does: (path) => {
          rewrite(fileOf(path, january), (lines) => lines.slice(0, 3));
          rewrite(fileOf(path, february), (lines) => lines.slice(1));
        },
        found: ['Entries 4 to 5 are missing between line 3 of 2026-01.jsonl and line 1 of 2026-02.jsonl.'],
      },
      'the first entries were taken out': {
        does: (path) => {
          rewrite(fileOf(path, january), (lines) => lines.slice(2));
        },
        found: ['Entries 1 to 2 are missing before line 1 of 2026-01.jsonl, which is the first that is there.'],
      },
      'two entries were exchanged': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => swap(lines, 1, 2));
        },
        found: [
          /^line 2 of 2026-03.jsonl: entry 10 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 3 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was moved to the end': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => moved(lines, 1, 4));
        },
        found: [
          /^line 2 of 2026-03.jsonl: entry 10 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 5 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was moved to another month': {
        does: (path) => {
          const [taken = ''] = readLines(fileOf(path, february));
          rewrite(fileOf(path, february), (lines) => lines.slice(1));
          rewrite(fileOf(path, march), (lines) => [...lines, taken]);
        },
        found: [
          /^line 1 of 2026-02.jsonl: entry 6 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 6 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was doubled': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.flatMap((text, nth) => (nth === 1 ? [text, text] : [text])));
        },
        found: [
          /^line 3 of 2026-03.jsonl: entry 9 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 4 of 2026-03.jsonl\.$/,
        ],
      },
      'entries were doubled somewhere else': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => [
            ...lines.slice(0, 3),
            ...readLines(fileOf(path, january)).slice(1, 3),
            ...lines.slice(3),
          ]);
        },
        found: [
          /^line 4 of 2026-03.jsonl: entry 2 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 6 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was put in, with the number of the one that comes': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) =>
            lines.flatMap((text, nth) => (nth === 1 ? [eve(text), text] : [text])),
          );
        },
        found: [
          /^line 2 of 2026-03.jsonl: entry 9 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 3 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was put in, with a number of its own': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) =>
            lines.flatMap((text, nth) =>
              nth === 1
                ? [forged(text, (body) => ({ ...body, link: { seq: 900, previous: 'f'.repeat(64) } })), text]
                : [text],
            ),
          );
        },
        found: [
          /^line 2 of 2026-03.jsonl: entry 900 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 3 of 2026-03.jsonl\.$/,
        ],
      },
      'an entry was put in as an older version would have written it': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) =>
            lines.flatMap((text, nth) =>
              nth === 1 ? [forged(text, ({ link: _, ...body }) => body, 1), text] : [text],
            ),
          );
        },
        found: [
          'line 2 of 2026-03.jsonl: an entry (event, run cluster-x-9, 2026-03-10 00:00:00Z) was put in, or moved here. It does not follow from what is before it; what does stands in line 3 of 2026-03.jsonl.',
        ],
      },
      'an entry was put behind the end': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => [
            ...lines,
            forged(lines[4] ?? '', (body) => ({ ...body, link: { seq: 13, previous: 'e'.repeat(64) } })),
          ]);
        },
        found: [
          /^line 6 of 2026-03.jsonl: entry 13 .* was put in, or moved here\. It does not follow from what is before it\.$/,
        ],
      },
      'the file of a month is gone': {
        does: (path) => {
          rmSync(fileOf(path, february));
        },
        found: ['Entries 5 to 7 are missing between line 4 of 2026-01.jsonl and line 1 of 2026-03.jsonl.'],
      },
      'the first file is gone': {
        does: (path) => {
          rmSync(fileOf(path, january));
        },
        found: ['Entries 1 to 4 are missing before line 1 of 2026-02.jsonl, which is the first that is there.'],
      },
      'the newest file is gone': {
        does: (path) => {
          rmSync(fileOf(path, march));
        },
        found: [
          'The end was cut off: Entries 8 to 12 are missing after line 3 of 2026-02.jsonl. The bot noted in audit.head that they were saved.',
        ],
      },
      'all files are gone': {
        does: (path) => {
          for (const month of [january, february, march]) rmSync(fileOf(path, month));
        },
        found: ['The end was cut off: Entries 1 to 12 are missing. The bot noted in audit.head that they were saved.'],
      },
      'two files have changed their names': {
        does: (path) => {
          renameSync(fileOf(path, january), fileOf(path, '2026-00'));
          renameSync(fileOf(path, february), fileOf(path, january));
          renameSync(fileOf(path, '2026-00'), fileOf(path, february));
        },
        found: [
          /^line 1 of 2026-01.jsonl: entry 5 .* was put in, or moved here\. It does not follow from what is before it; what does stands in line 1 of 2026-02.jsonl\.$/,
        ],
      },
      'a file stands there twice': {
        does: (path) => {
          copyFileSync(fileOf(path, february), fileOf(path, '2026-04'));
        },
        found: [
          /^line 1 of 2026-04.jsonl: entry 5 .* was put in, or moved here\. It does not follow from what is before it\.$/,
        ],
      },
      'the end was cut off': {
        does: (path) => {
          rewrite(fileOf(path, march), (lines) => lines.slice(0, 3));
        },
        found: [
          'The end was cut off: Entries 11 to 12 are missing after line 3 of 2026-03.jsonl. The bot noted in audit.head that they were saved.',
        ],
      },
      'the end was cut off within a line': {
        does: (path) => {
          truncateSync(fileOf(path, march), readFileSync(fileOf(path, march)).length - 5);
        },
        found: [
          'The end was cut off: Entry 12 is missing after line 4 of 2026-03.jsonl. The bot noted in audit.head that they were saved.',
        ],
      },
      'the end of an older file was cut off within a line': {
        does: (path) => {
          truncateSync(fileOf(path, february), readFileSync(fileOf(path, february)).length - 5);
        },
        found: ['line 3 of 2026-02.jsonl does not go on to its end: entry 7 was changed.'],
      },
      'the note of the end is gone': {
        does: (path) => {
          rmSync(join(path, 'audit.head'));
        },
        found: [
          'audit.head, the note of where the trail ends, is missing: whether its end was cut off cannot be told.',
        ],
      },
      'the note of the end was overwritten': {
        does: (path) => {
          writeFileSync(join(path, 'audit.head'), 'x'.repeat(512));
        },
        found: [
          'audit.head, the note of where the trail ends, is not what was written: whether its end was cut off cannot be told.',
        ],
      },
      'the note names a month that there is not': {
        does: (path) => {
          rmSync(fileOf(path, march));
          renote(path, 'zzzz');
        },
        found: [
          'audit.head, the note of where the trail ends, is not what was written: whether its end was cut off cannot be told.',
        ],
      },
      'the note names the last month that there is': {
        does: (path) => {
          rmSync(fileOf(path, march));
          renote(path, '9999-12');
        },
        found: [/^The end was cut off: Entries 8 to 12 are missing after line 3 of 2026-02.jsonl\./],
      },
    };

  it.each(Object.entries(deeds))('%s', async (_, { does, found }) => {
    const path = await threeMonths();
    does(path);
    const sentences = await says(path);
    expect(sentences).toHaveLength(found.length);
    for (const [nth, sentence] of found.entries()) expect(sentences[nth]).toMatch(sentence);
  });
});

describe('several deeds', () => {
  it('are told as the first of them, and as the place from which on the trail holds together', async () => {
    const path = await threeMonths();
    rewrite(fileOf(path, january), (lines) => lines.filter((_, nth) => nth !== 1));
    rewrite(fileOf(path, march), (lines) => lines.map((text, nth) => (nth === 1 ? eve(text) : text)));
    expect(await says(path)).toEqual([
      'Entry 2 is missing between line 1 of 2026-01.jsonl and line 2 of 2026-01.jsonl.',
    ]);
    expect(await verified(path)).toMatchObject({ wholeAgainFrom: { file: fileOf(path, march), line: 3 } });
  });

  it('in the middle and at the end are both told', async () => {
    const path = await threeMonths();
    rewrite(fileOf(path, january), (lines) => lines.filter((_, nth) => nth !== 1));
    rewrite(fileOf(path, march), (lines) => lines.slice(0, 4));
    expect(await says(path)).toEqual([
      expect.stringContaining('Entry 2 is missing'),
      expect.stringContaining('The end was cut off: Entry 12 is missing'),
    ]);
    rewrite(fileOf(path, march), (lines) => [...lines, eve(lines[3] ?? '')]);
    expect(await says(path)).toHaveLength(2);
  });
});

describe('any one deed at any place', () => {
  const all = (path: string): string[] => [january, february, march].flatMap((month) => readLines(fileOf(path, month)));

  it('is found, whichever bit was turned over', async () => {
    const path = await threeMonths();
    const before = [january, february, march].map((month) => ({
      file: fileOf(path, month),
      bytes: readFileSync(fileOf(path, month)),
    }));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 2 }), fc.nat(), fc.nat({ max: 7 }), async (nth, at, bit) => {
        const { file, bytes } = before[nth] ?? { file: '', bytes: Buffer.alloc(0) };
        const flipped = Buffer.from(bytes);
        const place = at % bytes.length;
        flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
        writeFileSync(file, flipped);
        expect((await verified(path)).findings.length).toBeGreaterThan(0);
        writeFileSync(file, bytes);
      }),
      { numRuns: 300 },
    );
    expect(await says(path)).toEqual([]);
  });

  it('is found, whichever entries were taken out, put in, exchanged or forged', async () => {
    const path = await threeMonths();
    const lines = all(path);
    const one = fc.nat({ max: lines.length - 1 });
    const deed = fc.oneof(
      fc
        .tuple(one, fc.integer({ min: 1, max: 3 }))
        .map(([at, count]) => ({ what: 'taken out', after: lines.filter((_, nth) => nth < at || nth >= at + count) })),
      fc
        .tuple(one, one)
        .map(([at, of]) => ({ what: 'copied', after: [...lines.slice(0, at), lines[of] ?? '', ...lines.slice(at)] })),
      fc.tuple(one, one).map(([left, right]) => ({ what: 'exchanged', after: swap(lines, left, right) })),
      one.map((at) => ({ what: 'forged', after: lines.map((text, nth) => (nth === at ? eve(text) : text)) })),
      one.map((at) => ({ what: 'overwritten', after: lines.map((text, nth) => (nth === at ? '?' : text)) })),
    );
    for (const month of [january, february]) rmSync(fileOf(path, month));
    await fc.assert(
      fc.asyncProperty(deed, async ({ after }) => {
        rewrite(fileOf(path, march), () => after);
        const { findings } = await verified(path);
        expect(findings.length > 0).toBe(after.join() !== lines.join());
        // A deed at one place is told as one break, and perhaps as an end that is not there.
        expect(findings.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });
});
