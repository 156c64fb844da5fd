import { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { afterTest, openOffice, until, type Office } from './support.js';

const envelope = z.looseObject({
  type: z.string(),
  envelope_id: z.string().optional(),
  retry_attempt: z.number().optional(),
  retry_reason: z.string().optional(),
  reason: z.string().optional(),
  payload: z
    .looseObject({ event_id: z.string().optional(), event: z.looseObject({ type: z.string() }).optional() })
    .optional(),
});

/** A bare connection, to see what is on the wire; it acknowledges only when told to. */
class Wire {
  readonly heard: z.infer<typeof envelope>[] = [];
  pings = 0;
  closed = false;
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.heard.push(envelope.parse(JSON.parse(data.toString('utf8')))));
    socket.on('ping', () => (this.pings += 1));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static async open(office: Office): Promise<Wire> {
    const { body } = await office.call('apps.connections.open', {}, office.workspace.appToken);
    const wire = new Wire(new WebSocket(z.string().parse(body['url'])));
    afterTest(() => {
      wire.socket.terminate();
      return Promise.resolve();
    });
    await until(() => wire.heard.length > 0 || wire.closed);
    return wire;
  }

  get events(): z.infer<typeof envelope>[] {
    return this.heard.filter(({ type }) => type === 'events_api');
  }

  ack(at: number, payload?: object): void {
    this.socket.send(
      JSON.stringify({ envelope_id: this.heard[at]?.envelope_id, ...(payload !== undefined && { payload }) }),
    );
  }
}

describe("a bot built on Slack's own library", () => {
  it('hears a command, posts a plan, and is told of the reactions on it', async () => {
    const office = await openOffice();
    const heard: string[] = [];
    await office.connectApp((app) => {
      app.command('/pegasus', async ({ command, ack, client }) => {
        await ack();
        await client.chat.postMessage({
          channel: command.channel_id,
          text: `plan: ${command.text} (asked by ${command.user_name})`,
        });
      });
      app.event('reaction_added', ({ event }) => {
        heard.push(`+${event.reaction} by ${event.user} on ${event.item.ts}`);
        return Promise.resolve();
      });
      app.event('reaction_removed', ({ event }) => {
        heard.push(`-${event.reaction} by ${event.user}`);
        return Promise.resolve();
      });
      app.event('app_mention', ({ event }) => {
        heard.push(`mentioned: ${event.text}`);
        return Promise.resolve();
      });
    });

    const asked = await office.command('roll cluster-x');
    expect(asked).toMatchObject({ status: 200, body: { ok: true, delivered: { acked: true, via: 'socket' } } });
    await until(async () => (await office.messages()).length === 1);
    const [plan] = await office.messages();
    expect(plan).toMatchObject({ text: 'plan: roll cluster-x (asked by alice)', bot: true });

    const ts = plan?.ts ?? '';
    expect(await office.react(ts, 'white_check_mark', 'bob')).toMatchObject({
      body: { ok: true, changed: true, delivered: [{ event: 'reaction_added', outcome: { acked: true } }] },
    });
    expect(await office.react(ts, 'white_check_mark', 'bob')).toMatchObject({
      body: { ok: true, changed: false, delivered: [] },
    });
    await office.react(ts, 'white_check_mark', 'bob', false);
    await office.control('POST', 'message', { channel: 'pegasus', user: 'carol', text: '<@U0PEGASUS1> how far?' });
    await until(() => heard.length === 3);
    expect(heard).toEqual([
      `+white_check_mark by U0BOB00001 on ${ts}`,
      '-white_check_mark by U0BOB00001',
      'mentioned: <@U0PEGASUS1> how far?',
    ]);
  });

  it('may answer within its acknowledgement: only the asker sees it', async () => {
    const office = await openOffice();
    await office.connectApp((app) => {
      app.command('/pegasus', async ({ ack }) => {
        await ack({ text: 'the clusters are: cluster-x' });
      });
    });
    expect(await office.command('clusters')).toMatchObject({
      body: { delivered: { acked: true, said: { text: 'the clusters are: cluster-x', response_type: 'ephemeral' } } },
    });
    expect(await office.messages()).toMatchObject([
      { text: 'the clusters are: cluster-x', ephemeral: true, visible_to_name: 'alice' },
    ]);
  });

  it('comes back by itself after Slack has refreshed its connection', async () => {
    const office = await openOffice();
    const heard: string[] = [];
    await office.connectApp((app) => {
      app.event('reaction_added', ({ event }) => {
        heard.push(event.reaction);
        return Promise.resolve();
      });
    });
    const ts = await office.post({ text: 'plan' });
    const connections = async (): Promise<unknown[]> =>
      z.array(z.unknown()).parse((await office.state())['connections']);
    await office.misbehave({ kind: 'disconnect', reason: 'refresh_requested' });
    await until(async () => (await connections()).length === 0);
    expect(await office.react(ts, 'x', 'bob')).toMatchObject({
      body: { delivered: [{ outcome: { acked: false, reason: 'not_connected' } }] },
    });
    await until(async () => (await connections()).length === 1);
    await office.react(ts, '+1', 'bob');
    expect(heard).toEqual(['+1']);
  });
});

