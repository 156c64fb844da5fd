import { emojiName } from '../api/reactions.js';
import { viewJson } from '../api/views.js';
import type { AppEvents, EventReport } from '../delivery/app-events.js';
import type { Courier } from '../delivery/courier.js';
import type { Outcome } from '../delivery/delivery.js';
import { app, slackbot, team, verificationToken } from '../facts.js';
import { ControlFailure } from '../failure.js';
import { interactiveElements, type Block, type InteractiveElement } from '../world/blocks.js';
import { messageJson } from '../world/as-slack-shows.js';
import type { Message, Occurrence } from '../world/message.js';
import type { World } from '../world/world.js';
import type { Answers, Said } from './answers.js';
import type { Channel, User } from './roster.js';
import type { Views } from './views.js';

interface Room {
  readonly world: World;
  readonly courier: Courier;
  readonly events: AppEvents;
  readonly answers: Answers;
  readonly views: Views;
  /** Slash commands that the app has registered, with their slash. */
  readonly commands: readonly string[];
}

/** What was delivered to the app, and what it said in its acknowledgement. */
type Delivered = Outcome & { readonly said?: Said };

/**
 * What people do in Slack: type a command, write, react, click. Every deed resolves when the app has
 * acknowledged it, or at the latest when its three seconds are over.
 * All of them throw ControlFailure, with a sentence, for what a person could not have done.
 */
export class Deeds {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  async command(channelName: string, userName: string, typed: string, text: string): Promise<{ readonly delivered: Delivered; readonly response_url: string }> {
    const { world, courier, answers, views, commands } = this.#room;
    const channel = this.#channel(channelName);
    const user = this.#user(userName);
    this.#mustBeIn(channel, user);
    const command = typed.startsWith('/') ? typed : `/${typed}`;
    if (!commands.includes(command)) throw new ControlFailure(`${command} is not a valid command; the app has ${commands.join(', ')}`);
    const asked = { channel: channel.id, user: user.id };
    const responseUrl = answers.responseUrl(asked);
    const outcome = await courier.send({
      kind: 'command',
      name: command,
      acceptsAnswer: true,
      payload: {
        token: verificationToken,
        team_id: team.id,
        team_domain: team.domain,
        channel_id: channel.id,
        channel_name: channel.direct === undefined ? (channel.isPrivate ? 'privategroup' : channel.name) : 'directmessage',
        user_id: user.id,
        user_name: user.name,
        command,
        text: text.trim(),
        api_app_id: app.id,
        is_enterprise_install: 'false',
        response_url: responseUrl,
        trigger_id: views.trigger(user.id),
      },
    });
    if (!outcome.acked) {
      const error = outcome.reason === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
      world.post({ channel: channel.id, user: slackbot, onlyFor: user.id, text: `${command} failed with the error "${error}"` });
      return { delivered: outcome, response_url: responseUrl };
    }
    const said = answers.withinAck(asked, outcome.answer);
    return { delivered: { ...outcome, ...(said !== undefined && { said }) }, response_url: responseUrl };
  }

