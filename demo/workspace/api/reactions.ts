import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import { messageJson } from '../world/as-slack-shows.js';
import type { Message } from '../world/message.js';
import type { World } from '../world/world.js';
import type { Arguments } from './arguments.js';
import { permalink } from './chat.js';
import { visibleChannel, visibleMessage, type Method } from './method.js';

const add: Method = {
  token: 'bot',
  scopes: ['reactions:write'],
  perform: (given, { world }) => {
    const name = emojiName(given.required('name'));
    world.react(target(given, world), bot.userId, name);
    return {};
  },
};

const remove: Method = {
  token: 'bot',
  scopes: ['reactions:write'],
  perform: (given, { world }) => {
    const name = emojiName(given.required('name'));
    world.unreact(target(given, world), bot.userId, name);
    return {};
  },
};

const get: Method = {
  token: 'bot',
  scopes: ['reactions:read'],
  perform: (given, { world, url }) => {
    const message = target(given, world);
    return {
      type: 'message',
      channel: message.channel,
      message: {
        ...messageJson(world, message, { metadata: false, allReactors: given.flag('full') }),
        permalink: permalink(url, message.channel, message.ts, message.threadTs),
      },
    };
  },
};

/** Without colons, with an optional skin tone. @throws SlackFailure `invalid_name`. */
export function emojiName(given: string): string {
  const name = given.replace(/^:|:$/g, '');
  if (!/^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$/.test(name)) throw new SlackFailure('invalid_name');
  return name;
}

function target(given: Arguments, world: World): Message {
  const channelId = given.text('channel');
  const ts = given.text('timestamp');
  if (channelId === undefined || ts === undefined) throw new SlackFailure('no_item_specified');
  const channel = visibleChannel(world, channelId);
  if (!channel.members.includes(bot.userId)) throw new SlackFailure('not_in_channel');
  if (!/^\d+\.\d+$/.test(ts)) throw new SlackFailure('bad_timestamp');
  return visibleMessage(world, channel.id, ts);
}

export const reactionMethods: Readonly<Record<string, Method>> = {
  'reactions.add': add,
  'reactions.remove': remove,
  'reactions.get': get,
};
