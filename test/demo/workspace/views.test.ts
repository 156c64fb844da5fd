import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openOffice, until, type Answer, type Office } from './support.js';

const text = (words: string): object => ({ type: 'plain_text', text: words });
const option = (value: string): object => ({ text: text(value), value });
const input = (block_id: string, element: object, more: object = {}): object => ({
  type: 'input',
  block_id,
  label: text(block_id),
  element: { action_id: 'value', ...element },
  ...more,
});
const modal = (blocks: readonly object[], more: object = {}): object => ({
  type: 'modal',
  callback_id: 'form',
  title: text('A form'),
  submit: text('Go'),
  blocks,
  ...more,
});
const section = { type: 'section', text: text('x') };

interface Heard {
  readonly triggers: string[];
  readonly bodies: Record<string, unknown>[];
  /** What the next submission is acknowledged with. */
  answer: Record<string, unknown> | undefined;
}

async function listening(office: Office): Promise<Heard> {
  const heard: Heard = { triggers: [], bodies: [], answer: undefined };
  const note = (body: object): void => void heard.bodies.push({ ...body });
  await office.connectApp((app) => {
    app.command('/pegasus', async ({ ack, body }) => {
      await ack();
      heard.triggers.push(body.trigger_id);
    });
    app.action(/.*/, async ({ ack, body }) => {
      await ack();
      note(body);
    });
    app.shortcut(/.*/, async ({ ack, body }) => {
      await ack();
      note(body);
    });
    app.view({ callback_id: 'form', type: 'view_submission' }, async ({ ack, body }) => {
      note(body);
      await ack(heard.answer as never);
    });
    app.event('app_home_opened', ({ event }) => {
      note(event);
      return Promise.resolve();
    });
  });
  return heard;
}

async function open(office: Office, heard: Heard, view: object): Promise<Answer> {
  const before = heard.triggers.length;
  await office.command('roll');
  await until(() => heard.triggers.length > before);
  return office.call('views.open', { trigger_id: heard.triggers.at(-1), view });
}

const shown = z.object({ view: z.looseObject({ id: z.string(), hash: z.string() }) });

const alert = (length: number): object => ({ type: 'alert', level: 'warning', text: text('x'.repeat(length)) });

describe('a view', () => {
  it.each([
    ['too many blocks', modal(Array.from({ length: 101 }, () => section)), 'invalid_blocks'],
    [
      'two blocks of one name',
      modal([input('a', { type: 'plain_text_input' }), input('a', { type: 'plain_text_input' })]),
      'invalid_blocks',
    ],
    ['a long title', modal([section], { title: text('x'.repeat(25)) }), 'invalid_arguments'],
    ['a note that is too long', modal([section], { private_metadata: 'x'.repeat(3_001) }), 'invalid_arguments'],
    [
      'inputs and nothing to submit them',
      { type: 'modal', title: text('x'), blocks: [input('a', { type: 'plain_text_input' })] },
      'invalid_arguments',
    ],
    [
      'a choice made beforehand that is not offered',
      modal([input('a', { type: 'static_select', options: [option('x')], initial_option: option('y') })]),
      'invalid_blocks',
    ],
    [
      'more than 100 options in one list',
      modal([
        input('a', {
          type: 'multi_static_select',
          options: Array.from({ length: 101 }, (_none, nth) => option(`${nth}`)),
        }),
      ]),
      'invalid_blocks',
    ],
    ['a Home tab for a modal', { type: 'home', blocks: [section] }, 'invalid_arguments'],
    ['an alert of more than 200 characters', modal([alert(201)]), 'invalid_blocks'],
    [
      'more than Slack takes',
      modal(Array.from({ length: 100 }, () => ({ type: 'section', text: text('x'.repeat(2_990)) }))),
      'view_too_large',
    ],
  ])('with %s is refused', async (_what, view, error) => {
    const office = await openOffice();
    const heard = await listening(office);
    expect((await open(office, heard, view)).body).toMatchObject({ ok: false, error });
  });

  it('takes 100 blocks, and lists in groups beyond 100 options', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const groups = [1, 2, 3].map((nth) => ({
      label: text(`${nth}`),
      options: Array.from({ length: 100 }, (_none, place) => option(`${nth}-${place}`)),
    }));
    const view = modal([
      ...Array.from({ length: 99 }, () => section),
      input('nodes', { type: 'multi_static_select', option_groups: groups }),
    ]);
    expect((await open(office, heard, view)).body).toMatchObject({ ok: true });
  });

  it('takes an alert of 200 characters when it is a modal, and none in the Home tab', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    expect((await open(office, heard, modal([alert(200)]))).body).toMatchObject({ ok: true });
    expect(
      (await office.call('views.publish', { user_id: 'U0ALICE001', view: { type: 'home', blocks: [alert(200)] } }))
        .body,
    ).toMatchObject({ error: 'invalid_blocks' });
  });

  it('is updated by its hash only while nobody has changed it, and not once it is closed', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const { view } = shown.parse((await open(office, heard, modal([section]))).body);
    const first = await office.call('views.update', {
      view_id: view.id,
      hash: view.hash,
      view: modal([section, section]),
    });
    expect(first.body).toMatchObject({ ok: true });
    expect(
      (await office.call('views.update', { view_id: view.id, hash: view.hash, view: modal([section]) })).body,
    ).toMatchObject({ error: 'hash_conflict' });
    expect((await office.call('views.update', { view_id: view.id, view: modal([section]) })).body).toMatchObject({
      ok: true,
    });
    expect(await office.control('POST', 'close', { view: view.id, user: 'alice' })).toMatchObject({
      body: { ok: true },
    });
    expect((await office.call('views.update', { view_id: view.id, view: modal([section]) })).body).toMatchObject({
      error: 'not_found',
    });
  });
});

