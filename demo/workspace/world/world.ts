import type { Clock } from '../../../src/lib/clock.js';
import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Channel, User, UserGroup } from '../people/roster.js';
import type { Block } from './blocks.js';
import type { Message, Metadata, Occurrence, SharedFile } from './message.js';
import { Names } from './names.js';

export interface Draft {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly metadata?: Metadata;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  readonly files?: readonly SharedFile[];
  readonly onlyFor?: string;
}

/** An absent field stays as it is. */
export interface Edit {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly metadata?: Metadata | null;
}

/** Who and what there is: users, channels, messages. Every change is told to the listeners, in order. */
export class World {
  readonly names: Names;
  readonly #users: Map<string, User>;
  readonly #channels: Map<string, Channel>;
  #groups: readonly UserGroup[];
  /** channel id → ts → message; a Map keeps the order of posting, which is the order of ts. */
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #listeners: ((occurrence: Occurrence) => void)[] = [];

  constructor(clock: Clock, users: readonly User[], channels: readonly Channel[], groups: readonly UserGroup[]) {
    this.names = new Names(clock);
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
    this.#groups = groups;
  }

  onOccurrence(listener: (occurrence: Occurrence) => void): void {
    this.#listeners.push(listener);
  }

  users(): readonly User[] {
    return [...this.#users.values()];
  }

  channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  groups(): readonly UserGroup[] {
    return this.#groups;
  }

  user(id: string): User | undefined {
    return this.#users.get(id) ?? this.users().find(({ enterpriseId }) => enterpriseId === id);
  }

  channel(id: string): Channel | undefined {
    return this.#channels.get(id);
  }

  /** By id or handle, with or without `@`. */
  userNamed(name: string): User | undefined {
    const handle = name.replace(/^@/, '');
    return this.#users.get(handle) ?? this.users().find((user) => user.name === handle);
  }

  /** By id or name, with or without `#`. */
  channelNamed(name: string): Channel | undefined {
    const bare = name.replace(/^#/, '');
    return (
      this.#channels.get(bare) ??
      this.channels().find((channel) => channel.name === bare && channel.direct === undefined)
    );
  }

  changeUser(id: string, change: Partial<Pick<User, 'deleted' | 'kind' | 'enterpriseId' | 'goesBy'>>): void {
    const user = this.#users.get(id);
    if (user !== undefined) this.#users.set(id, { ...user, ...change });
  }

  /** @param name the handle of a group. @returns whether there is one. */
  changeGroup(name: string, user: string, present: boolean): boolean {
    const found = this.#groups.some(({ handle }) => handle === name);
    this.#groups = this.#groups.map((group) => {
      if (group.handle !== name) return group;
      const others = group.users.filter((other) => other !== user);
      return { ...group, users: present ? [...others, user] : others };
    });
    return found;
  }

  archive(channelId: string, archived: boolean): void {
    const channel = this.#channels.get(channelId);
    if (channel !== undefined) this.#channels.set(channelId, { ...channel, archived });
  }

  join(channelId: string, user: string): Occurrence | undefined {
    const channel = this.#channels.get(channelId);
    if (channel === undefined || channel.members.includes(user)) return undefined;
    this.#channels.set(channelId, { ...channel, members: [...channel.members, user] });
    return this.#tell({ kind: 'joined', channel: channelId, user, at: this.names.ts() });
  }

  leave(channelId: string, user: string): Occurrence | undefined {
    const channel = this.#channels.get(channelId);
    if (channel?.members.includes(user) !== true) return undefined;
    const occurrence = this.#tell({ kind: 'left', channel: channelId, user, at: this.names.ts() });
    this.#channels.set(channelId, { ...channel, members: channel.members.filter((member) => member !== user) });
    return occurrence;
  }

  /** The conversation of the bot and `user`, opened when there is none yet. */
  openDirect(user: string): Channel {
    const open = this.channels().find((channel) => channel.direct?.includes(user) === true);
    if (open !== undefined) return open;
    const id = this.names.id('D0');
    const channel: Channel = {
      id,
      name: id,
      isPrivate: true,
      archived: false,
      direct: [bot.userId, user],
      members: [bot.userId, user],
    };
    this.#channels.set(id, channel);
    return channel;
  }

