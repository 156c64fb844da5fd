import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { openOffice, until, type Office } from './support.js';

const pegasus = 'C0PEGASUS1';
const button = (action_id: string, value: string, more: object = {}): object => ({
  type: 'button',
  action_id,
  value,
  text: { type: 'plain_text', text: action_id },
  ...more,
});
const actions = (...elements: object[]): object => ({ type: 'actions', block_id: 'controls', elements });

function click(
  office: Office,
  messageTs: string,
  user: string,
  action: string,
  more: object = {},
): ReturnType<Office['control']> {
  return office.control('POST', 'interact', { channel: 'pegasus', messageTs, user, action, ...more });
}

const seen = z.looseObject({ response_url: z.string(), trigger_id: z.string() });

async function listening(office: Office): Promise<z.infer<typeof seen>[]> {
  const bodies: z.infer<typeof seen>[] = [];
  await office.connectApp((app) => {
    app.action(/.*/, async ({ ack, body }) => {
      await ack();
      bodies.push(seen.parse(body));
    });
    app.command('/pegasus', async ({ ack, body }) => {
      await ack();
      bodies.push(seen.parse(body));
    });
  });
  return bodies;
}

async function respond(url: string, body: object): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

describe('a click', () => {
  it('carries who, where, the whole message and which button', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const ts = await office.post({
      text: 'plan',
      blocks: [actions(button('approve', 'r1'))],
      metadata: { event_type: 'pegasus_roll', event_payload: { run: 'r1' } },
    });
    expect(await click(office, ts, 'bob', 'approve')).toMatchObject({
      status: 200,
      body: { ok: true, delivered: { acked: true }, action: 'approve', block: 'controls', confirmed: false },
    });
    await until(() => bodies.length === 1);
    expect(bodies[0]).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BOB00001', username: 'bob', team_id: 'T0PEGASUS1' },
      container: { type: 'message', message_ts: ts, channel_id: pegasus, is_ephemeral: false },
      channel: { id: pegasus, name: 'pegasus' },
      message: { ts, text: 'plan', metadata: { event_payload: { run: 'r1' } } },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'controls', value: 'r1' }],
    });
  });

  it('on a dangerous button counts as confirmed', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const text = (words: string): object => ({ type: 'plain_text', text: words });
    const ts = await office.post({
      text: 'plan',
      blocks: [
        actions(
          button('abort', 'r1', {
            style: 'danger',
            confirm: { title: text('Abort?'), text: text('Sure?'), confirm: text('Abort'), deny: text('No') },
          }),
        ),
      ],
    });
    expect(await click(office, ts, 'bob', 'abort')).toMatchObject({ body: { ok: true, confirmed: true } });
    await until(() => bodies.length === 1);
  });

  it('must say which, where several buttons have one name', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const ts = await office.post({
      text: 'x',
      blocks: [
        { ...actions(button('answer', 'retry')), block_id: 'one' },
        { ...actions(button('answer', 'skip')), block_id: 'two' },
      ],
    });
    expect(await click(office, ts, 'bob', 'answer')).toMatchObject({
      status: 409,
      body: { ok: false, error: 'several buttons have action answer: say which by value or block_id' },
    });
    await click(office, ts, 'bob', 'answer', { value: 'skip' });
    await click(office, ts, 'bob', 'answer', { block_id: 'one' });
    await until(() => bodies.length === 2);
    expect(bodies).toMatchObject([{ actions: [{ value: 'skip' }] }, { actions: [{ value: 'retry' }] }]);
  });

  it('works on a menu', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const options = ['gates', 'audit'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    const ts = await office.post({
      text: 'x',
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: 'x' },
          accessory: { type: 'overflow', action_id: 'more', options },
        },
      ],
    });
    expect(await click(office, ts, 'bob', 'more')).toMatchObject({
      status: 400,
      body: { error: 'choose an option: one of gates, audit' },
    });
    await click(office, ts, 'bob', 'more', { option: 'audit' });
    await until(() => bodies.length === 1);
    expect(bodies).toMatchObject([{ actions: [{ type: 'overflow', selected_option: { value: 'audit' } }] }]);
  });

  it('on an ephemeral message is only for whom it was, and does not carry the message', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const { body } = await office.call('chat.postEphemeral', {
      channel: pegasus,
      user: 'U0BOB00001',
      text: 'sure?',
      blocks: [actions(button('yes', 'r1'))],
    });
    const ts = String(body['message_ts']);
    expect(await click(office, ts, 'alice', 'yes')).toMatchObject({ status: 403, body: { ok: false } });
    expect(await click(office, ts, 'bob', 'yes')).toMatchObject({ status: 200 });
    await until(() => bodies.length === 1);
    expect(bodies[0]).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } });
    expect(bodies[0]).not.toHaveProperty('message');
    await respond(bodies[0]?.response_url ?? '', { delete_original: true });
    expect(await office.messages()).toEqual([]);
  });
});

