import { describe, expect, it } from 'vitest';
import { parseBlackList } from '../../../../src/pegasus/shell/parse/black-list.js';
import { answerOfText } from '../../../../src/pegasus/shell/parse/remote.js';

const read = (text: string) => parseBlackList(answerOfText(text));

describe('the black list of a meta', () => {
  it.each([
    ['get ok: ', []],
    ['get ok: 127.0.0.1:34802', ['127.0.0.1:34802']],
    ['get ok: 127.0.0.1:34802,127.0.0.1:34803', ['127.0.0.1:34802', '127.0.0.1:34803']],
    ['{"error":"ok","assign_secondary_black_list":""}', []],
    ['{"error":"ok","assign_secondary_black_list":"a:1,b:2"}', ['a:1', 'b:2']],
  ])('%s', (text, servers) => {
    expect(read(text)).toEqual({ ok: true, value: { kind: 'read', servers } });
  });

  it('is not told by a leader without that command', () => {
    const said = read("unknown command 'meta.lb.assign_secondary_black_list'");
    expect(said).toEqual({ ok: true, value: { kind: 'not-told' } });
  });

  it.each([
    'set ok',
    'get ok',
    'get ok: 127.0.0.1:34802, and more',
    'get ok: everybody',
    'invalid arguments',
    '{"error":"ok"}',
    '{"error":"invalid arguments","assign_secondary_black_list":""}',
  ])('is never empty when it is not understood: %s', (text) => {
    expect(read(text)).toMatchObject({ ok: true, value: { kind: 'not-understood' } });
  });

  it('is a failed reading when the leader does not answer', () => {
    expect(parseBlackList({ kind: 'none', error: 'ERR_TIMEOUT' })).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable' },
    });
  });
});
