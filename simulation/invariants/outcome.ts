import type { RunId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import type { MetaChecks } from './metas.js';
import type { Watch } from './watch.js';

/** A run that ends says what the cluster is like: every server and meta that its last reading could show as missing. */
export class OutcomeChecks {
  /** When a leader last listed each replica server. */
  readonly #listed = new Map<string, number>();
  /** When the reading began that the present plan of a run rests on. */
  readonly #planned = new Map<RunId, { readonly plan: string; readonly from: number }>();

  constructor(
    private readonly watch: Watch,
    private readonly metas: MetaChecks,
  ) {}

  settled({ process }: Truth): void {
    const { now, world } = this.watch;
    for (const address of world.cluster.replicaAddresses)
      if (process(address)?.listed === true) this.#listed.set(address, now);
  }

  changed({ id, plan }: Run): void {
    if (this.#planned.get(id)?.plan !== plan.id) this.#planned.set(id, { plan: plan.id, from: this.watch.readFrom });
  }

  ended(run: Run): void {
    const end = run.log.findLast((event) => event.kind === 'ended');
    if (end?.kind !== 'ended' || end.cluster?.kind === 'unread') return;
    const told = new Set<string>(end.cluster === undefined ? [] : [...end.cluster.dead, ...end.cluster.silentMetas]);
    for (const address of this.metas.missing()) {
      if (!told.has(address) && this.#isKnown(run, address))
        this.watch.report(
          'an outcome speaks of the cluster',
          `run ${run.id} ended without a word about ${address}, which is not at work`,
        );
    }
  }

  /** A replica server that is neither planned nor allowed, and that no leader has listed since, nobody can know of. */
  #isKnown({ id, plan, options }: Run, address: string): boolean {
    if (!this.watch.world.cluster.replicaAddresses.includes(address)) return true;
    const named = [
      ...[...plan.targets, ...plan.skipped].map((target) => target.address),
      ...(options.allowDeadServers ?? []),
    ];
    const from = this.#planned.get(id)?.from ?? Number.NEGATIVE_INFINITY;
    return named.some((each) => each === address) || (this.#listed.get(address) ?? Number.NEGATIVE_INFINITY) >= from;
  }
}
