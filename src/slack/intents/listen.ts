import type { App } from '@slack/bolt';
import { z } from 'zod';
import { listenForm } from '../form/listen-form.js';
import { RollForm } from '../form/roll-form.js';
import { Homes } from '../home/homes.js';
import { listenHome } from '../home/listen-home.js';
import { listenMention } from '../mention/listen-mention.js';
import type { MentionDeps } from '../mention/mentions.js';
import { Deduplicator } from '../deduplicator.js';
import { actionPattern } from '../render/buttons.js';
import { continueAction } from '../render/continue-button.js';
import { rollbackAction } from '../render/rollback-button.js';
import { rebalanceAction } from '../render/rebalance-button.js';
import { requesterOf } from './requester.js';
import { takeClick } from './clicks.js';
import { takeCommand } from './commands.js';
import { keyOfReaction, takeReaction, type EmojiDeps } from './emoji.js';
import { takeEarlierRun } from './earlier-run-click.js';
import { takeRebalance } from './rebalance-click.js';
import { failedInside } from './failed-inside.js';
import type { Doing } from './doing.js';
import { userActionOf } from './user-action.js';

/** The events the bot subscribes to, with the scopes they need; manifest.yml names exactly these. */
export const subscribedEvents = {
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  app_mention: ['app_mentions:read'],
  app_home_opened: [],
} as const;

interface ListenDeps extends Omit<MentionDeps, 'openForm'>, EmojiDeps {
  readonly inBackground: (work: Promise<void>) => void;
}

const delivery = z.object({ event_id: z.string().optional() });
const eventId = (body: unknown): string | undefined => delivery.safeParse(body).data?.event_id;

/** Every way in. Commands and clicks are acknowledged at once, whatever becomes of them. */
export function listen(app: App, given: ListenDeps): void {
  const recent = new Deduplicator();
  const form = new RollForm(given);
  const deps: ListenDeps & MentionDeps = { ...given, openForm: (opening) => form.open(opening) };
  const doing: Doing = (body, work) => {
    deps.inBackground(
      recent.once(userActionOf(body, deps.api.time)?.key ?? eventId(body), () => orSayWhy(deps, body, work)),
    );
  };

  app.command(deps.speech.command, async ({ ack, body }) => {
    const taken = takeCommand(deps, body);
    await ack(taken.now === undefined ? undefined : { response_type: 'ephemeral', text: taken.now });
    const { then } = taken;
    if (then !== undefined) doing(body, then);
  });

  app.action(actionPattern, async ({ ack, body }) => {
    await ack();
    doing(body, () => takeClick(deps, body));
  });

  app.action(rebalanceAction, async ({ ack, body }) => {
    await ack();
    doing(body, () => takeRebalance(deps, body));
  });

  app.action(rollbackAction, async ({ ack, body }) => {
    await ack();
    doing(body, () => takeEarlierRun(deps, 'rollback', body));
  });
  app.action(continueAction, async ({ ack, body }) => {
    await ack();
    doing(body, () => takeEarlierRun(deps, 'continue', body));
  });

  listenForm(app, form, doing);
  listenMention(app, deps, doing);
  listenHome(app, new Homes(deps), deps.api.time, doing);

  for (const name of [
    'reaction_added',
    'reaction_removed',
  ] as const satisfies readonly (keyof typeof subscribedEvents)[]) {
    app.event(name, ({ event, body }) =>
      recent.once(keyOfReaction(event, deps.api.time) ?? eventId(body), () => takeReaction(deps, event)),
    );
  }
}

/** Nobody is left without an answer: what fails inside is said in a sentence, and logged whole. */
async function orSayWhy(deps: ListenDeps, body: unknown, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log.error({ err: error }, 'a request from Slack failed');
    const asked = requesterOf(body);
    if (asked !== undefined) await deps.replies.tell(asked, { text: failedInside(deps.speech.command) });
  }
}
