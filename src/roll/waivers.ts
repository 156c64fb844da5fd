import { progressed, type ActiveRun } from './active.js';
import type { RollOptions } from './options.js';

/** The options with the tables that approvers have let be rolled in spite of their few copies since the run began. */
export function withWaivers(run: ActiveRun, more: readonly string[] = []): RollOptions {
  const waived = [...(run.progress.waived ?? []), ...more];
  return waived.length === 0
    ? run.options
    : { ...run.options, allowLowReplication: [...run.options.allowLowReplication, ...waived] };
}

export const waive = <Any extends ActiveRun>(run: Any, tables: readonly string[]): Any =>
  progressed(run, { waived: [...new Set([...(run.progress.waived ?? []), ...tables])] });
