import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Channel } from '../people/roster.js';
import { messageJson } from '../world/as-slack-shows.js';
import type { World } from '../world/world.js';
import type { Arguments } from './arguments.js';
import { blocksOf, metadataOf, shortened } from './content.js';
import { joinedChannel, visibleChannel, visibleMessage, type Method } from './method.js';

/** chat.update takes less text than chat.postMessage. */
const longestUpdate = 4000;

const postMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  perform: (given, { world }) => {
    const channel = addressed(world, given.required('channel'));
    const threadTs = threadOf(given, world, channel);
    const blocks = blocksOf(given, world.names);
    const text = given.text('text') ?? '';
    if (text === '' && (blocks === undefined || blocks.length === 0)) throw new SlackFailure('no_text');
    const metadata = metadataOf(given) ?? undefined;
    const occurrence = world.post({
      channel: channel.id,
      user: bot.userId,
      text: shortened(text),
      ...(blocks !== undefined && { blocks }),
      ...(metadata !== undefined && { metadata }),
      ...(threadTs !== undefined && { threadTs, broadcast: given.flag('reply_broadcast') }),
    });
    if (occurrence.kind !== 'posted') throw new SlackFailure('internal_error');
    const { message } = occurrence;
    return { channel: channel.id, ts: message.ts, message: messageJson(world, message, { metadata: true }) };
  },
};

const update: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  perform: (given, { world }) => {
    const channel = visibleChannel(world, given.required('channel'));
    const message = visibleMessage(world, channel.id, given.required('ts'));
    if (!message.byApp) throw new SlackFailure('cant_update_message');
    if (channel.archived) throw new SlackFailure('is_inactive');
    const text = given.text('text');
    if (text !== undefined && text.length > longestUpdate) throw new SlackFailure('msg_too_long');
    const blocks = blocksOf(given, world.names);
    const metadata = metadataOf(given);
    const left = { text: text ?? message.text, blocks: blocks ?? message.blocks };
    if (
      (text === undefined && blocks === undefined && metadata === undefined) ||
      (left.text === '' && left.blocks.length === 0)
    )
      throw new SlackFailure('no_text');
    const changed = world.edit(message, {
      ...(text !== undefined && { text }),
      ...(blocks !== undefined && { blocks }),
      ...(metadata !== undefined && { metadata }),
    });
    return {
      channel: channel.id,
      ts: changed.ts,
      text: changed.text,
      message: messageJson(world, changed, { metadata: true }),
    };
  },
};

const postEphemeral: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  perform: (given, { world }) => {
    const channel = joinedChannel(world, given.required('channel'));
    const user = world.user(given.required('user'))?.id;
    if (user === undefined || !channel.members.includes(user)) throw new SlackFailure('user_not_in_channel');
    const threadTs = threadOf(given, world, channel);
    const blocks = blocksOf(given, world.names);
    const text = given.text('text') ?? '';
    if (text === '' && (blocks === undefined || blocks.length === 0)) throw new SlackFailure('no_text');
    const occurrence = world.post({
      channel: channel.id,
      user: bot.userId,
      text: shortened(text),
      onlyFor: user,
      ...(blocks !== undefined && { blocks }),
      ...(threadTs !== undefined && { threadTs }),
    });
    return { message_ts: occurrence.at };
  },
};

const remove: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  perform: (given, { world }) => {
    const channel = visibleChannel(world, given.required('channel'));
    const message = visibleMessage(world, channel.id, given.required('ts'));
    if (!message.byApp) throw new SlackFailure('cant_delete_message');
    world.delete(message);
    return { channel: channel.id, ts: message.ts };
  },
};

const getPermalink: Method = {
  token: 'bot',
  scopes: [],
  perform: (given, { world, url }) => {
    const channel = visibleChannel(world, given.required('channel'));
    const message = visibleMessage(world, channel.id, given.required('message_ts'));
    return { channel: channel.id, permalink: permalink(url, channel.id, message.ts, message.threadTs) };
  },
};

/** Slack's form of a link to a message; here it leads to the page. */
export function permalink(url: string, channel: string, ts: string, threadTs: string | undefined): string {
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `${url}/archives/${channel}/p${ts.replace('.', '')}${thread}`;
}

/** A message may be addressed to a channel by id or name, or to a user, whose direct conversation it then opens. */
function addressed(world: World, name: string): Channel {
  const user = world.user(name);
  if (user !== undefined) return world.openDirect(user.id);
  return joinedChannel(world, world.channelNamed(name)?.id ?? name);
}

function threadOf(given: Arguments, world: World, channel: Channel): string | undefined {
  const ts = given.text('thread_ts');
  if (ts === undefined || ts === '') return undefined;
  const message = world.message(channel.id, ts);
  if (message === undefined || message.onlyFor !== undefined) throw new SlackFailure('thread_not_found');
  // An answer to an answer stands in the same thread: there is only one level.
  return message.threadTs ?? message.ts;
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};
