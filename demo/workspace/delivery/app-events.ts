import type { Clock } from '../../../src/lib/clock.js';
import { app, bot, team, verificationToken } from '../facts.js';
import type { Message, Occurrence } from '../world/message.js';
import { channelKind, messageJson } from '../world/as-slack-shows.js';
import type { World } from '../world/world.js';
import type { Courier } from './courier.js';
import type { Outcome } from './delivery.js';

type Json = Readonly<Record<string, unknown>>;
export interface EventReport {
  readonly event: string;
  readonly event_id: string;
  readonly outcome: Outcome;
}

/**
 * Turns what happens in the workspace into the events of the Events API. The app's own doings are told to it too, as
 * Slack does.
 */
export class AppEvents {
  readonly #clock: Clock;
  readonly #world: World;
  readonly #courier: Courier;
  readonly #subscribed: ReadonlySet<string> | undefined;
  readonly #reports = new WeakMap<Occurrence, Promise<EventReport>[]>();

  /** @param subscribed event types; undefined for all. */
  constructor(clock: Clock, world: World, courier: Courier, subscribed: readonly string[] | undefined) {
    this.#clock = clock;
    this.#world = world;
    this.#courier = courier;
    this.#subscribed = subscribed === undefined ? undefined : new Set(subscribed);
    world.onOccurrence((occurrence) => {
      this.#reports.set(
        occurrence,
        this.#eventsOf(occurrence).map((event) => this.#send(event)),
      );
    });
  }

  /** What came of the first attempt of every event of an occurrence. */
  reports(occurrence: Occurrence): Promise<EventReport[]> {
    return Promise.all(this.#reports.get(occurrence) ?? []);
  }

  /** Sends an event that is not about a conversation; undefined when the app has not subscribed to it. */
  async send(event: Json & { readonly type: string }): Promise<EventReport | undefined> {
    return this.#subscribed?.has(event.type) === false ? undefined : this.#send(event);
  }

  async #send(event: Json & { readonly type: string }): Promise<EventReport> {
    const eventId = this.#world.names.id('Ev');
    const outcome = await this.#courier.send({
      kind: 'event',
      name: event.type,
      acceptsAnswer: false,
      payload: {
        token: verificationToken,
        team_id: team.id,
        context_team_id: team.id,
        context_enterprise_id: null,
        api_app_id: app.id,
        event,
        type: 'event_callback',
        event_id: eventId,
        event_time: Math.floor(this.#clock.now() / 1000),
        authorizations: [
          { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
        ],
        is_ext_shared_channel: false,
        event_context: `4-${eventId}`,
      },
    });
    return { event: event.type, event_id: eventId, outcome };
  }

  #eventsOf(occurrence: Occurrence): (Json & { readonly type: string })[] {
    const channelId = 'message' in occurrence ? occurrence.message.channel : occurrence.channel;
    const channel = this.#world.channel(channelId);
    // An app hears only of conversations it is in, and never of ephemeral messages.
    if (channel === undefined || !channel.members.includes(bot.userId)) return [];
    if ('message' in occurrence && occurrence.message.onlyFor !== undefined) return [];
    const where = { channel: channelId, channel_type: channelKind(channel), event_ts: occurrence.at };
    const events = this.#unfiltered(occurrence, where);
    return events.filter((event) => this.#subscribed?.has(event.type) !== false);
  }

  #unfiltered(
    occurrence: Occurrence,
    where: { readonly channel: string; readonly channel_type: string; readonly event_ts: string },
  ): (Json & { readonly type: string })[] {
    const show = (message: Message): Json => messageJson(this.#world, message, { metadata: true });
    switch (occurrence.kind) {
      case 'posted': {
        const { message } = occurrence;
        const said = { ...show(message), ...where, type: 'message' };
        if (message.byApp || !message.text.includes(`<@${bot.userId}>`)) return [said];
        return [said, { ...show(message), channel: where.channel, event_ts: where.event_ts, type: 'app_mention' }];
      }
      case 'changed':
        return [
          {
            ...where,
            type: 'message',
            subtype: 'message_changed',
            hidden: true,
            ts: occurrence.at,
            message: show(occurrence.message),
            previous_message: show(occurrence.previous),
          },
        ];
      case 'deleted':
        return [
          {
            ...where,
            type: 'message',
            subtype: 'message_deleted',
            hidden: true,
            ts: occurrence.at,
            deleted_ts: occurrence.message.ts,
            previous_message: show(occurrence.message),
          },
        ];
      case 'reacted':
      case 'unreacted':
        return [
          {
            type: occurrence.kind === 'reacted' ? 'reaction_added' : 'reaction_removed',
            user: occurrence.user,
            reaction: occurrence.name,
            item: { type: 'message', channel: where.channel, ts: occurrence.message.ts },
            item_user: occurrence.message.user,
            event_ts: where.event_ts,
          },
        ];
      case 'joined':
        return [
          {
            ...where,
            type: 'member_joined_channel',
            user: occurrence.user,
            channel_type: channelLetter(where.channel_type),
            team: team.id,
          },
        ];
      case 'left':
        return [
          {
            ...where,
            type: 'member_left_channel',
            user: occurrence.user,
            channel_type: channelLetter(where.channel_type),
            team: team.id,
          },
        ];
    }
  }
}

/** Membership events say the kind of a channel by its old letter. */
function channelLetter(kind: string): string {
  return kind === 'group' ? 'G' : 'C';
}
