import { clockOf, Life } from '../../simulation/world/life.js';
import { Engine } from '../../src/engine/engine.js';
import { Random } from '../../src/lib/random.js';
import { ok } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { decide } from '../../src/roll/decide.js';
import type { Context, Decision, Input } from '../../src/roll/decision.js';
import type { Intent, IntentAnswer, IntentKind } from '../../src/roll/intent.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Database } from '../../src/store/database.js';
import type { Commit } from '../../src/store/run-store.js';
import { alice, bob, policy } from '../support/core-run.js';
import type { IdealCluster } from '../support/ideal-cluster.js';
import { silent } from '../support/silent.js';
import { WatchedStorage } from '../support/watched-storage.js';
import { words } from '../../src/words/words.js';

/** A commit of a run, with whatever else; of a cluster alone; of audit entries alone. */
type Write = 'run' | 'cluster' | 'audit';

/**
 * The engine and its real database, on a disk in memory, over a cluster on which every act works at once. The database
 * can refuse the next writes of one kind, while it takes all others.
 */
export class IdealBot {
  readonly clock = new VirtualClock();
  /** How far the machine's clock is ahead of the time that timers measure: it was set, or the machine slept. */
  readonly wall = { offsetMs: 0 };
  readonly storage = new WatchedStorage();
  /** How many of the next writes are refused. */
  readonly refused: Record<Write, number> = { run: 0, cluster: 0, audit: 0 };
  /** Told of each commit before it is taken or refused. */
  onAsked: ((commit: Commit) => void) | undefined;
  /** How often Slack was asked whether votes still stand, and what it turns out then. */
  confirmations = 0;
  onConfirm: () => Promise<void> = () => Promise.resolve();
  /** Which decisions throw. */
  throws: ((input: Input) => boolean) | undefined;
  /** Whoever looks at the cluster now never hears of it. */
  silent = false;
  #engine: Engine | undefined;

  private constructor(private readonly cluster: IdealCluster) {}

  /** @param prepare what an earlier bot has left in the database */
  static async start(
    cluster: IdealCluster,
    prepare: (store: Database) => Promise<void> = () => Promise.resolve(),
  ): Promise<IdealBot> {
    const bot = new IdealBot(cluster);
    const store = await bot.storage.open(new Life(), bot.clock);
    await prepare(store);
    bot.#engine = bot.#over(store);
    await bot.engine.start();
    return bot;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the bot was not started');
    return this.#engine;
  }

  /** Alice asks for a roll. */
  async request(options: Partial<RollOptions> = {}): Promise<Run> {
    const asked = await this.engine.requestRoll({
      cluster: policy.cluster,
      options: { ...defaultOptions, ...options },
      by: alice,
      channel: 'C1',
    });
    if (!asked.ok) throw new Error(words(asked.failure.message));
    return asked.value;
  }

  say(kind: IntentKind, by = bob, via: Intent['via'] = 'button'): Promise<IntentAnswer> {
    return this.engine.submit(this.run().id, { kind, by, via });
  }

  run(): Run {
    const run = this.engine.runs()[0];
    if (run === undefined) throw new Error('there is no run');
    return run;
  }

  until(done: (run: Run) => boolean, limitMs = 3_600_000): Promise<void> {
    return this.clock.until(() => done(this.run()), limitMs);
  }

  async toTheEnd(): Promise<Run> {
    await this.until(hasEnded);
    return this.run();
  }

  #over(store: Database): Engine {
    const { clock, cluster } = this;
    const admin = {
      observe: (look: Parameters<IdealCluster['observe']>[0]) => {
        if (this.silent) return new Promise<never>(() => undefined);
        cluster.heal();
        return Promise.resolve(ok(cluster.observe(look)));
      },
      perform: (act: Parameters<IdealCluster['perform']>[0]) => Promise.resolve(ok(cluster.perform(act))),
    };
    const processes = {
      run: (command: Parameters<IdealCluster['carryOut']>[0]) => {
        cluster.carryOut(command);
        return Promise.resolve({ kind: 'succeeded' as const, tail: [] });
      },
      isUp: () => Promise.resolve({ up: true as const }),
    };
    const confirmVotes = (): Promise<void> => {
      this.confirmations += 1;
      return this.onConfirm();
    };
    return new Engine({
      store: this.#refusing(store),
      clock: clockOf(new Life(), clock, this.wall),
      random: new Random(7),
      log: silent,
      clusters: [{ policy, channel: undefined, admin, processes }],
      confirmVotes,
      decide: (...given) => this.#decide(...given),
    });
  }

  #decide(run: Run, input: Input, context: Context): Decision {
    if (this.throws?.(input) === true) throw new TypeError('thrown on purpose');
    return decide(run, input, context);
  }

  #refusing(store: Database): Database {
    const unlessRefused = async (kind: Write, write: () => Promise<void>): Promise<void> => {
      if (this.refused[kind] > 0) {
        this.refused[kind] -= 1;
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      }
      await write();
    };
    const { runs, audit } = store;
    return {
      ...store,
      runs: {
        ...runs,
        commit: (commit) => {
          this.onAsked?.(commit);
          return unlessRefused(writeOf(commit), () => runs.commit(commit));
        },
      },
      audit: { ...audit, append: (entries) => unlessRefused('audit', () => audit.append(entries)) },
    };
  }
}

const writeOf = ({ run, cluster }: Commit): Write =>
  run !== undefined ? 'run' : cluster !== undefined ? 'cluster' : 'audit';
