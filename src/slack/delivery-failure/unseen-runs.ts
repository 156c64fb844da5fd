import type { RunService } from '../../engine/run-service.js';
import type { ClusterName, RunId } from '../../roll/ids.js';
import { userId } from '../../roll/ids.js';
import { hasEnded, type Run } from '../../roll/run.js';
import type { Log } from '../../lib/log.js';
import type { Loss, DeliveryStatus } from '../publish/delivery-status.js';
import type { OtherWays } from './alternate.js';
import { peopleOf } from './people-of.js';
import { runLost, tokenLost, unheard, unseenNews, type OnLost } from './words.js';

/** What to do about a run that nobody can see or steer; by default it goes on. */
export type OnLostOf = (cluster: ClusterName) => OnLost;

/** It is the bot itself that pauses a run, also where Slack does not say who the bot is. */
const itself = userId('pegasus-roll');

/**
 * Runs that people cannot follow in their channel, or not steer: told in another way, once when it begins and again
 * when they have to know something. Where the configuration says so, they are paused, and again when they would go on.
 */
export class UnseenRuns {
  readonly #runService: RunService;
  readonly #deliveryStatus: DeliveryStatus;
  readonly #ways: OtherWays;
  readonly #onLost: OnLostOf;
  readonly #log: Log;
  readonly #runsKnown: Promise<void>;
  readonly #signal: AbortSignal;
  readonly #told = new Map<RunId, string>();

  /** @param deps.runsKnown resolves when the run service knows every run: a loss before that is told then. */
  constructor(deps: {
    readonly runService: RunService;
    readonly deliveryStatus: DeliveryStatus;
    readonly ways: OtherWays;
    readonly onLost: OnLostOf;
    readonly log: Log;
    readonly runsKnown: Promise<void>;
    readonly signal: AbortSignal;
  }) {
    this.#runService = deps.runService;
    this.#deliveryStatus = deps.deliveryStatus;
    this.#ways = deps.ways;
    this.#onLost = deps.onLost;
    this.#log = deps.log;
    this.#runsKnown = deps.runsKnown;
    this.#signal = deps.signal;
  }

  /** Until the signal aborts. */
  watch(): void {
    this.#deliveryStatus.onLoss((loss) => void this.#lost(loss));
    const end = this.#runService.subscribe((run) => {
      this.#changed(run);
    });
    this.#signal.addEventListener('abort', end, { once: true });
  }

  async #lost(loss: Loss): Promise<void> {
    if (loss.kind === 'run') {
      // Its outcome has been told already, or is in what is said of it now.
      const onLost = this.#onLost(loss.run.cluster);
      this.#told.set(loss.run.id, loss.run.status);
      await Promise.all([
        this.#pause([loss.run]),
        this.#ways.tell(
          [runLost(loss.run, loss.error, onLost), unseenNews(loss.run)].filter((text) => text !== undefined).join('\n'),
          peopleOf(loss.run),
          true,
        ),
      ]);
      return;
    }
    await this.#runsKnown;
    const runs = this.#runService.runs().filter((run) => !hasEnded(run));
    const onLost = ({ cluster }: Run): OnLost => this.#onLost(cluster);
    if (loss.kind === 'unheard') {
      const people = [...new Set(runs.flatMap(peopleOf))];
      await Promise.all([
        this.#pause(runs),
        this.#ways.tell(unheard(runs, loss.error, onLost), people, this.#deliveryStatus.tokenError === undefined),
      ]);
      return;
    }
    for (const run of runs) this.#told.set(run.id, run.status);
    await Promise.all([this.#pause(runs), this.#ways.tell(tokenLost(runs, loss.error, onLost), [], false)]);
  }

  #changed(run: Run): void {
    if (!this.#deliveryStatus.isLost(run.id)) {
      this.#told.delete(run.id);
      return;
    }
    if (this.#told.get(run.id) === run.status) return;
    this.#told.set(run.id, run.status);
    // Nobody would see what it does: approved or told to go on, it stands still like one that was under way when it got
    // lost.
    void this.#pause([run]);
    const news = unseenNews(run);
    if (news !== undefined) void this.#ways.tell(news, peopleOf(run), this.#deliveryStatus.tokenError === undefined);
  }

  async #pause(runs: readonly Run[]): Promise<void> {
    for (const run of runs) {
      if (this.#onLost(run.cluster) !== 'pause' || (run.status !== 'rolling' && run.status !== 'approved')) continue;
      const answer = await this.#runService.submit(run.id, { kind: 'pause', by: itself, via: 'disconnected' });
      this.#log.info({ run: run.id, answer: answer.message }, 'a run that nobody can see or steer is told to pause');
    }
  }
}