  async write(channelName: string, userName: string, text: string, threadTs: string | undefined): Promise<{ readonly ts: string; readonly delivered: EventReport[] }> {
    const channel = this.#channel(channelName);
    const user = this.#user(userName);
    this.#mustBeIn(channel, user);
    if (text.trim() === '') throw new ControlFailure('a message needs a text');
    const parent = threadTs === undefined ? undefined : this.#message(channel, threadTs, user);
    if (parent?.onlyFor !== undefined) throw new ControlFailure('an ephemeral message has no thread');
    const occurrence = this.#room.world.post({
      channel: channel.id,
      user: user.id,
      text,
      ...(parent !== undefined && { threadTs: parent.threadTs ?? parent.ts }),
    });
    return { ts: occurrence.at, delivered: await this.#room.events.reports(occurrence) };
  }

  /** Sees to it that the reaction is there, or isn't; `changed` says whether that needed anything. */
  async react(channelName: string, ts: string, userName: string, emoji: string, present: boolean): Promise<{ readonly changed: boolean; readonly delivered: EventReport[] }> {
    const { world, events } = this.#room;
    const channel = this.#channel(channelName);
    const user = this.#user(userName);
    this.#mustBeIn(channel, user);
    const message = this.#message(channel, ts, user);
    if (message.onlyFor !== undefined) throw new ControlFailure('an ephemeral message takes no reactions');
    const name = emojiName(emoji);
    const there = message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(user.id));
    if (there === present) return { changed: false, delivered: [] };
    const occurrence = present ? world.react(message, user.id, name) : world.unreact(message, user.id, name);
    return { changed: true, delivered: await events.reports(occurrence) };
  }

  /** Clicks a button or chooses from a menu; a confirmation dialog counts as confirmed. */
  async interact(channelName: string, ts: string, userName: string, choice: Choice): Promise<{ readonly delivered: Delivered; readonly action: string; readonly block: string; readonly confirmed: boolean }> {
    const { world, courier, answers, views } = this.#room;
    const channel = this.#channel(channelName);
    const user = this.#user(userName);
    this.#mustBeIn(channel, user);
    const message = this.#message(channel, ts, user);
    const { block, element } = chosen(message, choice);
    const original = { channel: channel.id, ts: message.ts };
    const asked = { channel: channel.id, user: user.id, original };
    const ephemeral = message.onlyFor !== undefined;
    const outcome = await courier.send({
      kind: 'interaction',
      name: 'block_actions',
      acceptsAnswer: false,
      payload: {
        type: 'block_actions',
        ...this.#person(user),
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: channel.id,
          is_ephemeral: ephemeral,
          ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
        },
        trigger_id: views.trigger(user.id),
        channel: { id: channel.id, name: channel.direct === undefined ? channel.name : 'directmessage' },
        // The app isn't given back an ephemeral message.
        ...(!ephemeral && { message: messageJson(world, message, { metadata: true }) }),
        state: { values: {} },
        response_url: answers.responseUrl(asked),
        actions: [actionJson(block, element, choice, world.names.ts())],
      },
    });
    return { delivered: outcome, action: element.action_id ?? '', block: block.block_id ?? '', confirmed: element.confirm !== undefined };
  }

  /** Submits an open modal with these values, by block_id and action_id. */
  async submit(viewId: string, userName: string, values: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<{ readonly delivered: Delivered; readonly closed: boolean }> {
    const { courier, views } = this.#room;
    const user = this.#user(userName);
    const view = views.get(viewId);
    if (view?.type !== 'modal' || view.user !== user.id) throw new ControlFailure(`${user.name} has no open view ${viewId}`, 404);
    const state = Object.fromEntries(
      Object.entries(values).map(([block, inputs]) => [
        block,
        Object.fromEntries(Object.entries(inputs).map(([action, value]) => [action, { type: 'plain_text_input', value }])),
      ]),
    );
    const outcome = await courier.send({
      kind: 'interaction',
      name: 'view_submission',
      acceptsAnswer: true,
      payload: { type: 'view_submission', ...this.#person(user), trigger_id: views.trigger(user.id), view: { ...viewJson(view), state: { values: state } }, response_urls: [] },
    });
    const refused = outcome.acked && typeof outcome.answer === 'object' && outcome.answer !== null && 'response_action' in outcome.answer && outcome.answer.response_action === 'errors';
    const closed = outcome.acked && !refused;
    if (closed) views.close(viewId);
    return { delivered: outcome, closed };
  }

  /** Invites someone into a channel, or takes them out of it. */
  async member(channelName: string, userName: string, present: boolean): Promise<{ readonly changed: boolean; readonly delivered: EventReport[] }> {
    const { world, events } = this.#room;
    const channel = this.#channel(channelName);
    const user = this.#user(userName);
    const occurrence: Occurrence | undefined = present ? world.join(channel.id, user.id) : world.leave(channel.id, user.id);
    return { changed: occurrence !== undefined, delivered: occurrence === undefined ? [] : await events.reports(occurrence) };
  }

  #person(user: User): object {
    return {
      user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
      api_app_id: app.id,
      token: verificationToken,
      team: { id: team.id, domain: team.domain },
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  #channel(name: string): Channel {
    const { world } = this.#room;
    const channel = world.channelNamed(name);
    if (channel !== undefined) return channel;
    throw new ControlFailure(`there is no channel ${name}; there are ${world.channels().map((other) => `#${other.name}`).join(', ')}`, 404);
  }

  #user(name: string): User {
    const { world } = this.#room;
    const user = world.userNamed(name);
    if (user !== undefined) return user;
    throw new ControlFailure(`there is no user ${name}; there are ${world.users().map((other) => other.name).join(', ')}`, 404);
  }

  /** The deactivated may act here: they stand for someone who acted just before, which a bot has to tell apart. */
  #mustBeIn(channel: Channel, user: User): void {
    if (!channel.members.includes(user.id)) throw new ControlFailure(`${user.name} is not in #${channel.name}`, 403);
    if (user.kind === 'bot') throw new ControlFailure(`${user.name} is an app; people only`, 403);
  }

  #message(channel: Channel, ts: string, user: User): Message {
    const message = this.#room.world.message(channel.id, ts);
    if (message === undefined) throw new ControlFailure(`there is no message ${ts} in #${channel.name}`, 404);
    if (message.onlyFor !== undefined && message.onlyFor !== user.id) throw new ControlFailure(`${user.name} can't see the message ${ts}: it is for someone else only`, 403);
    return message;
  }
}

/** The action_id of what is clicked; `value` or `block` where several have the same, `option` for what is chosen from a menu. */
export interface Choice {
  readonly action: string;
  readonly value?: string | undefined;
  readonly block?: string | undefined;
  readonly option?: string | undefined;
}

function chosen(message: Message, choice: Choice): { readonly block: Block; readonly element: InteractiveElement } {
  const all = interactiveElements(message.blocks);
  const matching = all.filter(
    ({ block, element }) =>
      element.action_id === choice.action &&
      (choice.block === undefined || block.block_id === choice.block) &&
      (choice.value === undefined || (element.type === 'button' && element.value === choice.value)),
  );
  const [match, second] = matching;
  if (match === undefined) {
    const there = all.map(({ element }) => element.action_id ?? '(unnamed)').join(', ');
    throw new ControlFailure(`the message has nothing with action ${choice.action}${there === '' ? '; it has no buttons' : `; it has ${there}`}`, 404);
  }
  if (second !== undefined) throw new ControlFailure(`several buttons have action ${choice.action}: say which by value or block_id`, 409);
  return match;
}

function actionJson(block: Block, element: InteractiveElement, choice: Choice, ts: string): object {
  const common = { type: element.type, action_id: element.action_id ?? '', block_id: block.block_id, action_ts: ts };
  if (element.type === 'button') {
    return {
      ...common,
      text: element.text,
      ...(element.value !== undefined && { value: element.value }),
      ...(element.style !== undefined && { style: element.style }),
      ...(element.url !== undefined && { url: element.url }),
      ...(element.confirm !== undefined && { confirm: element.confirm }),
    };
  }
  const option = element.options.find(({ value }) => value === choice.option);
  if (option === undefined) throw new ControlFailure(`choose an option: one of ${element.options.map(({ value }) => value).join(', ')}`);
  return { ...common, selected_option: option };
}
