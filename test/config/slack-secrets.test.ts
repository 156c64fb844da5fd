import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSlackSecrets, secretValues } from '../../src/config/slack-secrets.js';

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'secret'), text);
  return join(folder, 'secret');
}

const bot = 'xoxb-1234567890-abcdef';
const app = 'xapp-1-A0123-4567-abcdef';
const signing = '0123456789abcdef0123456789abcdef';

describe("Slack's secrets", () => {
  it('come from the environment', async () => {
    expect(await readSlackSecrets('socket', { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app })).toEqual({
      ok: true,
      value: { mode: 'socket', botToken: bot, appToken: app, apiUrl: undefined },
    });
  });

  it('or from files that it names, with or without a line end', async () => {
    const result = await readSlackSecrets('http', {
      SLACK_BOT_TOKEN_FILE: file(`${bot}\n`),
      SLACK_SIGNING_SECRET_FILE: file(signing),
    });
    expect(result).toEqual({
      ok: true,
      value: { mode: 'http', botToken: bot, signingSecret: signing, apiUrl: undefined },
    });
    if (result.ok) expect(secretValues(result.value)).toEqual([bot, signing]);
  });

  it('are all missed at once', async () => {
    const result = await readSlackSecrets('socket', {});
    expect(result).toMatchObject({
      ok: false,
      failure: [
        { source: 'SLACK_BOT_TOKEN', found: 'nothing' },
        { source: 'SLACK_APP_TOKEN', found: 'nothing' },
      ],
    });
  });

  it.each([
    ['swapped', { SLACK_BOT_TOKEN: app, SLACK_APP_TOKEN: bot }],
    ['twice', { SLACK_BOT_TOKEN: bot, SLACK_BOT_TOKEN_FILE: '/nowhere', SLACK_APP_TOKEN: app }],
    ['in a file that is not there', { SLACK_BOT_TOKEN_FILE: '/nowhere', SLACK_APP_TOKEN: app }],
    ['blank', { SLACK_BOT_TOKEN: '  ', SLACK_APP_TOKEN: app }],
  ])('are refused, and not repeated: %s', async (_, env) => {
    const result = await readSlackSecrets('socket', env);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toMatch(/abcdef/);
  });

  it('may have any form for a Slack-compatible server', async () => {
    expect(
      await readSlackSecrets('socket', {
        SLACK_API_URL: 'http://127.0.0.1:8080/api',
        SLACK_BOT_TOKEN: 'b',
        SLACK_APP_TOKEN: 'a',
      }),
    ).toEqual({
      ok: true,
      value: { mode: 'socket', botToken: 'b', appToken: 'a', apiUrl: 'http://127.0.0.1:8080/api/' },
    });
  });

  it.each(['http://slack.example/api/', 'slack', 'ftp://127.0.0.1/'])(
    'are not sent in the clear, or nowhere: %s',
    async (url) => {
      expect(
        await readSlackSecrets('socket', { SLACK_API_URL: url, SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app }),
      ).toMatchObject({ ok: false, failure: [{ source: 'SLACK_API_URL' }] });
    },
  );
});
