import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Doing } from '../intents/doing.js';
import { slackUser } from '../intents/payload-ids.js';
import { userActionOf } from '../intents/user-action.js';
import type { UserAction } from '../../roll/intent.js';
import { readClick } from '../render/buttons.js';
import type { SlackTime } from '../slack-time.js';
import { homeIntents } from './home-view.js';
import { everyCluster, homeActions, homePrefix } from './actions.js';
import type { Homes } from './homes.js';
import { noSearch } from './search.js';

const opened = z.object({ user: slackUser, tab: z.string() });
const acted = z.object({
  user: z.object({ id: slackUser }),
  view: z.object({ type: z.literal('home') }),
  actions: z
    .tuple([
      z.object({
        action_id: z.string(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    ])
    .rest(z.unknown()),
});

const longestSearch = 200;
const homePattern = new RegExp(`^${homePrefix}`);

/** The Home tab is opened, and what is pressed and looked for in it. */
export function listenHome(app: App, homes: Homes, time: SlackTime, doing: Doing): void {
  app.event('app_home_opened', ({ event, body }) => {
    const read = opened.safeParse(event);
    if (!read.success || read.data.tab !== 'home') return Promise.resolve();
    doing(body, () => homes.opened(read.data.user));
    return Promise.resolve();
  });
  app.action(homePattern, async ({ ack, body }) => {
    await ack();
    const read = acted.safeParse(body);
    if (read.success) doing(body, () => act(homes, read.data, userActionOf(body, time)));
  });
}

async function act(
  homes: Homes,
  { user: { id: user }, actions: [action] }: z.infer<typeof acted>,
  userAction: UserAction | undefined,
): Promise<void> {
  const click = readClick(action.action_id, action.value ?? undefined, homePrefix);
  if (click !== undefined) {
    // Only what the tab offers: an approval needs its plan before one's eyes.
    if (homeIntents.some((intent) => intent === click.intent)) await homes.click(user, click, userAction);
    return;
  }
  switch (action.action_id) {
    case homeActions.refresh:
      return homes.opened(user);
    case homeActions.words:
      homes.search(user, (before) => ({
        ...before,
        words: (action.value ?? '').trim().slice(0, longestSearch),
        page: 0,
      }));
      return;
    case homeActions.cluster: {
      const chosen = action.selected_option?.value;
      homes.search(user, ({ words }) => ({
        words,
        page: 0,
        ...(chosen === undefined || chosen === everyCluster ? {} : { cluster: chosen }),
      }));
      return;
    }
    case homeActions.older:
      homes.search(user, (before) => ({ ...before, page: before.page + 1 }));
      return;
    case homeActions.newer:
      homes.search(user, (before) => ({ ...before, page: Math.max(0, before.page - 1) }));
      return;
    case homeActions.clear:
      homes.search(user, () => noSearch);
  }
}
