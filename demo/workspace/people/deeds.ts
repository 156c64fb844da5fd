import { emojiName } from '../api/reactions.js';
import type { EventReport } from '../delivery/app-events.js';
import type { Outcome } from '../delivery/delivery.js';
import { app, slackbot, team, verificationToken } from '../facts.js';
import { ControlFailure } from '../failure.js';
import { interactiveElements } from '../world/blocks.js';
import { messageJson } from '../world/as-slack-shows.js';
import type { Occurrence } from '../world/message.js';
import type { Said } from './answers.js';
import { channelCalled, messageAt, personIn, userCalled } from './lookups.js';
import { actionJson, channelJson, chosen, interaction, type Choice } from './payloads.js';
import type { PeopleContext } from './people-context.js';

interface ContextOfDeeds extends PeopleContext {
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
  readonly #context: ContextOfDeeds;

  constructor(context: ContextOfDeeds) {
    this.#context = context;
  }

  async command(
    channelName: string,
    userName: string,
    typed: string,
    text: string,
  ): Promise<{ readonly delivered: Delivered; readonly response_url: string }> {
    const { world, courier, answers, views, commands } = this.#context;
    const { channel, user } = personIn(this.#context.world, channelName, userName);
    const command = typed.startsWith('/') ? typed : `/${typed}`;
    if (!commands.includes(command))
      throw new ControlFailure(`${command} is not a valid command; the app has ${commands.join(', ')}`);
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
        channel_name:
          channel.direct === undefined ? (channel.isPrivate ? 'privategroup' : channel.name) : 'directmessage',
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
      world.post({
        channel: channel.id,
        user: slackbot,
        onlyFor: user.id,
        text: `${command} failed with the error "${error}"`,
      });
      return { delivered: outcome, response_url: responseUrl };
    }
    const said = answers.withinAck(asked, outcome.answer);
    return { delivered: { ...outcome, ...(said !== undefined && { said }) }, response_url: responseUrl };
  }

  async write(
    channelName: string,
    userName: string,
    text: string,
    threadTs: string | undefined,
  ): Promise<{ readonly ts: string; readonly delivered: EventReport[] }> {
    const { channel, user } = personIn(this.#context.world, channelName, userName);
    if (text.trim() === '') throw new ControlFailure('a message needs a text');
    const parent = threadTs === undefined ? undefined : messageAt(this.#context.world, channel, threadTs, user);
    if (parent?.onlyFor !== undefined) throw new ControlFailure('an ephemeral message has no thread');
    const occurrence = this.#context.world.post({
      channel: channel.id,
      user: user.id,
      text,
      ...(parent !== undefined && { threadTs: parent.threadTs ?? parent.ts }),
    });
    return { ts: occurrence.at, delivered: await this.#context.events.reports(occurrence) };
  }

  /** Sees to it that the reaction is there, or isn't; `changed` says whether that needed anything. */
  async react(
    channelName: string,
    ts: string,
    userName: string,
    emoji: string,
    present: boolean,
  ): Promise<{ readonly changed: boolean; readonly delivered: EventReport[] }> {
    const { world, events } = this.#context;
    const { channel, user } = personIn(this.#context.world, channelName, userName);
    const message = messageAt(this.#context.world, channel, ts, user);
    if (message.onlyFor !== undefined) throw new ControlFailure('an ephemeral message takes no reactions');
    const name = emojiName(emoji);
    const there = message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(user.id));
    if (there === present) return { changed: false, delivered: [] };
    const occurrence = present ? world.react(message, user.id, name) : world.unreact(message, user.id, name);
    return { changed: true, delivered: await events.reports(occurrence) };
  }

  /** Clicks a button or chooses from a menu; a confirmation dialog counts as confirmed. */
  async interact(
    channelName: string,
    ts: string,
    userName: string,
    choice: Choice,
  ): Promise<{
    readonly delivered: Delivered;
    readonly action: string;
    readonly block: string;
    readonly confirmed: boolean;
  }> {
    const { world, courier, answers, views } = this.#context;
    const { channel, user } = personIn(this.#context.world, channelName, userName);
    const message = messageAt(this.#context.world, channel, ts, user);
    const { block, element } = chosen(interactiveElements(message.blocks), choice, 'message');
    const original = { channel: channel.id, ts: message.ts };
    const asked = { channel: channel.id, user: user.id, original };
    const ephemeral = message.onlyFor !== undefined;
    const outcome = await courier.send(
      interaction('block_actions', user, {
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: channel.id,
          is_ephemeral: ephemeral,
          ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
        },
        trigger_id: views.trigger(user.id),
        channel: channelJson(channel),
        // The app isn't given back an ephemeral message.
        ...(!ephemeral && { message: messageJson(world, message, { metadata: true }) }),
        state: { values: {} },
        response_url: answers.responseUrl(asked),
        actions: [actionJson({ block, element }, choice, world.names.ts())],
      }),
    );
    return {
      delivered: outcome,
      action: element.action_id ?? '',
      block: block.block_id ?? '',
      confirmed: element.confirm !== undefined,
    };
  }

  /** Invites someone into a channel, or takes them out of it. */
  async member(
    channelName: string,
    userName: string,
    present: boolean,
  ): Promise<{ readonly changed: boolean; readonly delivered: EventReport[] }> {
    const { world, events } = this.#context;
    const channel = channelCalled(this.#context.world, channelName);
    const user = userCalled(this.#context.world, userName);
    const occurrence: Occurrence | undefined = present
      ? world.join(channel.id, user.id)
      : world.leave(channel.id, user.id);
    return {
      changed: occurrence !== undefined,
      delivered: occurrence === undefined ? [] : await events.reports(occurrence),
    };
  }
}
