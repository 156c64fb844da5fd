import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Doing } from '../intents/doing.js';
import { Deduplicator } from '../deduplicator.js';
import { takeMention, type MentionDeps } from './mentions.js';
import { runShortcuts, takeShortcut } from './shortcuts.js';

const message = z.object({ channel: z.string(), ts: z.string() });

/** Mentions, and shortcuts on messages: for where a slash command cannot be typed. */
export function listenMention(app: App, deps: MentionDeps, doing: Doing): void {
  // One message is one mention, in however many deliveries, and however often it is edited.
  const taken = new Deduplicator();
  app.event('app_mention', ({ event }) => {
    const key = message.safeParse(event).data;
    return taken.once(key === undefined ? undefined : `${key.channel} ${key.ts}`, () => takeMention(deps, event));
  });
  for (const shortcut of runShortcuts) {
    app.shortcut(shortcut, async ({ ack, body }) => {
      await ack();
      doing(body, () => takeShortcut(deps, shortcut, body));
    });
  }
}
