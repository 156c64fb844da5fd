import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../src/engine/engine.js';
import { Random } from '../../src/lib/random.js';
import { reasonOf } from '../../src/lib/thrown.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { ClusterAct } from '../../src/roll/act.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import type { ClusterPolicy } from '../../src/roll/policy.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { fieldCluster } from '../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import type { Slack } from '../../src/slack/start-slack.js';
import { openStore } from '../../src/store/files/open-store.js';
import type { Database } from '../../src/store/database.js';
import { PageFaults } from '../faults/page-faults.js';
import { ProcessFaultInjector } from '../faults/process-fault-injector.js';
import { AlertMonitor } from '../faults/alert-monitor.js';
import { HookFaultInjector } from '../faults/hook-fault-injector.js';
import type { Hand } from '../faults/hand.js';
import { SettleMonitor } from '../faults/settle-monitor.js';
import { ShellFaultInjector } from '../faults/shell-fault-injector.js';
import { Thrower } from '../faults/thrower.js';
import type { Scenario } from '../scenario.js';
import { engineOf, slackOf } from './bot-parts.js';
import { Trace } from './trace.js';
import { logTo } from './trace-log.js';
import { databaseFolder } from './database-folder.js';
import { clockOf, Life, type WallClock } from './life.js';
import { MemoryDisk } from './memory-disk.js';
import { SlackInProcess } from './slack.js';
import type { Recorder } from './recorder.js';

const supervisorMs = 5_000;
/** Kept for a full disk; a run is small here. */
const reserveBytes = 131_072;

/** Everything of one history: time, cluster, disk, Slack, and the bot in its present life. */
export class World {
  readonly clock: VirtualClock;
  readonly trace: Trace;
  readonly disk = new MemoryDisk();
  readonly wall: WallClock = { offsetMs: 0 };
  readonly cluster: SimulatedCluster;
  readonly slack: SlackInProcess;
  readonly shells: ShellFaultInjector;
  readonly processes: ProcessFaultInjector;
  readonly hooks: HookFaultInjector;
  readonly settle: SettleMonitor;
  readonly alerts: AlertMonitor;
  readonly pages: PageFaults;
  readonly policy: ClusterPolicy;
  /** Lets the bot's own parts throw. */
  readonly thrower: Thrower;
  /** Undefined while the bot is down. */
  bot: { readonly life: Life; readonly engine: Engine } | undefined;
  /** A database that was refused as damaged: always a fault of the bot, as no disk here flips bits. */
  refusedToStart: string | undefined;
  /** Killed at this many more changes to its disk. */
  killAtChange: number | undefined;
  /** Killed when this many more acts have been carried out, before their outcome is heard. */
  killAfterActs: number | undefined;
  /** The last act that the bot began on the cluster. */
  lastAct: { readonly act: ClusterAct; readonly at: number } | undefined;
  /** What people have set by hand. */
  readonly hands: Hand[] = [];
  /** What waits for acts of the bot: called when one has been carried out, before its outcome is heard. */
  readonly afterActs = new Set<(act: ClusterAct) => void>();
  /** Partitions that had lost their last copy before there was a bot. */
  lost: readonly string[] = [];
  /** Who has left, and since when. */
  readonly left = new Map<string, number>();
  /** When the bot last began to look at the cluster. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** Since when the change window is closed. */
  windowClosedAt: number | undefined;
  /** The last time that a fault struck the cluster itself. */
  disturbedAt = Number.NEGATIVE_INFINITY;
  /** Servers whose present process no command of a run has started. */
  readonly startedByOthers = new Set<string>();
  #life: Life | undefined;
  #lives = 0;
  #activitySeen = 0;
  #store: Database | undefined;
  #slackOfBot: Slack | undefined;

