import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversation/conversation.js';
import { Posts } from '../../../src/slack/publish/posts.js';
import { bob, logged, rejected, rolling } from '../../support/told-runs.js';
import { OneRun, refused } from './one-run.js';

const ended = rejected({ log: logged({ kind: 'rejected', by: bob }) });
const begun: readonly (readonly [string, Partial<Conversation>])[] = [
  ['the message', { posting: { kind: 'message', planId: ended.plan.id } }],
  ['a reply', { ts: '1.1', posting: { kind: 'thread', seq: 1 } }],
  ['nothing yet', {}],
];

describe('a run that is over, in a channel that is closed to the bot', () => {
  it.each(begun)('is handed back when %s was begun: nobody can be told any more', async (_what, told) => {
    const one = await OneRun.of(ended, told);
    one.answer = () => refused('channel_not_found');
    expect(await new Posts(one.telling, () => undefined).step()).toEqual({ kind: 'rest' });
    expect(one.runService.toldRuns).toEqual([ended.id]);
    expect(one.telling.told).toBe(true);
    expect(one.losses).toMatchObject([{ kind: 'run', error: 'channel_not_found' }]);
    expect(one.calls).toHaveLength(1);
  });

  it('while a run that goes on is tried again', async () => {
    const one = await OneRun.of(rolling(), { ts: '1.1', posting: { kind: 'thread', seq: 1 } });
    one.answer = () => refused('channel_not_found');
    expect(await new Posts(one.telling, () => undefined).step()).toEqual({
      kind: 'wait',
      ms: 30_000,
      unlessWoken: false,
    });
    expect(one.telling.told).toBe(false);
  });
});
