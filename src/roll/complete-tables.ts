import { shortages, type Allowance } from './fullness.js';
import type { Gpid } from './ids.js';
import type { Message } from './message.js';
import type { Observation, Table } from './observation.js';
import type { TargetProgress, CompleteTable } from './progress.js';

/**
 * The tables that are complete now or were so since `known`. One that is made, split or recalled, or is given another
 * number of copies, lacks copies that nobody has lost: it counts from the reading on in which it has them all. One that
 * goes is forgotten.
 */
export function completeTables(
  seen: Observation,
  known: readonly CompleteTable[],
  allowance?: Allowance,
): readonly CompleteTable[] {
  const short = new Set(shortages(seen, allowance).map(({ gpid }) => gpid));
  return seen.tables.flatMap((table) => {
    const before = wasComplete(known, table);
    if (table.status !== 'AVAILABLE') return [];
    const isComplete = table.partitions.every(({ gpid }) => !short.has(gpid));
    if (!isComplete) return before === undefined ? [] : [before];
    return [
      before?.partitions === table.partitions.length
        ? before
        : { id: table.id, partitions: table.partitions.length, copies: table.replicaCount },
    ];
  });
}

/** The same with what this reading shows; the target itself where nothing has changed. */
export function noteComplete(target: TargetProgress, seen: Observation): TargetProgress {
  if (target.whole === undefined) return target;
  const complete = completeTables(seen, target.whole, allowanceOf(target));
  const same =
    complete.length === target.whole.length && complete.every((table, place) => table === target.whole?.[place]);
  return same ? target : { ...target, whole: complete };
}

export const allowanceOf = ({ address, drainedPartitions }: TargetProgress): Allowance => ({
  node: address,
  drained: drainedPartitions,
});

/**
 * Partitions that have had all their copies: what they lack was lost. Undefined: a run of before, for which all of them
 * count.
 */
export function wereComplete({ whole }: TargetProgress, { tables }: Observation): ReadonlySet<Gpid> | undefined {
  if (whole === undefined) return undefined;
  return new Set(
    tables.flatMap((table) =>
      table.partitions.slice(0, wasComplete(whole, table)?.partitions ?? 0).map(({ gpid }) => gpid),
    ),
  );
}

/**
 * Available tables that are new since the drain began, or have new partitions, and do not have all their copies yet.
 */
export function unfinishedTables(
  target: TargetProgress,
  seen: Observation,
): readonly { readonly table: Table; readonly missing: number }[] {
  const known = wereComplete(target, seen);
  if (known === undefined) return [];
  const missing = new Map(shortages(seen, allowanceOf(target)).map((shortage) => [shortage.gpid, shortage.missing]));
  return seen.tables.flatMap((table) => {
    const lacking = table.partitions.reduce(
      (sum, { gpid }) => sum + (known.has(gpid) ? 0 : (missing.get(gpid) ?? 0)),
      0,
    );
    return table.status === 'AVAILABLE' && lacking > 0 ? [{ table, missing: lacking }] : [];
  });
}

/** Tables on their way from one state to another, with the cluster's word for it: `events (CREATING)`. */
export function changingTables({ tables }: Observation): readonly string[] {
  const moving = tables.filter(
    ({ status, transition }) => (status !== 'AVAILABLE' && status !== 'DROPPED') || transition !== undefined,
  );
  return moving.map(({ name, status, transition }) => `${name} (${transition ?? status})`);
}

/** What of a wait is for tables that come and go; undefined when nothing is. */
export function tablesThatChange(target: TargetProgress, seen: Observation): Message | undefined {
  const changing = changingTables(seen);
  const unfinished = unfinishedTables(target, seen);
  if (changing.length === 0 && unfinished.length === 0) return undefined;
  return {
    code: 'tables-come-and-go',
    tables: unfinished.map(({ table }) => table.name),
    missing: unfinished.map(({ missing }) => missing),
    changing,
  };
}

/**
 * The partitions of a table can be cut short, or its copies be another number: then it is another table in this sense.
 */
const wasComplete = (
  known: readonly CompleteTable[],
  { id, replicaCount, partitions, status }: Table,
): CompleteTable | undefined =>
  known.find(
    (table) =>
      table.id === id &&
      table.copies === replicaCount &&
      status === 'AVAILABLE' &&
      table.partitions <= partitions.length,
  );
