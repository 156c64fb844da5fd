import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { SlackLog } from '../log.js';
import { Recent } from '../recent.js';
import { actionPattern } from '../render/buttons.js';
import { takeClick } from './clicks.js';
import { takeCommand, type CommandTools } from './commands.js';
import { takeReaction, type EmojiTools } from './emoji.js';
import type { Asked } from './replies.js';

/** The events the bot subscribes to; manifest.yml names exactly these. */
export const subscribedEvents = ['reaction_added', 'reaction_removed'] as const;

interface ListenTools extends CommandTools, EmojiTools {
  readonly log: SlackLog;
  readonly inBackground: (work: Promise<void>) => void;
}

const delivery = z.object({ event_id: z.string().optional(), trigger_id: z.string().optional(), actions: z.array(z.object({ action_ts: z.string().optional() })).optional() });
const asker = z.object({ user_id: z.string().optional(), channel_id: z.string().optional(), user: z.object({ id: z.string() }).optional(), channel: z.object({ id: z.string() }).optional(), response_url: z.url().optional() });

/** Every way in. Commands and clicks are acknowledged at once, whatever becomes of them. */
export function listen(app: App, tools: ListenTools): void {
  const recent = new Recent();

  app.command(tools.speech.command, async ({ ack, body }) => {
    const taken = takeCommand(tools, body);
    await ack(taken.now === undefined ? undefined : { response_type: 'ephemeral', text: taken.now });
    const { then } = taken;
    if (then !== undefined) tools.inBackground(recent.once(keyOf(body), () => orSayWhy(tools, body, then)));
  });

  app.action(actionPattern, async ({ ack, body }) => {
    await ack();
    tools.inBackground(recent.once(keyOf(body), () => orSayWhy(tools, body, () => takeClick(tools, body))));
  });

  for (const name of subscribedEvents) {
    app.event(name, ({ event, body }) => recent.once(keyOf(body), () => takeReaction(tools, event)));
  }
}

/** Deliveries with the same key are one and the same; undefined: nothing tells them apart, so none is held back. */
function keyOf(body: unknown): string | undefined {
  const ids = delivery.safeParse(body).data;
  const parts = [ids?.event_id, ids?.trigger_id, ids?.actions?.[0]?.action_ts].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Nobody is left without an answer: what fails inside is said in a sentence, and logged whole. */
async function orSayWhy(tools: ListenTools, body: unknown, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tools.log.error({ err: error }, 'a request from Slack failed');
    const found = asker.safeParse(body);
    const user = found.data?.user_id ?? found.data?.user?.id;
    const channel = found.data?.channel_id ?? found.data?.channel?.id;
    if (user === undefined || channel === undefined) return;
    const asked: Asked = { channel, user, ...(found.data?.response_url === undefined ? {} : { responseUrl: found.data.response_url }) };
    await tools.replies.tell(asked, { text: `Something failed on my side, so I can't say whether that was taken. \`${tools.speech.command} status\` shows what is; the log has the details.` });
  }
}