describe('a form', () => {
  const fields = [
    input('name', { type: 'plain_text_input', initial_value: 'before' }),
    input(
      'cluster',
      { type: 'static_select', action_id: 'pick', options: [option('x'), option('y')] },
      { dispatch_action: true, optional: true },
    ),
    input(
      'nodes',
      { type: 'multi_static_select', options: [option('a'), option('b')], initial_options: [option('b')] },
      { optional: true },
    ),
    input('mode', { type: 'radio_buttons', options: [option('ha'), option('simple')], initial_option: option('ha') }),
    input('extras', { type: 'checkboxes', options: [option('canary')] }, { optional: true }),
    input('where', { type: 'conversations_select' }, { optional: true }),
  ];

  it('sends what was filled in, and what was there where nothing was', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const { view } = shown.parse((await open(office, heard, modal(fields, { private_metadata: 'note' }))).body);
    expect(
      await office.control('POST', 'submit', {
        view: view.id,
        user: 'alice',
        values: { extras: { value: ['canary'] }, where: { value: 'C0OPS00001' } },
      }),
    ).toMatchObject({ body: { ok: true, closed: true } });
    expect(heard.bodies).toMatchObject([
      {
        type: 'view_submission',
        view: {
          private_metadata: 'note',
          state: {
            values: {
              name: { value: { type: 'plain_text_input', value: 'before' } },
              cluster: { pick: { selected_option: null } },
              nodes: { value: { selected_options: [{ value: 'b' }] } },
              mode: { value: { selected_option: { value: 'ha' } } },
              extras: { value: { selected_options: [{ value: 'canary' }] } },
              where: { value: { selected_conversation: 'C0OPS00001' } },
            },
          },
        },
      },
    ]);
  });

  it('is not sent while something required is empty; the window itself says so', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const { view } = shown.parse((await open(office, heard, modal(fields))).body);
    expect(
      (await office.control('POST', 'submit', { view: view.id, user: 'alice', values: { name: { value: '' } } })).body,
    ).toMatchObject({ closed: false, errors: { name: 'Please complete this required field.' } });
    expect(heard.bodies).toEqual([]);
    expect(
      await office.control('POST', 'submit', { view: view.id, user: 'alice', values: { nodes: { value: ['c'] } } }),
    ).toMatchObject({ status: 400, body: { error: 'choose an option: one of a, b' } });
    expect(await office.control('POST', 'submit', { view: view.id, user: 'bob' })).toMatchObject({ status: 404 });
  });

  it('shows the app’s faults at inputs only; an answer that makes no sense leaves it open', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const { view } = shown.parse((await open(office, heard, modal(fields))).body);
    const submit = async (): Promise<object> =>
      (await office.control('POST', 'submit', { view: view.id, user: 'alice' })).body;
    heard.answer = { response_action: 'errors', errors: { name: 'not this one' } };
    expect(await submit()).toMatchObject({ closed: false, errors: { name: 'not this one' } });
    heard.answer = { response_action: 'errors', errors: { nowhere: 'lost' } };
    expect(await submit()).toMatchObject({ closed: false, trouble: 'We had some trouble connecting. Try again?' });
    heard.answer = { response_action: 'update', view: modal(fields, { title: text('x'.repeat(99)) }) };
    expect(await submit()).toMatchObject({ closed: false, trouble: 'We had some trouble connecting. Try again?' });
    heard.answer = { response_action: 'update', view: modal([section]) };
    expect(await submit()).toMatchObject({ closed: false, updated: true });
    heard.answer = { response_action: 'clear' };
    expect(await submit()).toMatchObject({ closed: true });
  });

  it('tells a choice at once, with everything that stands in the other fields', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const { view } = shown.parse((await open(office, heard, modal(fields))).body);
    await office.control('POST', 'act', {
      view: view.id,
      user: 'alice',
      action: 'pick',
      option: 'y',
      values: { name: { value: 'typed' } },
    });
    await until(() => heard.bodies.length === 1);
    expect(heard.bodies).toMatchObject([
      {
        type: 'block_actions',
        container: { type: 'view', view_id: view.id },
        actions: [{ action_id: 'pick', selected_option: { value: 'y' } }],
        view: {
          hash: view.hash,
          state: {
            values: { name: { value: { value: 'typed' } }, cluster: { pick: { selected_option: { value: 'y' } } } },
          },
        },
      },
    ]);
    expect(
      await office.control('POST', 'act', { view: view.id, user: 'alice', action: 'value', text: 'x' }),
    ).toMatchObject({ status: 404 });
  });
});

