import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { ApiFailure } from '../../src/slack/api/failure.js';
import { ChannelMembers } from '../../src/slack/channel-members.js';
import { silent } from '../support/silent.js';

const perPage = 2;

/** Slack, as far as it knows who is in #ops. */
class Slack {
  ops = ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0DAVE', 'U0ERIN'];
  readonly warnings: string[] = [];
  /** Slack refuses the page that begins here. */
  failsAt: string | undefined;
  endless = false;
  asked = 0;
  readonly clock = new VirtualClock();
  readonly people = new ChannelMembers({
    api: this,
    idOf: (channel) =>
      Promise.resolve(channel === '#ops' || channel === 'C0OPS' ? ok('C0OPS') : fail('no such channel')),
    clock: this.clock,
    log: { ...silent, warn: (_fields: object, message: string) => void this.warnings.push(message) },
  });

  members(channel: string, cursor = '0'): Promise<Result<{ items: readonly string[]; next?: string }, ApiFailure>> {
    this.asked += 1;
    if (channel !== 'C0OPS' || cursor === this.failsAt)
      return Promise.resolve(fail({ kind: 'refused', error: 'channel_not_found' }));
    const end = Number(cursor) + perPage;
    return Promise.resolve(
      ok({
        items: this.ops.slice(Number(cursor), end),
        ...(this.endless || end < this.ops.length ? { next: String(end) } : {}),
      }),
    );
  }
}

describe('who is in a channel', () => {
  it('is read page by page, once for many questions, by its name as by its id', async () => {
    const slack = new Slack();
    for (const user of slack.ops) expect(await slack.people.has('C0OPS', [user])).toEqual(ok(true));
    expect(await slack.people.has('#ops', ['U0ERIN'])).toEqual(ok(true));
    expect(slack.asked).toBe(3);
    expect(await slack.people.has('C0OPS', ['U0MALLORY'])).toEqual(ok(false));
  });

  it('somebody who was just let in is found a quarter of a minute later, and who left is out within five minutes', async () => {
    const slack = new Slack();
    expect(await slack.people.has('C0OPS', ['U0FRANK'])).toEqual(ok(false));
    slack.ops = ['U0FRANK'];
    await slack.clock.advance(15_000);
    expect(await slack.people.has('C0OPS', ['U0FRANK'])).toEqual(ok(true));
    slack.ops = [];
    await slack.clock.advance(300_000);
    expect(await slack.people.has('C0OPS', ['U0FRANK'])).toEqual(ok(false));
  });

  it.each([
    ['its first page is refused', 'C0OPS', { failsAt: '0' }],
    ['a later page is refused', 'C0OPS', { failsAt: '4' }],
    ['it never comes to an end', 'C0OPS', { endless: true }],
    ['nobody knows which channel it is', '#elsewhere', {}],
  ])('says nothing when %s, neither yes nor no', async (_when, channel, trouble) => {
    const slack = new Slack();
    Object.assign(slack, trouble);
    for (const user of ['U0ALICE', 'U0MALLORY'])
      expect(await slack.people.has(channel, [user])).toMatchObject({ ok: false });
  });

  it('is kept read while nobody asks, and the log says when it cannot be', async () => {
    const slack = new Slack();
    const ending = new AbortController();
    const watching = slack.people.watch(() => ['C0OPS', '#ops'], ending.signal);
    await slack.clock.advance(1_000);
    await slack.clock.advance(300_000);
    const { asked } = slack;
    expect(await slack.people.has('C0OPS', ['U0BOB'])).toEqual(ok(true));
    expect(slack.asked).toBe(asked);
    slack.failsAt = '0';
    await slack.clock.advance(300_000);
    expect(slack.warnings).toContain(
      'the members of a channel cannot be read: as long as that is so, nobody approves by being in it',
    );
    ending.abort();
    await slack.clock.advance(1_000);
    await watching;
  });
});
