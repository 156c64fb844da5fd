import type { NodeAddress } from '../../roll/ids.js';
import type { Observation, Partition, ProcessReading, Table } from '../../roll/observation.js';

/** One fact that two readings of a cluster tell differently: where it stands, and what either says. */
export interface Difference {
  readonly what: string;
  readonly one: string;
  readonly other: string;
}

/**
 * Two readings of one cluster, compared fact by fact. What only one of two adapters can tell is no difference:
 * the replicas a server counts, a bulk load, the configured least number of live servers.
 */
export function compare(one: Observation, other: Observation): readonly Difference[] {
  const found: Difference[] = [];
  const look = (what: string, left: Fact, right: Fact): void => {
    if (left !== right) found.push({ what, one: inWords(left), other: inWords(right) });
  };
  look('the name of the cluster', one.clusterName, other.clusterName);
  look('the leader', one.leader, other.leader);
  look('the metas', one.metas.join(', '), other.metas.join(', '));
  look('the level in force', one.effectiveLevel, other.effectiveLevel);
  look('the level that is set', one.storedLevel, other.storedLevel);
  look('assign_delay_ms', one.settings.assignDelayMs, other.settings.assignDelayMs);
  look('add_secondary_max_count_for_one_node', one.settings.addSecondaryMax, other.settings.addSecondaryMax);
  look('add_secondary_enable_flow_control', one.settings.flowControl, other.settings.flowControl);
  look('balance operations', describeOperations(one), describeOperations(other));
  look('live_percentage', describePercentage(one), describePercentage(other));
  look('partitions without a live replica', one.ddd?.join(', '), other.ddd?.join(', '));
  look(
    'the order of the replica servers',
    one.nodes.map(({ address }) => address).join(', '),
    other.nodes.map(({ address }) => address).join(', '),
  );
  pairs(
    one.nodes,
    other.nodes,
    ({ address }) => address,
    (name, left, right) => {
      look(`the status of ${name}`, left?.status, right?.status);
      look(`the primaries of ${name}`, left?.primaries, right?.primaries);
      look(`the secondaries of ${name}`, left?.secondaries, right?.secondaries);
    },
  );
  pairs(
    one.tables,
    other.tables,
    ({ id }) => String(id),
    (id, left, right) => {
      look(`table ${id}`, left && describeTable(left), right && describeTable(right));
      pairs(
        left?.partitions ?? [],
        right?.partitions ?? [],
        ({ gpid }) => gpid,
        (gpid, mine, theirs) => {
          look(`partition ${gpid}`, mine && describePartition(mine), theirs && describePartition(theirs));
        },
      );
    },
  );
  for (const address of new Set([...Object.keys(one.processes), ...Object.keys(other.processes)])) {
    look(`the process ${address}`, describeProcess(one.processes[address]), describeProcess(other.processes[address]));
  }
  return found;
}

type Fact = string | number | boolean | undefined;

const inWords = (fact: Fact): string => (fact === undefined || fact === '' ? 'nothing' : String(fact));

function pairs<Item>(
  one: readonly Item[],
  other: readonly Item[],
  keyOf: (item: Item) => string,
  look: (key: string, left: Item | undefined, right: Item | undefined) => void,
): void {
  const [left, right] = [one, other].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  for (const key of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]))
    look(key, left?.get(key), right?.get(key));
}

const describeOperations = ({ balanceOperations: operations }: Observation): Fact =>
  operations.kind === 'counted' ? operations.total : operations.kind.replaceAll('-', ' ');

function describePercentage({ freeze }: Observation): Fact {
  const percentage = freeze?.livePercentage;
  return typeof percentage === 'object' ? percentage.message : percentage;
}

const describeTable = ({ name, status, replicaCount, partitions, transition }: Table): string =>
  `${name} ${status}, ${partitions.length} partitions of ${replicaCount}` +
  (transition === 'splitting' ? ', splitting' : '');

const describePartition = ({ ballot, primary, secondaries }: Partition): string =>
  `ballot ${ballot}, primary ${primary ?? 'none'}, secondaries ${names(secondaries)}`;

/** The order of secondaries says nothing. */
const names = (addresses: readonly NodeAddress[]): string =>
  addresses.length === 0 ? 'none' : [...addresses].sort().join(' ');

function describeProcess(reading: ProcessReading | undefined): string | undefined {
  if (reading === undefined) return undefined;
  // Why one does not answer is told in other words by each.
  return reading.kind === 'running'
    ? `${reading.version} (${reading.commit}), started at ${reading.startedAt}`
    : 'unreachable';
}
