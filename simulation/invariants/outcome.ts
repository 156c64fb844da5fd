import type { Run } from '../../src/roll/run.js';
import type { MetaChecks } from './metas.js';
import type { Watch } from './watch.js';

/** A run that ends says what the cluster is like: every server and meta that its last reading could show as missing. */
export class OutcomeChecks {
  constructor(
    private readonly watch: Watch,
    private readonly metas: MetaChecks,
  ) {}

  ended({ id, log }: Run): void {
    const end = log.findLast((event) => event.kind === 'ended');
    if (end?.kind !== 'ended' || end.cluster?.kind === 'unread') return;
    const told = new Set<string>(end.cluster === undefined ? [] : [...end.cluster.dead, ...end.cluster.silentMetas]);
    for (const address of this.metas.missing()) {
      if (!told.has(address))
        this.watch.report(
          'an outcome speaks of the cluster',
          `run ${id} ended without a word about ${address}, which is not at work`,
        );
    }
  }
}
