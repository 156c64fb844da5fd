import { z } from 'zod';
import type { Desk } from '../../engine/desk.js';
import { userId } from '../../roll/ids.js';
import { readClick, whyStale } from '../render/buttons.js';
import { askedIn } from './asked.js';
import type { Gatekeeper } from './gatekeeper.js';
import { slackChannel, slackUser } from './payload-ids.js';
import { endingOf, pastRun } from './past-run.js';
import type { Replies } from './replies.js';

const payload = z.object({
  user: z.object({ id: slackUser }),
  channel: z.object({ id: slackChannel }),
  message: z.object({ ts: z.string() }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]).rest(z.unknown()),
});

/** A button was clicked. Only a refusal is answered: what is accepted shows on the message. */
export async function takeClick({ desk, gatekeeper, replies }: { readonly desk: Desk; readonly gatekeeper: Gatekeeper; readonly replies: Replies }, body: unknown): Promise<void> {
  const read = payload.safeParse(body);
  const asked = askedIn(body);
  const click = read.success ? readClick(read.data.actions[0].action_id, read.data.actions[0].value) : undefined;
  if (!read.success || asked === undefined || click === undefined) {
    if (asked !== undefined) await replies.tell(asked, { text: 'I can’t tell which run that button belongs to, so I did nothing.' });
    return;
  }
  const { user, channel, message } = read.data;
  const run = desk.runs().find(({ id }) => id === click.run);
  const conversation = desk.conversation(click.run);
  if (run === undefined || conversation === undefined) {
    await replies.tell(asked, { text: await whyOver({ desk, gatekeeper }, click.run, user.id) });
    return;
  }
  const current = conversation.channel === channel.id && conversation.ts === message.ts && click.plan === run.plan.id && conversation.planId === run.plan.id;
  if (!current) {
    await replies.tell(asked, { text: 'That button belongs to an older plan, which counts no more. The current one is in a newer message.' });
    return;
  }
  const stale = whyStale(click, run);
  if (stale !== undefined) {
    await replies.tell(asked, { text: stale });
    return;
  }
  const answer = await gatekeeper.say(run, { kind: click.intent, by: userId(user.id), via: 'button', ...(click.intent === 'approve' || click.intent === 'withdraw' ? { planId: click.plan } : {}) });
  if (!answer.accepted) await replies.tell(asked, { text: answer.text });
}

/** Who decided what, for those who may know what runs there are. */
async function whyOver({ desk, gatekeeper }: { readonly desk: Desk; readonly gatekeeper: Gatekeeper }, run: string, user: string): Promise<string> {
  const permission = await gatekeeper.mayAsk('runs', userId(user));
  if (!permission.allowed) return permission.reason;
  const past = await pastRun(desk, run);
  return past === undefined ? 'That run is over; nothing was done.' : `That run is over: ${endingOf(past)}. Your click changed nothing.`;
}