describe('the Home tab', () => {
  it('is published for one person, and its opening is told with what it shows', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const home = { type: 'home', blocks: [section] };
    expect((await office.call('views.publish', { user_id: 'U0BOB00001', view: home })).body).toMatchObject({
      ok: true,
    });
    expect((await office.call('views.publish', { user_id: 'U0NOBODY', view: home })).body).toMatchObject({
      error: 'user_not_found',
    });
    expect((await office.call('views.publish', { user_id: 'U0BOB00001', view: modal([section]) })).body).toMatchObject({
      error: 'invalid_arguments',
    });
    expect((await office.call('views.publish', { user_id: 'U0BOB00001', hash: '1.1', view: home })).body).toMatchObject(
      { error: 'hash_conflict' },
    );
    await office.control('POST', 'home', { user: 'bob' });
    await until(() => heard.bodies.length === 1);
    expect(heard.bodies).toMatchObject([
      { type: 'app_home_opened', user: 'U0BOB00001', tab: 'home', view: { type: 'home' } },
    ]);
    expect(
      z.object({ views: z.array(z.looseObject({ user: z.string() })) }).parse(await office.state()).views,
    ).toHaveLength(1);
  });
});

describe('a shortcut', () => {
  it('carries the message it was used on, or none', async () => {
    const office = await openOffice();
    const heard = await listening(office);
    const ts = await office.post({ text: 'plan' });
    await office.control('POST', 'shortcut', {
      user: 'bob',
      callback_id: 'pegasus_run_status',
      channel: 'pegasus',
      messageTs: ts,
    });
    await office.control('POST', 'shortcut', { user: 'bob', callback_id: 'pegasus_roll_form' });
    await until(() => heard.bodies.length === 2);
    expect(heard.bodies).toMatchObject([
      { type: 'message_action', message: { ts, text: 'plan' }, channel: { id: 'C0PEGASUS1' } },
      { type: 'shortcut', callback_id: 'pegasus_roll_form' },
    ]);
    expect(await office.control('POST', 'shortcut', { user: 'bob', callback_id: 'pegasus_run_status' })).toMatchObject({
      status: 400,
      body: { error: 'pegasus_run_status is a shortcut on a message: say which' },
    });
    expect(await office.control('POST', 'shortcut', { user: 'bob', callback_id: 'dance' })).toMatchObject({
      status: 404,
    });
  });
});
