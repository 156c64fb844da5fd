import { describe, expect, it } from 'vitest';
import { createLineMasker, createMasker } from '../../src/lib/mask.js';
import { withoutColour } from '../../src/pegasus/shell/parse/lines.js';
import { parseStrictly } from '../../src/pegasus/shell/parse/json.js';
import { tailOf } from '../../src/processes/command/tail.js';
import { withoutUnseen } from '../../src/lib/unseen.js';
import { quoted } from '../../src/slack/text.js';
import { tokenize, whyUnreadable } from '../../src/slack/parse/tokenize.js';

/**
 * Text from outside (what commands and servers print, what people type) can be made to be slow to look through, and while
 * it is looked through nothing else happens. So every pattern that meets it takes time in proportion to its length.
 */
const mask = createMasker(['planted-secret']);
const lineMask = createLineMasker(mask);

/** What each pattern begins with, and what it goes on with, again and again. */
const beginnings = [
  'eyJ-', 'eyJ', 'eyJaaaaaaaa.', 'eyJaaaaaaaa.aaaa.', '-----BEGIN A-----', '-----BEGIN ', '-----END ', '-----END A-----',
  '-----BEGIN A----------END ', 'token=', 'token="', 'token: ', 'token=\\"', 'tokentoken', 'password :', 'password ', 'bearer ',
  'bearer a', 'bearer\t', 'authorization:', 'authorization: "', 'cookie', 'set-cookie=', 'a://', 'a://b:', 'a.', 'a-', ' -u ', ' -u a:',
  '--user=', '--', '--a', '--token ', ' ', '\t', '\n', '\r\n', 'xoxb-', 'xoxe.', 'xapp-', 'ghp_', 'AKIA', 'hooks.slack.com/a/', '_pass=',
  'pass=', '"', "'", '\\', '\\"', '{"a":"', '\u001b[', '\u001b[0;', '<', '<@', '<!date^', '&lt;', '—', '-—', '`', '@here', 'planted-', '\u202e',
];
const small = 8 * 1024;
const large = 8 * small;

const patterns: readonly (readonly [string, (text: string) => unknown])[] = [
  ['the mask of secrets', mask],
  ['the mask of lines', lineMask],
  ['the end of an output', tailOf],
  ['colours', withoutColour],
  ['a JSON document', parseStrictly],
  ['a text in a message', quoted],
  ['a command', tokenize],
  ['a word that is typed', whyUnreadable],
  ['what cannot be seen', withoutUnseen],
];

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
