import { gpid, nodeAddress, type Gpid, type NodeAddress } from '../../src/roll/ids.js';
import type { ActOutcome, ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type {
  AlertsReading,
  BalanceOperations,
  Backups,
  BlackList,
  BulkLoads,
  FlagReading,
  FreeSpace,
  LoadBalancerSettings,
  Look,
  MetaLevel,
  MonitorReading,
  Observation,
  Partition,
  Replaceable,
  ProcessReading,
  ReplicaCounts,
  ReplicaServer,
  Table,
} from '../../src/roll/observation.js';

export interface IdealPartition {
  primary: NodeAddress | undefined;
  secondaries: NodeAddress[];
  ballot: number;
}

interface IdealTable {
  id: number;
  name: string;
  status: string;
  replicaCount: number;
  partitions: IdealPartition[];
  /** Undefined: nobody tells. */
  duplicating: boolean | undefined;
}

/** What a leader has by its configuration file. */
export const configured: LoadBalancerSettings = { assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true };

/**
 * A cluster on which every act has its effect at once: for tests of what the core decides, where the timing of a real
 * cluster would only be in the way. (The simulated cluster is for everything else.)
 */
export class IdealCluster {
  leader: NodeAddress;
  clusterName = 'cluster-x';
  level: MetaLevel = 'lively';
  effectiveLevel: MetaLevel | undefined;
  settings = configured;
  /** `min_live_node_count_for_unfreeze` of each meta process; empty: this cluster is reached without HTTP. */
  readonly minLive = new Map<NodeAddress, number>();
  minLiveMutable = true;
  /** What a meta process has of it when it starts. */
  minLiveInFile = 3;
  readonly nodes: { address: NodeAddress; alive: boolean }[];
  readonly metas: NodeAddress[];
  readonly tables: IdealTable[] = [];
  readonly processes = new Map<string, ProcessReading>();
  /** What each server says of the flag that it is asked for; of the others it has no page. */
  readonly flags = new Map<NodeAddress, FlagReading>();
  /** What a process has of it when it starts; undefined: nothing changes. */
  flagInFile: ((address: NodeAddress) => FlagReading) | undefined;
  readonly closed = new Set<NodeAddress>();
  counts: ((node: NodeAddress) => ReplicaCounts) | undefined;
  ddd: Gpid[] = [];
  /** Which alerts fire. */
  alerts: AlertsReading | undefined;
  blackList: BlackList = { kind: 'read', servers: [] };
  backups: Backups = { kind: 'read', tables: [] };
  bulkLoads: BulkLoads | undefined;
  /** By server: of all others more than half is free. */
  readonly freeSpace = new Map<NodeAddress, FreeSpace>();
  /** What is measured of whether it is at rest. */
  settle: MonitorReading | undefined;
  /** What a process driver reads of servers, where it is asked: all others it can replace. */
  readonly notReplaceable = new Map<NodeAddress, Replaceable>();
  balanceOperations: number | BalanceOperations = 0;
  /** The leader lists servers by these names, and says which is which. */
  otherNames:
    | { readonly told: 'both' | 'when asked' | 'never'; readonly names: ReadonlyMap<NodeAddress, NodeAddress> }
    | undefined;
  /** Servers that the leader does not list. */
  readonly unlisted = new Set<NodeAddress>();
  /** Servers of which the leader counts a replica that no partition shows. */
  readonly miscounted = new Set<NodeAddress>();
  /** What new partitions get once the meta may add secondaries. */
  readonly lacking = new Map<IdealPartition, NodeAddress[]>();
  /** Acts that are taken and have no effect. */
  readonly ignored = new Set<ClusterAct['kind']>();
  #starts = 0;
  readonly #dropped = new Map<string, NodeAddress>();

  constructor({
    nodes = 3,
    metas = 3,
    partitions = 6,
    replicaCount = 3,
  }: { nodes?: number; metas?: number; partitions?: number; replicaCount?: number } = {}) {
    this.nodes = Array.from({ length: nodes }, (_, at) => ({ address: server(at + 1), alive: true }));
    this.metas = Array.from({ length: metas }, (_, at) => meta(at + 1));
    this.leader = meta(1);
    for (const address of [...this.nodes.map((node) => node.address), ...this.metas]) this.restart(address, '2.4.0');
    this.addTable('temp', partitions, replicaCount);
  }

  addTable(name: string, partitions: number, replicaCount: number): void {
    const addresses = this.nodes.map(({ address }) => address);
    const at = (place: number): NodeAddress => addresses[place % addresses.length] ?? server(1);
    this.tables.push({
      id: this.tables.length + 1,
      name,
      status: 'AVAILABLE',
      replicaCount,
      duplicating: false,
      partitions: Array.from({ length: partitions }, (_, index) => ({
        primary: at(index),
        secondaries: Array.from({ length: replicaCount - 1 }, (__, more) => at(index + more + 1)),
        ballot: 3,
      })),
    });
  }

  restart(address: NodeAddress, version: string): void {
    this.#starts += 1;
    this.processes.set(address, {
      kind: 'running',
      version,
      commit: `c0ffee${version}`,
      startedAt: `2026-01-02 03:04:${String(this.#starts).padStart(2, '0')}`,
    });
    this.closed.delete(address);
    if (this.minLive.has(address)) this.minLive.set(address, this.minLiveInFile);
  }

  kill(address: NodeAddress): void {
    this.processes.set(address, { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' });
  }

  /** The meta has noticed: not ALIVE, and out of every partition. */
  die(address: NodeAddress): void {
    this.kill(address);
    for (const node of this.nodes) if (node.address === address) node.alive = false;
    for (const [key, partition] of this.#partitions()) this.#remove(key, partition, address);
  }

  /** Another meta leads: it starts with what its configuration file says. */
  elect(next: NodeAddress): void {
    this.leader = next;
    this.settings = configured;
    this.level = 'steady';
  }

  /** What a process command does when it works; returns the processes' new state. */
  carryOut(command: ProcessCommand): void {
    if (command.verb === 'stop') this.kill(command.address);
    if (command.verb === 'start' || command.verb === 'restart') {
      const before = this.processes.get(command.address);
      this.restart(command.address, command.version ?? (before?.kind === 'running' ? before.version : '2.4.0'));
      for (const node of this.nodes) if (node.address === command.address) node.alive = true;
      if (this.flagInFile !== undefined) this.flags.set(command.address, this.flagInFile(command.address));
    }
  }

  observe(look: Look): Observation {
    const processes: Record<string, ProcessReading> = {};
    for (const address of look.processes)
      processes[address] = this.processes.get(address) ?? { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' };
    const listed = (address: NodeAddress): NodeAddress => this.otherNames?.names.get(address) ?? address;
    return {
      clusterName: this.clusterName,
      leader: listed(this.leader),
      metas: this.metas.map(listed),
      ...this.#otherNames(look),
      storedLevel: this.level,
      effectiveLevel: this.effectiveLevel ?? this.level,
      settings: { ...this.settings },
      balanceOperations:
        typeof this.balanceOperations === 'number'
          ? { kind: 'counted', total: this.balanceOperations }
          : this.balanceOperations,
      nodes: this.nodes.filter(({ address }) => !this.unlisted.has(address)).map((node) => this.#server(node, listed)),
      tables: this.tables.map((table) => observed(table, listed)),
      processes,
      ...(look.counts === undefined
        ? {}
        : {
            counts: this.counts?.(look.counts) ?? {
              kind: 'counted',
              serving: this.closed.has(look.counts) ? 0 : 6,
              opening: 0,
              closing: 0,
            },
          }),
      ...(look.flag === undefined
        ? {}
        : {
            flags: Object.fromEntries(
              look.flag.of.map((address) => [address, this.flags.get(address) ?? { kind: 'no-page' }]),
            ),
          }),
      ...(look.settle === true && this.settle !== undefined ? { settle: this.settle } : {}),
      ...(look.alerts === true && this.alerts !== undefined ? { alerts: this.alerts } : {}),
      ...(look.ddd ? { ddd: [...this.ddd] } : {}),
      ...(look.blackList === true ? { blackList: this.blackList } : {}),
      ...(look.underWay === true ? { backups: this.backups } : {}),
      ...(look.underWay === true && this.bulkLoads !== undefined ? { bulkLoads: this.bulkLoads } : {}),
      ...(look.freeSpace === undefined
        ? {}
        : {
            freeSpace: Object.fromEntries(
              look.freeSpace.map((each) => [
                each,
                this.freeSpace.get(each) ?? ({ kind: 'read', total: 80, least: 80 } as const),
              ]),
            ),
          }),
      ...(look.replaceable === undefined
        ? {}
        : {
            replaceable: Object.fromEntries(
              look.replaceable.map(({ address }) => [address, this.notReplaceable.get(address) ?? { kind: 'yes' }]),
            ),
          }),
      ...this.#freeze(look),
    };
  }

  #otherNames(look: Look): Pick<Observation, 'otherNames'> {
    const { told, names } = this.otherNames ?? { told: 'when asked', names: new Map<NodeAddress, NodeAddress>() };
    if (told !== 'both' && look.otherNames !== true) return {};
    return {
      otherNames: told === 'never' ? {} : Object.fromEntries([...names].map(([address, name]) => [name, [address]])),
    };
  }

  /** A server by either of its names. */
  #known(name: NodeAddress): NodeAddress {
    return [...(this.otherNames?.names ?? [])].find(([, other]) => other === name)?.[0] ?? name;
  }

  #freeze(look: Look): Pick<Observation, 'freeze' | 'minLive'> {
    const leads = this.minLive.get(this.leader);
    const asked = look.minLiveOf?.flatMap((address) => {
      const value = this.minLive.get(address);
      return value === undefined ? [] : [[address, value] as const];
    });
    return {
      ...(leads === undefined ? {} : { freeze: { minLiveNodes: leads, minLiveNodesMutable: this.minLiveMutable } }),
      ...(asked === undefined ? {} : { minLive: Object.fromEntries(asked) }),
    };
  }

  perform(act: ClusterAct): ActOutcome {
    if (!this.ignored.has(act.kind)) this.#apply(act);
    return { refused: [] };
  }

  /** The cure, once: with a positive limit every dropped copy whose server lives is back. */
  heal(): void {
    if (this.settings.addSecondaryMax === 0) return;
    for (const [partition, secondaries] of this.lacking)
      partition.secondaries.push(
        ...secondaries.filter((address) => address !== partition.primary && !partition.secondaries.includes(address)),
      );
    this.lacking.clear();
    for (const [key, partition] of this.#partitions()) {
      const back = this.#dropped.get(key);
      if (back === undefined || !this.nodes.some(({ address, alive }) => address === back && alive)) continue;
      if (partition.primary === undefined) partition.primary = back;
      else partition.secondaries.push(back);
      this.#dropped.delete(key);
      this.closed.delete(back);
    }
  }

  #apply(act: ClusterAct): void {
    switch (act.kind) {
      case 'set-level':
        this.level = act.level;
        return;
      case 'set-assign-delay':
        this.settings = {
          ...this.settings,
          assignDelayMs: act.value === 'DEFAULT' ? configured.assignDelayMs : act.value,
        };
        return;
      case 'set-add-secondary-max':
        this.settings = {
          ...this.settings,
          addSecondaryMax: act.value === 'DEFAULT' ? configured.addSecondaryMax : act.value,
        };
        return;
      case 'set-flow-control':
        this.settings = { ...this.settings, flowControl: act.value };
        return;
      case 'set-min-live-nodes':
        this.minLive.set(act.meta, act.value);
        return;
      case 'move-primaries':
        for (const { gpid: id, from, to } of act.moves.map((move) => ({
          ...move,
          from: this.#known(move.from),
          to: this.#known(move.to),
        }))) {
          const partition = this.partition(id);
          if (partition.primary !== from || !partition.secondaries.includes(to)) continue;
          partition.secondaries = [...partition.secondaries.filter((address) => address !== to), from];
          partition.primary = to;
        }
        return;
      case 'downgrade-secondaries':
        for (const { gpid: id, node } of act.downgrades) this.#remove(id, this.partition(id), this.#known(node));
        return;
      case 'drain':
        for (const { gpid: id, from, to } of act.handovers.map((move) => ({
          ...move,
          from: this.#known(move.from),
          to: this.#known(move.to),
        }))) {
          const partition = this.partition(id);
          if (partition.primary !== from || !partition.secondaries.includes(to)) continue;
          partition.primary = to;
          partition.secondaries = partition.secondaries.filter((address) => address !== to);
          this.#dropped.set(id, from);
        }
        for (const { gpid: id, node } of act.downgrades) this.#remove(id, this.partition(id), this.#known(node));
        return;
      case 'close-replicas':
        this.closed.add(act.node);
        return;
      case 'flush-log':
        return;
    }
  }

  partition(id: Gpid): IdealPartition {
    const found = this.#partitions().find(([key]) => key === id)?.[1];
    if (found === undefined) throw new Error(`no partition ${id}`);
    return found;
  }

  #partitions(): [Gpid, IdealPartition][] {
    return this.tables.flatMap((table) =>
      table.partitions.map((partition, index): [Gpid, IdealPartition] => [gpid(table.id, index), partition]),
    );
  }

  #remove(key: Gpid, partition: IdealPartition, node: NodeAddress): void {
    if (partition.primary === node) {
      partition.primary = partition.secondaries.shift();
      this.#dropped.set(key, node);
    } else if (partition.secondaries.includes(node)) {
      partition.secondaries = partition.secondaries.filter((address) => address !== node);
      this.#dropped.set(key, node);
    }
  }

  #server(
    { address, alive }: { address: NodeAddress; alive: boolean },
    listed: (address: NodeAddress) => NodeAddress,
  ): ReplicaServer {
    const partitions = this.tables.filter(({ status }) => status === 'AVAILABLE').flatMap((table) => table.partitions);
    return {
      address: listed(address),
      status: alive ? 'alive' : 'unalive',
      primaries:
        partitions.filter(({ primary }) => primary === address).length + (this.miscounted.has(address) ? 1 : 0),
      secondaries: partitions.filter(({ secondaries }) => secondaries.includes(address)).length,
    };
  }
}

export const server = (number: number): NodeAddress => nodeAddress(`10.0.0.${number}:34801`);
export const meta = (number: number): NodeAddress => nodeAddress(`10.0.0.${number}:34601`);
export const collector = (number: number): NodeAddress => nodeAddress(`10.0.0.${number}:34101`);

function observed(
  { id, name, status, replicaCount, partitions, duplicating }: IdealTable,
  listed: (address: NodeAddress) => NodeAddress,
): Table {
  const placed = status === 'AVAILABLE' ? partitions : [];
  return {
    id,
    name,
    status,
    replicaCount,
    ...(duplicating === undefined ? {} : { duplicating }),
    ...(placed.some(({ ballot }) => ballot < 0) ? { transition: 'splitting' } : {}),
    partitions: placed.map(
      ({ primary, secondaries, ballot }, index): Partition => ({
        gpid: gpid(id, index),
        ballot,
        primary: primary === undefined ? undefined : listed(primary),
        secondaries: secondaries.map(listed),
      }),
    ),
  };
}
