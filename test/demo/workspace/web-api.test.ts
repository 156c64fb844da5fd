import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { openOffice } from './support.js';

const pegasus = 'C0PEGASUS1';
const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('who may call', () => {
  it('tells a missing token from a wrong one, and the app token from the bot token', async () => {
    const office = await openOffice();
    expect((await office.call('auth.test', {}, '')).body).toEqual({ ok: false, error: 'not_authed' });
    expect((await office.call('auth.test', {}, 'xoxb-somebody-else')).body).toEqual({
      ok: false,
      error: 'invalid_auth',
    });
    expect((await office.call('auth.test', {}, office.workspace.appToken)).body).toMatchObject({
      error: 'not_allowed_token_type',
    });
    expect((await office.call('apps.connections.open')).body).toMatchObject({ error: 'not_allowed_token_type' });
    expect((await office.call('auth.test')).body).toMatchObject({
      ok: true,
      user_id: 'U0PEGASUS1',
      bot_id: 'B0PEGASUS1',
      team: 'Pegasus demo',
    });
  });

  it('says which scope is missing, and lists the granted ones with every answer', async () => {
    const office = await openOffice({ scopes: ['commands', 'chat:write'] });
    expect((await office.call('users.info', { user: 'U0ALICE001' })).body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'commands,chat:write',
    });
    expect((await office.call('auth.test')).headers.get('x-oauth-scopes')).toBe('commands,chat:write');
  });

  it('has never heard of some methods', async () => {
    const office = await openOffice();
    expect((await office.call('chat.teleport')).body).toMatchObject({ ok: false, error: 'unknown_method' });
  });
});

