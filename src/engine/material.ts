import type { Run } from '../roll/run.js';

/**
 * Whether a run has changed in anything that must outlive the bot. What it waits for, and that the cluster could not be
 * read just now, is seen anew after a restart; writing it at every poll would only wear out the disk.
 */
export function changedMaterially(before: Run, after: Run): boolean {
  return before !== after && JSON.stringify(lasting(before)) !== JSON.stringify(lasting(after));
}

function lasting(run: Run): unknown {
  if (!('progress' in run)) return { ...run, updatedAt: 0 };
  return { ...run, updatedAt: 0, progress: { ...run.progress, waiting: undefined, unreadable: undefined } };
}
