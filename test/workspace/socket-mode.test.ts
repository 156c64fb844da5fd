import { describe, expect, it } from 'vitest';
import { openOffice, until } from './support.js';

describe("a bot built on Slack's own library, over Socket Mode", () => {
  it('hears a command, posts a plan, and is told of the reactions on it', async () => {
    const office = await openOffice();
    const heard: string[] = [];
    await office.connectApp((app) => {
      app.command('/pegasus', async ({ command, ack, client }) => {
        await ack();
        await client.chat.postMessage({ channel: command.channel_id, text: `plan: ${command.text} (asked by ${command.user_name})` });
      });
      app.event('reaction_added', ({ event }) => {
        heard.push(`+${event.reaction} by ${event.user} on ${event.item.ts}`);
        return Promise.resolve();
      });
      app.event('reaction_removed', ({ event }) => {
        heard.push(`-${event.reaction} by ${event.user}`);
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
    await office.react(ts, 'white_check_mark', 'bob', false);
    await until(() => heard.length === 2);
    expect(heard).toEqual([`+white_check_mark by U0BOB00001 on ${ts}`, '-white_check_mark by U0BOB00001']);
  });
});