describe('posting', () => {
  it('takes a form with JSON in its fields as well as JSON', async () => {
    const office = await openOffice();
    const posted = await office.client().chat.postMessage({
      channel: pegasus,
      text: 'plan',
      blocks: [{ type: 'divider' }],
      metadata: { event_type: 'pegasus_roll', event_payload: { run: 'r1' } },
    });
    expect(posted).toMatchObject({
      ok: true,
      channel: pegasus,
      message: { text: 'plan', bot_id: 'B0PEGASUS1', metadata: { event_payload: { run: 'r1' } } },
    });
    expect(await office.messages()).toMatchObject([
      { text: 'plan', blocks: [{ type: 'divider' }], metadata: { event_type: 'pegasus_roll' } },
    ]);
  });

  it('gives every message a later timestamp, though the clock stands still', async () => {
    const office = await openOffice({ clock: new VirtualClock() });
    const posted = [
      await office.post({ text: 'a' }),
      await office.post({ text: 'b' }),
      await office.post({ text: 'c' }),
    ];
    expect(new Set(posted).size).toBe(3);
    expect([...posted].sort()).toEqual(posted);
  });

  it.each([
    ['a channel that is not there', { channel: 'C0NOWHERE1', text: 'x' }, 'channel_not_found'],
    ['a channel the bot is not in', { channel: 'C0RANDOM01', text: 'x' }, 'not_in_channel'],
    ['nothing to say', { channel: pegasus }, 'no_text'],
    ['a thread that is not there', { channel: pegasus, text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
    ['blocks that are no list', { channel: pegasus, blocks: '{"type":"divider"}' }, 'invalid_blocks_format'],
    ['blocks that are no JSON', { channel: pegasus, blocks: '[' }, 'invalid_blocks_format'],
    [
      'metadata without a payload',
      { channel: pegasus, text: 'x', metadata: { event_type: 'e' } },
      'invalid_metadata_schema',
    ],
    ['no channel', { text: 'x' }, 'invalid_arguments'],
  ])('refuses %s', async (_what, args, error) => {
    const office = await openOffice();
    expect((await office.call('chat.postMessage', args)).body).toMatchObject({ ok: false, error });
    expect(await office.messages()).toEqual([]);
  });

  it('is invited, or taken out, and can post accordingly', async () => {
    const office = await openOffice();
    await office.control('POST', 'member', { channel: 'random', user: 'pegasus-roll', present: true });
    expect((await office.call('chat.postMessage', { channel: '#random', text: 'hello' })).body).toMatchObject({
      ok: true,
      channel: 'C0RANDOM01',
    });
    await office.control('POST', 'member', { channel: 'pegasus-private', user: 'pegasus-roll', present: false });
    expect((await office.call('chat.postMessage', { channel: 'C0PRIVATE1', text: 'x' })).body).toMatchObject({
      error: 'channel_not_found',
    });
  });
});

describe('block limits', () => {
  const button = (id: string): object => ({ type: 'button', action_id: id, text: { type: 'plain_text', text: id } });
  it.each([
    [
      'a section of 3,001',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a header of 151',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      '[json-pointer:/blocks/0/text/type]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2,001',
      [{ type: 'section', fields: [{ type: 'mrkdwn', text: 'x'.repeat(2001) }] }],
      'must be less than 2001 characters',
    ],
    [
      '26 buttons',
      [{ type: 'actions', elements: Array.from({ length: 26 }, (_, n) => button(`b${n}`)) }],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'two buttons of one name',
      [{ type: 'actions', elements: [button('a'), button('a')] }],
      'already exists for another action',
    ],
    [
      'two blocks of one name',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      "`block_id` 'a' already exists",
    ],
    [
      'a button text of 76',
      [{ type: 'actions', elements: [button('x'.repeat(76))] }],
      'must be less than 76 characters',
    ],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['a section without text', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a button without text',
      [{ type: 'actions', elements: [{ type: 'button', action_id: 'a' }] }],
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    ['an unknown block', [{ type: 'hologram' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    [
      'an alert, which is for modals',
      [{ type: 'alert', text: { type: 'mrkdwn', text: 'x' } }],
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ],
    [
      'an unknown field',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
  ])('refuses %s, and says where', async (_what, blocks, fault) => {
    const office = await openOffice();
    const { body } = await office.call('chat.postMessage', { channel: pegasus, text: 'x', blocks });
    expect(body).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(JSON.stringify(body)).toContain(fault);
  });

  it('refuses more than about 13,000 characters in all', async () => {
    const office = await openOffice();
    const most = Array.from({ length: 4 }, () => section('x'.repeat(3000)));
    expect(
      (await office.call('chat.postMessage', { channel: pegasus, blocks: [...most, section('x'.repeat(1000))] })).body,
    ).toMatchObject({ ok: true });
    expect(
      (await office.call('chat.postMessage', { channel: pegasus, blocks: [...most, section('x'.repeat(1001))] })).body,
    ).toMatchObject({ error: 'msg_blocks_too_long' });
  });
});

describe('editing', () => {
  it('changes what is given and keeps the rest', async () => {
    const office = await openOffice();
    const ts = await office.post({
      text: 'plan',
      blocks: [section('plan')],
      metadata: { event_type: 'pegasus_roll', event_payload: { state: 'awaiting-approval' } },
    });
    await office.call('chat.update', {
      channel: pegasus,
      ts,
      metadata: { event_type: 'pegasus_roll', event_payload: { state: 'rolling' } },
    });
    await office.call('chat.update', { channel: pegasus, ts, text: 'rolling' });
    expect(await office.messages()).toMatchObject([
      { ts, text: 'rolling', edits: 2, blocks: [section('plan')], metadata: { event_payload: { state: 'rolling' } } },
    ]);
    await office.call('chat.update', { channel: pegasus, ts, text: 'rolling', blocks: [], metadata: {} });
    const [message] = await office.messages();
    expect(message).toMatchObject({ blocks: [] });
    expect(message).not.toHaveProperty('metadata');
  });

  it('refuses what Slack refuses', async () => {
    const office = await openOffice();
    const ts = await office.post({ text: 'plan' });
    const update = async (args: object): Promise<unknown> =>
      (await office.call('chat.update', { channel: pegasus, ts, ...args })).body['error'];
    expect(await update({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await update({ text: 'x', ts: '1.000000' })).toBe('message_not_found');
    expect(await update({})).toBe('no_text');
    const hers = await office.control('POST', 'message', { channel: 'pegasus', user: 'alice', text: 'hello' });
    expect(await update({ text: 'x', ts: hers.body['ts'] })).toBe('cant_update_message');
    const ephemeral = await office.call('chat.postEphemeral', { channel: pegasus, user: 'U0ALICE001', text: 'psst' });
    expect(await update({ text: 'x', ts: ephemeral.body['message_ts'] })).toBe('message_not_found');
  });

  it('deletes its own messages only', async () => {
    const office = await openOffice();
    const ts = await office.post({ text: 'plan' });
    expect((await office.call('chat.delete', { channel: pegasus, ts })).body).toMatchObject({ ok: true });
    expect((await office.call('chat.delete', { channel: pegasus, ts })).body).toMatchObject({
      error: 'message_not_found',
    });
  });
});

describe('reading back', () => {
  it('lists a channel newest first, with metadata only when asked, and without thread answers and ephemeral ones', async () => {
    const office = await openOffice();
    const first = await office.post({
      text: 'first',
      metadata: { event_type: 'pegasus_roll', event_payload: { run: 'r1' } },
    });
    await office.post({ text: 'step 1', thread_ts: first });
    await office.post({ text: 'held!', thread_ts: first, reply_broadcast: true });
    await office.call('chat.postEphemeral', { channel: pegasus, user: 'U0ALICE001', text: 'psst' });
    const second = await office.post({ text: 'second' });

    const plain = await office.call('conversations.history', { channel: pegasus });
    expect(plain.body).toMatchObject({
      ok: true,
      has_more: false,
      messages: [
        { ts: second },
        { text: 'held!', subtype: 'thread_broadcast', thread_ts: first },
        { ts: first, reply_count: 2, reply_users: ['U0PEGASUS1'] },
      ],
    });
    expect(JSON.stringify(plain.body)).not.toContain('pegasus_roll');
    const whole = await office.call('conversations.history', {
      channel: pegasus,
      include_all_metadata: true,
      oldest: first,
      inclusive: true,
      latest: first,
    });
    expect(whole.body['messages']).toMatchObject([{ ts: first, metadata: { event_payload: { run: 'r1' } } }]);
    expect(
      (await office.call('conversations.history', { channel: pegasus, oldest: first })).body['messages'],
    ).toMatchObject([{ ts: second }, { text: 'held!' }]);
  });

  it('goes through a long history page by page', async () => {
    const office = await openOffice();
    for (const text of ['1', '2', '3']) await office.post({ text });
    const client = office.client();
    const seen: string[] = [];
    for await (const page of client.paginate('conversations.history', { channel: pegasus, limit: 2 })) {
      seen.push(
        ...z
          .object({ messages: z.array(z.object({ text: z.string() })) })
          .parse(page)
          .messages.map(({ text }) => text),
      );
    }
    expect(seen).toEqual(['3', '2', '1']);
    expect((await office.call('conversations.history', { channel: pegasus, cursor: 'nonsense' })).body).toMatchObject({
      error: 'invalid_cursor',
    });
  });

  it('reads a thread, parent first, from any of its messages', async () => {
    const office = await openOffice();
    const parent = await office.post({ text: 'plan' });
    const answer = await office.post({ text: 'step 1', thread_ts: parent });
    await office.post({ text: 'step 2', thread_ts: answer });
    const { body } = await office.call('conversations.replies', { channel: pegasus, ts: answer });
    expect(body['messages']).toMatchObject([
      { text: 'plan', reply_count: 2 },
      { text: 'step 1', parent_user_id: 'U0PEGASUS1' },
      { text: 'step 2', thread_ts: parent },
    ]);
    expect((await office.call('conversations.replies', { channel: pegasus, ts: '1.000000' })).body).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('links to a message, and the link leads to the page', async () => {
    const office = await openOffice();
    const ts = await office.post({ text: 'plan' });
    const { body } = await office.call('chat.getPermalink', { channel: pegasus, message_ts: ts });
    const followed = await fetch(String(body['permalink']), { redirect: 'manual' });
    expect(followed.headers.get('location')).toBe(`/#${pegasus}/${ts}`);
  });
});

describe('reactions', () => {
  it('adds once, removes once, and lists who', async () => {
    const office = await openOffice();
    const timestamp = await office.post({ text: 'plan' });
    const at = { channel: pegasus, timestamp, name: 'white_check_mark' };
    expect((await office.call('reactions.add', at)).body).toEqual({ ok: true });
    expect((await office.call('reactions.add', at)).body).toMatchObject({ error: 'already_reacted' });
    await office.react(timestamp, 'white_check_mark', 'bob');
    expect((await office.call('reactions.get', { channel: pegasus, timestamp, full: true })).body).toMatchObject({
      type: 'message',
      message: {
        ts: timestamp,
        reactions: [{ name: 'white_check_mark', users: ['U0PEGASUS1', 'U0BOB00001'], count: 2 }],
      },
    });
    expect((await office.call('reactions.remove', at)).body).toEqual({ ok: true });
    expect((await office.call('reactions.remove', at)).body).toMatchObject({ error: 'no_reaction' });
    expect((await office.call('reactions.add', { ...at, name: 'No Such' })).body).toMatchObject({
      error: 'invalid_name',
    });
    expect((await office.call('reactions.add', { ...at, timestamp: '1.000000' })).body).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('lists only some users of a crowded reaction unless all are asked for; the count is right either way', async () => {
    const crowd = Array.from({ length: 30 }, (_, n) => ({
      id: `U0CROWD${String(n).padStart(3, '0')}`,
      name: `crowd${n}`,
      realName: 'Crowd',
      teamId: 'T0PEGASUS1',
      kind: 'member' as const,
      deleted: false,
    }));
    const office = await openOffice({
      users: crowd,
      channels: [
        {
          id: pegasus,
          name: 'pegasus',
          isPrivate: false,
          archived: false,
          members: ['U0PEGASUS1', ...crowd.map(({ id }) => id)],
        },
      ],
    });
    const timestamp = await office.post({ text: 'plan' });
    await Promise.all(crowd.map(({ id }) => office.react(timestamp, 'x', id)));
    const some = await office.call('reactions.get', { channel: pegasus, timestamp });
    const all = await office.call('reactions.get', { channel: pegasus, timestamp, full: true });
    const shape = (body: object): unknown =>
      JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
        Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.length : value,
      );
    expect(shape(some.body)).toMatchObject({ message: { reactions: [{ users: 25, count: 30 }] } });
    expect(shape(all.body)).toMatchObject({ message: { reactions: [{ users: 30, count: 30 }] } });
  });
});

describe('people', () => {
  it('shows what a bot has to tell apart: guests, the deactivated, strangers, bots', async () => {
    const office = await openOffice();
    const info = async (user: string): Promise<unknown> => (await office.call('users.info', { user })).body['user'];
    expect(await info('U0ALICE001')).toMatchObject({
      name: 'alice',
      deleted: false,
      is_bot: false,
      is_restricted: false,
      team_id: 'T0PEGASUS1',
    });
    expect(await info('U0GUEST001')).toMatchObject({ is_restricted: true });
    expect(await info('U0GONE0001')).toMatchObject({ deleted: true });
    expect(await info('U0STRANGE1')).toMatchObject({ is_stranger: true, team_id: 'T0ELSEWHERE' });
    expect(await info('U0PEGASUS1')).toMatchObject({ is_bot: true });
    expect((await office.call('users.info', { user: 'U0NOBODY00' })).body).toMatchObject({ error: 'user_not_found' });
    await office.control('POST', 'user', { user: 'dave', deleted: true });
    expect(await info('U0DAVE0001')).toMatchObject({ deleted: true });
  });

  it('knows who is on call', async () => {
    const office = await openOffice();
    expect((await office.call('usergroups.list')).body).toMatchObject({
      usergroups: [{ id: 'S0ONCALL01', handle: 'pegasus-oncall' }],
    });
    expect((await office.call('usergroups.users.list', { usergroup: 'S0ONCALL01' })).body).toMatchObject({
      users: ['U0BOB00001', 'U0CAROL001'],
    });
    expect((await office.call('usergroups.users.list', { usergroup: 'S0NONE0001' })).body).toMatchObject({
      error: 'no_such_subteam',
    });
  });

  it('opens a direct conversation once', async () => {
    const office = await openOffice();
    const first = await office.call('chat.postMessage', { channel: 'U0BOB00001', text: 'hello bob' });
    const again = await office.call('conversations.open', { users: 'U0BOB00001' });
    expect(again.body).toMatchObject({ ok: true, channel: { id: first.body['channel'] } });
    expect((await office.call('conversations.list', { types: 'im' })).body).toMatchObject({
      channels: [{ is_im: true, user: 'U0BOB00001' }],
    });
  });

  it('lists the channels a bot may know of', async () => {
    const office = await openOffice();
    const names = async (args: object): Promise<unknown> =>
      JSON.parse(
        JSON.stringify((await office.call('conversations.list', { ...args })).body['channels']),
        (_key, value: unknown) => (typeof value === 'object' && value !== null && 'name' in value ? value.name : value),
      );
    expect(await names({})).toEqual(['pegasus', 'ops', 'random']);
    expect(await names({ types: 'public_channel,private_channel' })).toEqual([
      'pegasus',
      'ops',
      'random',
      'pegasus-private',
    ]);
    expect((await office.call('conversations.members', { channel: 'C0PRIVATE1' })).body).toMatchObject({
      members: ['U0ALICE001', 'U0BOB00001', 'U0PEGASUS1'],
    });
  });

  it('tells who is in a channel page by page, but not of a private one that the bot is not in', async () => {
    const office = await openOffice();
    const first = await office.call('conversations.members', { channel: 'C0RANDOM01', limit: 3 });
    expect(first.body).toMatchObject({ ok: true, members: ['U0ALICE001', 'U0BOB00001', 'U0CAROL001'] });
    const { next_cursor: cursor } = z.object({ next_cursor: z.string().min(1) }).parse(first.body['response_metadata']);
    expect(
      (await office.call('conversations.members', { channel: 'C0RANDOM01', limit: 3, cursor })).body,
    ).toMatchObject({ members: ['U0DAVE0001'], response_metadata: { next_cursor: '' } });
    expect(
      (await office.call('conversations.members', { channel: 'C0RANDOM01', cursor: 'nonsense' })).body,
    ).toMatchObject({ error: 'invalid_cursor' });
    await office.control('POST', 'member', { channel: 'pegasus-private', user: 'pegasus-roll', present: false });
    expect((await office.call('conversations.members', { channel: 'C0PRIVATE1' })).body).toMatchObject({
      error: 'channel_not_found',
    });
    const unscoped = await openOffice({ scopes: ['chat:write'] });
    expect((await unscoped.call('conversations.members', { channel: 'C0RANDOM01' })).body).toMatchObject({
      error: 'missing_scope',
    });
  });
});

it('takes a file in three steps and shows it in the thread', async () => {
  const office = await openOffice();
  const ts = await office.post({ text: 'plan' });
  await office.client().filesUploadV2({
    channel_id: pegasus,
    thread_ts: ts,
    filename: 'install.log',
    content: 'line 1\nline 2',
    initial_comment: 'the log',
  });
  const [, shared] = await office.messages();
  expect(shared).toMatchObject({ text: 'the log', thread_ts: ts, files: [{ name: 'install.log', size: 13 }] });
  const [file] = z.array(z.object({ url: z.string() })).parse(shared?.['files']);
  expect(await (await fetch(office.workspace.url + (file?.url ?? ''))).text()).toBe('line 1\nline 2');
});

it('counts the calls of every method, and the failed ones', async () => {
  const office = await openOffice();
  await office.post({ text: 'plan' });
  await office.call('chat.postMessage', { channel: 'C0NOWHERE1', text: 'x' });
  expect((await office.state())['calls']).toEqual({ 'chat.postMessage': { calls: 2, failed: 1 } });
});

it('does not start on a port that is taken', async () => {
  const office = await openOffice();
  const port = Number(new URL(office.workspace.url).port);
  await expect(openOffice({ port })).rejects.toThrow('EADDRINUSE');
});