describe('a response_url', () => {
  it('answers privately, in the channel, or in place of what was clicked', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    const ts = await office.post({ text: 'plan', blocks: [actions(button('approve', 'r1'))] });
    await click(office, ts, 'bob', 'approve');
    await until(() => bodies.length === 1);
    const url = bodies[0]?.response_url ?? '';
    expect(await respond(url, { text: 'not you' })).toEqual({ status: 200, text: 'ok' });
    await respond(url, { text: 'told all', response_type: 'in_channel' });
    await respond(url, { text: 'decided', replace_original: true });
    expect(await office.messages()).toMatchObject([
      { ts, text: 'decided', blocks: [], edits: 1 },
      { text: 'not you', ephemeral: true, visible_to_name: 'bob' },
      { text: 'told all', ephemeral: false },
    ]);
  });

  it('is good five times, and for half an hour', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    const bodies = await listening(office);
    await office.command('help');
    await office.command('status');
    await until(() => bodies.length === 2);
    const [first, second] = bodies.map(({ response_url }) => response_url);
    for (let use = 1; use <= 5; use += 1) expect((await respond(first ?? '', { text: `${use}` })).status).toBe(200);
    expect(await respond(first ?? '', { text: '6' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('used_url'),
    });
    await clock.advance(30 * 60_000);
    expect(await respond(second ?? '', { text: 'late' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('expired_url'),
    });
    expect(await office.messages()).toHaveLength(5);
  });

  it('refuses blocks that Slack would refuse, without using up a use', async () => {
    const office = await openOffice();
    const bodies = await listening(office);
    await office.command('help');
    await until(() => bodies.length === 1);
    const url = bodies[0]?.response_url ?? '';
    expect(await respond(url, { blocks: [{ type: 'section' }] })).toMatchObject({
      status: 404,
      text: expect.stringContaining('invalid_blocks'),
    });
    expect(await respond(url, {})).toMatchObject({ status: 404, text: expect.stringContaining('no_text') });
    for (let use = 1; use <= 5; use += 1) expect((await respond(url, { text: `${use}` })).status).toBe(200);
  });
});

describe('a modal', () => {
  it('opens once, within three seconds, and is submitted with its values', async () => {
    const clock = new VirtualClock();
    const office = await openOffice({ clock });
    const submitted: unknown[] = [];
    const triggers: string[] = [];
    await office.connectApp((app) => {
      app.command('/pegasus', async ({ ack, body }) => {
        await ack();
        triggers.push(body.trigger_id);
      });
      app.view('force', async ({ ack, view }) => {
        submitted.push(view.state.values);
        await ack();
      });
    });
    await office.command('force');
    await office.command('force');
    await until(() => triggers.length === 2);
    const view = {
      type: 'modal',
      callback_id: 'force',
      title: { type: 'plain_text', text: 'Force' },
      submit: { type: 'plain_text', text: 'Force it' },
      blocks: [
        {
          type: 'input',
          block_id: 'why',
          label: { type: 'plain_text', text: 'Why' },
          element: { type: 'plain_text_input', action_id: 'reason' },
        },
      ],
    };
    const opened = await office.call('views.open', { trigger_id: triggers[0], view });
    expect(opened.body).toMatchObject({ ok: true, view: { callback_id: 'force', type: 'modal' } });
    expect((await office.call('views.open', { trigger_id: triggers[0], view })).body).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    expect((await office.call('views.open', { trigger_id: 'made up', view })).body).toMatchObject({
      error: 'invalid_trigger_id',
    });
    await clock.advance(3000);
    expect((await office.call('views.open', { trigger_id: triggers[1], view })).body).toMatchObject({
      error: 'expired_trigger_id',
    });

    const { id } = z.object({ id: z.string() }).parse(opened.body['view']);
    expect(
      await office.control('POST', 'submit', { view: id, user: 'alice', values: { why: { reason: 'disk is full' } } }),
    ).toMatchObject({ body: { ok: true, closed: true } });
    expect(submitted).toMatchObject([{ why: { reason: { value: 'disk is full' } } }]);
    expect((await office.state())['views']).toEqual([]);
  });
});

