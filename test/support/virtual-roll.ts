import { clockOf, Life } from '../../simulation/world/life.js';
import { calendarOf, type CalendarRules } from '../../src/calendar/calendar-of.js';
import type { ClusterAccess } from '../../src/engine/deps.js';
import { Engine } from '../../src/engine/engine.js';
import type { Clock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import { createShellAdmin } from '../../src/pegasus/shell/shell-admin.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { documentedTiming, type ClusterPolicy, type Timing } from '../../src/roll/policy.js';
import type { Step } from '../../src/roll/progress.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { fieldCluster } from '../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../../demo/cluster/model/simulated-cluster.js';
import { Supervisor } from '../../demo/cluster/server/supervisor.js';
import { runShellInProcess } from '../../demo/cluster/shell/in-process.js';
import { ShellNoise } from '../../demo/cluster/shell/noise.js';
import { usualPolicy } from './policies.js';
import { silent } from './silent.js';
import { alice, bob } from './told-runs.js';
import { VirtualProcesses } from './virtual-processes.js';
import { WatchedStorage } from './watched-storage.js';
import { words } from '../../src/words/words.js';

/** The cluster of every virtual roll. */
export const x = clusterName('cluster-x');

/** Enough servers that one may be away, and few partitions: a whole roll takes little time. */
export const small: VirtualRollOptions = { nodes: 4, tables: [{ name: 'temp', partitions: 12, replicas: 3 }] };

/** What the leader has before a roll, and must have after it. */
export const asBefore = { level: 'steady', assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true };

const verbs = { restart: ['stop', 'start'], upgrade: ['stop', 'install', 'start'] } as const;
const stopAndStart = { replica: verbs, meta: verbs, collector: verbs };

export interface VirtualRollOptions {
  readonly seed?: number;
  readonly nodes?: number;
  readonly tables?: SimulatedClusterOptions['tables'];
  readonly generation?: '2.5' | 'newer';
  readonly timing?: Partial<Timing>;
  readonly startLatencyMs?: number;
  readonly calendar?: CalendarRules;
  /** Process commands go to the supervisor of the demo, which stops and starts. */
  readonly supervised?: true;
}

/**
 * Everything but Slack, on the virtual clock: the real core, engine, shell adapter, parsers and database against a
 * simulated cluster and a disk in memory. The bot can be killed at any save and started again on what the disk has.
 */
export class VirtualRoll {
  readonly clock = new VirtualClock();
  readonly storage = new WatchedStorage();
  readonly cluster: SimulatedCluster;
  readonly processes: VirtualProcesses;
  /** What the bot's shells print comes through it. */
  readonly noise = new ShellNoise();
  readonly supervisor: Supervisor;
  readonly #generation: '2.5' | 'newer';
  readonly #policy: ClusterPolicy;
  readonly #shellRandom: Random;
  #bot: { readonly life: Life; readonly engine: Engine } | undefined;

  /** With a bot that has its database open; `request`, or the test, starts it. */
  static async open(options: VirtualRollOptions = {}): Promise<VirtualRoll> {
    const roll = new VirtualRoll(options);
    await roll.#boot();
    return roll;
  }

  /** How often the cluster was read. */
  looks = 0;

  private constructor(private readonly options: VirtualRollOptions) {
    const { seed = 1, generation = '2.5' } = options;
    this.#generation = generation;
    this.#shellRandom = new Random(seed);
    const field = fieldCluster({ clock: this.clock, seed, generation }, options.nodes ?? 5);
    this.cluster = new SimulatedCluster({
      ...field,
      ...(options.tables === undefined ? {} : { tables: options.tables }),
    });
    this.supervisor = new Supervisor(
      this.cluster,
      { meta: field.metas, replica: field.replicaServers, collector: field.collectors },
      this.clock,
    );
    this.processes = new VirtualProcesses(this.cluster, options.supervised && this.supervisor);
    this.#policy = {
      cluster: x,
      clusterName: 'cluster-x',
      metas: field.metas.map(nodeAddress),
      collectors: field.collectors.map(nodeAddress),
      ...usualPolicy,
      ...(options.supervised === undefined ? {} : { procedure: stopAndStart }),
      timing: { ...documentedTiming, ...options.timing },
    };
  }

  /** The bot's present life, or its last one. */
  get life(): Life {
    return this.#present().life;
  }

  get engine(): Engine {
    return this.#present().engine;
  }

  /** The bot dies, at once and without a word, unless it is dead already; another one starts after `afterMs`. */
  async killAndRestart(afterMs: number): Promise<void> {
    this.life.kill();
    this.storage.killAt = undefined;
    await this.clock.advance(afterMs);
    await this.#boot();
    await this.engine.start();
  }

  /** Lets time pass until this has come to something. @throws when it has not within `limitMs`. */
  async soon<Value>(asked: Promise<Value>, limitMs = 60_000): Promise<Value> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    asked.then(settle, settle);
    await this.clock.until(() => settled, limitMs);
    return asked;
  }

  ask(options: Partial<RollOptions> = {}, by = alice): ReturnType<Engine['requestRoll']> {
    return this.engine.requestRoll({ cluster: x, options: { ...defaultOptions, ...options }, by, channel: 'C1' });
  }

  /** The bot starts, and takes a roll that Alice asks for. */
  async request(options: Partial<RollOptions> = {}): Promise<Run> {
    await this.engine.start();
    const result = await this.soon(this.ask(options));
    if (!result.ok) throw new Error(words(result.failure.message));
    return result.value;
  }

  /** Bob approves it. */
  async approve(): Promise<void> {
    const { id, plan } = this.run();
    const { accepted, message } = await this.engine.submit(id, {
      kind: 'approve',
      by: bob,
      planId: plan.id,
      via: 'reaction',
    });
    if (!accepted) throw new Error(words(message));
  }

  run(): Run {
    const run = this.engine.runs()[0];
    if (run === undefined) throw new Error('there is no run');
    return run;
  }

  until(done: (run: Run) => boolean, limitMs = 3_600_000): Promise<void> {
    return this.clock.until(() => done(this.run()), limitMs);
  }

  /** Until the run, rolling, is in this step of some server. */
  untilStep(step: Step['kind']): Promise<void> {
    return this.until(
      (run) =>
        run.status === 'rolling' && run.progress.phase.kind === 'target' && run.progress.phase.step.kind === step,
    );
  }

  async toTheEnd(limitMs = 7_200_000): Promise<Run> {
    await this.until(hasEnded, limitMs);
    return this.run();
  }

  /** Where a test wants to look first: how often each server was started, and the settings now. */
  outcome(): { starts: Record<string, number>; notFull: number; settings: unknown } {
    const truth = this.cluster.truth();
    const { leader } = truth;
    return {
      starts: Object.fromEntries(truth.processes().map(({ address, starts }) => [address, starts])),
      notFull: truth.notFull().length,
      settings:
        leader === undefined
          ? undefined
          : {
              level: leader.storedLevel,
              assignDelayMs: leader.assignDelayMs,
              addSecondaryMax: leader.addSecondaryMax,
              flowControl: leader.flowControl,
            },
    };
  }

  #present(): { readonly life: Life; readonly engine: Engine } {
    if (this.#bot === undefined) throw new Error('the bot was never started');
    return this.#bot;
  }

  async #boot(): Promise<void> {
    const life = new Life();
    const clock = clockOf(life, this.clock, { offsetMs: 0 });
    const store = await this.storage.open(life, clock);
    this.#bot = {
      life,
      engine: new Engine({
        store,
        clock,
        random: new Random(7),
        log: silent,
        clusters: [this.#access(life, clock)],
        confirmVotes: () => Promise.resolve(),
      }),
    };
  }

  #access(life: Life, clock: Clock): ClusterAccess {
    const { calendar } = this.options;
    return {
      policy: this.#policy,
      channel: undefined,
      ...(calendar === undefined ? {} : { calendar: calendarOf(calendar) }),
      processes: this.processes.control(life),
      admin: this.#admin(life, clock),
    };
  }

  /** A dead bot hears nothing more of what it asked for; what its shells were told, they still do. */
  #admin(life: Life, clock: Clock): ClusterAdmin {
    const { startLatencyMs = 55 } = this.options;
    const admin = createShellAdmin({
      home: '/opt/pegasus',
      metas: this.#policy.metas,
      clock,
      log: silent,
      runner: (argv, signal) => {
        const shell = runShellInProcess({
          servers: this.cluster,
          dialect: this.#generation,
          clock: this.clock,
          random: this.#shellRandom,
          startLatencyMs,
          argv: argv.slice(1),
          signal,
          noise: this.noise,
        });
        // Its input ends with the bot.
        life.onKilled(() => {
          shell.end();
        });
        return shell;
      },
    });
    return {
      observe: (look, signal) => {
        this.looks += 1;
        return life.hears(admin.observe(look, signal));
      },
      perform: (act, signal) => life.hears(admin.perform(act, signal)),
    };
  }
}
