import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { openOffice, until, type Office } from './support.js';

const pegasus = 'C0PEGASUS1';
const plan = { channel: pegasus, text: 'plan' };

/** What a connected bot has heard, by event_id and reaction. */
async function hearing(office: Office): Promise<{ readonly id: string; readonly reaction: string }[]> {
  const heard: { id: string; reaction: string }[] = [];
  await office.connectApp((app) => {
    app.event('reaction_added', ({ event, body }) => {
      heard.push({ id: body.event_id, reaction: event.reaction });
      return Promise.resolve();
    });
  });
  return heard;
}
const connections = async (office: Office): Promise<number> =>
  z.array(z.unknown()).parse((await office.state())['connections']).length;

describe('the Web API can be told to', () => {
  it('limit the rate of a method, for some calls', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'rate-limit', methods: ['chat.postMessage'], retryAfterSeconds: 7, times: 2 });
    for (let call = 1; call <= 2; call += 1) {
      const limited = await office.call('chat.postMessage', plan);
      expect([limited.status, limited.headers.get('retry-after'), limited.body]).toEqual([
        429,
        '7',
        { ok: false, error: 'ratelimited' },
      ]);
    }
    expect((await office.call('auth.test')).status).toBe(200);
    expect((await office.call('chat.postMessage', plan)).body).toMatchObject({ ok: true });
    expect(await office.messages()).toHaveLength(1);
  });

  it('limit it for some time', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    await office.misbehave({ kind: 'rate-limit', forMs: 5000 });
    expect((await office.call('auth.test')).status).toBe(429);
    await clock.advance(4999);
    expect((await office.call('auth.test')).status).toBe(429);
    await clock.advance(1);
    expect((await office.call('auth.test')).status).toBe(200);
  });

  it("hold Slack's own limits: one post a second in a channel, and so many calls a minute", async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    await office.misbehave({ kind: 'hold-limits' });
    const ts = await office.post({ text: 'plan' });
    const tooSoon = await office.call('chat.postMessage', plan);
    expect([tooSoon.status, tooSoon.headers.get('retry-after'), tooSoon.body]).toEqual([
      429,
      '1',
      { ok: false, error: 'ratelimited' },
    ]);
    await office.post({ text: 'elsewhere' }, 'C0OPS00001');
    await clock.advance(1000);
    await office.post({ text: 'later' });
    for (let call = 1; call <= 50; call += 1)
      expect((await office.call('chat.update', { channel: pegasus, ts, text: `${call}` })).status).toBe(200);
    await clock.advance(15_000);
    const tooMany = await office.call('chat.update', { channel: pegasus, ts, text: '51' });
    expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '45']);
    await clock.advance(45_000);
    expect((await office.call('chat.update', { channel: pegasus, ts, text: '51' })).status).toBe(200);
  });

  it('do what it was asked and lose the answer', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    await expect(office.call('chat.postMessage', plan)).rejects.toThrow('fetch failed');
    expect(await office.messages()).toMatchObject([{ text: 'plan' }]);
    expect((await office.call('chat.postMessage', plan)).body).toMatchObject({ ok: true });
  });

  it('lose the request itself', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-request', methods: ['chat.postMessage'], times: 1 });
    await expect(office.call('chat.postMessage', plan)).rejects.toThrow('fetch failed');
    expect(await office.messages()).toEqual([]);
  });

  it('break down, answer an error, or lack a method', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'server-error', methods: ['auth.test'], status: 503, times: 1 });
    expect((await fetch(`${office.workspace.apiUrl}auth.test`)).status).toBe(503);
    await office.misbehave({ kind: 'error', methods: ['auth.test'], error: 'account_inactive', times: 1 });
    expect((await office.call('auth.test')).body).toEqual({ ok: false, error: 'account_inactive' });
    await office.misbehave({ kind: 'absent', methods: ['reactions.get'] });
    expect((await office.call('reactions.get')).body).toMatchObject({ error: 'unknown_method' });
    expect((await office.call('auth.test')).body).toMatchObject({ ok: true });
  });

  it('be slow', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    await office.misbehave({ kind: 'slow', ms: 2000 });
    let answered = false;
    const asking = office.call('auth.test').then((answer) => {
      answered = true;
      return answer;
    });
    await until(() => clock.nextAt() === clock.now() + 2000);
    expect(answered).toBe(false);
    await clock.advance(2000);
    expect((await asking).body).toMatchObject({ ok: true });
  });
});

