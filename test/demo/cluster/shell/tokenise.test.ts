import { describe, expect, it } from 'vitest';
import { tokenise } from '../../../../demo/cluster/shell/tokenise.js';

describe('the arguments of a shell line', () => {
  it.each([
    ['nodes  -d\t-j ', ['nodes', '-d', '-j']],
    [`perf-counters ".*replica(Count)" '.*x'`, ['perf-counters', '.*replica(Count)', '.*x']],
    [String.raw`set "a\n\x41\"b" 'it\'s\n'`, ['set', 'a\nA"b', String.raw`it's\n`]],
    ['set "" x', ['set', '', 'x']],
    ['a"b c" d', ['ab c', 'd']],
  ])('of %j', (line, argv) => {
    expect(tokenise(line)).toEqual(argv);
  });

  it.each(['', '   ', 'remote_command "help', "remote_command 'help", 'a "b"c', String.raw`a "b\ `.trimEnd()])(
    '%j has none that the shell would take',
    (line) => {
      expect(tokenise(line)).toBeUndefined();
    },
  );
});
