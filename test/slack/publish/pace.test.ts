import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { ChannelPace } from '../../../src/slack/publish/channel-pace.js';
import { EditBudget } from '../../../src/slack/publish/edit-budget.js';
import { EditPace, gapOf } from '../../../src/slack/publish/edit-pace.js';
import { Edits } from '../../../src/slack/publish/edits.js';
import { bob, done, halfway, pausing, planFor, rolling } from '../../support/told-runs.js';
import { OneRun, rateLimited, refused } from './one-run.js';

describe('posts into one channel', () => {
  it('are one a second: what people wait for first, then in the order of asking', async () => {
    const clock = new VirtualClock();
    const pace = new ChannelPace(clock);
    const [first, second, third, hold] = [{}, {}, {}, {}];
    expect(pace.early('C1', first, false)).toBe(0);
    expect(pace.early('C1', second, false)).toBe(1_050);
    expect(pace.early('C1', third, false)).toBe(2_100);
    expect(pace.early('C1', hold, true)).toBe(1_050);
    expect(pace.early('C2', third, false)).toBe(0);
    await clock.advance(1_050);
    expect(pace.early('C1', second, false)).toBeGreaterThan(0);
    expect(pace.early('C1', hold, true)).toBe(0);
    await clock.advance(1_050);
    expect(pace.early('C1', third, false)).toBeGreaterThan(0);
    expect(pace.early('C1', second, false)).toBe(0);
  });

  it('do not wait for somebody who never comes back for its turn', async () => {
    const clock = new VirtualClock();
    const pace = new ChannelPace(clock);
    const [first, gone, patient] = [{}, {}, {}];
    pace.early('C1', first, false);
    pace.early('C1', gone, true);
    expect(pace.early('C1', patient, false)).toBe(2_100);
    await clock.advance(2_100);
    expect(pace.early('C1', patient, false)).toBe(0);
  });
});

describe('edits of a message', () => {
  it('show at once what somebody did, and follow a server at its own pace otherwise', async () => {
    const clock = new VirtualClock();
    const pace = new EditPace(clock, new EditBudget(clock));
    const run = rolling();
    pace.done(run);
    await clock.advance(250);
    expect(pace.early(run)).toBe(gapOf(run) - 250);
    expect(pace.early(pausing())).toBe(0);
    expect(pace.early({ ...run, votes: [...run.votes, { by: bob, at: 0, via: 'button', planId: run.plan.id }] })).toBe(
      0,
    );
  });

  it('whose answer got lost is as urgent as it was', () => {
    const clock = new VirtualClock();
    const pace = new EditPace(clock, new EditBudget(clock));
    pace.done(pausing());
    pace.failed({ asked: true });
    expect(pace.urgent(pausing())).toBe(true);
    pace.done(pausing());
    // This one only counted.
    pace.done(pausing());
    pace.failed({ asked: true });
    expect(pace.urgent(pausing())).toBe(false);
  });

  it('cost nothing while Slack has asked to wait', async () => {
    const run = rolling();
    const one = await OneRun.of(run);
    const edits = new Edits(
      one.telling,
      () => undefined,
      () => undefined,
    );
    one.answer = () => rateLimited(30);
    for (let nth = 0; nth < 40; nth += 1) {
      one.now({
        ...run,
        votes: Array.from({ length: nth }, () => ({ by: bob, at: 0, via: 'button', planId: run.plan.id })),
      });
      await edits.step(one.telling.book.now(), '1.1');
      await one.clock.advance(300);
    }
    expect(one.called('chat.update')).toBe(1);
    expect(one.deps.budget.early(false)).toBe(0);
    one.answer = () => refused('restricted_action');
    await one.clock.advance(30_000);
    for (let nth = 0; nth < 30; nth += 1) {
      await edits.step(one.telling.book.now(), '1.1');
      await one.clock.advance(300);
    }
    expect(one.deps.budget.early(false)).toBeGreaterThan(0);
  });

  it('are about four a server, however long a server takes, and no more than one a minute late', () => {
    const plan = (ms: number): ReturnType<typeof planFor> =>
      planFor({ estimate: { replicaServerMs: ms, totalMs: ms } });
    const fresh = { ...halfway(), targets: halfway().targets.map(({ endedAt: _ended, ...target }) => target) };
    expect(gapOf(rolling({ plan: plan(100_000) }, fresh))).toBe(25_000);
    expect(gapOf(rolling({ plan: plan(1_000) }, fresh))).toBe(2_000);
    expect(gapOf(rolling({ plan: plan(3_600_000) }, fresh))).toBe(60_000);
    // The server before this one took 95 s, whatever the plan had thought.
    expect(gapOf(rolling({ plan: plan(3_600_000) }))).toBe(23_750);
    expect(gapOf(done())).toBeLessThanOrEqual(2_000);
  });

  it('that only count leave room in the minute for what people do', async () => {
    const clock = new VirtualClock();
    const budget = new EditBudget(clock);
    for (let nth = 0; nth < 30; nth += 1) {
      expect(budget.early(false)).toBe(0);
      budget.spend();
      await clock.advance(100);
    }
    expect(budget.early(false)).toBe(60_000 - 3_000);
    expect(budget.early(true)).toBe(0);
    await clock.advance(57_000);
    expect(budget.early(false)).toBe(0);
  });
});
