import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { afterTest, openOffice, until, type Office } from './support.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A plain server that answers every request with `status` and `headers`. */
async function endpoint(
  status: number,
  headers: Record<string, string> = {},
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/slack/events`,
    received,
  };
}

async function boltOverHttp(office: Office, prepare: (app: App) => void): Promise<void> {
  const receiver = new HTTPReceiver({ signingSecret: office.workspace.signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: office.workspace.botToken,
    receiver,
    clientOptions: { slackApiUrl: office.workspace.apiUrl, retryConfig: { retries: 0 } },
    logLevel: LogLevel.ERROR,
    botId: 'B0PEGASUS1',
    botUserId: 'U0PEGASUS1',
  });
  prepare(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  afterTest(() => app.stop());
  const address = 'address' in server ? server.address() : null;
  office.workspace.setRequestUrl(
    `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/slack/events`,
  );
}

describe("over HTTP, to a bot built on Slack's own library", () => {
  it('brings commands, clicks and events, signed so that the library believes them', async () => {
    const office = await openOffice();
    const heard: string[] = [];
    await boltOverHttp(office, (app) => {
      app.command('/pegasus', async ({ command, ack }) => {
        await ack(`you said ${command.text}`);
      });
      app.action('approve', async ({ ack, body }) => {
        await ack();
        heard.push(`approved by ${body.user.id}`);
      });
      app.event('reaction_added', ({ event }) => {
        heard.push(event.reaction);
        return Promise.resolve();
      });
    });
    expect(await office.command('roll cluster-x --reason "a & b"')).toMatchObject({
      body: { delivered: { acked: true, via: 'http', said: { text: 'you said roll cluster-x --reason "a & b"' } } },
    });
    const ts = await office.post({
      text: 'plan',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' } }],
        },
      ],
    });
    expect(
      await office.control('POST', 'interact', { channel: 'pegasus', messageTs: ts, user: 'bob', action: 'approve' }),
    ).toMatchObject({ body: { delivered: { acked: true } } });
    expect(await office.react(ts, 'x', 'carol')).toMatchObject({
      body: { delivered: [{ outcome: { acked: true, via: 'http' } }] },
    });
    await until(() => heard.length === 2);
    expect(heard).toEqual(['approved by U0BOB00001', 'x']);
    expect(await office.state()).toMatchObject({ mode: 'http' });
  });
});

describe('on the wire', () => {
  it('signs the time and the body', async () => {
    const { url, received } = await endpoint(200);
    const office = await openOffice({ requestUrl: url });
    await office.command('help');
    const [request] = received;
    const time = String(request?.headers['x-slack-request-timestamp']);
    const expected = `v0=${createHmac('sha256', office.workspace.signingSecret)
      .update(`v0:${time}:${request?.body ?? ''}`)
      .digest('hex')}`;
    expect(request?.headers['x-slack-signature']).toBe(expected);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      command: '/pegasus',
      text: 'help',
      user_name: 'alice',
      channel_id: 'C0PEGASUS1',
      team_domain: 'pegasus-demo',
    });
  });

  it('tries an event again when the answer is not 2xx, numbering the attempts', async () => {
    const clock = new VirtualClock();
    const { url, received } = await endpoint(500);
    const office = await openOffice({ clock, requestUrl: url, events: ['reaction_added'] });
    await office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    await until(() => received.length === 2);
    // The second failure must have been seen before the minute begins.
    await until(() => clock.nextAt() === clock.now() + 60_000);
    await clock.advance(60_000);
    await until(() => received.length === 3);
    await until(() => clock.nextAt() === clock.now() + 300_000);
    await clock.advance(300_000);
    await until(() => received.length === 4);
    expect(received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it('does not when the answer says not to', async () => {
    const clock = new VirtualClock();
    const { url, received } = await endpoint(500, { 'x-slack-no-retry': '1' });
    const office = await openOffice({ clock, requestUrl: url, events: ['reaction_added'] });
    await office.react(await office.post({ text: 'plan' }), 'x', 'bob');
    await clock.advance(600_000);
    expect(received).toHaveLength(1);
    expect((await office.state())['undelivered']).toMatchObject([{ state: 'given-up', reason: 'http_error' }]);
  });
});
