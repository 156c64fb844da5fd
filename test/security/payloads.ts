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

export function click(front: Front, user: string, button: { readonly action: string; readonly value?: string; readonly ts: string }, changes: Json = {}): Json {
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
    message: { type: 'message', user: 'U0PEGASUS1', bot_id: 'B0PEGASUS1', app_id: app, ts: button.ts, text: 'the plan' },
    state: { values: {} },
    response_url: front.responseUrl(user),
    actions: [{ type: 'button', action_id: button.action, block_id: 'pegasus_actions', text: { type: 'plain_text', text: 'OK' }, ...(button.value === undefined ? {} : { value: button.value }), action_ts: randomUUID() }],
    ...changes,
  };
}

export function reaction(user: string, name: string, ts: string, changes: { readonly type?: 'reaction_added' | 'reaction_removed'; readonly event?: Json; readonly outer?: Json } = {}): Json {
  const event = { type: changes.type ?? 'reaction_added', user, reaction: name, item: { type: 'message', channel, ts }, item_user: 'U0PEGASUS1', event_ts: '1767323045.000100', ...changes.event };
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
    authorizations: [{ enterprise_id: null, team_id: home, user_id: 'U0PEGASUS1', is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    ...changes.outer,
  };
}