describe('on the wire', () => {
  it('greets, and shares the deliveries out among the connections', async () => {
    const office = await openOffice();
    const [left, right] = [await Wire.open(office), await Wire.open(office)];
    expect(left.heard[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: 'A0PEGASUS1' },
    });
    expect(right.heard[0]).toMatchObject({ type: 'hello', num_connections: 2 });
    for (const text of ['1', '2', '3', '4']) await office.post({ text });
    await until(() => left.events.length + right.events.length === 4);
    expect(left.events).toHaveLength(2);
  });

  it("tells an app of its own messages and reactions, as Slack does, and of nobody's ephemeral ones", async () => {
    const office = await openOffice();
    const wire = await Wire.open(office);
    const ts = await office.post({ text: 'plan' });
    await office.call('chat.postEphemeral', { channel: 'C0PEGASUS1', user: 'U0ALICE001', text: 'psst' });
    await office.call('reactions.add', { channel: 'C0PEGASUS1', timestamp: ts, name: 'x' });
    await until(() => wire.events.length === 2);
    expect(wire.events.map(({ payload }) => payload?.event)).toMatchObject([
      { type: 'message', bot_id: 'B0PEGASUS1', channel_type: 'channel' },
      {
        type: 'reaction_added',
        user: 'U0PEGASUS1',
        reaction: 'x',
        item: { type: 'message', channel: 'C0PEGASUS1', ts },
        item_user: 'U0PEGASUS1',
      },
    ]);
  });

  it('only sends what the app has subscribed to', async () => {
    const office = await openOffice({ events: ['reaction_added'] });
    const wire = await Wire.open(office);
    await office.call('reactions.add', {
      channel: 'C0PEGASUS1',
      timestamp: await office.post({ text: 'plan' }),
      name: 'x',
    });
    await until(() => wire.events.length > 0);
    expect(wire.events.map(({ payload }) => payload?.event?.type)).toEqual(['reaction_added']);
  });

  it('takes ten connections and no more; a ticket is good once', async () => {
    const office = await openOffice();
    const wires = [];
    for (let count = 0; count < 10; count += 1) wires.push(await Wire.open(office));
    expect((await office.call('apps.connections.open', {}, office.workspace.appToken)).body).toMatchObject({
      error: 'too_many_websockets',
    });
    const again = new WebSocket(wires[0]?.socket.url ?? '');
    const refused = await new Promise((resolve) =>
      again
        .once('unexpected-response', (_request, response) => {
          resolve(response.statusCode);
          again.terminate();
        })
        .on('error', () => undefined),
    );
    expect(refused).toBe(403);
  });

  it('redelivers what is not acknowledged: at once, after a minute, after five more, then never', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock, events: ['reaction_added'] });
    const wire = await Wire.open(office);
    const ts = await office.post({ text: 'plan' });
    const reacting = office.react(ts, 'x', 'bob');
    await until(() => wire.events.length === 1);
    await clock.advance(3000);
    expect(await reacting).toMatchObject({
      body: { delivered: [{ outcome: { acked: false, reason: 'timeout', ms: 3000 } }] },
    });
    await until(() => wire.events.length === 2);
    await clock.advance(3000 + 60_000);
    await until(() => wire.events.length === 3);
    await clock.advance(3000 + 299_000);
    expect(wire.events).toHaveLength(3);
    await clock.advance(1000);
    await until(() => wire.events.length === 4);
    await clock.advance(3_600_000);
    expect(wire.events.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(wire.events.map(({ payload }) => payload?.event_id)).size).toBe(1);
    expect(new Set(wire.events.map(({ envelope_id }) => envelope_id)).size).toBe(4);
    expect((await office.state())['undelivered']).toMatchObject([
      { name: 'reaction_added', state: 'given-up', attempts: 4 },
    ]);
  });

  it('an acknowledged event is not sent again', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock, events: ['reaction_added'] });
    const wire = await Wire.open(office);
    const reacting = office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    await until(() => wire.events.length === 1);
    wire.ack(1);
    await reacting;
    await clock.advance(3_600_000);
    expect(wire.events).toHaveLength(1);
    expect((await office.state())['undelivered']).toEqual([]);
  });

  it('an event that came while the bot was away is brought a minute later', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock, events: ['reaction_added'] });
    const ts = await office.post({ text: 'plan' });
    await office.react(ts, 'x', 'bob');
    expect((await office.state())['undelivered']).toMatchObject([
      { name: 'reaction_added', reason: 'not_connected', state: 'retrying' },
    ]);
    const wire = await Wire.open(office);
    await clock.advance(60_000);
    await until(() => wire.events.length === 1);
    expect(wire.events[0]).toMatchObject({ retry_attempt: 2, retry_reason: 'not_connected' });
  });

  it('a command that nobody takes fails before the eyes of whoever typed it, and is not tried again', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    expect(await office.command('help')).toMatchObject({
      status: 200,
      body: { ok: true, delivered: { acked: false, reason: 'not_connected' } },
    });
    const wire = await Wire.open(office);
    const asking = office.command('help');
    await until(() => wire.heard.length === 2);
    await clock.advance(3000);
    expect(await asking).toMatchObject({ body: { delivered: { acked: false, reason: 'timeout' } } });
    expect((await office.messages()).map(({ text, visible_to_name }) => [text, visible_to_name])).toEqual([
      ['/pegasus failed with the error "dispatch_failed"', 'alice'],
      ['/pegasus failed with the error "operation_timeout"', 'alice'],
    ]);
    await clock.advance(600_000);
    expect(wire.heard.filter(({ type }) => type === 'slash_commands')).toHaveLength(1);
  });

  it('pings, so that the app knows that it is there', async () => {
    const clock = new VirtualClock();
    const wire = await Wire.open(await openOffice({ clock }));
    await clock.advance(30_000);
    await until(() => wire.pings === 3);
  });

  it('says goodbye, then closes, and sends nothing to who is leaving', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    const wire = await Wire.open(office);
    expect((await office.misbehave({ kind: 'disconnect', reason: 'warning' })).body).toMatchObject({ told: 1 });
    await until(() => wire.heard.length === 2);
    expect(wire.heard[1]).toMatchObject({ type: 'disconnect', reason: 'warning' });
    await office.post({ text: 'plan' });
    expect(wire.closed).toBe(false);
    await clock.advance(10_000);
    await until(() => wire.closed);
    expect(wire.events).toEqual([]);
  });
});