describe('deliveries can be told to', () => {
  it('come twice, with one event_id', async () => {
    const office = await openOffice();
    const heard = await hearing(office);
    await office.misbehave({ kind: 'duplicate-deliveries', copies: 2 });
    await office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    await until(() => heard.length === 3);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
  });

  it('come late', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock, events: ['reaction_added'] });
    const heard = await hearing(office);
    await office.misbehave({ kind: 'delay-deliveries', ms: 20_000 });
    const reacting = office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    await until(async () => (await office.messages())[0]?.reactions.length === 1);
    await clock.advance(19_999);
    expect(heard).toEqual([]);
    await clock.advance(1);
    await reacting;
    expect(heard).toMatchObject([{ reaction: 'x' }]);
  });

  it('come in the wrong order', async () => {
    const office = await openOffice({ events: ['reaction_added'] });
    const heard = await hearing(office);
    await office.misbehave({ kind: 'reorder-deliveries', window: 2, withinMs: 60_000 });
    const ts = await office.post({ text: 'plan' });
    const first = office.react(ts, 'white_check_mark', 'bob');
    await until(async () => (await office.messages())[0]?.reactions.length === 1);
    await Promise.all([first, office.react(ts, 'x', 'bob')]);
    expect(heard.map(({ reaction }) => reaction)).toEqual(['x', 'white_check_mark']);
  });

  it('get lost, and only those of the kind that was named', async () => {
    const office = await openOffice({ events: ['reaction_added'] });
    const heard = await hearing(office);
    const ts = await office.post({ text: 'plan' });
    await office.misbehave({ kind: 'lose-deliveries', times: 1 });
    expect((await office.react(ts, 'x', 'bob')).body).toMatchObject({
      delivered: [{ outcome: { acked: false, reason: 'lost' } }],
    });
    await office.react(ts, '+1', 'bob');
    expect(heard.map(({ reaction }) => reaction)).toEqual(['+1']);
    await office.misbehave({ kind: 'lose-deliveries', deliveries: ['command'], times: 1 });
    expect((await office.command('help')).body).toMatchObject({ delivered: { acked: false, reason: 'lost' } });
    expect((await office.state())['undelivered']).toMatchObject([
      { name: 'reaction_added', state: 'given-up' },
      { name: '/pegasus', state: 'given-up' },
    ]);
  });
});

describe('connections can be told to', () => {
  it('break off, and the bot comes back', async () => {
    const office = await openOffice();
    const heard = await hearing(office);
    expect((await office.misbehave({ kind: 'drop-connections' })).body).toMatchObject({ dropped: 1 });
    expect(await connections(office)).toBe(0);
    await until(async () => (await connections(office)) === 1);
    await office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    expect(heard).toMatchObject([{ reaction: 'x' }]);
  });

  it('be refused for a while', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    const open = async (): Promise<unknown> =>
      (await office.call('apps.connections.open', {}, office.workspace.appToken)).body;
    await office.misbehave({ kind: 'drop-connections', refuseMs: 5000, refuse: 'open' });
    expect(await open()).toEqual({ ok: false, error: 'internal_error' });
    await clock.advance(5000);
    expect(await open()).toMatchObject({ ok: true });
  });

  it('leave a gap: what happens in it never reaches the bot', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock, events: ['reaction_added'] });
    const heard = await hearing(office);
    const ts = await office.post({ text: 'plan' });
    await office.misbehave({ kind: 'gap', ms: 30_000 });
    await office.react(ts, 'x', 'bob');
    await clock.advance(30_000);
    await until(async () => (await connections(office)) === 1);
    await clock.advance(600_000);
    await until(async () => (await connections(office)) === 1);
    await office.react(ts, '+1', 'bob');
    expect(heard.map(({ reaction }) => reaction)).toEqual(['+1']);
  });
});

it('what is in force can be seen, and cleared one by one or all at once', async () => {
  const clock = new VirtualClock();
  const office = await openOffice({ clock });
  const first = await office.misbehave({ kind: 'slow', ms: 5, times: 3 });
  await office.misbehave({ kind: 'absent', methods: ['reactions.get'], forMs: 9000 });
  await clock.advance(1000);
  expect((await office.control('GET', 'misbehave')).body).toEqual({
    ok: true,
    misbehaviours: [
      { id: 'm1', kind: 'slow', ms: 5, times: 3, remaining: 3 },
      { id: 'm2', kind: 'absent', methods: ['reactions.get'], forMs: 9000, endsInMs: 8000 },
    ],
  });
  expect(await office.control('DELETE', `misbehave/${String(first.body['id'])}`)).toMatchObject({ status: 200 });
  expect((await office.state())['misbehaviours']).toMatchObject([{ id: 'm2' }]);
  expect((await office.control('DELETE', 'misbehave/m1')).status).toBe(404);
  await office.control('DELETE', 'misbehave');
  expect((await office.control('GET', 'misbehave')).body).toEqual({ ok: true, misbehaviours: [] });
});

it('a fault that is not known is refused in a sentence', async () => {
  const office = await openOffice();
  expect(await office.misbehave({ kind: 'explode' })).toMatchObject({
    status: 400,
    body: { ok: false, error: expect.stringContaining('kind') },
  });
  expect(await office.misbehave({ kind: 'slow' })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('ms') },
  });
});
