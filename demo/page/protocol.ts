import * as z from 'zod/mini';
import type { Block } from '../workspace/world/blocks.js';
import { clusterNews } from './cluster-protocol.js';

/**
 * What the demo and its page say to each other. The page asks by HTTP below `/_control`, and is told what happens over
 * one connection, server-sent events at `/_control/news`: each is one `News` as JSON.
 */

/** Blocks were checked when the bot sent them; the page draws a block that it does not know as a placeholder. */
const blocks = z.custom<readonly Block[]>((value) => Array.isArray(value));

const reaction = z.object({
  name: z.string(),
  users: z.array(z.string()),
  user_names: z.array(z.string()),
  count: z.number(),
});

const message = z.object({
  ts: z.string(),
  /** Channel id. */
  channel: z.string(),
  user: z.string(),
  user_name: z.string(),
  /** Written by the app. */
  bot: z.boolean(),
  text: z.string(),
  blocks,
  thread_ts: z.optional(z.string()),
  broadcast: z.optional(z.boolean()),
  ephemeral: z.boolean(),
  /** Of an ephemeral message: the only person who sees it. */
  visible_to: z.optional(z.string()),
  reactions: z.array(reaction),
  edits: z.number(),
  reply_count: z.number(),
  files: z.optional(z.array(z.object({ id: z.string(), title: z.string(), url: z.string() }))),
});
export type Message = z.infer<typeof message>;

const text = z.object({ text: z.string() });
const common = { id: z.string(), user: z.string(), hash: z.string(), blocks };
const view = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('modal'),
    ...common,
    title: text,
    submit: z.optional(text),
    close: z.optional(text),
  }),
  z.object({ type: z.literal('home'), ...common }),
]);
export type View = z.infer<typeof view>;

const user = z.object({
  id: z.string(),
  name: z.string(),
  real_name: z.string(),
  /** Who they are, in a word or two. */
  title: z.string(),
  kind: z.enum(['member', 'guest', 'stranger', 'bot']),
  deleted: z.boolean(),
});
export type User = z.infer<typeof user>;

const channel = z.object({
  id: z.string(),
  name: z.string(),
  is_private: z.boolean(),
  is_archived: z.boolean(),
  is_im: z.boolean(),
  members: z.array(z.string()),
});
export type Channel = z.infer<typeof channel>;

const shortcut = z.object({ name: z.string(), type: z.enum(['message', 'global']), callbackId: z.string() });
export type Shortcut = z.infer<typeof shortcut>;

const command = z.object({ command: z.string(), description: z.string(), usageHint: z.string() });
export type SlashCommand = z.infer<typeof command>;

/** `GET /_control/state`, as far as the page reads it. */
export const workspaceState = z.object({
  team: z.object({ name: z.string() }),
  bot: z.object({ user_id: z.string(), name: z.string() }),
  mode: z.enum(['socket', 'http']),
  users: z.array(user),
  channels: z.array(channel),
  usergroups: z.array(z.object({ id: z.string(), handle: z.string(), users: z.array(z.string()) })),
  connections: z.array(z.unknown()),
  views: z.array(view),
  commands: z.array(command),
  shortcuts: z.array(shortcut),
});
export type WorkspaceState = z.infer<typeof workspaceState>;

/** `GET /_control/messages/CHANNEL` */
export const channelMessages = z.object({ channel: z.string(), messages: z.array(message) });

const workspaceNews = z.discriminatedUnion('kind', [
  /** First on each connection, also on one that was broken: what happened before it is to be read anew. */
  z.object({ kind: z.literal('hello') }),
  /** A message that is new, or is otherwise than before. */
  z.object({ kind: z.literal('message'), message }),
  z.object({ kind: z.literal('deleted'), channel: z.string(), ts: z.string() }),
  /** A view of one person: a modal before them, or their Home tab. */
  z.object({ kind: z.literal('view'), view }),
  z.object({ kind: z.literal('view-closed'), user: z.string(), id: z.string() }),
  /** Who and what there is has changed: people, channels, whether the bot is connected. */
  z.object({ kind: z.literal('state') }),
]);
export type WorkspaceNews = z.infer<typeof workspaceNews>;

export const news = z.union([workspaceNews, clusterNews]);
export type News = z.infer<typeof news>;
