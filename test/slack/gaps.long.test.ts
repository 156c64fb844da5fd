import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import type { Gap } from '../../src/slack/connect/gaps.js';
import { awaiting, bob, rolling } from '../support/told-runs.js';
import { openOffice, until } from './bot.js';

describe('a time without a connection', () => {
  it('is measured; a long one is said in the thread of every run, as what was pressed then is lost', async () => {
    const gaps: Gap[] = [];
    const office = await openOffice({ slack: { onGap: (gap) => gaps.push(gap) } });
    const run = office.runService.put(rolling());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    expect(office.slack.health().gaps).toEqual({ count: 0, totalMs: 0 });
    // 2.5 s of real time are 12.5 s of the bot's.
    await office.misbehave({ kind: 'gap', ms: 2_500 });
    await until(() => !office.slack.health().connected);
    await until(() => office.slack.health().connected);
    const { count, totalMs, last } = office.slack.health().gaps;
    expect(count).toBe(1);
    expect(totalMs).toBeGreaterThan(12_000);
    expect(gaps).toEqual([last]);
    await until(async () =>
      (await office.thread()).some(({ text }) =>
        /could not hear Slack for \d+ s.*have been read since.*do it again/.test(text),
      ),
    );
  }, 20_000);

  it('that was short is only counted, and what the reactions say is read', async () => {
    const office = await openOffice({ slack: { clock: realClock } });
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({ kind: 'gap', ms: 200 });
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
    expect(office.slack.health().gaps.count).toBe(1);
    expect((await office.thread()).filter(({ text }) => text.includes('could not hear'))).toEqual([]);
  });

  it('that was short, and in which somebody wanted to abort by emoji: they are asked to do it again', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({ kind: 'gap', ms: 300 });
    await office.react(ts, 'octagonal_sign', 'bob');
    await until(
      async () =>
        (await office.thread()).some(({ text }) =>
          text.includes(
            `<@${bob}> put :octagonal_sign: on this message while I could not hear Slack, so nothing was done`,
          ),
        ),
      () => office.lines.join('\n'),
    );
    expect(office.runService.intents).toEqual([]);
    // What they were told of is known from now on.
    await office.misbehave({ kind: 'gap', ms: 300 });
    await until(() => office.slack.health().gaps.count === 2);
    await office.react(ts, 'double_vertical_bar', 'carol');
    await until(() => office.runService.run(run.id).status === 'pausing');
    await pause(1_200);
    expect((await office.thread()).filter(({ text }) => text.includes('on this message while'))).toHaveLength(1);
  }, 20_000);

  it('does not make anybody answer for an emoji that was heard, or stood there before the bot came', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    await office.restart();
    office.runService.put(rolling());
    await office.react(ts, 'octagonal_sign', 'dave');
    await until(() => office.runService.intents.length === 2);
    office.runService.put(rolling());
    await pause(600);
    await office.misbehave({ kind: 'gap', ms: 300 });
    await until(() => office.slack.health().gaps.count === 1);
    await pause(1_500);
    expect((await office.thread()).filter(({ text }) => text.includes('on this message while'))).toEqual([]);
  }, 20_000);
});

describe('a bot that is told to stop', () => {
  it('says so below the message of a run that goes on, and takes it back when it is there again', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    const before = performance.now();
    await office.slack.stop();
    expect(performance.now() - before).toBeLessThan(5_000);
    const left = await office.message(run.id);
    expect(left.text).toMatch(/The bot stopped \(.*buttons are not heard until it is back/);
    await office.restart();
    await office.message(run.id, ({ text }) => !text.includes('The bot stopped'));
  });
});
