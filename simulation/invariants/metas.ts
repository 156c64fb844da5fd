import type { ProcessCommand } from '../../src/roll/act.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import type { CopiesChecks } from './copies.js';
import type { WaiverChecks } from './waivers.js';
import { isForced, type Watch } from './watch.js';

/** A meta is stopped while the others answer, every replica server is at work and every partition whole. */
export class MetaChecks {
  /** Servers that are not at work, by what the leader sees or by their silence, since when. */
  readonly #idleSince = new Map<string, number>();

  constructor(
    private readonly watch: Watch,
    private readonly copies: CopiesChecks,
    private readonly waivers: WaiverChecks,
  ) {}

  /** A meta is about to be stopped. What the last reading could show at any moment excuses it. */
  stops(run: Run, { verb, address }: ProcessCommand): void {
    const { cluster } = this.watch.world;
    // One that is down already is only started.
    if (!cluster.isUp(address) || isForced(run, address)) return;
    for (const other of [...cluster.metaAddresses, ...cluster.replicaAddresses]) {
      if (
        other !== address &&
        !this.waivers.mayBeDead(run, other) &&
        (this.#idleSince.get(other) ?? Number.POSITIVE_INFINITY) < this.watch.readFrom
      )
        this.#report(verb, address, `${other} is not at work`);
    }
    const short = this.copies.notWhole(run);
    if (short !== undefined) this.#report(verb, address, short);
  }

  /** Metas and replica servers that are not at work, and that the last reading could show so at any moment. */
  missing(): readonly string[] {
    return [...this.#idleSince].filter(([, since]) => since < this.watch.readFrom).map(([address]) => address);
  }

  settled({ process }: Truth): void {
    const { now, world } = this.watch;
    for (const address of [...world.cluster.metaAddresses, ...world.cluster.replicaAddresses]) {
      const seen = process(address);
      const works = seen?.role === 'replica' ? seen.alive !== false : seen?.answers === true;
      if (works) this.#idleSince.delete(address);
      else if (!this.#idleSince.has(address)) this.#idleSince.set(address, now);
    }
  }

  #report(verb: string, address: string, what: string): void {
    this.watch.report('no meta is stopped while others are missing', `${verb} ${address} was begun while ${what}`);
  }
}
