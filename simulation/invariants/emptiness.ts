import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { Run } from '../../src/roll/run.js';
import type { Memberships } from './memberships.js';
import { isForced, type Watch } from './watch.js';

/**
 * Only an empty server is closed, or stopped after a drain: by the cluster's own configuration, whatever its leader
 * calls it.
 */
export class EmptinessChecks {
  constructor(
    private readonly watch: Watch,
    private readonly memberships: Memberships,
  ) {}

  closes({ node }: Extract<ClusterAct, { kind: 'close-replicas' }>): void {
    const held = this.#heldAllAlong(node);
    if (held.length > 0)
      this.watch.report(
        'only an empty server is closed',
        `the replicas of ${node} are closed while it holds ${held.length} partitions (${held.slice(0, 3).join(', ')})`,
      );
  }

  /** The first time that a run stops it; later it may have been down, and be what people asked for. */
  stops(run: Run, { address, verb, run: id }: ProcessCommand): void {
    const { world } = this.watch;
    if (
      world.scenario.mode !== 'ha' ||
      isForced(run, address) ||
      world.processes.done.some(({ command }) => command.address === address && command.run === id)
    )
      return;
    const held = this.#heldAllAlong(address);
    if (held.length > 0)
      this.watch.report(
        'only an empty server is stopped',
        `${verb} ${address} was begun while it holds ${held.length} partitions (${held.slice(0, 3).join(', ')})`,
      );
  }

  /**
   * What it held at every moment that the last reading can have shown; with a single copy a partition stays where it
   * is.
   */
  #heldAllAlong(node: string): readonly string[] {
    const { truth, now, readFrom } = this.watch;
    return truth
      .partitions()
      .filter(({ replicas, primary, secondaries }) => replicas > 1 && (primary === node || secondaries.includes(node)))
      .map(({ gpid }) => gpid)
      .filter((gpid) => this.memberships.wasAlwaysIn(gpid, node, readFrom, now));
  }
}
