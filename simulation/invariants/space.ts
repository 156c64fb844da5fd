import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { Look } from '../../src/roll/observation.js';
import { shippedSpaceLimits } from '../../src/roll/policy.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';

/** Nothing is taken off a server, and none is stopped, of which the bot has read that a disk is full. */
export class SpaceChecks {
  /** Servers with a full disk, since when. */
  readonly #full = new Map<string, number>();
  /** When the last reading began that asked for a server's space, and was told it. */
  readonly #read = new Map<string, number>();
  /** One server that is silent keeps the shell from saying it of any. */
  #silentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly watch: Watch) {}

  settled({ process }: Truth): void {
    const { now, world } = this.watch;
    for (const address of world.cluster.replicaAddresses) {
      if (process(address)?.answers !== true) this.#silentAt = now;
      const leastFree = process(address)?.leastFree;
      if (leastFree === undefined || leastFree >= shippedSpaceLimits.refusedBelow) this.#full.delete(address);
      else if (!this.#full.has(address)) this.#full.set(address, now);
    }
  }

  observed(from: number, { freeSpace = [] }: Look): void {
    const { world, hamperedAt, truth } = this.watch;
    const isTold =
      Math.max(this.#silentAt, hamperedAt) < from &&
      world.cluster.otherNames === 'none' &&
      world.cluster.replicaAddresses.every((address) => truth.process(address)?.answers === true);
    for (const address of freeSpace)
      if (isTold) this.#read.set(address, from);
      else this.#read.delete(address);
  }

  actBegins(run: Run, { kind }: ClusterAct): void {
    if (kind === 'move-primaries' || kind === 'downgrade-secondaries' || kind === 'drain')
      this.#takes(run, kind, this.watch.world.serverAtHand());
  }

  /** A replica server is about to be stopped. */
  stops(run: Run, { verb, address }: ProcessCommand): void {
    this.#takes(run, verb, address);
  }

  #takes(run: Run, what: string, address: string | undefined): void {
    const since = address === undefined ? undefined : this.#full.get(address);
    const read = address === undefined ? undefined : this.#read.get(address);
    if (address === undefined || since === undefined || read === undefined || isForced(run, address)) return;
    if (since < read)
      this.watch.report('no server with a full disk is begun', `${what} at ${address}, whose disk was full before`);
  }
}
