import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { chineseGlyphs } from '../../src/picture/fonts/chinese.js';
import { rasterize } from '../../src/picture/rasterize.js';
import { timelineSvg, type Timeline } from '../../src/picture/timeline.js';
import { speak } from '../../src/slack/language.js';
import { reportTitle } from '../../src/slack/render/report.js';
import { timelineOfRun } from '../../src/slack/render/timeline-of-run.js';
import { compiledProgram } from '../support/compiled.js';
import { reported } from '../slack/render/gallery.js';

const minute = 60_000;
const timeline: Timeline = {
  title: 'Restart of a & <b>',
  lines: ['a line'],
  from: 0,
  to: 10 * minute,
  kinds: { heal: { label: 'full again', colour: '#2f9e44' } },
  rows: [{ label: '10.0.0.1:34801', spans: [{ from: minute, to: 2 * minute, kind: 'heal' }] }],
  panels: [
    {
      title: 'Partitions',
      series: [
        {
          label: 'short',
          colour: '#a5d8ff',
          steps: [
            { at: 0, value: 0 },
            { at: minute, value: 4 },
            { at: 2 * minute, value: 0 },
          ],
        },
      ],
    },
  ],
};

/** Words without Chinese glyphs in each language's picture, and how many pixels of a part are dark. */
const wordsOf = (svg: string): string =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words).join('');

const program = (): string => compiledProgram('src/picture/rasterize-worker.ts');

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
}

const require = createRequire(import.meta.url);
/** It has no types of its own. */
const { PNG } = require('pngjs') as { readonly PNG: { readonly sync: { read(png: Buffer): Pixels } } };

const pixels = async (svg: string): Promise<Pixels> => PNG.sync.read(Buffer.from(await rasterize(svg, program)));

/** Dark pixels within a part of the picture, in units of the drawing. */
function dark({ data, width }: Pixels, [x, y, wide, high]: readonly [number, number, number, number]): number {
  let count = 0;
  for (let row = 1.5 * y; row < 1.5 * (y + high); row += 1)
    for (let column = 1.5 * x; column < 1.5 * (x + wide); column += 1)
      if ((data[4 * (row * width + column)] ?? 255) < 110) count += 1;
  return count;
}

describe('a timeline as SVG', () => {
  it('has each span where its time is, as long as it took', () => {
    const svg = timelineSvg(timeline);
    const [, x, wide] = /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="20.0" fill="#2f9e44"/.exec(svg) ?? [];
    const [from, to] = [194, 1_168];
    expect(Number(x)).toBeCloseTo(from + (to - from) / 10, 0);
    expect(Number(wide)).toBeCloseTo((to - from) / 10, 0);
    expect(svg).toContain('>9:00<');
  });

  it('takes what it is told for words and not for markup', () => {
    expect(timelineSvg(timeline)).toContain('>Restart of a &amp; &lt;b&gt;<');
    expect(timelineSvg(timeline)).not.toContain('<b>');
  });

  it('stays as high as a screen with hundreds of servers', () => {
    const rows = Array.from({ length: 400 }, () => timeline.rows[0] ?? { label: '', spans: [] });
    const [, height] = /height="(\d+)"/.exec(timelineSvg({ ...timeline, rows })) ?? [];
    expect(Number(height)).toBeLessThan(1_800);
  });
});

describe('the picture', () => {
  it('shows its words: without a font they would be missing, and nothing would say so', async () => {
    const title: readonly [number, number, number, number] = [20, 26, 300, 24];
    expect(dark(await pixels(timelineSvg(timeline)), title)).toBeGreaterThan(150);
    expect(dark(await pixels(timelineSvg({ ...timeline, title: '' })), title)).toBe(0);
  });

  it('shows Chinese words', async () => {
    const title: readonly [number, number, number, number] = [20, 26, 300, 24];
    expect(dark(await pixels(timelineSvg({ ...timeline, title: '副本不齐' })), title)).toBeGreaterThan(150);
    // No box in the place of a glyph, which is the same for each that no font has.
    const [one, other, missing] = await Promise.all(
      ['副', '本', '龘'].map(async (glyph) => dark(await pixels(timelineSvg({ ...timeline, title: glyph })), title)),
    );
    expect(new Set([one, other, missing]).size).toBe(3);
  });

  it.each(['en', 'zh'] as const)('has a glyph for every word of a run in %s', (language) => {
    speak(language);
    try {
      const run = reported();
      const drawn = timelineOfRun(run, reportTitle(run));
      if (drawn === undefined) throw new Error('nothing was measured');
      const foreign = Array.from(wordsOf(timelineSvg(drawn))).filter((glyph) => glyph > '\u2026');
      expect(foreign.filter((glyph) => !chineseGlyphs.includes(glyph))).toEqual([]);
      expect(foreign.length > 0).toBe(language === 'zh');
    } finally {
      speak('en');
    }
  });

  it('is of the time in which the run was watched, a row a server that was begun', () => {
    const run = reported();
    const drawn = timelineOfRun(run, 'title');
    expect(drawn?.rows.map(({ label }) => label)).toEqual(['cluster', '10.0.0.1:34801']);
    expect(drawn?.panels.map(({ title }) => title)).toEqual([
      'Partitions, of 300',
      'Operations a second',
      'Slowest, in ms',
    ]);
    expect(timelineOfRun({ ...run, progress: { ...run.progress, availability: undefined } as never }, 'title')).toBe(
      undefined,
    );
  });
});
