import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { ApiFailure } from '../../src/slack/api/failure.js';
import { UserGroups } from '../../src/slack/user-groups.js';
import { silent } from '../support/silent.js';

/** Slack, as far as it knows of user groups. */
class Slack {
  readonly groupsByHandle = new Map([['oncall', 'S0ONCALL']]);
  readonly membersById = new Map([['S0ONCALL', ['U0BOB']]]);
  readonly warnings: string[] = [];
  down = false;
  asked = 0;
  readonly clock = new VirtualClock();
  readonly people = new UserGroups({
    api: this,
    clock: this.clock,
    log: { ...silent, warn: (_fields: object, message: string) => void this.warnings.push(message) },
  });

  groups(): Promise<Result<readonly { id: string; handle: string }[], ApiFailure>> {
    return this.#answer(() => [...this.groupsByHandle].map(([handle, id]) => ({ id, handle })));
  }

  groupMembers(group: string): Promise<Result<readonly string[], ApiFailure>> {
    return this.#answer(() => this.membersById.get(group) ?? []);
  }

  #answer<Value>(value: () => Value): Promise<Result<Value, ApiFailure>> {
    this.asked += 1;
    return Promise.resolve(
      this.down ? fail({ kind: 'unknown-outcome', message: 'Slack does not answer' }) : ok(value()),
    );
  }
}

describe('a user group of approvers', () => {
  it('is known by its handle and by its id', async () => {
    const slack = new Slack();
    expect(await slack.people.has('@oncall', ['U0BOB'])).toEqual(ok(true));
    expect(await slack.people.has('S0ONCALL', ['U0BOB'])).toEqual(ok(true));
    expect(slack.people.ids.get('oncall')).toBe('S0ONCALL');
  });

  it('is read once for many questions', async () => {
    const slack = new Slack();
    for (let times = 0; times < 10; times += 1) await slack.people.has('@oncall', ['U0BOB']);
    expect(slack.asked).toBe(2);
  });

  it('somebody who was just added is found at their next try, a quarter of a minute later', async () => {
    const slack = new Slack();
    expect(await slack.people.has('@oncall', ['U0CAROL'])).toEqual(ok(false));
    slack.membersById.set('S0ONCALL', ['U0BOB', 'U0CAROL']);
    expect(await slack.people.has('@oncall', ['U0CAROL'])).toEqual(ok(false));
    await slack.clock.advance(15_000);
    expect(await slack.people.has('@oncall', ['U0CAROL'])).toEqual(ok(true));
  });

  it('somebody who was removed is out within five minutes', async () => {
    const slack = new Slack();
    expect(await slack.people.has('@oncall', ['U0BOB'])).toEqual(ok(true));
    slack.membersById.set('S0ONCALL', []);
    await slack.clock.advance(300_000);
    expect(await slack.people.has('@oncall', ['U0BOB'])).toEqual(ok(false));
  });

  it('that cannot be read says nothing, neither yes nor no, and a membership of earlier does not count for longer', async () => {
    const slack = new Slack();
    await slack.people.has('@oncall', ['U0BOB']);
    slack.down = true;
    await slack.clock.advance(15_000);
    expect(await slack.people.has('@oncall', ['U0BOB'])).toEqual(ok(true));
    expect(await slack.people.has('@oncall', ['U0DAVE'])).toMatchObject({ ok: false });
    await slack.clock.advance(285_000);
    expect(await slack.people.has('@oncall', ['U0BOB'])).toMatchObject({ ok: false });
    slack.down = false;
    expect(await slack.people.has('@oncall', ['U0BOB'])).toEqual(ok(true));
  });

  it('that there is not has no members, and the log says so once', async () => {
    const slack = new Slack();
    for (let times = 0; times < 3; times += 1) expect(await slack.people.has('@nobody', ['U0BOB'])).toEqual(ok(false));
    expect(slack.warnings).toEqual(['there is no such user group: nobody approves through it']);
    slack.groupsByHandle.set('nobody', 'S0ONCALL');
    await slack.clock.advance(15_000);
    expect(await slack.people.has('@nobody', ['U0BOB'])).toEqual(ok(true));
  });

  it('is kept read while nobody asks, and a group that cannot be read is logged', async () => {
    const slack = new Slack();
    const ending = new AbortController();
    const watching = slack.people.watch(() => ['@oncall', 'U0BOB', 'S0ONCALL'], ending.signal);
    await slack.clock.advance(1_000);
    const asked = slack.asked;
    slack.membersById.set('S0ONCALL', ['U0CAROL']);
    await slack.clock.advance(300_000);
    expect(slack.asked).toBeGreaterThan(asked);
    const after = slack.asked;
    expect(await slack.people.has('@oncall', ['U0CAROL'])).toEqual(ok(true));
    expect(slack.asked).toBe(after);
    slack.down = true;
    await slack.clock.advance(300_000);
    expect(slack.warnings).toContain(
      'a user group of approvers cannot be read: as long as that is so, nobody approves through it',
    );
    ending.abort();
    await slack.clock.advance(1_000);
    await watching;
  });
});
