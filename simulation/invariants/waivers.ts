import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';

/**
 * Nothing is taken off a server, and none is stopped, while another is dead but for the one that may stay so, nor while
 * a table splits of which it holds copies.
 */
export class WaiverChecks {
  /** Servers that the leader lists and does not call ALIVE, since when; and those that it does call so. */
  readonly #dead = new Map<string, number>();
  readonly #alive = new Map<string, number>();
  /** Since when a partition that was lost before the bot lived has a copy. */
  readonly #found = new Map<string, number>();
  /** What is allowed, and a run has seen well. */
  readonly #back = new Map<RunId, Set<string>>();
  /** Since when the table splits whose split is allowed, and who has held copies of it since. */
  #split: { readonly since: number; readonly holders: Set<string> } | undefined;

  constructor(private readonly watch: Watch) {}

  settled({ process, partition, partitions }: Truth): void {
    const { now, world } = this.watch;
    for (const address of world.cluster.replicaAddresses) {
      const { alive, listed } = process(address) ?? {};
      if (alive === undefined) continue;
      const [is, isNot] = alive ? [this.#alive, this.#dead] : [this.#dead, this.#alive];
      isNot.delete(address);
      // A new leader does not list what died before it led: no reading can show that one.
      if (!listed) is.delete(address);
      else if (!is.has(address)) is.set(address, now);
    }
    for (const gpid of world.lost) {
      const { primary, secondaries = [] } = partition(gpid) ?? {};
      const has = [...(primary === undefined ? [] : [primary]), ...secondaries].some((each) => this.#alive.has(each));
      if (!has) this.#found.delete(gpid);
      else if (!this.#found.has(gpid)) this.#found.set(gpid, now);
    }
    if (world.scenario.longSplit !== undefined) this.#noteSplit(partitions());
  }

  /** A partition that a split has announced has no copy before it is over. */
  #noteSplit(all: ReturnType<Truth['partitions']>): void {
    const table = this.watch.world.scenario.longSplit?.table;
    const its = all.filter((each) => each.table === table);
    if (!its.some(({ ballot }) => ballot < 0)) {
      this.#split = undefined;
      return;
    }
    this.#split ??= { since: this.watch.now, holders: new Set() };
    for (const { primary, secondaries } of its)
      for (const holder of [...(primary === undefined ? [] : [primary]), ...secondaries])
        this.#split.holders.add(holder);
  }

  /** A reading that began at `from` has come. */
  observed(from: number, run: Run | undefined): void {
    if (run === undefined || !('progress' in run) || run.status === 'approved') return;
    const { deadServers = [], deadPartitions = [] } = run.plan.namedWaivers ?? {};
    const well = [
      ...deadServers.filter((address) => (this.#alive.get(address) ?? Number.POSITIVE_INFINITY) < from),
      ...deadPartitions.filter((gpid) => (this.#found.get(gpid) ?? Number.POSITIVE_INFINITY) < from),
    ];
    for (const name of well) this.#back.set(run.id, (this.#back.get(run.id) ?? new Set()).add(name));
  }

  actBegins(run: Run, act: ClusterAct): void {
    const { kind } = act;
    if (kind === 'move-primaries' || kind === 'downgrade-secondaries' || kind === 'drain' || kind === 'close-replicas')
      this.#takes(run, kind, this.watch.world.serverAtHand());
  }

  /** A replica server is about to be stopped. */
  stops(run: Run, { verb, address }: ProcessCommand): void {
    this.#takes(run, verb, address);
  }

  /** Whether this run may go by a server that is not at work. */
  mayBeDead(run: Run, address: string): boolean {
    return this.#isAllowed(run, run.plan.namedWaivers?.deadServers, address);
  }

  /** Whether this run may go by a partition that has no copy. */
  mayBeLost(run: Run, gpid: string): boolean {
    return this.#isAllowed(run, run.plan.namedWaivers?.deadPartitions, gpid);
  }

  #isAllowed({ id }: Run, names: readonly string[] | undefined, name: string): boolean {
    return names?.includes(name) === true && this.#back.get(id)?.has(name) !== true;
  }

  #takes(run: Run, what: string, address: string | undefined): void {
    const { scenario } = this.watch.world;
    if (address === undefined || isForced(run, address)) return;
    if (this.#split !== undefined && this.#split.since < this.watch.readFrom && this.#split.holders.has(address))
      this.watch.report(
        'a waiver covers what it names',
        `${what} at ${address} was begun while ${scenario.longSplit?.table ?? ''} splits, of which it held copies`,
      );
    if (scenario.longDead === undefined) return;
    for (const [other, since] of this.#dead) {
      if (other === address || since >= this.watch.readFrom || this.mayBeDead(run, other)) continue;
      this.watch.report('a waiver covers what it names', `${what} at ${address} was begun while ${other} was dead`);
    }
  }
}
