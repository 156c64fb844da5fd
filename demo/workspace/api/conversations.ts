import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import { channelJson, messageJson } from '../world/as-slack-shows.js';
import type { Message } from '../world/message.js';
import type { Arguments } from './arguments.js';
import { joinedChannel, visibleChannel, type Method, type Surroundings } from './method.js';
import { page } from './paging.js';

const readScopes = ['channels:read', 'groups:read', 'im:read'];
const historyScopes = ['channels:history', 'groups:history', 'im:history'];

const list: Method = {
  token: 'bot',
  scopes: readScopes,
  perform: (given, { world }) => {
    const types = given.text('types') === undefined ? ['public_channel'] : given.list('types');
    const channels = world.channels().filter((channel) => {
      if (given.flag('exclude_archived') && channel.archived) return false;
      if (channel.direct !== undefined) return types.includes('im');
      if (channel.isPrivate) return types.includes('private_channel') && channel.members.includes(bot.userId);
      return types.includes('public_channel');
    });
    const { items, metadata } = page(given, channels, 100);
    return { channels: items.map(channelJson), ...metadata };
  },
};

const info: Method = {
  token: 'bot',
  scopes: readScopes,
  perform: (given, { world }) => ({ channel: channelJson(visibleChannel(world, given.required('channel'))) }),
};

const members: Method = {
  token: 'bot',
  scopes: readScopes,
  perform: (given, { world }) => {
    const { items, metadata } = page(given, visibleChannel(world, given.required('channel')).members, 100);
    return { members: items, ...metadata };
  },
};

const history: Method = {
  token: 'bot',
  scopes: historyScopes,
  perform: (given, around) => {
    const channel = joinedChannel(around.world, given.required('channel'));
    const seen = around.world
      .messages(channel.id)
      .filter((message) => message.onlyFor === undefined && (message.threadTs === undefined || message.broadcast));
    const { items, metadata } = page(given, within(given, seen).reverse(), 100);
    return { messages: items.map(shown(given, around)), pin_count: 0, ...metadata };
  },
};

const replies: Method = {
  token: 'bot',
  scopes: historyScopes,
  perform: (given, around) => {
    const channel = joinedChannel(around.world, given.required('channel'));
    const named = around.world.message(channel.id, given.required('ts'));
    if (named === undefined || named.onlyFor !== undefined) throw new SlackFailure('thread_not_found');
    const parent = named.threadTs === undefined ? named : (around.world.message(channel.id, named.threadTs) ?? named);
    // The parent comes first on every page, whatever the bounds say.
    const { items, metadata } = page(given, within(given, around.world.replies(channel.id, parent.ts)), 1000);
    return { messages: [parent, ...items].map(shown(given, around)), ...metadata };
  },
};

const open: Method = {
  token: 'bot',
  scopes: ['im:write', 'channels:manage', 'groups:write'],
  perform: (given, { world }) => {
    const ids = given.list('users');
    const [user] = ids;
    if (user === undefined) throw new SlackFailure('users_list_not_supplied');
    if (ids.length > 1) throw new SlackFailure('method_not_supported_for_channel_type');
    if (world.user(user) === undefined) throw new SlackFailure('user_not_found');
    const channel = world.openDirect(user);
    return { channel: given.flag('return_im') ? channelJson(channel) : { id: channel.id } };
  },
};

const join: Method = {
  token: 'bot',
  scopes: ['channels:join'],
  perform: (given, { world }) => {
    const channel = visibleChannel(world, given.required('channel'));
    if (channel.isPrivate) throw new SlackFailure('method_not_supported_for_channel_type');
    const news = world.join(channel.id, bot.userId);
    return {
      channel: channelJson(visibleChannel(world, channel.id)),
      ...(news === undefined && { warning: 'already_in_channel' }),
    };
  },
};

/** Messages between `oldest` and `latest`, oldest first; the bounds themselves only when `inclusive`. */
function within(given: Arguments, messages: readonly Message[]): Message[] {
  const oldest = micros(given, 'oldest') ?? 0n;
  const latest = micros(given, 'latest') ?? undefined;
  const inclusive = given.flag('inclusive');
  return messages.filter(({ ts }) => {
    const at = BigInt(ts.replace('.', ''));
    if (inclusive ? at < oldest : at <= oldest) return false;
    return latest === undefined || (inclusive ? at <= latest : at < latest);
  });
}

/** Exact, where a floating-point number would lose the last digits of a ts. */
function micros(given: Arguments, name: 'oldest' | 'latest'): bigint | undefined {
  const text = given.text(name);
  if (text === undefined || text === '' || text === 'now') return undefined;
  const parts = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text);
  if (parts === null) throw new SlackFailure(`invalid_ts_${name}`);
  return BigInt((parts[1] ?? '') + (parts[2] ?? '').padEnd(6, '0'));
}

function shown(given: Arguments, { world }: Surroundings): (message: Message) => object {
  const metadata = given.flag('include_all_metadata');
  return (message) => messageJson(world, message, { metadata });
}

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
  'conversations.join': join,
};
