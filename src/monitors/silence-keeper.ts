import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { fail, ok, type Result } from '../lib/result.js';
import { reasonOf } from '../lib/thrown.js';
import type { RunId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import { expireSilence, ownSilences, silence } from './alertmanager.js';
import type { HttpMeans } from './http-json.js';

/** A bot that dies leaves a silence that ends by itself within this. */
const usualLeaseMs = 300_000;
/** A silence that could not be made, renewed or ended is tried again after this. */
const againMs = 15_000;

interface Held {
  readonly run: RunId;
  readonly id: string;
  readonly startsAt: string;
  readonly endsAtMs: number;
}

export interface SilenceKeeperOptions {
  readonly url: string;
  readonly matchers: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** What goes along with requests; or why they cannot be made. */
  readonly means: () => Promise<Result<HttpMeans, string>>;
  /** A run has no silence, for this reason; once for as long as that lasts. */
  readonly failed: (run: RunId, why: string) => void;
  readonly leaseMs?: number;
}

/**
 * Keeps one silence while a run is at work, and not while it stands and people should hear of alerts. It has a short
 * lease and is renewed three times in that, so that it ends with the bot. One that an earlier life of the bot has made
 * for the same run is found by its comment and goes on. Nothing waits for a silence, and a run goes on without.
 */
export class SilenceKeeper {
  readonly #leaseMs: number;
  #wanted: RunId | undefined;
  #held: Held | undefined;
  #told: RunId | undefined;
  #turning = false;
  #again = false;
  #cancel: () => void = () => undefined;

  constructor(private readonly options: SilenceKeeperOptions) {
    this.#leaseMs = options.leaseMs ?? usualLeaseMs;
  }

  see({ id, status }: Run): void {
    const isAtWork = status === 'rolling' || status === 'pausing' || status === 'aborting';
    const wanted = isAtWork ? id : this.#wanted === id ? undefined : this.#wanted;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#begin();
  }

  #begin(): void {
    this.#cancel();
    if (this.#turning) {
      this.#again = true;
      return;
    }
    this.#turning = true;
    this.#again = false;
    void this.#turn()
      .catch((error: unknown) => fail(reasonOf(error)))
      .then((result) => {
        this.#turning = false;
        if (!result.ok) this.#complain(result.failure);
        else if (this.#wanted !== undefined) this.#told = undefined;
        if (this.#again) this.#begin();
        else this.#rest(result.ok);
      });
  }

  #rest(isKept: boolean): void {
    if (this.#wanted === undefined && this.#held === undefined) return;
    this.#cancel = this.options.clock.after(isKept ? this.#leaseMs / 3 : Math.min(againMs, this.#leaseMs / 3), () => {
      this.#begin();
    });
  }

  async #turn(): Promise<Result<null, string>> {
    const { url, clock } = this.options;
    const means = await this.options.means();
    if (!means.ok) return means;
    if (this.#held !== undefined && this.#held.run !== this.#wanted) {
      // One that is over needs no end.
      if (clock.now() < this.#held.endsAtMs) {
        const ended = await expireSilence(url, this.#held.id, means.value);
        if (!ended.ok) return fail(`${ended.failure.why}; the silence ends by itself`);
      }
      this.#held = undefined;
    }
    return this.#wanted === undefined ? ok(null) : this.#keep(this.#wanted, means.value);
  }

  async #keep(run: RunId, means: HttpMeans): Promise<Result<null, string>> {
    const { url, matchers, clock } = this.options;
    const comment = `pegasus-roll run ${run}`;
    const now = clock.now();
    const before = this.#held === undefined ? await this.#earlier(run, comment, means) : ok(this.#held);
    if (!before.ok) return before;
    const known = before.value;
    const startsAt = known?.startsAt ?? new Date(now).toISOString();
    const endsAtMs = now + this.#leaseMs;
    const made = await silence(
      url,
      {
        ...(known === undefined ? {} : { id: known.id }),
        matchers,
        startsAt,
        endsAt: new Date(endsAtMs).toISOString(),
        comment,
      },
      means,
    );
    if (!made.ok) {
      // It may be gone: another one is made at the next try.
      if (made.failure.kind === 'not-understood') this.#held = undefined;
      return fail(made.failure.why);
    }
    this.#held = { run, id: made.value, startsAt, endsAtMs };
    return ok(null);
  }

  /** What an earlier life of the bot has made for this run. */
  async #earlier(run: RunId, comment: string, means: HttpMeans): Promise<Result<Held | undefined, string>> {
    const own = await ownSilences(this.options.url, means);
    if (!own.ok) return fail(own.failure.why);
    const found = own.value.find((each) => each.comment === comment);
    return ok(found === undefined ? undefined : { run, id: found.id, startsAt: found.startsAt, endsAtMs: 0 });
  }

  #complain(why: string): void {
    this.options.log.warn({ run: this.#wanted, why }, 'a silence of alerts could not be kept');
    if (this.#wanted === undefined || this.#told === this.#wanted) return;
    this.#told = this.#wanted;
    this.options.failed(this.#wanted, why);
  }
}
