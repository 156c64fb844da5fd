import type { Clock } from '../lib/clock.js';
import type { Desk } from '../engine/desk.js';
import type { Conversation } from '../roll/conversation.js';
import type { RunId } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';
import { describe } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import type { SlackLog } from './log.js';
import { meaningOf, type ReactionKind, type Speech } from './reactions.js';
import { meaningfulReactions } from './render/meaningful.js';
import { mention, moment } from './text.js';

/** What was under way when the connection broke is delivered again within moments, and then was no miss. */
const settleMs = 3_000;
/** Reading is put off so often when Slack asks for it. */
const looks = 3;

/** An emoji that somebody put on a message, or took off it. */
export interface Press {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly kind: ReactionKind;
}

interface Tools {
  readonly desk: Desk;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly log: SlackLog;
  readonly speech: Speech;
  readonly botUserId: string;
  readonly signal: AbortSignal;
  /** Says something in a run's thread. */
  readonly remark: (run: RunId, text: string) => void;
}

/**
 * A pause, resume or abort by emoji that got lost in a gap of the connection. It is not carried out: when it was
 * put there nobody knows, and much may have happened since. Whoever put it there is asked to do it again.
 */
export class MissedPresses {
  readonly #tools: Tools;
  /** By message, what stood on it as far as we know; a message that is not in here has not been looked at yet. */
  readonly #known = new Map<string, Set<string>>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** The message of a run has just been posted: nobody has put anything on it yet. */
  standing(run: RunId): void {
    const at = placeOf(this.#tools.desk.conversation(run));
    if (at !== undefined && !this.#known.has(keyOf(at))) this.#known.set(keyOf(at), new Set());
  }

  heard(press: Press, present: boolean): void {
    const known = this.#known.get(keyOf(press));
    if (present) known?.add(pressOf(press));
    else known?.delete(pressOf(press));
  }

  /** Learns what stands on messages from before this process; whether it was heard then nobody knows. */
  async learn(): Promise<void> {
    for (const run of this.#active()) await this.#look(run);
  }

  /** The connection is back: what was put on a message meanwhile has not been heard. */
  async afterGap(): Promise<void> {
    const { clock, signal } = this.#tools;
    await clock.sleep(settleMs, signal);
    for (const run of this.#active()) {
      if (signal.aborted) return;
      for (const { user, kind } of await this.#look(run)) this.#tell(run.id, user, kind);
    }
  }

  /** @returns what stands on the message of a run and was not known to. */
  async #look(run: Run): Promise<readonly Press[]> {
    const at = placeOf(this.#tools.desk.conversation(run.id));
    if (at === undefined) return [];
    const before = this.#known.get(keyOf(at));
    const knownBefore = [...(before ?? [])];
    const found = await this.#read(run.id, at);
    if (found === undefined) return [];
    // What was heard while they were read is known by now.
    const known = before ?? new Set();
    const missed = before === undefined ? [] : found.filter((press) => !known.has(pressOf(press)));
    const there = new Set(found.map(pressOf));
    for (const press of knownBefore) if (!there.has(press)) known.delete(press);
    for (const press of there) known.add(press);
    this.#known.set(keyOf(at), known);
    return missed;
  }

  async #read(run: RunId, { channel, ts }: Pick<Press, 'channel' | 'ts'>): Promise<readonly Press[] | undefined> {
    const { api, clock, log, speech, botUserId, signal } = this.#tools;
    for (let look = 1; ; look += 1) {
      const found = await api.reactions(channel, ts);
      if (found.ok) {
        const presses = found.value.flatMap(({ name, users }) => {
          const kind = meaningOf(name, speech.reactions);
          return kind === undefined ? [] : users.filter((user) => user !== botUserId).map((user) => ({ channel, ts, user, kind }));
        });
        // Two emoji of one person can mean the same.
        return [...new Map(presses.map((press) => [pressOf(press), press])).values()];
      }
      if (found.failure.kind !== 'rate-limited' || look === looks || signal.aborted) {
        log.warn({ run, reason: describe(found.failure) }, 'the reactions of a run cannot be read; one that was put there while Slack was not heard stays unnoticed');
        return undefined;
      }
      await clock.sleep(found.failure.retryAfterMs, signal);
    }
  }

  #tell(id: RunId, user: string, kind: ReactionKind): void {
    const { desk, clock, remark, speech } = this.#tools;
    const run = desk.runs().find((each) => each.id === id);
    // Votes are read and counted; of the rest only what still means something is worth a word.
    if (run === undefined || kind === 'approve' || kind === 'reject' || !meaningfulReactions(run).includes(kind)) return;
    remark(id, `:ear: ${mention(user)}, your emoji to ${kind} this run came while I could not hear Slack, so nothing was done (${moment(clock.now())}). If you still want to, use the button or ${speech.command} ${kind}, or take the emoji off and put it on again.`);
  }

  /** Of runs that have ended nothing is kept. */
  #active(): readonly Run[] {
    const { desk } = this.#tools;
    const runs = desk.runs().filter((run) => !hasEnded(run));
    const standing = new Set(runs.flatMap(({ id }) => placeOf(desk.conversation(id)) ?? []).map(keyOf));
    for (const key of this.#known.keys()) if (!standing.has(key)) this.#known.delete(key);
    return runs;
  }
}

function placeOf(conversation: Conversation | undefined): Pick<Press, 'channel' | 'ts'> | undefined {
  return conversation?.ts === undefined ? undefined : { channel: conversation.channel, ts: conversation.ts };
}

const keyOf = ({ channel, ts }: Pick<Press, 'channel' | 'ts'>): string => `${channel} ${ts}`;
const pressOf = ({ user, kind }: Press): string => `${user} ${kind}`;
