import type { Clock } from '../../../src/lib/clock.js';
import { Random } from '../../../src/lib/random.js';
import type {
  AppConfig,
  AppInfo,
  BackupPolicy,
  DataAnswer,
  DataRequest,
  DddPartition,
  DiskInfo,
  FlagValue,
  Generation,
  NodeInfo,
  ProposalAction,
  Reply,
  Response,
  ServerFacts,
  SimulatedPartitions,
  SimulatedPorts,
  SimulatedProcesses,
  SimulatedServers,
} from '../servers.js';
import { Agenda } from './agenda.js';
import { fill, upSince } from './at-first.js';
import { Catalogue } from './catalogue.js';
import { clientRequest } from './client-requests.js';
import { ClusterFaults } from './faults.js';
import { readFlags } from './flags.js';
import { leadFromTheStart } from './leadership.js';
import {
  backupPolicies,
  clusterInfo,
  controlMeta,
  dddDiagnose,
  listApps,
  listNodes,
  propose,
  queryConfig,
  reach,
} from './meta-requests.js';
import { metaRole, portOf, serverFacts, updateFlag } from './ports.js';
import { die, start, terminate } from './processes.js';
import { remoteCommand } from './remote-commands.js';
import { ReplicaHost } from './replica-host.js';
import { commitOf, type ServerRole } from './server-process.js';
import { shippedConfig, type ConfigFile } from './settings.js';
import { fieldTiming, type SimulatedTiming } from './timing.js';
import { readTruth, type Truth } from './truth.js';
import type { ModelEvent, World } from './world.js';

export interface SimulatedClusterOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** What its machines say how late it is, where `clock` goes faster; the same as `clock` unless it is said. */
  readonly wallClock?: () => number;
  readonly generation: Generation;
  readonly clusterName: string;
  /** The first one leads. */
  readonly metas: readonly string[];
  readonly replicaServers: readonly string[];
  readonly collectors: readonly string[];
  readonly tables: readonly { readonly name: string; readonly partitions: number; readonly replicas: number }[];
  /** What every process runs at first; by default the version that was watched most. */
  readonly version?: string;
  readonly commit?: string;
  readonly timing?: Partial<SimulatedTiming>;
  readonly config?: Partial<ConfigFile>;
}

/**
 * A Pegasus cluster that exists only here: it begins full, balanced and on steady, and from then on does
 * what a real one does (docs/pegasus.md), on the clock it is given and from its seed alone.
 */
export class SimulatedCluster implements SimulatedServers, SimulatedPartitions, SimulatedPorts, SimulatedProcesses {
  readonly faults: ClusterFaults;
  readonly #world: World;
  readonly #listeners = new Set<(event: ModelEvent) => void>();

