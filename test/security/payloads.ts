import { randomUUID } from 'node:crypto';
import type { Front } from './front.js';
import { home } from './people.js';

/** Payloads as Slack sends them (docs.slack.dev), each with ids of its own; `changes` go over everything. */

export const app = 'A0PEGASUS1';
export const channel = 'C0PEGASUS1';

type Json = Readonly<Record<string, unknown>>;

export function command(front: Front, user: string, text: string, changes: Json = {}): Json {
  return {
    token: 'not-checked-any-more',
    team_id: home,
    team_domain: 'pegasus-demo',
    channel_id: channel,
    channel_name: 'pegasus',
    user_id: user,
    user_name: user.toLowerCase(),
    command: '/pegasus',
    text,
    api_app_id: app,
    is_enterprise_install: 'false',
    response_url: front.responseUrl(user),
    trigger_id: randomUUID(),
    ...changes,
  };
}

export function click(
  front: Front,
  user: string,
  button: { readonly action: string; readonly value?: string; readonly ts: string },
  changes: Json = {},
): Json {
  return {
    type: 'block_actions',
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: home },
    api_app_id: app,
    token: 'not-checked-any-more',
    team: { id: home, domain: 'pegasus-demo' },
    enterprise: null,
    is_enterprise_install: false,
    container: { type: 'message', message_ts: button.ts, channel_id: channel, is_ephemeral: false },
    trigger_id: randomUUID(),
    channel: { id: channel, name: 'pegasus' },
    message: {
      type: 'message',
      user: 'U0PEGASUS1',
      bot_id: 'B0PEGASUS1',
      app_id: app,
      ts: button.ts,
      text: 'the plan',
    },
    state: { values: {} },
    response_url: front.responseUrl(user),
    actions: [
      {
        type: 'button',
        action_id: button.action,
        block_id: 'pegasus_actions',
        text: { type: 'plain_text', text: 'OK' },
        ...(button.value === undefined ? {} : { value: button.value }),
        action_ts: randomUUID(),
      },
    ],
    ...changes,
  };
}

export function reaction(
  user: string,
  name: string,
  ts: string,
  changes: { readonly type?: 'reaction_added' | 'reaction_removed'; readonly event?: Json; readonly outer?: Json } = {},
): Json {
  const event = {
    type: changes.type ?? 'reaction_added',
    user,
    reaction: name,
    item: { type: 'message', channel, ts },
    item_user: 'U0PEGASUS1',
    event_ts: '1767323045.000100',
    ...changes.event,
  };
  return {
    token: 'not-checked-any-more',
    team_id: home,
    context_team_id: home,
    context_enterprise_id: null,
    api_app_id: app,
    event,
    type: 'event_callback',
    event_id: `Ev${randomUUID()}`,
    event_time: 1767323045,
    authorizations: [
      { enterprise_id: null, team_id: home, user_id: 'U0PEGASUS1', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    ...changes.outer,
  };
}

/** Who does something that is neither a command nor an event. */
const person = (user: string): Json => ({
  user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: home },
  api_app_id: app,
  token: 'not-checked-any-more',
  team: { id: home, domain: 'pegasus-demo' },
  enterprise: null,
  is_enterprise_install: false,
  trigger_id: randomUUID(),
});

/** A button in the Home tab. */
export const homePress = (user: string, action: string, value: string): Json => ({
  type: 'block_actions',
  ...person(user),
  container: { type: 'view', view_id: 'V0HOME' },
  view: { id: 'V0HOME', type: 'home', private_metadata: '', state: { values: {} } },
  actions: [{ type: 'button', action_id: action, block_id: 'run', value, action_ts: randomUUID() }],
});

/** A shortcut on a message. */
export const shortcut = (front: Front, user: string, callback: string, ts: string): Json => ({
  type: 'message_action',
  ...person(user),
  callback_id: callback,
  action_ts: randomUUID(),
  message_ts: ts,
  channel: { id: channel, name: 'pegasus' },
  message: { type: 'message', user: 'U0PEGASUS1', ts, text: 'the plan' },
  response_url: front.responseUrl(user),
});

/** The form, filled in for a restart of a cluster. */
export const formSubmission = (user: string, cluster: string): Json => ({
  type: 'view_submission',
  ...person(user),
  view: {
    id: 'V0FORM',
    type: 'modal',
    callback_id: 'pegasus_roll_form',
    hash: '1.1',
    private_metadata: JSON.stringify({ origin: channel, turn: 0 }),
    state: {
      values: {
        'cluster#0': { pegasus_form_cluster: { type: 'static_select', selected_option: { value: cluster } } },
        'roles#0': { value: { type: 'checkboxes', selected_options: [{ value: 'replica' }] } },
      },
    },
  },
  response_urls: [],
});

/** A message that mentions the bot, in the thread of `ts`. */
export function mention(user: string, words: string, ts: string, where = channel): Json {
  const own = `1767399999.${String(Math.floor(Number(`0x${randomUUID().slice(0, 5)}`)))
    .padStart(7, '0')
    .slice(-6)}`;
  return reaction(user, '', ts, {
    event: {
      type: 'app_mention',
      text: `<@U0PEGASUS1> ${words}`,
      channel: where,
      ts: own,
      thread_ts: ts,
      event_ts: own,
    },
  });
}
