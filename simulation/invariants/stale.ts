import type { ProcessCommand } from '../../src/roll/act.js';
import type { Run } from '../../src/roll/run.js';
import { flagOf } from '../../src/roll/stale.js';
import { isForced, type Watch } from './watch.js';

/** A reading of a plan may be so old when the plan is made. */
const lately = 60_000;

/** A restart for a value of the configuration: nobody is restarted for nothing, and nobody is left without it. */
export class StaleChecks {
  /** Since when each server has had the value of the new configuration. */
  readonly #since = new Map<string, number>();
  /** Who has it when a history begins has had it for long. */
  #began = false;

  constructor(private readonly watch: Watch) {}

  settled(): void {
    const { newConfig } = this.watch.world.scenario;
    if (newConfig === undefined) return;
    const { cluster } = this.watch.world;
    for (const address of [...cluster.replicaAddresses, ...cluster.metaAddresses, ...cluster.collectorAddresses]) {
      if (this.#valueOf(address, newConfig.flag) !== newConfig.value) this.#since.delete(address);
      else if (!this.#since.has(address))
        this.#since.set(address, this.#began ? this.watch.now : Number.NEGATIVE_INFINITY);
    }
    this.#began = true;
  }

  /** A process is about to be ended. */
  stops({ options: { stale }, plan }: Run, { verb, address }: ProcessCommand): void {
    if (stale === undefined || !this.watch.world.cluster.isUp(address)) return;
    const since = this.#since.get(address);
    if (since === undefined || since > plan.madeAt - lately) return;
    this.watch.report(
      'no server is restarted for a value that it had',
      `${verb} ${address} was begun, which had ${stale.key} = ${stale.value} when plan ${plan.id} was made`,
    );
  }

  ended(run: Run): void {
    const { stale } = run.options;
    if (stale === undefined || run.status !== 'done') return;
    for (const { address, state } of run.progress.targets) {
      const found = this.#valueOf(address, flagOf(stale.key).name);
      if (state === 'skipped' || found === stale.value || isForced(run, address)) continue;
      this.watch.report(
        'a run that is done has left no server without the value',
        `run ${run.id} is done, and ${address} has ${stale.key} = ${found ?? 'nothing'}`,
      );
    }
  }

  #valueOf(address: string, flag: string): string | undefined {
    return this.watch.world.cluster.flags(address).find(({ name }) => name === flag)?.value;
  }
}
