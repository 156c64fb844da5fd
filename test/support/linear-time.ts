import { describe, expect, it } from 'vitest';

/** What each pattern begins with, and what it goes on with, again and again. */
const beginnings = [
  'eyJ-',
  'eyJ',
  'eyJaaaaaaaa.',
  'eyJaaaaaaaa.aaaa.',
  '-----BEGIN A-----',
  '-----BEGIN ',
  '-----END ',
  '-----END A-----',
  '-----BEGIN A----------END ',
  'token=',
  'token="',
  'token: ',
  'token=\\"',
  'tokentoken',
  'password :',
  'password ',
  'bearer ',
  'bearer a',
  'bearer\t',
  'authorization:',
  'authorization: "',
  'cookie',
  'set-cookie=',
  'a://',
  'a://b:',
  'a.',
  'a-',
  ' -u ',
  ' -u a:',
  '--user=',
  '--',
  '--a',
  '--token ',
  ' ',
  '\t',
  '\n',
  '\r\n',
  'xoxb-',
  'xoxe.',
  'xapp-',
  'ghp_',
  'AKIA',
  'hooks.slack.com/a/',
  '_pass=',
  'pass=',
  '"',
  "'",
  '\\',
  '\\"',
  '{"a":"',
  '\u001b[',
  '\u001b[0;',
  '<',
  '<@',
  '<!date^',
  '&lt;',
  '—',
  '-—',
  '`',
  '@here',
  'planted-',
  '\u202e',
];
const small = 8 * 1024;
const large = 8 * small;

/** CPU time, milliseconds, the least of a few: what else the machine does takes longer, never less. */
function cost(pattern: (text: string) => unknown, text: string, most: number): number {
  let least = Infinity;
  for (let times = 0; times < 4 && least > most; times += 1) {
    const before = process.cpuUsage();
    pattern(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Whatever such a text is made of, a pattern takes time in proportion to its length. */
export function takesTimeInProportion(patterns: readonly (readonly [string, (text: string) => unknown])[]): void {
  describe.each(patterns)('%s takes time in proportion to the text', (_name, pattern) => {
    it.each(beginnings)('of %j, again and again', (part) => {
      const ofLength = (length: number): string => part.repeat(Math.ceil(length / part.length));
      const once = cost(pattern, ofLength(small), 0);
      // Eight times the length: 64 times the time where it grows with the square.
      const most = Math.max(24 * once, 40);
      expect(cost(pattern, ofLength(large), most)).toBeLessThan(most);
    });

    it.each(beginnings)('that begins with %j and goes on with something else', (part) => {
      for (const rest of [' ', 'a', '\n', '-', '"', 'A1', '\\"']) {
        const once = cost(pattern, part + rest.repeat(small / rest.length), 0);
        const most = Math.max(24 * once, 40);
        expect(cost(pattern, part + rest.repeat(large / rest.length), most), JSON.stringify(rest)).toBeLessThan(most);
      }
    });
  });
}

/**
 * The same in one test a pattern, of the texts that say most: lines, words, quotes, brackets, colours, what a secret
 * begins with.
 */
export function takesTimeInProportionAtLeast(
  patterns: readonly (readonly [string, (text: string) => unknown])[],
): void {
  it.each(patterns)('%s takes time in proportion to the text', (_name, pattern) => {
    for (const part of [
      '\n',
      ' \n',
      'a\n',
      ' ',
      'a',
      '1',
      '"',
      '[',
      '{"a":',
      '(',
      ':',
      '-',
      '“',
      '<@',
      '\u001b[',
      'ERR_',
      'E2026-',
      'token=',
      'a b ',
    ]) {
      const ofLength = (length: number): string => part.repeat(Math.ceil(length / part.length));
      const once = cost(pattern, ofLength(small), 0);
      const most = Math.max(24 * once, 100);
      expect(cost(pattern, ofLength(large), most), JSON.stringify(part)).toBeLessThan(most);
    }
  });
}
