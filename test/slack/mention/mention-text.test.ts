import { describe, expect, it } from 'vitest';
import { spokenTo } from '../../../src/slack/mention/mention-text.js';

const me = 'U0PEGASUS1';

describe('a message that mentions the bot', () => {
  it.each([
    ['<@U0PEGASUS1> status', 'status'],
    ['  <@U0PEGASUS1|pegasus-roll>: pause cluster-x', 'pause cluster-x'],
    ['<@U0PEGASUS1>, abort', 'abort'],
    ['<@U0PEGASUS1>', ''],
    ['<@U0PEGASUS1>\nroll cluster-x --reason "a b"', 'roll cluster-x --reason "a b"'],
  ])('%j says %j', (text, command) => {
    expect(spokenTo(text, me)).toEqual({ kind: 'command', text: command });
  });

  it.each([
    'I asked <@U0PEGASUS1> to abort it',
    'abort <@U0PEGASUS1>',
    '> <@U0PEGASUS1> abort',
    '<@U0BOB00001> <@U0PEGASUS1> abort',
    '<@U0PEGASUS12> abort',
    '`<@U0PEGASUS1> abort`',
  ])('%j only speaks of it', (text) => {
    expect(spokenTo(text, me)).toEqual({ kind: 'aside' });
  });
});
