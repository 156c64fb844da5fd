import { describe, expect, it } from 'vitest';
import { DigestLine } from '../../../src/slack/publish/digest-line.js';
import { awaiting, bob, done, halfway, paused, pausing, rolling } from '../../support/told-runs.js';
import { digestChannel, OneRun, refused } from './one-run.js';

const linked = (_method: string, args: URLSearchParams): object | undefined => {
  const ts = args.get('message_ts');
  return ts === null ? undefined : { permalink: `https://example.slack.com/archives/C0PEGASUS1/p${ts}` };
};
const lastLine = (one: OneRun): string =>
  one.calls.findLast(({ method }) => method === 'chat.postMessage' || method === 'chat.update')?.args.get('text') ?? '';

describe('the line in the digest', () => {
  it('leads to the message that counts, also when that is another one than before', async () => {
    const one = await OneRun.of(awaiting());
    one.answer = linked;
    const line = new DigestLine(one.telling);
    await line.step();
    expect(lastLine(one)).toContain('/p1.1|');
    await one.telling.book.change((now) => ({ ...now, ts: '2.2' }));
    await one.clock.advance(60_000);
    await line.step();
    expect(lastLine(one)).toContain('/p2.2|');
    await line.step();
    expect(one.called('chat.getPermalink')).toBe(2);
  });

  it('names who paused the run', async () => {
    const one = await OneRun.of(paused());
    await new DigestLine(one.telling).step();
    expect(lastLine(one)).toContain(`paused by <@${bob}>`);
  });

  it('has a link again after a message of which Slack gave none', async () => {
    const one = await OneRun.of(awaiting());
    one.answer = (method) => (method === 'chat.getPermalink' ? refused('message_not_found') : undefined);
    const line = new DigestLine(one.telling);
    await line.step();
    await line.step();
    expect(lastLine(one)).toContain('*Restart cluster-x*');
    expect(one.called('chat.getPermalink')).toBe(1);
    one.answer = linked;
    await one.telling.book.change((now) => ({ ...now, ts: '2.2' }));
    await one.clock.advance(60_000);
    await line.step();
    expect(lastLine(one)).toContain('/p2.2|');
  });

  it('that only counts waits while the edits of the minute are spent; what people did does not', async () => {
    const one = await OneRun.of(rolling());
    const line = new DigestLine(one.telling);
    await line.step();
    await one.clock.advance(60_000);
    for (let nth = 0; nth < 30; nth += 1) one.deps.budget.spend();
    one.now(rolling({}, { ...halfway(), targets: done().progress.targets }));
    expect(await line.step()).toEqual({ kind: 'wait', ms: 60_000, unlessWoken: true });
    expect(one.called('chat.update')).toBe(0);
    one.now(pausing());
    await line.step();
    expect(lastLine(one)).toContain('pausing');
  });

  it('that was begun is not posted again while Slack refuses to say whether it stands', async () => {
    const one = await OneRun.of(rolling(), { ts: '1.1', digest: { channel: digestChannel } });
    const line = new DigestLine(one.telling);
    one.answer = () => refused('not_in_channel');
    expect(await line.step()).toEqual({ kind: 'wait', ms: 30_000, unlessWoken: false });
    one.answer = (method) =>
      method === 'conversations.history'
        ? {
            messages: [
              {
                ts: '7.7',
                bot_id: one.deps.self.botId,
                metadata: { event_type: 'pegasus_roll_digest', event_payload: { run: one.telling.run.id } },
              },
            ],
          }
        : undefined;
    await line.step();
    expect(one.telling.book.now().digest).toEqual({ channel: digestChannel, ts: '7.7' });
    expect(one.called('chat.postMessage')).toBe(0);
  });

  it('that was begun is posted where nothing may be read', async () => {
    const one = await OneRun.of(rolling(), { ts: '1.1', digest: { channel: digestChannel } });
    const line = new DigestLine(one.telling);
    one.answer = (method) => (method === 'conversations.history' ? refused('missing_scope') : undefined);
    await line.step();
    await line.step();
    expect(one.called('chat.postMessage')).toBe(1);
  });
});
