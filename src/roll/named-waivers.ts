import { log, progressed, type ActiveRun } from './active.js';
import type { Gpid, NodeAddress } from './ids.js';
import { aliveNodes, liveMembers } from './members.js';
import type { Message } from './message.js';
import type { Observation, Partition } from './observation.js';
import type { RollOptions } from './options.js';
import type { NamedWaivers, Plan } from './plan.js';

type Allowed = Pick<RollOptions, 'allowDeadServers' | 'allowDeadPartitions' | 'allowSplitting'>;

/** The waivers of a request alone. */
export const allowedByName = ({ allowDeadServers, allowDeadPartitions, allowSplitting }: RollOptions): Allowed => ({
  ...(allowDeadServers === undefined ? {} : { allowDeadServers }),
  ...(allowDeadPartitions === undefined ? {} : { allowDeadPartitions }),
  ...(allowSplitting === undefined ? {} : { allowSplitting }),
});

/** What a plan can rest on: of what was asked for, what is dead now. Undefined: nothing. */
export function waiversThatApply(seen: Observation, options: Allowed): NamedWaivers | undefined {
  const dead = new Set(deadNow(seen));
  const lost = new Set(
    partitions(seen)
      .filter(isDead(seen))
      .map(({ gpid }) => gpid),
  );
  const waivers = {
    deadServers: (options.allowDeadServers ?? []).filter((address) => dead.has(address)),
    deadPartitions: (options.allowDeadPartitions ?? []).filter((gpid) => lost.has(gpid)),
    splitting: options.allowSplitting ?? [],
  };
  return Object.values(waivers).every((names) => names.length === 0) ? undefined : waivers;
}

/** What is left of the waivers of a run: what has come back is not waived any more. */
export function waiversInForce({ plan: { namedWaivers }, progress }: ActiveRun): NamedWaivers | undefined {
  if (namedWaivers === undefined) return undefined;
  const over = new Set<string>(progress.waiversOver);
  return {
    ...namedWaivers,
    deadServers: namedWaivers.deadServers.filter((address) => !over.has(address)),
    deadPartitions: namedWaivers.deadPartitions.filter((gpid) => !over.has(gpid)),
  };
}

/** Notes which of them have come back, and tells it. The run does not forget it, should they die once more. */
export function noteWaiversOver(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const waivers = waiversInForce(run);
  if (waivers === undefined) return run;
  const alive = aliveNodes(seen);
  const servers = waivers.deadServers.filter((address) => alive.has(address));
  const dead = isDead(seen);
  const back = partitions(seen).filter(
    (partition) => waivers.deadPartitions.includes(partition.gpid) && !dead(partition),
  );
  const gpids = back.map(({ gpid }) => gpid);
  if (servers.length + gpids.length === 0) return run;
  const over = progressed(run, { waiversOver: [...(run.progress.waiversOver ?? []), ...servers, ...gpids] });
  return log(over, now, { kind: 'note', message: { code: 'waivers-over', nodes: servers, gpids } });
}

/**
 * A reading in which nothing is in the way that people allow by name:
 *  - a server that is dead and stays dead is looked at as if it were not part of the cluster. Each partition must have
 *    all its copies on the others, and the freeze check goes on counting it (gates/not-frozen.ts);
 *  - a partition without a live copy is looked at as if its table did not have it;
 *  - a table that splits is in the way only of servers that hold copies of it (complete-tables.ts).
 * The rules for a second failure know nothing of waivers: what they look for are servers and copies that are lost while
 * another server is away, and what is waived here was lost before.
 * Partitions are marked and not taken out, as their places count.
 */
export function withoutWaived(seen: Observation, waivers: NamedWaivers | undefined): Observation {
  if (waivers === undefined) return seen;
  const leftOut = deadNow(seen).filter((address) => waivers.deadServers.includes(address));
  const dead = isDead(seen);
  return {
    ...seen,
    nodes: seen.nodes.filter(({ address }) => !leftOut.includes(address)),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    tables: seen.tables.map((table) => {
      const mayGrow = table.transition === 'splitting' && waivers.splitting.includes(table.name);
      return {
        ...table,
        ...(mayGrow ? { splitAllowed: true } : {}),
        partitions: table.partitions.map((partition) =>
          (mayGrow && isUnborn(partition)) || (waivers.deadPartitions.includes(partition.gpid) && dead(partition))
            ? { ...partition, waived: true }
            : partition,
        ),
      };
    }),
    ...(seen.ddd === undefined ? {} : { ddd: seen.ddd.filter((gpid) => !waivers.deadPartitions.includes(gpid)) }),
  };
}

