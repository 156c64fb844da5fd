import * as z from 'zod/mini';
import { confirmed } from '../kit/confirm.js';
import type { Element, Pressed } from '../kit/acting.js';
import type { Form } from '../kit/form.js';
import type { Message, Shortcut, View } from '../protocol.js';
import { ask } from './ask.js';
import { attempt, trouble } from './trouble.js';
import { me, workspace } from './workspace.js';

const outcome = z.object({ acked: z.boolean(), reason: z.optional(z.string()) });
const delivered = z.object({ delivered: z.optional(outcome) });
const done = z.looseObject({});
const submission = z.object({
  errors: z.optional(z.record(z.string(), z.string())),
  trouble: z.optional(z.string()),
});

const reasons = new Map([
  ['not_connected', 'the bot is not connected'],
  ['timeout', 'the bot did not answer within 3 seconds'],
  ['lost', 'it was lost on the way'],
]);

function tellDelivered(what: string, told: z.infer<typeof delivered>): void {
  const { acked = true, reason = '' } = told.delivered ?? {};
  if (!acked) trouble.value = `${what} was not taken: ${reasons.get(reason) ?? reason}`;
}

/** What a person types becomes what Slack sends: mentions by id, and the three signs escaped. */
function encoded(text: string): string {
  const state = workspace.value;
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return safe
    .replace(/(^|[\s(])@([a-z0-9._-]+)/gi, (whole, before: string, name: string) => {
      const user = state?.users.find((other) => other.name === name);
      const group = state?.usergroups.find((other) => other.handle === name);
      if (user !== undefined) return `${before}<@${user.id}>`;
      return group === undefined ? whole : `${before}<!subteam^${group.id}>`;
    })
    .replace(/(^|[\s(])#([a-z0-9._-]+)/gi, (whole, before: string, name: string) => {
      const other = state?.channels.find((candidate) => candidate.name === name);
      return other === undefined ? whole : `${before}<#${other.id}|${other.name}>`;
    });
}

export interface Said {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly text: string;
}

/** Sends what was typed, a slash command or a message. Whether it went out: what did not must not be lost. */
export async function say({ channel, thread, text }: Said): Promise<boolean> {
  const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (command !== null && thread !== undefined) {
    trouble.value = 'Slash commands cannot be used in a thread. Mention the bot: @pegasus-roll status';
    return false;
  }
  const sent = await attempt(async () => {
    const [, name, rest] = command ?? [];
    if (name === undefined) {
      const body = { channel, user: me.value, text: encoded(text), ...(thread !== undefined && { thread_ts: thread }) };
      await ask('POST', 'message', done, body);
    } else {
      const body = { channel, user: me.value, command: name, text: rest };
      tellDelivered(name, await ask('POST', 'command', delivered, body));
    }
    return true;
  });
  return sent === true;
}

export async function react(message: Message, name: string): Promise<void> {
  const mine = message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(me.value));
  const body = { channel: message.channel, ts: message.ts, user: me.value, name, present: !mine };
  await attempt(() => ask('POST', 'reaction', done, body));
}

async function pressed(element: Element): Promise<boolean> {
  if ('confirm' in element && !(await confirmed(element.confirm))) return false;
  if ('url' in element && element.url !== undefined) window.open(element.url, '_blank', 'noopener');
  return true;
}

const chosen = ({ element, option, text }: Pressed): object => ({
  ...(element.type === 'button' && element.value !== undefined && { value: element.value }),
  ...(option !== undefined && { option }),
  ...(text !== undefined && { text }),
});

export async function pressInMessage(message: Message, press: Pressed): Promise<void> {
  const { element, block } = press;
  if (!(await pressed(element))) return;
  await attempt(async () => {
    const where = { channel: message.channel, messageTs: message.ts, user: me.value };
    const what = { action: element.action_id, block_id: block.block_id, ...chosen(press) };
    tellDelivered('The click', await ask('POST', 'interact', delivered, { ...where, ...what }));
  });
}

export async function pressInView(view: View, form: Form, press: Pressed): Promise<void> {
  const { element, block } = press;
  if (!(await pressed(element))) return;
  await attempt(async () => {
    const where = { view: view.id, user: me.value, values: form.valuesIn(view.blocks) };
    const what = { action: element.action_id, block_id: block.block_id, ...chosen(press) };
    tellDelivered('The click', await ask('POST', 'act', delivered, { ...where, ...what }));
  });
}

/** What Slack's window says above its buttons when it did not take the form; empty otherwise. */
export async function submit(view: View, form: Form): Promise<string> {
  form.faults.value = {};
  try {
    const body = { view: view.id, user: me.value, values: form.valuesIn(view.blocks) };
    const told = await ask('POST', 'submit', submission, body);
    form.faults.value = told.errors ?? {};
    return told.trouble ?? '';
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

export async function close(view: View): Promise<void> {
  await attempt(() => ask('POST', 'close', done, { view: view.id, user: me.value }));
}

export async function openHome(): Promise<void> {
  await attempt(() => ask('POST', 'home', done, { user: me.value }));
}

/** A shortcut of the bot: on a message, or from anywhere. */
export async function useShortcut({ callbackId }: Shortcut, message?: Message): Promise<void> {
  await attempt(async () => {
    const where = message === undefined ? {} : { channel: message.channel, messageTs: message.ts };
    const body = { user: me.value, callback_id: callbackId, ...where };
    tellDelivered('The shortcut', await ask('POST', 'shortcut', delivered, body));
  });
}
