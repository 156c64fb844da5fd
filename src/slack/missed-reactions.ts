import type { Clock } from '../lib/clock.js';
import type { RunService } from '../engine/run-service.js';
import type { Conversation } from '../conversation/conversation.js';
import { userId, type RunId } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';
import { canonicalEmoji } from '../lib/emoji.js';
import { isUndecided, placesOf } from './campaign-runs.js';
import { describe } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import type { Gap } from './connect/gaps.js';
import { gapRemark, unreadRemark } from './connect/gap-words.js';
import { sayToCampaign, type CampaignAnswer } from './intents/campaign-emoji.js';
import type { Campaigns } from './intents/campaigns.js';
import type { Gatekeeper } from './intents/gatekeeper.js';
import { foundReactionActionOf, wasDecided } from './intents/user-action.js';
import type { Log } from '../lib/log.js';
import { meaningOf, type ReactionKind, type Speech } from './reactions.js';
import { canStopBeforeNext } from './render/campaign-message.js';
import { meaningfulReactions } from './render/meaningful.js';
import { mention, moment } from './text.js';
import { inLanguage } from './language.js';

/** What was under way when the connection broke is delivered again within moments, and then was no miss. */
const settleMs = 3_000;
/** Reactions that cannot be read are tried for again so often, after this long or when Slack says. */
const looks = 4;
const againMs = 3_000;
/** What people have put on one message is remembered up to here. */
const most = 300;

/** An emoji that somebody put on a message, or took off it. */
export interface ReactionChange {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly name: string;
  readonly kind: ReactionKind;
}

interface Deps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly gatekeeper: Gatekeeper;
  readonly clock: Clock;
  readonly log: Log;
  readonly speech: Speech;
  readonly botUserId: string;
  readonly signal: AbortSignal;
  readonly campaigns: Pick<Campaigns, 'inTurn' | 'stand'>;
  /** Says something in a run's thread. */
  readonly remark: (run: RunId, text: string) => void;
  /** Changes what is kept of a run's conversation. */
  readonly note: (run: Run, change: (conversation: Conversation) => Conversation) => Promise<void>;
}

/**
 * Reactions that nobody heard: the bot was down, or Slack could not be heard. With each run it is remembered
 * what has been dealt with on its message; what else stands there is read when the bot or its connection comes back. A
 * pause counts, as it is the safe side; an abort or a resume is asked for again. Votes are the reconciler's.
 */
export class MissedReactions {
  readonly #deps: Deps;
  /** Changes that were heard and are not on disk yet, by message. */
  readonly #heard = new Map<string, Map<string, boolean>>();
  /**
   * When what was found on a message was read, by our clock: an event that tells the same later is no other reaction.
   */
  readonly #readAt = new Map<string, number>();
  #last: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * An event is about to be dealt with. @returns whether it tells of a reaction that was read on the message already.
   */
  hears(reaction: ReactionChange, present: boolean, at: number | undefined): boolean {
    const readAt = this.#readAt.get(`${messageKeyOf(reaction)} ${reactionKeyOf(reaction)}`);
    if (present && at !== undefined && readAt !== undefined && at <= readAt) return true;
    const heard = this.#heard.get(messageKeyOf(reaction)) ?? new Map<string, boolean>();
    this.#heard.set(messageKeyOf(reaction), heard.set(reactionKeyOf(reaction), present));
    return false;
  }

