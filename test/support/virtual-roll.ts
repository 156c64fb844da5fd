import { calendarOf, type CalendarRules } from '../../src/calendar/calendar-of.js';
import { Engine } from '../../src/engine/engine.js';
import type { ClusterAccess, Log } from '../../src/engine/deps.js';
import { Random } from '../../src/lib/random.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../src/pegasus/shell/shell-admin.js';
import type { ProcessControl } from '../../src/processes/process-control.js';
import type { CommandResult, ProcessCommand } from '../../src/roll/act.js';
import { clusterName, nodeAddress, userId, type CommandId } from '../../src/roll/ids.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { documentedTiming, type ClusterPolicy, type Timing } from '../../src/roll/policy.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { fieldCluster } from '../../src/sim/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../../src/sim/model/simulated-cluster.js';
import { runShellInProcess } from '../../src/sim/shell/in-process.js';
import { MemoryDisk, type Life } from './memory-store.js';

export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Process commands on the simulated cluster, kept by id as the real driver keeps them on disk. */
class VirtualProcesses {
  readonly runs = new Map<CommandId, Promise<CommandResult>>();
  readonly begun: ProcessCommand[] = [];

  constructor(private readonly cluster: SimulatedCluster) {}

  control(): ProcessControl {
    return {
      run: (command) => {
        const known = this.runs.get(command.id);
        if (known !== undefined) return known;
        this.begun.push(command);
        const result = this.#carryOut(command);
        this.runs.set(command.id, result);
        return result;
      },
      isUp: ({ address }) => Promise.resolve(this.cluster.isUp(address) ? { up: true } : { up: false, why: 'not running' }),
    };
  }

  async #carryOut({ verb, address, version }: ProcessCommand): Promise<CommandResult> {
    if (verb === 'install' && version !== undefined) await this.cluster.install(address, version);
    if (verb === 'stop' || verb === 'restart') await this.cluster.stop(address, 'TERM');
    if (verb === 'start' || verb === 'restart') await this.cluster.start(address);
    return { kind: 'succeeded', tail: [] };
  }
}

export interface VirtualRollOptions {
  readonly seed?: number;
  readonly nodes?: number;
  readonly tables?: SimulatedClusterOptions['tables'];
  readonly generation?: '2.5' | 'newer';
  readonly timing?: Partial<Timing>;
  readonly startLatencyMs?: number;
  readonly calendar?: CalendarRules;
}

/**
 * Everything but Slack and the disk, on the virtual clock: the real core, engine, shell adapter and parsers against a
 * simulated cluster. The bot can be killed at any save and started again on what the disk has.
 */
export class VirtualRoll {
  readonly clock = new VirtualClock();
  readonly disk = new MemoryDisk();
  readonly cluster: SimulatedCluster;
  readonly processes: VirtualProcesses;
  readonly #access: () => ClusterAccess;
  life: Life = { alive: true };
  engine: Engine;

  constructor(private readonly options: VirtualRollOptions = {}) {
    const generation = options.generation ?? '2.5';
    const field = fieldCluster({ clock: this.clock, seed: options.seed ?? 1, generation }, options.nodes ?? 5);
    this.cluster = new SimulatedCluster({ ...field, ...(options.tables === undefined ? {} : { tables: options.tables }) });
    this.processes = new VirtualProcesses(this.cluster);
    const policy: ClusterPolicy = {
      cluster: clusterName('cluster-x'),
      clusterName: 'cluster-x',
      metas: field.metas.map(nodeAddress),
      collectors: field.collectors.map(nodeAddress),
      approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
      onRestart: 'continue',
      timing: { ...documentedTiming, ...options.timing },
      mutation2pcMinReplicaCount: 2,
      minLiveNodes: 3,
      livePercentage: 50,
      procedure: { replica: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] }, meta: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] }, collector: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] } },
    };
    const random = new Random(options.seed ?? 1);
    this.#access = () => ({
      policy,
      channel: undefined,
      ...(options.calendar === undefined ? {} : { calendar: calendarOf(options.calendar) }),
      processes: this.processes.control(),
      admin: createShellAdmin({
        home: '/opt/pegasus',
        metas: policy.metas,
        clock: this.clock,
        log: silent,
        runner: (argv, signal) =>
          runShellInProcess({ servers: this.cluster, dialect: generation, clock: this.clock, random, startLatencyMs: options.startLatencyMs ?? 55, argv: argv.slice(1), signal }),
      }),
    });
    this.engine = this.#boot();
  }

  #boot(): Engine {
    this.life = { alive: true };
    return new Engine({ store: this.disk.open(this.life), clock: this.clock, random: new Random(7), log: silent, clusters: [this.#access()], confirmVotes: () => Promise.resolve() });
  }

  /** The bot dies, at once and without a word; another one starts after `afterMs`. */
  async killAndRestart(afterMs: number): Promise<void> {
    // A dead bot saves nothing more and so decides nothing more; what it had begun on the cluster goes on there.
    this.life.alive = false;
    this.disk.killAt = undefined;
    await this.clock.advance(afterMs);
    this.engine = this.#boot();
    await this.engine.start();
  }

  async request(options: Partial<RollOptions> = {}): Promise<Run> {
    await this.engine.start();
    const asked = this.engine.requestRoll({ cluster: clusterName('cluster-x'), options: { ...defaultOptions, ...options }, by: userId('UALICE'), channel: 'C1' });
    let settled = false;
    void asked.finally(() => (settled = true));
    await this.clock.until(() => settled, 120_000);
    const result = await asked;
    if (!result.ok) throw new Error(result.failure.text);
    return result.value;
  }

  async approve(by = 'UBOB'): Promise<void> {
    const { id, plan } = this.run();
    await this.engine.submit(id, { kind: 'approve', by: userId(by), planId: plan.id, via: 'reaction' });
  }

  run(): Run {
    const run = this.engine.runs()[0];
    if (run === undefined) throw new Error('there is no run');
    return run;
  }

  until(done: (run: Run) => boolean, limitMs = 3_600_000): Promise<void> {
    return this.clock.until(() => done(this.run()), limitMs);
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
      settings: leader === undefined ? undefined : { level: leader.storedLevel, assignDelayMs: leader.assignDelayMs, addSecondaryMax: leader.addSecondaryMax, flowControl: leader.flowControl },
    };
  }
}
