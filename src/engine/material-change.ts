import type { Run } from '../roll/run.js';

/**
 * Whether a run has changed in anything that must outlive the bot. What it waits for, that the cluster could not be
 * read just now, and which servers were asked when, is seen anew after a restart, and of the partitions' availability
 * what the last minute adds; writing it at every poll would only wear out the disk.
 */
export function changedMaterially(before: Run, after: Run): boolean {
  return before !== after && differ(lasting(before), lasting(after));
}

function lasting(run: Run): object {
  if (!('progress' in run)) return { ...run, updatedAt: 0 };
  return {
    ...run,
    updatedAt: 0,
    progress: {
      ...run.progress,
      waiting: undefined,
      unreadable: undefined,
      asked: undefined,
      metasAskedAt: undefined,
      availability: undefined,
    },
  };
}

/** What is the same object has not changed: of a run of hundreds of servers, most parts are at every step. */
function differ(one: unknown, other: unknown): boolean {
  if (one === other) return false;
  if (
    typeof one !== 'object' ||
    typeof other !== 'object' ||
    one === null ||
    other === null ||
    Array.isArray(one) !== Array.isArray(other)
  )
    return true;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].some((name) => differ(Reflect.get(one, name), Reflect.get(other, name)));
}