  constructor(
    readonly scenario: Scenario,
    readonly recorder: Recorder,
  ) {
    this.clock = new VirtualClock(undefined, () => this.#settle());
    this.trace = new Trace(this.clock);
    const field = fieldCluster(
      { clock: this.clock, seed: scenario.seed, generation: scenario.generation },
      scenario.nodes + [scenario.longDead, scenario.alsoDead].filter((each) => each !== undefined).length,
    );
    this.cluster = new SimulatedCluster({ ...field, tables: scenario.tables, config: scenario.config });
    this.cluster.onChange(({ kind, subject, what }) => {
      this.trace.note(kind, `${subject} ${what}`);
      if (kind === 'process') this.#noteProcess(subject, what);
    });
    this.slack = new SlackInProcess(this.clock);
    const random = new Random(scenario.seed ^ 0x5eed);
    this.shells = new ShellFaultInjector(this.clock, random);
    this.thrower = new Thrower(
      new Random(scenario.seed ^ 0x7440),
      (where) => {
        this.trace.note('thrown', where);
      },
      () => {
        this.lookedAt = this.clock.now();
      },
    );
    this.settle = new SettleMonitor(this.clock, new Random(scenario.seed ^ 0x5e771e));
    this.alerts = new AlertMonitor(this.clock, new Random(scenario.seed ^ 0xa1e27));
    this.pages = new PageFaults(this.clock, new Random(scenario.seed ^ 0xba6e5));
    this.hooks = new HookFaultInjector(this.clock, new Random(scenario.seed ^ 0x400c5), (downMs) => {
      this.kill(downMs);
    });
    this.processes = new ProcessFaultInjector(
      this.cluster,
      this.clock,
      random,
      (command) => {
        this.trace.note('command', `${command.verb} ${command.address} ${command.id}`);
        this.recorder.commandBegins(command);
      },
      this.hooks,
    );
    this.policy = {
      ...scenario.policy,
      cluster: clusterName('cluster-x'),
      clusterName: 'cluster-x',
      metas: field.metas.map(nodeAddress),
      collectors: field.collectors.map(nodeAddress),
    };
    this.disk.beforeChange = (what, path) => {
      this.#countDown(what, path);
    };
  }

  /** Starts the bot; one that cannot start is started again by its supervisor. */
  async boot(): Promise<void> {
    if (this.#life?.alive === true) return;
    const life = new Life();
    this.#life = life;
    this.#lives += 1;
    this.trace.note('bot', `life ${this.#lives} begins`);
    this.disk.forgetLock(databaseFolder);
    const clock = clockOf(life, this.clock, this.wall);
    const log = logTo(this.trace);
    const opened = await life.hears(
      openStore({ path: databaseFolder, clock, log, fs: this.disk.files(life), reserveBytes }),
    );
    if (!opened.ok) {
      this.trace.note('bot', `cannot start: ${opened.failure.kind} ${opened.failure.sentence}`);
      if (opened.failure.kind === 'corrupt') this.refusedToStart = opened.failure.sentence;
      life.kill();
      this.#bootIn(supervisorMs);
      return;
    }
    this.#store = opened.value;
    // What the program does: it ends, and its supervisor starts it anew.
    void opened.value.lease.over.then(({ why }) => {
      this.trace.note('bot', `ends: ${why}`);
      if (this.#life === life) this.kill(supervisorMs);
    });
    const bot = { life, nth: this.#lives, clock, log };
    const engine = engineOf(this, bot, opened.value, (run) => this.#slackOfBot?.reconcileVotes(run));
    // What the program does, too.
    void engine.brokenDown.then((why) => {
      this.trace.note('bot', `gives up: ${why}`);
      if (this.#life === life) this.kill(supervisorMs);
    });
    let takenUp: () => void = () => undefined;
    const runsKnown = new Promise<void>((resolve) => {
      takenUp = resolve;
    });
    this.#slackOfBot = await slackOf(this, bot, engine, runsKnown);
    this.bot = { life, engine };
    await engine.start();
    takenUp();
  }

  /**
   * SIGKILL; its supervisor starts it again after `downMs`. `power`: the machine stops, and forgets what was not
   * synced.
   */
  kill(downMs: number, power = false): void {
    const life = this.#life;
    if (life?.alive !== true) return;
    this.trace.note('bot', power ? 'loses power' : 'is killed');
    this.bot = undefined;
    life.kill();
    if (power) this.disk.losePower();
    this.killAtChange = undefined;
    this.killAfterActs = undefined;
    this.recorder.died();
    this.#bootIn(downMs);
  }

  /** SIGTERM and a new start, as on an upgrade of the bot. */
  async restart(downMs: number): Promise<void> {
    const bot = this.bot;
    const life = this.#life;
    if (bot === undefined || life === undefined) return;
    this.trace.note('bot', 'is told to stop');
    this.bot = undefined;
    this.recorder.died();
    const patience = this.clock.sleep(60_000);
    const gone = (async () => {
      await bot.engine.stop();
      await this.#slackOfBot?.stop();
      await this.#store?.close();
    })();
    // What fails at the very end is said by a process that ends all the same.
    await Promise.race([gone, patience]).catch((error: unknown) => {
      this.trace.note('bot', `ends badly: ${reasonOf(error)}`);
    });
    life.kill();
    this.#bootIn(downMs);
  }

  #bootIn(ms: number): void {
    this.clock.after(ms, () => {
      void this.boot();
    });
  }

  /** What a bot finds that starts on this disk, after the machine has stopped. */
  async openAfterPowerLoss(): ReturnType<typeof openStore> {
    this.#life?.kill();
    Object.assign(this.disk.trouble, { full: false, errors: 0, spared: 0 });
    this.disk.beforeChange = () => undefined;
    this.disk.losePower();
    this.disk.forgetLock(databaseFolder);
    const life = new Life();
    return openStore({
      path: databaseFolder,
      clock: clockOf(life, this.clock, this.wall),
      log: logTo(this.trace),
      fs: this.disk.files(life),
      reserveBytes,
    });
  }

  /** A server goes or is started: while no command of a run is at work there, by itself or by others. */
  #noteProcess(address: string, what: string): void {
    const byOthers = (this.processes.underWay.get(address) ?? 0) === 0;
    if (what === 'gone' && byOthers) this.disturbed();
    if (!what.startsWith('started ')) return;
    if (byOthers) this.startedByOthers.add(address);
    else this.startedByOthers.delete(address);
  }

  /** A fault strikes the cluster now. */
  disturbed(): void {
    this.disturbedAt = this.clock.now();
  }

  get up(): boolean {
    return this.bot?.life.alive === true;
  }

  runs(): readonly Run[] {
    return this.bot?.engine.runs() ?? [];
  }

  /** The server that the run under way is at. */
  serverAtHand(): string | undefined {
    const run = this.runs().find((each) => !hasEnded(each));
    if (run === undefined || !('progress' in run) || run.progress.phase.kind !== 'target') return undefined;
    return run.progress.targets[run.progress.phase.target]?.address;
  }

  close(): void {
    this.#life?.kill();
    this.cluster.close();
  }

  #countDown(what: string, path: string): void {
    if (this.killAtChange === undefined) return;
    this.killAtChange -= 1;
    if (this.killAtChange > 0) return;
    this.trace.note('disk', `${what} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`);
    this.kill(5_000);
  }

  /** Everything that can happen without time passing has happened when nothing stirred for two turns. */
  async #settle(): Promise<void> {
    await turn();
    while (this.slack.activity !== this.#activitySeen) {
      this.#activitySeen = this.slack.activity;
      // A request and its answer pass through streams, which take turns of their own.
      for (let extra = 0; extra < 4; extra += 1) await turn();
    }
    this.recorder.settled();
  }
}