describe('whoever drives the workspace is told in a sentence', () => {
  it.each([
    [
      'a channel that is not there',
      'command',
      { channel: 'nowhere', user: 'alice', command: '/pegasus' },
      404,
      'there is no channel nowhere; there are #pegasus, #ops',
    ],
    [
      'a person who is not there',
      'command',
      { channel: 'pegasus', user: 'nobody', command: '/pegasus' },
      404,
      'there is no user nobody; there are alice, bob',
    ],
    [
      'a command that is not there',
      'command',
      { channel: 'pegasus', user: 'alice', command: '/pegasis' },
      400,
      '/pegasis is not a valid command; the app has /pegasus',
    ],
    [
      'a person outside the channel',
      'command',
      { channel: 'pegasus-private', user: 'dave', command: '/pegasus' },
      403,
      'dave is not in #pegasus-private',
    ],
    [
      'an app for a person',
      'command',
      { channel: 'pegasus', user: 'pegasus-roll', command: '/pegasus' },
      403,
      'pegasus-roll is an app',
    ],
    [
      'a message that is not there',
      'reaction',
      { channel: 'pegasus', ts: '1.000000', user: 'alice', name: 'x' },
      404,
      'there is no message 1.000000 in #pegasus',
    ],
    ['a missing field', 'reaction', { channel: 'pegasus', user: 'alice', name: 'x' }, 400, 'ts: '],
    ['a field too many', 'message', { channel: 'pegasus', user: 'alice', text: 'x', colour: 'red' }, 400, 'colour'],
    ['an empty message', 'message', { channel: 'pegasus', user: 'alice', text: ' ' }, 400, 'a message needs a text'],
    ['an unknown path', 'dance', {}, 404, 'there is nothing at POST /_control/dance'],
  ])('of %s', async (_what, path, body, status, error) => {
    const office = await openOffice();
    const answer = await office.control('POST', path, body);
    expect(answer).toMatchObject({ status, body: { ok: false } });
    expect(answer.body['error']).toContain(error);
  });

  it('of a button that is not there, and of a body that is no JSON', async () => {
    const office = await openOffice();
    const ts = await office.post({ text: 'x', blocks: [actions(button('approve', 'r1'))] });
    expect((await click(office, ts, 'bob', 'explode')).body).toMatchObject({
      error: 'the message has nothing with action explode; it has approve',
    });
    const response = await fetch(`${office.workspace.url}/_control/command`, { method: 'POST', body: 'roll!' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ ok: false, error: 'the body must be JSON' });
  });

  it('accepts ids as well as names, with # and @ or without', async () => {
    const office = await openOffice();
    await office.control('POST', 'message', { channel: '#pegasus', user: '@bob', text: '1' });
    await office.control('POST', 'message', { channel: pegasus, user: 'U0CAROL001', text: '2' });
    expect(await office.messages(pegasus)).toMatchObject([{ user_name: 'bob' }, { user_name: 'carol' }]);
    expect(await office.state()).toMatchObject({
      bot: { user_id: 'U0PEGASUS1' },
      channels: expect.arrayContaining([expect.objectContaining({ id: pegasus, name: 'pegasus' })]),
    });
  });
});
