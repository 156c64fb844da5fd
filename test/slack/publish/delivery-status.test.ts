import { describe, expect, it } from 'vitest';
import { Edits } from '../../../src/slack/publish/edits.js';
import { Posts } from '../../../src/slack/publish/posts.js';
import { bob, logged, pausing, rolling } from '../../support/told-runs.js';
import { OneRun, refused } from './one-run.js';

const started = logged({ kind: 'approved', by: bob, have: 1, need: 1 }, { kind: 'started' });

async function edit(one: OneRun, edits: Edits): Promise<unknown> {
  const conversation = one.telling.book.now();
  return edits.step(conversation, conversation.ts ?? '');
}

describe('a run whose posts are refused while its message can be edited', () => {
  it('is lost once, and until a post is taken', async () => {
    const one = await OneRun.of(rolling({ log: started }));
    const posts = new Posts(one.telling, () => undefined);
    const edits = new Edits(
      one.telling,
      () => undefined,
      () => undefined,
    );
    one.answer = (method) => (method === 'chat.postMessage' ? refused('restricted_action') : undefined);
    for (const run of [rolling({ log: started }), pausing({ log: started })]) {
      await posts.step();
      await one.clock.advance(30_000);
      one.now(run);
      await edit(one, edits);
    }
    await posts.step();
    expect(one.called('chat.postMessage')).toBe(3);
    expect(one.called('chat.update')).toBe(2);
    expect(one.losses).toMatchObject([{ kind: 'run', error: 'restricted_action' }]);
    expect(one.deps.deliveryStatus.isLost(one.telling.run.id)).toBe(true);

    one.answer = () => undefined;
    await one.clock.advance(30_000);
    await posts.step();
    expect(one.deps.deliveryStatus.isLost(one.telling.run.id)).toBe(false);
  });
});

describe('a run whose message cannot be edited', () => {
  it('is not lost any more once its message is as it should be', async () => {
    const one = await OneRun.of(rolling());
    const edits = new Edits(
      one.telling,
      () => undefined,
      () => undefined,
    );
    await edit(one, edits);
    one.answer = () => refused('restricted_action');
    one.now(pausing());
    await one.clock.advance(60_000);
    await edit(one, edits);
    expect(one.deps.deliveryStatus.isLost(one.telling.run.id)).toBe(true);
    one.now(rolling());
    await one.clock.advance(60_000);
    await edit(one, edits);
    expect(one.deps.deliveryStatus.isLost(one.telling.run.id)).toBe(false);
    expect(one.losses).toHaveLength(1);
  });
});

describe('a run that was lost', () => {
  it('is not lost any more when its message was given up for good: the thread goes on', async () => {
    const one = await OneRun.of(rolling());
    const edits = new Edits(
      one.telling,
      () => undefined,
      () => undefined,
    );
    for (const error of ['restricted_action', 'cant_update_message']) {
      one.answer = () => refused(error);
      await edit(one, edits);
      await one.clock.advance(60_000);
    }
    expect(one.losses).toHaveLength(1);
    expect(one.deps.deliveryStatus.lostRuns()).toEqual(new Map());
  });

  it('is not lost any more when a post that was begun is found', async () => {
    const run = rolling({ log: started });
    const one = await OneRun.of(run, { ts: '1.1', posting: { kind: 'thread', seq: 2 } });
    const posts = new Posts(one.telling, () => undefined);
    one.answer = () => refused('not_in_channel');
    await posts.step();
    expect([...one.deps.deliveryStatus.lostRuns()]).toEqual([[run.id, 'not_in_channel']]);
    const reply = {
      ts: '1.2',
      bot_id: one.deps.self.botId,
      metadata: { event_type: 'pegasus_roll_thread', event_payload: { run: run.id, seq: 2 } },
    };
    one.answer = () => ({ messages: [reply] });
    await posts.step();
    expect(one.telling.book.now()).toMatchObject({ toldSeq: 2 });
    expect(one.deps.deliveryStatus.lostRuns()).toEqual(new Map());
  });
});

describe('a channel that is lost while the bot is shut out', () => {
  it('is told once the bot is let in again and the channel still takes nothing', async () => {
    const one = await OneRun.of(rolling({ log: started }));
    const posts = new Posts(one.telling, () => undefined);
    one.answer = () => refused('account_inactive');
    await posts.step();
    expect(one.losses).toEqual([{ kind: 'token', error: 'account_inactive' }]);
    one.answer = () => undefined;
    await one.deps.api.whoAmI();
    one.answer = () => refused('not_in_channel');
    await one.clock.advance(30_000);
    await posts.step();
    expect(one.losses.slice(1)).toMatchObject([{ kind: 'run', error: 'not_in_channel' }]);
  });

  it('and so is a workspace that the token may not enter: others may be open to it', async () => {
    const one = await OneRun.of(rolling({ log: started }));
    one.answer = () => refused('team_access_not_granted');
    await new Posts(one.telling, () => undefined).step();
    expect(one.losses).toMatchObject([{ kind: 'run', error: 'team_access_not_granted' }]);
    expect(one.deps.deliveryStatus.tokenError).toBeUndefined();
  });
});
