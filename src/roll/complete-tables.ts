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
    const waived = table.partitions.flatMap((partition) => (partition.waived === true ? [partition.gpid] : []));
    return [
      before?.partitions === table.partitions.length
        ? before
        : {
            id: table.id,
            partitions: table.partitions.length,
            copies: table.replicaCount,
            ...(waived.length === 0 ? {} : { without: waived }),
          },
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
    tables.flatMap((table) => {
      const complete = wasComplete(whole, table);
      return table.partitions
        .slice(0, complete?.partitions ?? 0)
        .flatMap(({ gpid }) => (complete?.without?.includes(gpid) === true ? [] : [gpid]));
    }),
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
export function changingTables({ tables }: Observation, allowance?: Allowance): readonly string[] {
  const moving = tables.filter(
    (table) =>
      (table.status !== 'AVAILABLE' && table.status !== 'DROPPED') ||
      (table.transition !== undefined && !splitsElsewhere(table, allowance)),
  );
  return moving.map(({ name, status, transition }) => `${name} (${transition ?? status})`);
}

/** Tables whose split would not be in the way, were it allowed by name. */
export const allowableSplits = ({ tables }: Observation, allowance?: Allowance): readonly string[] =>
  tables
    .filter(({ status, transition }) => status === 'AVAILABLE' && transition === 'splitting')
    .filter((table) => table.splitAllowed !== true && splitsElsewhere({ ...table, splitAllowed: true }, allowance))
    .map(({ name }) => name);

/**
 * Whether a split that is allowed by name has nothing to do with the server at hand. The new partitions come to be on
 * the servers that hold those they are split from, and the leader names them only once they are there: a server that
 * holds copies of the table, or held some before it was drained, can be proven neither empty nor full before the split
 * is over. Without a server at hand nothing is taken away.
 */
function splitsElsewhere({ id, partitions, splitAllowed }: Table, allowance?: Allowance): boolean {
  if (splitAllowed !== true) return false;
  if (allowance === undefined) return true;
  const { node, drained } = allowance;
  return (
    !drained.some((gpid) => gpid.startsWith(`${id}.`)) &&
    !partitions.some(({ primary, secondaries }) => primary === node || secondaries.includes(node))
  );
}

/** What of a wait is for tables that come and go; undefined when nothing is. */
export function tablesThatChange(target: TargetProgress, seen: Observation): Message | undefined {
  const changing = changingTables(seen, allowanceOf(target));
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
