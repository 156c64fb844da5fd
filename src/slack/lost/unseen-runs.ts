import type { Desk } from '../../engine/desk.js';
import type { ClusterName, RunId } from '../../roll/ids.js';
import { userId } from '../../roll/ids.js';
import { hasEnded, type Run } from '../../roll/run.js';
import type { SlackLog } from '../log.js';
import type { Loss, Reach } from '../publish/reach.js';
import type { OtherWays } from './alternate.js';
import { runLost, tokenLost, unseenNews, type OnLost } from './words.js';

/** What to do about a run that nobody can see; by default it goes on. */
export type OnLostOf = (cluster: ClusterName) => OnLost;

/**
 * Runs that people cannot follow in their channel: told in another way, once when it begins and again when
 * they have to know something. Where the configuration says so, they are paused, and again when they would go on.
 */
export class UnseenRuns {
  readonly #desk: Desk;
  readonly #reach: Reach;
  readonly #ways: OtherWays;
  readonly #onLost: OnLostOf;
  readonly #log: SlackLog;
  readonly #botUserId: string;
  readonly #signal: AbortSignal;
  readonly #told = new Map<RunId, string>();

  constructor(tools: { readonly desk: Desk; readonly reach: Reach; readonly ways: OtherWays; readonly onLost: OnLostOf; readonly log: SlackLog; readonly botUserId: string; readonly signal: AbortSignal }) {
    this.#desk = tools.desk;
    this.#reach = tools.reach;
    this.#ways = tools.ways;
    this.#onLost = tools.onLost;
    this.#log = tools.log;
    this.#botUserId = tools.botUserId;
    this.#signal = tools.signal;
  }

  /** Until the signal aborts. */
  watch(): void {
    this.#reach.onLoss((loss) => void this.#lost(loss));
    const end = this.#desk.subscribe((run) => {
      this.#changed(run);
    });
    this.#signal.addEventListener('abort', end, { once: true });
  }

  async #lost(loss: Loss): Promise<void> {
    if (loss.kind === 'run') {
      // Its outcome has been told already, or is in what is said of it now.
      const onLost = this.#onLost(loss.run.cluster);
      this.#told.set(loss.run.id, loss.run.status);
      await Promise.all([this.#pause([loss.run]), this.#ways.tell([runLost(loss.run, loss.error, onLost), unseenNews(loss.run)].filter((text) => text !== undefined).join('\n'), peopleOf(loss.run), true)]);
      return;
    }
    const runs = this.#desk.runs().filter((run) => !hasEnded(run));
    for (const run of runs) this.#told.set(run.id, run.status);
    await Promise.all([this.#pause(runs), this.#ways.tell(tokenLost(runs, loss.error, ({ cluster }) => this.#onLost(cluster)), [], false)]);
  }

  #changed(run: Run): void {
    if (!this.#reach.isLost(run.id)) {
      this.#told.delete(run.id);
      return;
    }
    if (this.#told.get(run.id) === run.status) return;
    this.#told.set(run.id, run.status);
    // Nobody would see what it does: approved or told to go on, it stands still like one that was under way when it got lost.
    void this.#pause([run]);
    const news = unseenNews(run);
    if (news !== undefined) void this.#ways.tell(news, peopleOf(run), this.#reach.tokenError === undefined);
  }

  async #pause(runs: readonly Run[]): Promise<void> {
    for (const run of runs) {
      if (this.#onLost(run.cluster) !== 'pause' || (run.status !== 'rolling' && run.status !== 'approved')) continue;
      const answer = await this.#desk.submit(run.id, { kind: 'pause', by: userId(this.#botUserId), via: 'lost' });
      this.#log.info({ run: run.id, answer: answer.text }, 'a run that nobody can see is told to pause');
    }
  }
}

const peopleOf = (run: Run): readonly string[] => [...new Set([run.requestedBy, ...run.votes.map(({ by }) => by)])];
