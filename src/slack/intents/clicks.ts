import { z } from 'zod';
import type { Desk } from '../../engine/desk.js';
import { userId } from '../../roll/ids.js';
import { readClick } from '../render/buttons.js';
import type { Gatekeeper } from './gatekeeper.js';
import type { Asked, Replies } from './replies.js';

const payload = z.object({
  user: z.object({ id: z.string().min(1) }),
  channel: z.object({ id: z.string().min(1) }),
  message: z.object({ ts: z.string() }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]).rest(z.unknown()),
  response_url: z.url().optional(),
});

/** A button was clicked. Only a refusal is answered: what is accepted shows on the message. */
export async function takeClick({ desk, gatekeeper, replies }: { readonly desk: Desk; readonly gatekeeper: Gatekeeper; readonly replies: Replies }, body: unknown): Promise<void> {
  const read = payload.safeParse(body);
  if (!read.success) return;
  const { user, channel, message, actions, response_url } = read.data;
  const click = readClick(actions[0].action_id, actions[0].value);
  if (click === undefined) return;
  const asked: Asked = { channel: channel.id, user: user.id, ...(response_url === undefined ? {} : { responseUrl: response_url }) };
  const run = desk.runs().find(({ id }) => id === click.run);
  const conversation = desk.conversation(click.run);
  if (run === undefined || conversation === undefined) {
    await replies.tell(asked, { text: 'That run is over; nothing was done.' });
    return;
  }
  const current = conversation.channel === channel.id && conversation.ts === message.ts && click.plan === run.plan.id;
  if (!current) {
    await replies.tell(asked, { text: 'That button belongs to an older plan, which counts no more. The current one is in a newer message.' });
    return;
  }
  const answer = await gatekeeper.say(run, { kind: click.intent, by: userId(user.id), via: 'button', ...(click.intent === 'approve' || click.intent === 'withdraw' ? { planId: click.plan } : {}) });
  if (!answer.accepted) await replies.tell(asked, { text: answer.text });
}
