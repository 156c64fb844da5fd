import { Engine } from '../../src/engine/engine.js';
import type { ClusterAccess } from '../../src/engine/deps.js';
import type { ParentLog } from '../../src/lib/log.js';
import { Random } from '../../src/lib/random.js';
import { reasonOf } from '../../src/lib/thrown.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../src/pegasus/shell/shell-admin.js';
import type { ClusterAct } from '../../src/roll/act.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import type { ClusterPolicy } from '../../src/roll/policy.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { fieldCluster } from '../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import { runShellInProcess } from '../../demo/cluster/shell/in-process.js';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import { openStore } from '../../src/store/files/open-store.js';
import type { Database } from '../../src/store/database.js';
import { botToken } from '../../demo/workspace/facts.js';
import { ProcessFaultInjector } from '../faults/process-fault-injector.js';
import type { Hand } from '../faults/hand.js';
import { ShellFaultInjector } from '../faults/shell-fault-injector.js';
import { Thrower } from '../faults/thrower.js';
import type { Scenario } from '../scenario.js';
import { Trace } from './trace.js';
import { databaseFolder } from './database-folder.js';
import { clockOf, Life, type WallClock } from './life.js';
import { MemoryDisk } from './memory-disk.js';
import { SlackInProcess } from './slack.js';
import { recordedAdmin, recordedRunService, type Recorder } from './recorder.js';

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
  readonly policy: ClusterPolicy;
  /** Lets the bot's own parts throw. */
  readonly thrower: Thrower;
  /** Undefined while the bot is down. */
  bot: { readonly life: Life; readonly engine: Engine } | undefined;
  /** Killed when this many more acts have been carried out, before their outcome is heard. */
  killAfterActs: number | undefined;
  /** The last act that the bot began on the cluster. */
  lastAct: { readonly act: ClusterAct; readonly at: number } | undefined;
  /** What waits for acts of the bot: called when one has been carried out, before its outcome is heard. */
  /** What people have set by hand. */
  readonly hands: Hand[] = [];
  readonly afterActs = new Set<(act: ClusterAct) => void>();
  /** Who has left, and since when. */
  readonly left = new Map<string, number>();
  /** When the bot last began to look at the cluster. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** Since when the change window is closed. */
  windowClosedAt: number | undefined;
  /** The last time that a fault struck the cluster itself. */
  disturbedAt = Number.NEGATIVE_INFINITY;
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
      scenario.nodes,
    );
    this.cluster = new SimulatedCluster({ ...field, tables: scenario.tables, config: scenario.config });
    this.cluster.onChange(({ kind, subject, what }) => {
      this.trace.note(kind, `${subject} ${what}`);
      // A server that goes while no command of a run is at work there went by itself.
      if (kind === 'process' && what === 'gone' && (this.processes.underWay.get(subject) ?? 0) === 0) this.disturbed();
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
    this.processes = new ProcessFaultInjector(this.cluster, this.clock, random, (command) => {
      this.trace.note('command', `${command.verb} ${command.address} ${command.id}`);
      this.recorder.commandBegins(command);
    });
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

  /** The bot dies at this many more changes to its disk. */
  killAtChange: number | undefined;

  /** Starts the bot; one that cannot start is started again by its supervisor. */
  async boot(): Promise<void> {
    if (this.#life?.alive === true) return;
    const life = new Life();
    this.#life = life;
    this.#lives += 1;
    this.trace.note('bot', `life ${this.#lives} begins`);
    this.disk.forgetLock(databaseFolder);
    const clock = clockOf(life, this.clock, this.wall);
    const log = this.#log();
    const opened = await life.hears(
      openStore({ path: databaseFolder, clock, log, fs: this.disk.files(life), reserveBytes }),
    );
    if (!opened.ok) {
      this.trace.note('bot', `cannot start: ${opened.failure.kind} ${opened.failure.sentence}`);
      if (opened.failure.kind === 'corrupt') this.refusedToStart = opened.failure.sentence;
      life.kill();
      this.clock.after(supervisorMs, () => {
        void this.boot();
      });
      return;
    }
    this.#store = opened.value;
    // What the program does: it ends, and its supervisor starts it anew.
    void opened.value.lease.over.then(({ why }) => {
      this.trace.note('bot', `ends: ${why}`);
      if (this.#life === life) this.kill(supervisorMs);
    });
    const faulty = this.thrower.over(life);
    const engine = new Engine({
      store: opened.value,
      clock,
      log,
      random: new Random(this.scenario.seed + this.#lives),
      clusters: [this.#access(life, clock, log)],
      decide: faulty.decide,
      confirmVotes: async (run) => {
        await this.#slackOfBot?.reconcileVotes(run);
      },
    });
    engine.subscribe((run) => {
      if (life.alive) this.recorder.changed(run);
    });
    engine.subscribe(faulty.listener);
    // What the program does, too.
    void engine.brokenDown.then((why) => {
      this.trace.note('bot', `gives up: ${why}`);
      if (this.#life === life) this.kill(supervisorMs);
    });
    let takenUp: () => void = () => undefined;
    const runsKnown = new Promise<void>((resolve) => {
      takenUp = resolve;
    });
    this.#slackOfBot = await life.hears(
      startSlack({
        runsKnown,
        runService: recordedRunService(this, engine, life),
        clock,
        log,
        mode: 'socket',
        tokens: { bot: botToken, app: 'in-process' },
        apiUrl: this.slack.apiUrl,
        fetch: this.slack.fetch(life),
        line: (onConnected) => this.slack.line(life, onConnected),
        unsaved: engine.unsaved,
      }),
    );
    this.bot = { life, engine };
    await engine.start();
    takenUp();
  }

  /** A database that was refused as damaged: always a fault of the bot, as no disk here flips bits. */
  refusedToStart: string | undefined;

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
    this.clock.after(downMs, () => {
      void this.boot();
    });
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
    this.clock.after(downMs, () => {
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
      log: this.#log(),
      fs: this.disk.files(life),
      reserveBytes,
    });
  }

  /** A fault strikes the cluster now. */
  disturbed(): void {
    this.disturbedAt = this.clock.now();
  }

  randomOf(seed: number): Random {
    return new Random(seed);
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

  #access(life: Life, clock: ReturnType<typeof clockOf>, log: ParentLog): ClusterAccess {
    const random = new Random(this.scenario.seed ^ this.#lives);
    const start = this.shells.over((argv, signal) =>
      runShellInProcess({
        servers: this.cluster,
        dialect: this.scenario.generation,
        clock: this.clock,
        random,
        startLatencyMs: 55,
        argv: argv.slice(1),
        signal,
      }),
    );
    const admin = createShellAdmin({
      home: '/opt/pegasus',
      metas: this.policy.metas,
      clock,
      log,
      runner: (argv, signal) => {
        const child = start(argv, signal);
        // Its pipe ends with the bot; what it was told it still does.
        life.onKilled(() => {
          child.end();
        });
        return child;
      },
    });
    const control = this.processes.control();
    return {
      policy: this.policy,
      channel: 'C0PEGASUS1',
      calendar: () =>
        this.windowClosedAt === undefined
          ? alwaysOpen
          : {
              window: { kind: 'closed', opensAt: undefined, windows: ['Mon-Fri 10:00-17:00'] },
              freeze: { kind: 'none' },
            },
      admin: this.thrower.admin(recordedAdmin(this, admin, life)),
      processes: {
        run: (command, signal) => life.hears(control.run(command, signal)),
        isUp: (server, signal) => life.hears(control.isUp(server, signal)),
      },
    };
  }

  #countDown(what: string, path: string): void {
    if (this.killAtChange === undefined) return;
    this.killAtChange -= 1;
    if (this.killAtChange > 0) return;
    this.trace.note('disk', `${what} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`);
    this.kill(5_000);
  }

  #log(): ParentLog {
    const note =
      (level: string) =>
      (fields: object, message: string): void => {
        const why =
          'err' in fields ? `: ${fields.err instanceof Error ? fields.err.message : JSON.stringify(fields.err)}` : '';
        this.trace.note(level, `${message}${why}`);
      };
    const log: ParentLog = {
      debug: () => undefined,
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      child: () => log,
    };
    return log;
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

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
