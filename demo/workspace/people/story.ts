import type * as page from '../../page/protocol.js';
import { viewJson } from '../api/views.js';
import type { Message } from '../world/message.js';
import type { World } from '../world/world.js';
import type { View } from './views.js';

/** A message as `_control/messages` and the page show it: nothing hidden, everybody's ephemeral ones included. */
export function told(world: World, message: Message): page.Message & Readonly<Record<string, unknown>> {
  const nameOf = (id: string): string => world.user(id)?.name ?? id;
  const replies = message.threadTs === undefined ? world.replies(message.channel, message.ts) : [];
  return {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    user_name: nameOf(message.user),
    bot: message.byApp,
    text: message.text,
    blocks: message.blocks,
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs, broadcast: message.broadcast }),
    ephemeral: message.onlyFor !== undefined,
    ...(message.onlyFor !== undefined && { visible_to: message.onlyFor, visible_to_name: nameOf(message.onlyFor) }),
    reactions: message.reactions.map(({ name, users }) => ({
      name,
      users: [...users],
      user_names: users.map(nameOf),
      count: users.length,
    })),
    edits: message.edits,
    ...(message.edited !== undefined && { edited: message.edited }),
    reply_count: replies.length,
    ...(message.files.length > 0 && { files: message.files.map((file) => ({ ...file, url: `/files/${file.id}` })) }),
  };
}

/** A view as the page draws it, with everything else that Slack would tell the app of it. */
export function toldView(shown: View): page.View & Readonly<Record<string, unknown>> {
  const { id, user, hash, view } = shown;
  const told = { ...viewJson(shown), id, user, hash, blocks: view.blocks };
  return view.type === 'home'
    ? { ...told, type: 'home' }
    : { ...told, type: 'modal', title: view.title, submit: view.submit, close: view.close };
}
