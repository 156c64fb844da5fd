import { afterEach, describe, expect, it } from 'vitest';
import { clusterName } from '../../src/roll/ids.js';
import { awaiting, planFor, rolling } from '../support/told-runs.js';
import { until } from '../slack/bot.js';
import { closeFronts, Front, type Kind } from './front.js';
import { click, command, reaction } from './payloads.js';
import { QuietDesk } from './quiet-desk.js';

const bob = 'U0BOB00001';
afterEach(closeFronts);

/** The bot with one run that awaits approval, and for each way in a payload by which bob would approve it. */
async function scene() {
  const runService = new QuietDesk();
  const { front, lines } = await Front.open('http', runService);
  const { run, ts, value } = await runService.stand(
    awaiting({ plan: planFor({ approvals: { required: 3, approvers: [], selfApproval: false } }) }),
  );
  const payloads: readonly (readonly [Kind, Readonly<Record<string, unknown>>])[] = [
    ['command', command(front, bob, 'approve')],
    ['interaction', click(front, bob, { action: 'pegasus_approve', value, ts })],
    ['event', reaction(bob, 'white_check_mark', ts)],
  ];
  return { runService, front, lines, run, ts, value, payloads };
}

/** What is sent now is taken: so nothing before it is still on its way. */
async function stillHears({ runService, front }: Awaited<ReturnType<typeof scene>>): Promise<void> {
  const before = runService.intents.length;
  expect((await front.post('command', command(front, 'U0CAROL001', 'approve'))).status).toBe(200);
  await until(() => runService.intents.length > before);
  expect(runService.intents.at(-1)).toMatchObject({ kind: 'approve', by: 'U0CAROL001' });
}

describe('a request that Slack did not sign', () => {
  it.each<readonly [string, Parameters<Front['post']>[2]]>([
    ['signed with another secret', { secret: 'somebody-elses-signing-secret' }],
    ['older than five minutes', { secondsAgo: 301 }],
    ['without a signature', { headers: { 'x-slack-signature': undefined } }],
    ['without a time', { headers: { 'x-slack-request-timestamp': undefined } }],
    ['with a time that is none', { headers: { 'x-slack-request-timestamp': 'now' } }],
    [
      'with the time of another request',
      { headers: { 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000) - 20) } },
    ],
    ['with an empty signature', { headers: { 'x-slack-signature': 'v0=' } }],
    ['with a signature cut short', { headers: { 'x-slack-signature': `v0=${'a'.repeat(63)}` } }],
    ['with a signature of another version', { headers: { 'x-slack-signature': `v1=${'a'.repeat(64)}` } }],
    ['with the signature of another body', { body: 'payload=%7B%7D' }],
    ['with a body that goes on', { body: '{"type":"event_callback"} ' }],
  ])('does nothing: %s', async (_what, changes) => {
    const all = await scene();
    for (const [kind, payload] of all.payloads) expect((await all.front.post(kind, payload, changes)).status).toBe(401);
    await stillHears(all);
    expect(all.runService.intents).toHaveLength(1);
    expect(all.front.told.filter(({ to }) => to === bob)).toEqual([]);
  });

  it('does nothing behind a check of TLS, which Slack leaves unsigned', async () => {
    const all = await scene();
    for (const [kind, payload] of all.payloads) {
      if (kind === 'event') continue;
      const form = new URLSearchParams({
        ssl_check: '1',
        payload: JSON.stringify(payload),
        command: '/pegasus',
        text: 'approve',
        user_id: bob,
        channel_id: 'C0PEGASUS1',
      });
      const answer = await fetch(all.front.receiver, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
    }
    await stillHears(all);
    expect(all.runService.intents).toHaveLength(1);
  });
});

describe('a request that Slack signed, but would not send', () => {
  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', ''])(
    'does nothing as %s',
    async (type) => {
      const all = await scene();
      for (const [kind, payload] of all.payloads) {
        // JSON is read as JSON whatever it is called: its signature is right.
        if (kind === 'event') continue;
        expect(
          (await all.front.post(kind, payload, { headers: { 'content-type': type } })).status,
        ).toBeGreaterThanOrEqual(400);
      }
      await stillHears(all);
      expect(all.runService.intents).toHaveLength(1);
    },
  );

  it('does nothing with a body of 5 MB, signed or not, and the bot goes on', async () => {
    const all = await scene();
    const big = { ...command(all.front, bob, 'approve'), text: `approve ${'x'.repeat(5_000_000)}` };
    expect((await all.front.post('command', big)).status).toBe(413);
    expect((await all.front.post('command', big, { secret: 'wrong' })).status).toBe(413);
    await stillHears(all);
    expect(all.runService.intents).toHaveLength(1);
  });

  it.each(['GET', 'PUT', 'DELETE'])('does nothing by %s, or at another address', async (method) => {
    const all = await scene();
    expect((await fetch(all.front.receiver, { method })).status).toBe(404);
    expect((await fetch(all.front.receiver.replace('/slack/events', '/slack/install'), { method })).status).toBe(404);
    await stillHears(all);
  });
});

describe('a valid request that comes again', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['replayed', {}],
    ['as Slack retries', { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }],
  ])('acts once: %s', async (_how, headers) => {
    const runService = new QuietDesk([{ cluster: clusterName('cluster-x') }]);
    const { front } = await Front.open('http', runService);
    const { ts, value } = await runService.stand(rolling());
    const payloads: readonly (readonly [Kind, Readonly<Record<string, unknown>>])[] = [
      ['command', command(front, bob, 'roll cluster-x')],
      ['command', command(front, bob, 'abort cluster-x-7f3a')],
      ['interaction', click(front, 'U0CAROL001', { action: 'pegasus_abort', value, ts })],
      ['event', reaction('U0DAVE0001', 'octagonal_sign', ts)],
    ];
    for (const [kind, payload] of payloads)
      for (const again of [{}, headers, headers])
        expect((await front.post(kind, payload, { headers: again })).status).toBe(200);
    await until(() => runService.requests.length > 0 && runService.intents.length > 2);
    expect((await front.post('command', command(front, 'U0ALICE001', 'pause'))).status).toBe(200);
    await until(() => front.toldTo('U0ALICE001').length > 0);
    expect(runService.requests).toHaveLength(1);
    expect(runService.intents.map(({ kind, by }) => `${kind} ${by}`).sort()).toEqual([
      'abort U0BOB00001',
      'abort U0CAROL001',
      'abort U0DAVE0001',
      'pause U0ALICE001',
    ]);
  });
});
