import { z } from 'zod';
import { app, bot, team } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { View } from '../people/views.js';
import type { Arguments } from './arguments.js';
import { checkedBlocks } from './content.js';
import type { Method, Surroundings } from './method.js';

const mostBlocks = 100;

const plain = (most: number) => z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most) });
const viewSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    blocks: z.array(z.unknown()),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
  }),
  z.looseObject({ type: z.literal('home'), blocks: z.array(z.unknown()), private_metadata: z.string().max(3000).optional(), callback_id: z.string().max(255).optional() }),
]);

const open: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, around) => {
    const view = viewOf(given, around, 'modal');
    return { view: viewJson(around.views.open(given.required('trigger_id'), view)) };
  },
};

const publish: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, around) => {
    const user = given.required('user_id');
    if (around.world.user(user) === undefined) throw new SlackFailure('user_not_found');
    return { view: viewJson(around.views.publish(user, viewOf(given, around, 'home'))) };
  },
};

/** @throws SlackFailure `invalid_arguments` with the places at fault. */
function viewOf(given: Arguments, around: Surroundings, type: 'modal' | 'home'): Readonly<Record<string, unknown>> {
  const parsed = viewSchema.safeParse(given.json('view', 'invalid_arguments'));
  if (!parsed.success) {
    const messages = parsed.error.issues.map((issue) => `[ERROR] ${issue.message} [json-pointer:/view${issue.path.map((step) => `/${String(step)}`).join('')}]`);
    throw new SlackFailure('invalid_arguments', { response_metadata: { messages } });
  }
  if (parsed.data.type !== type) throw new SlackFailure('invalid_arguments', { response_metadata: { messages: [`[ERROR] must be a ${type} view`] } });
  return { ...parsed.data, blocks: checkedBlocks(parsed.data.blocks, around.world.names, mostBlocks) };
}

export function viewJson(view: View): Readonly<Record<string, unknown>> {
  return {
    private_metadata: '',
    callback_id: '',
    ...view.view,
    id: view.id,
    team_id: team.id,
    app_id: app.id,
    bot_id: bot.botId,
    root_view_id: view.id,
    previous_view_id: null,
    state: { values: {} },
    hash: `${view.id}.1`,
  };
}

export const viewMethods: Readonly<Record<string, Method>> = { 'views.open': open, 'views.publish': publish };
