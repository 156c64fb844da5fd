import type { AppConfig, PartitionConfig } from '../../servers.js';
import type { ShellCommand, ShellContext } from '../context.js';
import { countHealth, replicaCount } from '../health.js';
import { flag, getopt, valued, valueOf } from '../options.js';
import { printTables } from '../print.js';
import { left, type Table } from '../table.js';

/** `app NAME`: one table, with `-d` where the replicas of its partitions are. */
export const app: ShellCommand = async (context, argv) => {
  const parsed = getopt(argv, [
    flag('d', 'detailed'),
    flag('r', 'resolve_ip'),
    flag('j', 'json'),
    valued('o', 'output'),
  ]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  const [name] = parsed.positional;
  if (name === undefined) return false;
  const answer = await context.meta.request((meta) => context.servers.queryConfig(meta, name));
  if (!('value' in answer)) {
    context.out(`query app ${name} failed, error=${answer.err}\n`);
    return true;
  }
  const config = answer.value;
  const detailed = parsed.options.has('d');
  const resolve = parsed.options.has('r');
  const file = valueOf(parsed, 'o');
  const tables: Table[] = [
    {
      kind: 'facts',
      name: 'parameters',
      rows: [
        ['app_name', name],
        ['detailed', String(detailed)],
        ...(file === undefined ? [] : ([['out_file', file]] as const)),
      ],
    },
    {
      kind: 'facts',
      name: 'general',
      rows: [
        ['app_name', name],
        ['app_id', String(config.appId)],
        ['partition_count', String(config.partitionCount)],
        ['max_replica_count', String(config.partitions[0]?.maxReplicaCount ?? 0)],
      ],
    },
    ...(detailed ? detailTables(context, config, resolve) : []),
  ];
  printTables(context, tables, { json: parsed.options.has('j'), file });
  return true;
};

function detailTables(context: ShellContext, config: AppConfig, resolve: boolean): Table[] {
  const inNodes = (address: string): string => (resolve ? context.book.shownResolved(address) : address);
  // Newer shells resolve only the list of nodes.
  const inReplicas = (address: string): string => (context.dialect === '2.5' ? inNodes(address) : address);
  const health = countHealth(config.partitions);
  return [
    {
      kind: 'grid',
      name: 'replicas',
      columns: ['pidx', 'ballot', 'replica_count', 'primary', 'secondaries'].map(left),
      rows: config.partitions.map((partition) => [
        String(partition.index),
        String(partition.ballot),
        `${replicaCount(partition)}/${partition.maxReplicaCount}`,
        partition.primary === undefined ? '-' : inReplicas(partition.primary),
        `[${partition.secondaries.map(inReplicas).join(',')}]`,
      ]),
    },
    nodesTable(context, config.partitions, inNodes),
    {
      kind: 'facts',
      name: 'healthy',
      rows: [
        ['fully_healthy_partition_count', String(health.fullyHealthy)],
        ['unhealthy_partition_count', String(health.unhealthy)],
        ['write_unhealthy_partition_count', String(health.writeUnhealthy)],
        ['read_unhealthy_partition_count', String(health.readUnhealthy)],
      ],
    },
  ];
}

/** Only servers that hold a replica of the table are listed; the totals have an empty name. */
function nodesTable(
  context: ShellContext,
  partitions: readonly PartitionConfig[],
  shown: (address: string) => string,
): Table {
  const primaries = (address: string): number => partitions.filter((partition) => partition.primary === address).length;
  const secondaries = (address: string): number =>
    partitions.filter((partition) => partition.secondaries.includes(address)).length;
  const holders = new Set(
    partitions.flatMap((partition) => [
      ...(partition.primary === undefined ? [] : [partition.primary]),
      ...partition.secondaries,
    ]),
  );
  const counted = context.book
    .sorted([...holders])
    .map((address) => ({ name: shown(address), primary: primaries(address), secondary: secondaries(address) }));
  const total = counted.reduce(
    (sum, one) => ({ ...sum, primary: sum.primary + one.primary, secondary: sum.secondary + one.secondary }),
    { name: '', primary: 0, secondary: 0 },
  );
  return {
    kind: 'grid',
    name: 'nodes',
    columns: ['node', 'primary', 'secondary', 'total'].map(left),
    rows: [...counted, total].map(({ name, primary, secondary }) => [
      name,
      ...[primary, secondary, primary + secondary].map(String),
    ]),
  };
}