  /** An event has been dealt with. */
  async dealt(run: Run, reaction: ReactionChange, present: boolean): Promise<void> {
    await this.#note(run, reaction.ts, (seen) =>
      present
        ? [...seen.filter((each) => each !== reactionKeyOf(reaction)), reactionKeyOf(reaction)]
        : seen.filter((each) => each !== reactionKeyOf(reaction)),
    );
    // An event that came meanwhile may have told the opposite.
    const heard = this.#heard.get(messageKeyOf(reaction));
    if (heard?.get(reactionKeyOf(reaction)) === present) heard.delete(reactionKeyOf(reaction));
    if (heard?.size === 0) this.#heard.delete(messageKeyOf(reaction));
  }

  /** The bot has come back, or a run's message was found: what stands there and was not heard. */
  look(runs: () => readonly Run[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const run of runs()) if (!(await this.#settle(run))) this.#deps.remark(run.id, unreadRemark());
    });
  }

  /** The connection is back: what was put on a message meanwhile has not been heard. */
  afterGap(gap: Gap): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, signal } = this.#deps;
      await clock.sleep(settleMs, signal);
      for (const run of this.active()) {
        if (signal.aborted) return;
        const remark = gapRemark(gap, await this.#settle(run));
        if (remark !== undefined) this.#deps.remark(run.id, remark);
      }
    });
  }

  /** A run that has ended can still be told that the next cluster of its campaign shall not begin. */
  active(): readonly Run[] {
    const { runService } = this.#deps;
    return runService.runs().filter((run) => !hasEnded(run) || isUndecided(runService, run));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'reactions that may have been missed are not looked for');
    });
    return this.#last;
  }

  /** @returns whether the reactions could be read, or there is no message to read them of. */
  async #settle(given: Run): Promise<boolean> {
    let isRead = true;
    for (const at of placesOf(this.#deps.runService.conversation(given.id)))
      isRead = (await this.#settleAt(given, at)) && isRead;
    return isRead;
  }

  async #settleAt(given: Run, at: Pick<ReactionChange, 'channel' | 'ts'>): Promise<boolean> {
    const { runService, clock } = this.#deps;
    const readAt = clock.now();
    const found = await this.#read(given.id, at);
    if (found === undefined) return false;
    const run = runService.runs().find(({ id }) => id === given.id);
    const conversation = runService.conversation(given.id);
    if (run === undefined || !placesOf(conversation).some(({ ts }) => ts === at.ts)) return true;
    const seen = conversation?.ts === at.ts ? conversation.seen : conversation?.campaign?.seen;
    const heard = this.#heard.get(messageKeyOf(at));
    // An older version did not remember: whether it was heard nobody knows.
    const missed =
      seen === undefined
        ? []
        : found.filter(
            (reaction) => !seen.includes(reactionKeyOf(reaction)) && heard?.has(reactionKeyOf(reaction)) !== true,
          );
    for (const reaction of missed) {
      if (await this.#isAnotherIdOf(run, reaction, seen ?? [])) continue;
      this.#readAt.set(`${messageKeyOf(reaction)} ${reactionKeyOf(reaction)}`, readAt);
      await this.#miss(run, reaction);
    }
    const there = found.map(reactionKeyOf);
    await this.#note(run, at.ts, () => there);
    return true;
  }

  /** On an Enterprise Grid an event may name a person by one id, and the list of reactions by another. */
  async #isAnotherIdOf(run: Run, reaction: ReactionChange, seen: readonly string[]): Promise<boolean> {
    const known = seen.flatMap((each) => each.split(' ')[0] ?? []);
    const user = await this.#deps.gatekeeper.samePerson(reaction.user, known);
    return (user !== reaction.user && seen.includes(reactionKeyOf({ ...reaction, user }))) || wasDecided(run, reaction);
  }

  async #miss(run: Run, reaction: ReactionChange): Promise<void> {
    const { clock, gatekeeper, remark, speech, log } = this.#deps;
    const { kind, user, name } = reaction;
    const isOnCampaign = this.#deps.runService.conversation(run.id)?.campaign?.ts === reaction.ts;
    const stops = isOnCampaign && (kind === 'pause' || kind === 'abort') && canStopBeforeNext(run);
    if (kind === 'approve' || kind === 'reject' || (!stops && !meaningfulReactions(run).includes(kind))) return;
    log.info({ run: run.id, kind, user }, 'a reaction that was not heard stands on the message of a run');
    if (kind !== 'pause') {
      remark(
        run.id,
        inLanguage({
          en:
            `:ear: ${mention(user)} put :${name}: on this message while I could not hear Slack, so nothing ` +
            `was done (${moment(clock.now())}). To ${kind} this run, take it off and put it on again, use ` +
            `the button or ${speech.command} ${kind}.`,
          zh:
            `:ear: ${mention(user)} 在我收不到 Slack 消息时，在这条消息上加了 :${name}: ，所以什么都没有做（${moment(clock.now())}）。` +
            `要 ${kind} 这个任务，请取下再重新加上，或用按钮，或输入 ${speech.command} ${kind}。`,
        }),
      );
      return;
    }
    const said = { via: 'reconciliation', userAction: foundReactionActionOf(reaction) } as const;
    const answer: CampaignAnswer = isOnCampaign
      ? await sayToCampaign(this.#deps, run, reaction, said)
      : await gatekeeper.say(run, { kind, by: userId(user), ...said });
    remark(
      run.id,
      inLanguage({
        en:
          `:ear: ${mention(user)} put :${name}: on this message while I could not hear Slack. ` +
          (answer.accepted
            ? `It counts now: ${answer.stopsNext === true ? 'the next cluster does not begin' : 'the run pauses'}.`
            : `Nothing was done: ${answer.text}`),
        zh: `:ear: ${mention(user)} 在我收不到 Slack 消息时，在这条消息上加了 :${name}: 。${
          answer.accepted
            ? `现在算数：${answer.stopsNext === true ? '不开始下一个集群' : '任务暂停'}。`
            : `什么都没有做：${answer.text}`
        }`,
      }),
    );
  }

  async #read(
    run: RunId,
    { channel, ts }: Pick<ReactionChange, 'channel' | 'ts'>,
  ): Promise<readonly ReactionChange[] | undefined> {
    const { api, clock, log, speech, botUserId, signal } = this.#deps;
    for (let look = 1; ; look += 1) {
      const found = await api.reactions(channel, ts);
      if (found.ok) {
        return found.value.flatMap(({ name, users }) => {
          const kind = meaningOf(name, speech.reactions);
          return kind === undefined
            ? []
            : users
                .filter((user) => user !== botUserId)
                .map((user) => ({ channel, ts, user, kind, name: canonicalEmoji(name) }));
        });
      }
      if (found.failure.kind === 'refused' || look === looks || signal.aborted) {
        log.warn(
          { run, reason: describe(found.failure) },
          'the reactions of a run cannot be read; one that was put there while Slack was not heard stays unnoticed',
        );
        return undefined;
      }
      await clock.sleep(found.failure.kind === 'rate-limited' ? found.failure.retryAfterMs : againMs, signal);
    }
  }

  #note(run: Run, ts: string, change: (seen: readonly string[]) => readonly string[]): Promise<void> {
    return this.#deps.note(run, (now) => {
      const { campaign } = now;
      const before = now.ts === ts ? now.seen : campaign?.seen;
      if (now.ts !== ts && campaign?.ts !== ts) return now;
      const seen = change(before ?? []).slice(-most);
      if (before !== undefined && seen.join('\n') === before.join('\n')) return now;
      return now.ts === ts || campaign === undefined ? { ...now, seen } : { ...now, campaign: { ...campaign, seen } };
    });
  }
}

const messageKeyOf = ({ channel, ts }: Pick<ReactionChange, 'channel' | 'ts'>): string => `${channel} ${ts}`;
const reactionKeyOf = ({ user, name }: Pick<ReactionChange, 'user' | 'name'>): string => `${user} ${name}`;
