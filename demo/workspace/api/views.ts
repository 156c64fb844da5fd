import { z } from 'zod';
import { app, bot, team } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { View, ViewShape } from '../people/views.js';
import { plain } from '../world/elements.js';
import type { Arguments } from './arguments.js';
import { checkedBlocks } from './content.js';
import type { Method, Surroundings } from './method.js';

/** Characters of a view as JSON; Slack answers `view_too_large` above. */
const largestView = 250_000;

const common = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};
const viewSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({ type: z.literal('home'), ...common }),
]);

const open: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, around) => ({
    view: viewJson(around.views.open(given.required('trigger_id'), viewOf(given, around, 'modal'))),
  }),
};

/** By `view_id`; `hash` makes sure that nobody has changed it meanwhile. */
const update: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, around) => ({
    view: viewJson(around.views.update(given.required('view_id'), given.text('hash'), viewOf(given, around, 'modal'))),
  }),
};

const publish: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, around) => {
    const user = given.required('user_id');
    if (around.world.user(user) === undefined) throw new SlackFailure('user_not_found');
    return { view: viewJson(around.views.publish(user, given.text('hash'), viewOf(given, around, 'home'))) };
  },
};

const viewOf = (given: Arguments, around: Surroundings, type: ViewShape['type']): ViewShape =>
  checkedView(given.json('view', 'invalid_arguments'), around, type);

/** @throws SlackFailure `invalid_arguments` with the places at fault, `view_too_large`, `invalid_blocks`. */
export function checkedView(
  value: unknown,
  { world }: Pick<Surroundings, 'world'>,
  type: ViewShape['type'],
): ViewShape {
  const refused = (...messages: readonly string[]): SlackFailure =>
    new SlackFailure('invalid_arguments', {
      response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
    });
  const parsed = viewSchema.safeParse(value);
  if (!parsed.success)
    throw refused(
      ...parsed.error.issues.map(
        (issue) => `${issue.message} [json-pointer:/view${issue.path.map((step) => `/${String(step)}`).join('')}]`,
      ),
    );
  const view = parsed.data;
  if (view.type !== type) throw refused(`must be a ${type} view`);
  if (JSON.stringify(view).length > largestView) throw new SlackFailure('view_too_large');
  const blocks = checkedBlocks(view.blocks, world.names, type);
  if (view.type === 'modal' && view.submit === undefined && blocks.some((block) => block.type === 'input'))
    throw refused('a view with input blocks must have submit [json-pointer:/view/submit]');
  return { ...view, blocks };
}

/** @param values what stands in its fields; only payloads carry that. */
export function viewJson(
  view: View,
  values: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    ...view.view,
    id: view.id,
    team_id: team.id,
    app_id: app.id,
    bot_id: bot.botId,
    root_view_id: view.id,
    previous_view_id: null,
    state: { values },
    hash: view.hash,
  };
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.update': update,
  'views.publish': publish,
};