  constructor(options: SimulatedClusterOptions) {
    const version = options.version ?? (options.generation === '2.5' ? '2.5.0' : '2.6.0-SNAPSHOT');
    const built = { version, commit: options.commit ?? commitOf(version) };
    const agenda = new Agenda(options.clock);
    const world: World = {
      agenda,
      wallClock: options.wallClock ?? (() => agenda.now()),
      random: new Random(options.seed),
      timing: { ...fieldTiming, ...options.timing },
      config: { ...shippedConfig, ...options.config },
      generation: options.generation,
      clusterName: options.clusterName,
      catalogue: new Catalogue(),
      processes: new Map(),
      hosts: new Map(),
      metaAddresses: options.metas,
      replicaAddresses: [...options.replicaServers],
      leader: undefined,
      lockQueue: [...options.metas],
      lockHolder: undefined,
      lockFreeAt: 0,
      waiting: new Map(),
      learners: new Map(),
      needed: [],
      backups: new Map(),
      faults: { learnersStalled: false, proposals: undefined, otherNames: 'none' },
      emit: (kind, subject, what) => {
        if (this.#listeners.size === 0) return;
        const event: ModelEvent = { at: agenda.now(), kind, subject, what };
        for (const listener of this.#listeners) listener(event);
      },
      abort: (process, why) => {
        world.emit('process', process.address, `aborts: ${why}`);
        die(world, process);
      },
    };
    this.#world = world;
    const add = (role: ServerRole, addresses: readonly string[]): void => {
      for (const address of addresses) world.processes.set(address, upSince(world, role, address, built));
    };
    add('meta', options.metas);
    add('replica', options.replicaServers);
    add('collector', options.collectors);
    for (const address of options.replicaServers) {
      const process = world.processes.get(address);
      if (process !== undefined) world.hosts.set(address, new ReplicaHost(process));
    }
    fill(world, options.tables);
    const [leader] = options.metas;
    if (leader !== undefined) leadFromTheStart(world, leader);
    this.faults = new ClusterFaults(world);
  }

  get generation(): Generation {
    return this.#world.generation;
  }

  get metaAddresses(): readonly string[] {
    return this.#world.metaAddresses;
  }

  get replicaAddresses(): readonly string[] {
    return this.#world.replicaAddresses;
  }

  get otherNames(): 'none' | 'resolvable' | 'unresolvable' {
    return this.#world.faults.otherNames;
  }

  get collectorAddresses(): readonly string[] {
    return [...this.#world.processes.values()].filter(({ role }) => role === 'collector').map(({ address }) => address);
  }

  clusterInfo(meta: string): Reply<Response<readonly (readonly [key: string, value: string])[]>> {
    return clusterInfo(this.#settled(), meta);
  }

  listNodes(meta: string, status: 'all' | 'alive' | 'unalive'): Reply<Response<readonly NodeInfo[]>> {
    return listNodes(this.#settled(), meta, status);
  }

  listApps(meta: string, status: 'all' | 'available'): Reply<Response<readonly AppInfo[]>> {
    return listApps(this.#settled(), meta, status);
  }

  queryConfig(meta: string, app: string): Reply<Response<AppConfig>> {
    return queryConfig(this.#settled(), meta, app);
  }

  controlMeta(meta: string, level: string | undefined): Reply<Response<string>> {
    return controlMeta(this.#settled(), meta, level);
  }

  propose(meta: string, appId: number, index: number, actions: readonly ProposalAction[]): Reply<Response<null>> {
    return propose(this.#settled(), meta, appId, index, actions);
  }

  dddDiagnose(meta: string, appId: number, index: number): Reply<Response<readonly DddPartition[]>> {
    return dddDiagnose(this.#settled(), meta, { appId, index });
  }

  remoteCommand(address: string, command: string, args: readonly string[]): Reply<string> {
    return remoteCommand(this.#settled(), address, command, args);
  }

  backupPolicies(meta: string): Reply<Response<readonly BackupPolicy[]>> {
    return backupPolicies(this.#settled(), meta);
  }

  clientRequest(address: string, asked: DataRequest): Reply<DataAnswer> {
    return clientRequest(this.#settled(), address, asked);
  }

  disks(address: string): Reply<readonly DiskInfo[]> {
    const world = this.#settled();
    const host = world.hosts.get(address);
    return (
      reach(world, address) ?? (host === undefined ? { kind: 'no-handler' } : { kind: 'answer', value: host.disks })
    );
  }

  port(address: string): 'closed' | 'open' | 'frozen' {
    return portOf(this.#settled(), address);
  }

  onPort(listener: (address: string) => void): () => void {
    return this.onChange(({ kind, subject }) => {
      if (kind === 'process') listener(subject);
    });
  }

  facts(address: string): ServerFacts | undefined {
    return serverFacts(this.#settled(), address);
  }

  metaRole(meta: string): ReturnType<SimulatedPorts['metaRole']> {
    return metaRole(this.#settled(), meta);
  }

  configVersion(): number {
    return this.#settled().catalogue.version;
  }

  flags(address: string): readonly FlagValue[] {
    const { processes, config, timing, clusterName } = this.#settled();
    const process = processes.get(address);
    return process === undefined ? [] : readFlags(process, config, timing, clusterName);
  }

  updateFlag(address: string, name: string, value: string): string {
    return updateFlag(this.#settled(), address, name, value);
  }

  abort(address: string, why: string): void {
    const world = this.#settled();
    const process = world.processes.get(address);
    if (process !== undefined && process.state !== 'down') world.abort(process, why);
  }

  async stop(address: string, signal: 'TERM' | 'KILL'): Promise<boolean> {
    const world = this.#settled();
    const process = world.processes.get(address);
    if (process?.lies === true) return true;
    if (process === undefined || process.state === 'down') return false;
    if (signal === 'KILL') {
      die(world, process);
      return true;
    }
    await new Promise<void>((resolve) => {
      terminate(world, process, resolve);
    });
    return true;
  }

  install(address: string, version: string): Promise<void> {
    const process = this.#settled().processes.get(address);
    if (process !== undefined && !process.lies) process.installed = { version, commit: commitOf(version) };
    return Promise.resolve();
  }

  start(address: string): Promise<boolean> {
    const world = this.#settled();
    const process = world.processes.get(address);
    if (process?.lies === true) return Promise.resolve(true);
    return Promise.resolve(process !== undefined && start(world, process));
  }

  isUp(address: string): boolean {
    const process = this.#settled().processes.get(address);
    return process !== undefined && process.state !== 'down';
  }

  /** What is really so, which no single server knows; for those who check. */
  truth(): Truth {
    return readTruth(this.#settled());
  }

  /** Calls `listener` after everything that happens; the answer ends it. */
  onChange(listener: (event: ModelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Nothing happens any more, and no timer is left behind. */
  close(): void {
    this.#world.agenda.close();
  }

  #settled(): World {
    this.#world.agenda.catchUp();
    return this.#world;
  }
}
