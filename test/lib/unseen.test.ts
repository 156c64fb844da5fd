import { describe, expect, it } from 'vitest';
import { plain } from '../../src/cli/terminal.js';
import { stripInvisible } from '../../src/lib/strip-invisible.js';
import { wordsFor } from '../../src/slack/render/report-markdown.js';
import { channelName, quoted } from '../../src/slack/text.js';

describe('foreign text', () => {
  it.each(['👩‍💻 is on call', '👨‍👩‍👧‍👦', '❤️‍🔥', '🏳️‍🌈', '🇨🇳 🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏽', 'می‌خواهم', 'क्‍ष', 'שלום עולם', 'żółć'])(
    'is shown as people wrote it: %s',
    (text) => {
      for (const shown of [stripInvisible(text), quoted(text), plain(text), wordsFor(new Map()).prose(text)])
        expect(shown).toBe(text);
    },
  );

  it.each([
    ['an override', 'a\u202egnp.exe', 'a\ufffdgnp.exe'],
    ['an isolate', 'a\u2067b\u2069c', 'a\ufffdb\ufffdc'],
    ['a zero-width space', 'clus\u200bter', 'clus\ufffdter'],
    ['a joiner between letters that join nothing', 'clus\u200dter', 'clus\ufffdter'],
    ['a byte order mark', '\ufeffx', '\ufffdx'],
    ['tags without a flag', 'x\u{e0041}\u{e0042}', 'x\ufffd\ufffd'],
    ['a mark of direction', 'שלום\u200f 5', 'שלום 5'],
    ['a control character', 'a\u0007b', 'a\ufffdb'],
  ])('says that it has %s in it, and nothing is reordered or hidden by it', (_what, text, shown) => {
    expect(stripInvisible(text)).toBe(shown);
    expect(quoted(text)).toBe(shown);
  });

  it('is read on a terminal without what steers it or turns it round', () => {
    expect(plain('a\u001b[31mb\tc\u202ed')).toBe('a[31mb\tc\ufffdd');
  });
});

it('a short id of a channel is an id, and a name is none', () => {
  expect(['C01OPS', 'G0A', 'ops', '#c01ops'].map(channelName)).toEqual(['<#C01OPS>', '<#G0A>', '#ops', '#c01ops']);
});
