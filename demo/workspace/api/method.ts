import type { Clock } from '../../../src/lib/clock.js';
import type { SocketMode } from '../delivery/socket-mode.js';
import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Views } from '../people/views.js';
import type { Channel } from '../people/roster.js';
import type { Message } from '../world/message.js';
import type { Files } from '../world/uploads.js';
import type { World } from '../world/world.js';
import type { Arguments } from './arguments.js';

/** What the methods work on. */
export interface Surroundings {
  readonly clock: Clock;
  readonly world: World;
  readonly socketMode: SocketMode;
  readonly views: Views;
  readonly files: Files;
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
}

export interface Method {
  readonly token: 'bot' | 'app';
  /** One of these must have been granted; none for methods that every token may call. */
  readonly scopes: readonly string[];
  /** The fields of the answer besides `ok`. @throws SlackFailure */
  readonly perform: (given: Arguments, around: Surroundings) => Readonly<Record<string, unknown>>;
}

/** A conversation the bot can know of. @throws SlackFailure `channel_not_found`. */
export function visibleChannel(world: World, id: string): Channel {
  const channel = world.channel(id);
  if (channel === undefined || (channel.isPrivate && !channel.members.includes(bot.userId)))
    throw new SlackFailure('channel_not_found');
  return channel;
}

/** A conversation the bot is in. @throws SlackFailure `channel_not_found`, `not_in_channel`, `is_archived`. */
export function joinedChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (!channel.members.includes(bot.userId)) throw new SlackFailure('not_in_channel');
  if (channel.archived) throw new SlackFailure('is_archived');
  return channel;
}

/** A message that all can see. @throws SlackFailure `message_not_found`. */
export function visibleMessage(world: World, channel: string, ts: string): Message {
  const message = world.message(channel, ts);
  if (message === undefined || message.onlyFor !== undefined) throw new SlackFailure('message_not_found');
  return message;
}