/** Whether a request allows what is not there, or is well: what to tell whoever asks. */
export function wronglyAllowed(seen: Observation, options: RollOptions): Message | undefined {
  // What an earlier run allowed may be well again by now. Then it does nothing, as the plan rests on what applies.
  if (options.rollsBack !== undefined || options.continues !== undefined) return undefined;
  const { allowDeadServers = [], allowDeadPartitions = [], allowSplitting = [] } = options;
  const known = seen.nodes.map(({ address }) => address);
  const unknown = allowDeadServers.filter((address) => !known.includes(address));
  if (unknown.length > 0) return { code: 'no-such-servers', servers: unknown, known };
  const dead = new Set(deadNow(seen));
  const answers = (address: NodeAddress): boolean =>
    seen.processes[address]?.kind === 'running' || seen.processes[address]?.kind === 'loading';
  const well = allowDeadServers.filter((address) => !dead.has(address) || answers(address));
  if (well.length > 0) return { code: 'allowed-server-lives', nodes: well, answers: well.filter((at) => dead.has(at)) };

  const all = new Map(partitions(seen).map((partition) => [partition.gpid, partition]));
  const unlisted = allowDeadPartitions.filter((gpid) => !all.has(gpid));
  if (unlisted.length > 0) return { code: 'no-such-partitions', gpids: unlisted };
  const isLost = isDead(seen);
  const whole = [...all.values()].filter(
    (partition) => allowDeadPartitions.includes(partition.gpid) && !isLost(partition),
  );
  if (whole.length > 0) return { code: 'allowed-partition-lives', gpids: whole.map(({ gpid }) => gpid) };

  const tables = seen.tables.filter(({ status }) => status === 'AVAILABLE');
  const names = tables.map(({ name }) => name);
  const none = allowSplitting.filter((name) => !names.includes(name));
  if (none.length > 0) return { code: 'no-such-tables', tables: none, known: names };
  const still = tables.filter(({ name, transition }) => allowSplitting.includes(name) && transition !== 'splitting');
  return still.length > 0 ? { code: 'allowed-table-not-splitting', tables: still.map(({ name }) => name) } : undefined;
}

/** As many as a request can name. */
export const mostWaivers = 20;

/** Each as it is typed: `dead-server=10.0.0.9:34801`. */
export const waiverNames = ({ deadServers, deadPartitions, splitting }: NamedWaivers): readonly string[] => [
  ...deadServers.map((address) => `dead-server=${address}`),
  ...deadPartitions.map((gpid) => `dead-partition=${gpid}`),
  ...splitting.map((table) => `splitting=${table}`),
];

/** What makes another plan of it. Whether a table still splits does not: the name was approved. */
export const waiversOfPlan = ({ namedWaivers }: Pick<Plan, 'namedWaivers'>): string =>
  [...(namedWaivers?.deadServers ?? []), ...(namedWaivers?.deadPartitions ?? [])].join(', ');

export const deadNow = ({ nodes }: Observation): readonly NodeAddress[] =>
  nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);

const partitions = ({ tables }: Observation): readonly Partition[] =>
  tables.flatMap((table) => (table.status === 'AVAILABLE' ? table.partitions : []));

/** What has lost every copy, and is not waived. */
export const lostNow = (seen: Observation): readonly Gpid[] =>
  partitions(seen)
    .filter(({ waived }) => waived !== true)
    .filter(isDead(seen))
    .map(({ gpid }) => gpid);

/** No server that is ALIVE has a copy that the leader knows of. One that is announced by a split never had any. */
function isDead(seen: Observation): (partition: Partition) => boolean {
  const alive = aliveNodes(seen);
  return (partition) => !isUnborn(partition) && liveMembers(partition, alive).length === 0;
}

/** Announced by a split, and led by nobody so far (docs/pegasus.md, "Partition split"). */
const isUnborn = ({ ballot }: Partition): boolean => ballot < 0;
