import { ControlFailure } from '../failure.js';
import type { Message } from '../world/message.js';
import type { World } from '../world/world.js';
import type { Channel, User } from './roster.js';

/** Finds what whoever drives the workspace names; each throws ControlFailure with a sentence. */

export function channelCalled(world: World, name: string): Channel {
  const channel = world.channelNamed(name);
  if (channel !== undefined) return channel;
  throw new ControlFailure(
    `there is no channel ${name}; there are ${world
      .channels()
      .map((other) => `#${other.name}`)
      .join(', ')}`,
    404,
  );
}

/** Apps are among them. */
export function userCalled(world: World, name: string): User {
  const user = world.userNamed(name);
  if (user !== undefined) return user;
  throw new ControlFailure(
    `there is no user ${name}; there are ${world
      .users()
      .map((other) => other.name)
      .join(', ')}`,
    404,
  );
}

/** The deactivated may act here: they stand for someone who acted just before, which a bot has to tell apart. */
export function personCalled(world: World, name: string): User {
  const user = userCalled(world, name);
  if (user.kind === 'bot') throw new ControlFailure(`${user.name} is an app; people only`, 403);
  return user;
}

export function mustBeIn(channel: Channel, user: User): void {
  if (!channel.members.includes(user.id)) throw new ControlFailure(`${user.name} is not in #${channel.name}`, 403);
}

/** A person in a channel that they are in. */
export function personIn(
  world: World,
  channelName: string,
  userName: string,
): { readonly channel: Channel; readonly user: User } {
  const channel = channelCalled(world, channelName);
  const user = personCalled(world, userName);
  mustBeIn(channel, user);
  return { channel, user: asTheyGo(user) };
}

/** On an Enterprise Grid a person may come with the id that they have in the organisation. */
const asTheyGo = (user: User): User =>
  user.goesBy === 'enterprise' && user.enterpriseId !== undefined ? { ...user, id: user.enterpriseId } : user;

export function messageAt(world: World, channel: Channel, ts: string, user: User): Message {
  const message = world.message(channel.id, ts);
  if (message === undefined) throw new ControlFailure(`there is no message ${ts} in #${channel.name}`, 404);
  if (message.onlyFor !== undefined && message.onlyFor !== user.id)
    throw new ControlFailure(`${user.name} can't see the message ${ts}: it is for someone else only`, 403);
  return message;
}
