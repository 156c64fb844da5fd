import { giveUp } from './kill-partition.js';
import { leaveLock } from './leadership.js';
import { die, goOn, hang, start } from './processes.js';
import type { ReplicaHost } from './replica-host.js';
import type { BadStart, ServerProcess } from './server-process.js';
import { createTable, dropTable, renameTable, splitTable } from './tables.js';
import { noteCounts, type World } from './world.js';

/** What can be done to the cluster from outside that no operator would do on purpose. Unknown addresses throw. */
export class ClusterFaults {
  readonly #world: World;
  /** Servers that crash again and again, each with what ends that. */
  readonly #crashing = new Map<string, () => void>();

  constructor(world: World) {
    this.#world = world;
  }

  /** SIGSTOP: it is there and never answers. */
  hang(address: string): void {
    hang(this.#world, this.#process(address));
  }

  /** SIGCONT. */
  unhang(address: string): void {
    goOn(this.#world, this.#process(address));
  }

  /** SIGKILL, at once. */
  kill(address: string): void {
    die(this.#world, this.#process(address));
  }

  /** It crashes and its supervisor starts it again after `downMs`. */
  flap(address: string, downMs: number): void {
    const process = this.#process(address);
    die(this.#world, process);
    this.#world.agenda.after(downMs, () => {
      start(this.#world, process);
    });
  }

  /**
   * It crashes, its supervisor starts it again after `downMs`, and so on: each time it is gone `upMs` after its start.
   */
  crashLoop(address: string, upMs: number, downMs: number): void {
    this.endCrashLoop(address);
    const process = this.#process(address);
    const { agenda } = this.#world;
    const crash = (): void => {
      die(this.#world, process);
      this.#crashing.set(
        address,
        agenda.after(downMs, () => {
          start(this.#world, process);
          this.#crashing.set(address, agenda.after(upMs, crash));
        }),
      );
    };
    crash();
  }

  /** Its present process stays, or is started once more. */
  endCrashLoop(address: string): void {
    const cancel = this.#crashing.get(address);
    if (cancel === undefined) return;
    cancel();
    this.#crashing.delete(address);
    start(this.#world, this.#process(address));
  }

  /** How its next start goes wrong; several calls stand for several starts. */
  spoilNextStart(address: string, how: BadStart): void {
    this.#process(address).badStarts.push(how);
  }

  /**
   * Somebody edits the config file of a server: its process has the value with its next start.
   * @param isRead it was edited before the process was started
   */
  writeConfig(address: string, name: string, value: string, isRead = false): void {
    const process = this.#process(address);
    process.writtenFlags.set(name, value);
    if (isRead) process.readFlags = new Map(process.writtenFlags);
  }

  /** The next proposals that reach the leader are refused with `err`, or answered ERR_OK and lost. */
  refuseProposals(count = Infinity, err = 'ERR_INVALID_PARAMETERS'): void {
    this.#settled().faults.proposals = { kind: 'refuse', err, left: count };
  }

  dropProposals(count = Infinity): void {
    this.#settled().faults.proposals = { kind: 'drop', err: 'ERR_OK', left: count };
  }

  takeProposalsAgain(): void {
    this.#settled().faults.proposals = undefined;
  }

  /** From now on learners make no progress. */
  stallLearners(): void {
    this.#settled().faults.learnersStalled = true;
  }

  /** Stalled learners are given up, and the next tick sends them again. */
  releaseLearners(): void {
    const world = this.#settled();
    world.faults.learnersStalled = false;
    for (const [partition, learners] of world.learners) {
      for (const node of learners.keys()) {
        const replica = world.hosts.get(node)?.replicas.get(partition);
        if (replica?.status === 'learner') replica.status = 'inactive';
      }
    }
    for (const learners of world.learners.values()) for (const cancel of learners.values()) cancel();
    world.learners.clear();
  }

  /**
   * The leader lists servers by their other names from now on: `localhost:34801` for `127.0.0.1:34801`, or the other
   * way round. `unresolvable`: and `-r` does not tell which is which.
   */
  nameServersOtherwise(how: 'resolvable' | 'unresolvable'): void {
    this.#name(how);
  }

  nameServersAsBefore(): void {
    if (this.#world.faults.otherNames !== 'none') this.#name('none');
  }

  /**
   * The leader loses its lock and ends itself; a standby takes over at once. Its supervisor starts it again after
   * `downMs`, if that is said.
   */
  loseLeader(downMs?: number): void {
    const world = this.#settled();
    const meta = world.leader?.meta;
    if (meta === undefined) return;
    const process = this.#process(meta);
    leaveLock(world, meta, 0);
    die(world, process);
    if (downMs === undefined) return;
    world.agenda.after(downMs, () => {
      start(world, process);
    });
  }

  killAllMetas(): void {
    for (const meta of this.#settled().metaAddresses) this.kill(meta);
  }

  /**
   * So many replicas that the balancer took off the server earlier sit in `closing` for `ms`
   * (docs/pegasus.md, "Counting replicas").
   */
  stickClosing(address: string, count: number, ms = this.#world.timing.gcReplicaMs): void {
    const host = this.#host(address);
    const { starts } = host.process;
    host.addClosing(count);
    noteCounts(this.#world, host);
    this.#world.agenda.after(ms, () => {
      if (host.process.starts !== starts || host.process.state === 'down') return;
      host.addClosing(-count);
      noteCounts(this.#world, host);
    });
  }

  /**
   * So much is free on its two disks from now on, in percent of each. Below 10 a disk takes no copy that the server
   * does not have (docs/pegasus.md, "Free disk space").
   */
  leaveFree(address: string, first: number, second = first): void {
    this.#host(address).setFree(first, second);
    this.#world.emit('fault', address, `has ${first} % and ${second} % free`);
  }

  /** As at first. */
  makeRoom(address: string): void {
    this.#host(address).setFree();
    this.#world.emit('fault', address, 'has room again');
  }

  /** A replica breaks and closes by itself. */
  breakReplica(address: string, gpid: string): void {
    const host = this.#settled().hosts.get(address);
    const replica = [...(host?.replicas.values() ?? [])].find(({ partition }) => partition.gpid === gpid);
    if (host !== undefined && replica?.place === 'serving') giveUp(this.#world, host, [replica]);
  }

  /** Process commands on it report success and do nothing, until `false`. */
  lieAboutCommands(address: string, lies = true): void {
    this.#process(address).lies = lies;
  }

  /** The clock of its machine is so far before the right time from now on, or behind it. */
  setClock(address: string, aheadMs: number): void {
    this.#process(address).clockAheadMs = aheadMs;
  }

  createTable(name: string, partitions: number, replicas: number, creatingMs?: number): void {
    createTable(this.#settled(), name, partitions, replicas, creatingMs);
  }

  dropTable(name: string, droppingMs?: number): void {
    if (!dropTable(this.#settled(), name, droppingMs)) throw new Error(`no available table ${name}`);
  }

  renameTable(name: string, newName: string): void {
    if (!renameTable(this.#settled(), name, newName))
      throw new Error(`no available table ${name}, or one called ${newName}`);
  }

  /** From now on it is duplicated to another cluster. */
  duplicateTable(name: string): void {
    const world = this.#settled();
    const table = world.catalogue.tables.find((each) => each.name === name && each.status === 'AVAILABLE');
    if (table === undefined) throw new Error(`no available table ${name}`);
    table.duplicating = true;
    world.catalogue.version++;
  }

  /** A bulk load of it begins, or ends. */
  bulkLoadTable(name: string, loads = true): void {
    const world = this.#settled();
    const table = world.catalogue.tables.find((each) => each.name === name && each.status === 'AVAILABLE');
    if (table === undefined) throw new Error(`no available table ${name}`);
    table.bulkLoading = loads;
    world.catalogue.version++;
  }

  /** A policy has its tables backed up; with `ended` the backup is over. */
  backUp(policy: string, tables: readonly string[], ended = false): void {
    const { backups, catalogue, agenda } = this.#settled();
    const ids = catalogue.tables.flatMap(({ id, name }) => (tables.includes(name) ? [id] : []));
    const startMs = backups.get(policy)?.backup?.startMs ?? agenda.now();
    backups.set(policy, { name: policy, tables: ids, backup: { startMs, ...(ended ? { endMs: agenda.now() } : {}) } });
  }

  splitTable(name: string, splittingMs?: number): void {
    if (!splitTable(this.#settled(), name, splittingMs)) throw new Error(`no available table ${name}`);
  }

  #host(address: string): ReplicaHost {
    const host = this.#settled().hosts.get(address);
    if (host === undefined) throw new Error(`no replica server ${address}`);
    return host;
  }

  #process(address: string): ServerProcess {
    const process = this.#settled().processes.get(address);
    if (process === undefined) throw new Error(`no server ${address}`);
    return process;
  }

  /** Answers that were worked out before have the names of before. */
  #name(how: World['faults']['otherNames']): void {
    this.#world.faults.otherNames = how;
    this.#world.catalogue.version++;
    this.#world.emit('fault', 'cluster', `other names: ${how}`);
  }

  #settled(): World {
    this.#world.agenda.catchUp();
    return this.#world;
  }
}
