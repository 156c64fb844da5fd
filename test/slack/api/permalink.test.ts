import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { SlackApi } from '../../../src/slack/api/slack-api.js';
import { silent } from '../../support/silent.js';

const asked = (permalink: string): ReturnType<SlackApi['permalink']> =>
  new SlackApi({
    token: 'xoxb-any',
    clock: new VirtualClock(),
    log: silent,
    fetch: () => Promise.resolve(Response.json({ ok: true, permalink })),
  }).permalink('C0PEGASUS1', '1.1');

describe('the link to a message', () => {
  it('is taken as Slack gives it', async () => {
    const link = 'https://example.slack.com/archives/C0PEGASUS1/p1?thread_ts=1.1&cid=C0PEGASUS1';
    expect(await asked(link)).toEqual({ ok: true, value: link });
  });

  it.each([
    'https://example.com/|<!channel>',
    'https://example.com/> <!here>',
    'javascript:alert(1)',
    'https://a b',
    '',
  ])('is none when a message would show something else of it: %s', async (text) => {
    expect(await asked(text)).toMatchObject({
      ok: false,
      failure: { kind: 'unknown-outcome', message: 'an answer of chat.getPermalink that cannot be read' },
    });
  });
});