  /** All messages of a channel, threads and ephemeral ones included, oldest first. */
  messages(channel: string): readonly Message[] {
    return [...(this.#messages.get(channel)?.values() ?? [])];
  }

  message(channel: string, ts: string): Message | undefined {
    return this.#messages.get(channel)?.get(ts);
  }

  /** Replies of a thread that everybody sees, oldest first. */
  replies(channel: string, ts: string): readonly Message[] {
    return this.messages(channel).filter((message) => message.threadTs === ts && message.onlyFor === undefined);
  }

  post(draft: Draft): Occurrence {
    const message: Message = {
      ts: this.names.ts(),
      channel: draft.channel,
      user: draft.user,
      byApp: draft.user === bot.userId,
      text: draft.text,
      blocks: draft.blocks ?? [],
      ...(draft.metadata !== undefined && { metadata: draft.metadata }),
      ...(draft.threadTs !== undefined && { threadTs: draft.threadTs }),
      broadcast: draft.broadcast ?? false,
      reactions: [],
      edits: 0,
      files: draft.files ?? [],
      ...(draft.onlyFor !== undefined && { onlyFor: draft.onlyFor }),
    };
    const channel = this.#messages.get(draft.channel) ?? new Map<string, Message>();
    channel.set(message.ts, message);
    this.#messages.set(draft.channel, channel);
    return this.#tell({ kind: 'posted', message, at: message.ts });
  }

  edit(previous: Message, edit: Edit): Message {
    const at = this.names.ts();
    const { metadata: _replaced, ...rest } = previous;
    const metadata = edit.metadata === undefined ? previous.metadata : (edit.metadata ?? undefined);
    const message: Message = {
      ...rest,
      ...(edit.text !== undefined && { text: edit.text }),
      ...(edit.blocks !== undefined && { blocks: edit.blocks }),
      ...(metadata !== undefined && { metadata }),
      edited: { user: previous.user, ts: at },
      edits: previous.edits + 1,
    };
    this.#put(message);
    this.#tell({ kind: 'changed', message, previous, at });
    return message;
  }

  delete(message: Message): void {
    this.#messages.get(message.channel)?.delete(message.ts);
    this.#tell({ kind: 'deleted', message, at: this.names.ts() });
  }

  /** @throws SlackFailure `already_reacted`, `too_many_emoji`. */
  react(message: Message, user: string, name: string): Occurrence {
    const present = message.reactions.find((reaction) => reaction.name === name);
    if (present?.users.includes(user) === true) throw new SlackFailure('already_reacted');
    if (present === undefined && message.reactions.length >= 50) throw new SlackFailure('too_many_emoji');
    const reactions =
      present === undefined
        ? [...message.reactions, { name, users: [user] }]
        : message.reactions.map((reaction) =>
            reaction === present ? { name, users: [...reaction.users, user] } : reaction,
          );
    const changed = { ...message, reactions };
    this.#put(changed);
    return this.#tell({ kind: 'reacted', message: changed, user, name, at: this.names.ts() });
  }

  /** @throws SlackFailure `no_reaction`. */
  unreact(message: Message, user: string, name: string): Occurrence {
    if (!message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(user)))
      throw new SlackFailure('no_reaction');
    const reactions = message.reactions
      .map((reaction) =>
        reaction.name === name ? { name, users: reaction.users.filter((other) => other !== user) } : reaction,
      )
      .filter((reaction) => reaction.users.length > 0);
    const changed = { ...message, reactions };
    this.#put(changed);
    return this.#tell({ kind: 'unreacted', message: changed, user, name, at: this.names.ts() });
  }

  #put(message: Message): void {
    this.#messages.get(message.channel)?.set(message.ts, message);
  }

  #tell(occurrence: Occurrence): Occurrence {
    for (const listener of this.#listeners) listener(occurrence);
    return occurrence;
  }
}
