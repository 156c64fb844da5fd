import type { Run } from '../../src/roll/run.js';
import { isForced, type Watch } from './watch.js';

/** A clock that is set a little forward counts that little. */
const toleranceMs = 5_000;

/**
 * By what the bot was told, no server is begun under an alert, and none before the cluster has been at rest for as long
 * as its operator wants.
 */
export class SettlingChecks {
  readonly #begun = new Set<string>();

  constructor(private readonly watch: Watch) {}

  /** Something is done to a server. */
  begins(run: Run, address: string | undefined): void {
    if (address === undefined || this.#begun.has(`${run.id} ${address}`)) return;
    this.#begun.add(`${run.id} ${address}`);
    const { told } = this.watch.world.alerts;
    if (this.watch.world.policy.alerts !== undefined && told !== 'none')
      this.watch.report(
        'no server is begun under an alert',
        `run ${run.id} began ${address}; last told: ${told ?? 'nothing'}`,
      );
    const { settle } = run.plan;
    if (settle === undefined || !('progress' in run) || isForced(run, address)) return;
    if (!run.progress.targets.some(({ state }) => state === 'done')) return;
    const { answers } = this.watch.world.settle;
    const last = answers.findLastIndex(({ atRest }) => !atRest);
    const since = answers[last + 1]?.at ?? Number.POSITIVE_INFINITY;
    const rested = this.watch.now - since;
    if (rested < settle.forMs - toleranceMs)
      this.watch.report(
        'no server is begun before the cluster is at rest',
        `run ${run.id} began ${address}; the cluster has been at rest for ${rested / 1000} s of ${settle.forMs / 1000}`,
      );
  }
}
