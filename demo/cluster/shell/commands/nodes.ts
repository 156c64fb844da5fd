import { complain, type ShellCommand, type ShellContext } from '../context.js';
import { flag, getopt, valued, valueOf } from '../options.js';
import { printTables } from '../print.js';
import { left, right, type Table } from '../table.js';
import { notSimulated } from './not-simulated.js';
import { resourceUsage } from './resource-usage.js';

interface Counts {
  primaries: number;
  secondaries: number;
}

/** `nodes`: the replica servers the meta knows, with `-d` the replicas its partition configurations give them. */
export const nodes: ShellCommand = async (context, argv) => {
  const parsed = getopt(argv, [
    flag('d', 'detailed'),
    flag('r', 'resolve_ip'),
    flag('u', 'resource_usage'),
    flag('q', 'qps'),
    flag('j', 'json'),
    valued('s', 'status'),
    valued('o', 'output'),
    ...(context.dialect === 'newer' ? [valued('i', 'sample_interval_ms')] : []),
  ]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  if (parsed.options.has('q')) return notSimulated(context, 'nodes -q');
  const status = valueOf(parsed, 's');
  const wanted = status?.toLowerCase() ?? 'all';
  if (wanted !== 'all' && wanted !== 'alive' && wanted !== 'unalive')
    return complain(context, `parse ${status ?? ''} as node_status::type failed`);

  const listed = await context.meta.request((meta) => context.servers.listNodes(meta, wanted));
  if (!('value' in listed)) {
    context.out(`list nodes failed, error=${listed.err}\n`);
    return true;
  }
  const detailed = parsed.options.has('d');
  const counts = new Map<string, Counts>(
    listed.value.map(({ address }) => [address, { primaries: 0, secondaries: 0 }]),
  );
  if (detailed && !(await countReplicas(context, counts))) return true;
  const usage = parsed.options.has('u') ? await resourceUsage(context) : undefined;
  if (usage === 'said') return true;

  const byAddress = new Map(listed.value.map((node) => [node.address, node]));
  const rows = context.book.sorted([...byAddress.keys()]).map((address) => {
    const { primaries, secondaries } = counts.get(address) ?? { primaries: 0, secondaries: 0 };
    const shown = parsed.options.has('r') ? context.book.shownResolved(address) : address;
    const cells = [shown, byAddress.get(address)?.status ?? ''];
    return [
      ...cells,
      ...(detailed ? [primaries + secondaries, primaries, secondaries].map(String) : []),
      ...(usage === undefined ? [] : (usage.of.get(address) ?? usage.columns.map(() => '0'))),
    ];
  });
  const alive = listed.value.filter((node) => node.status === 'ALIVE').length;
  const file = valueOf(parsed, 'o');
  const parameters: [string, string][] = [
    ...(status === undefined ? [] : [['status', status] satisfies [string, string]]),
    ...(file === undefined ? [] : [['out_file', file] satisfies [string, string]]),
  ];
  const tables: Table[] = [
    ...(parameters.length === 0 ? [] : [{ kind: 'facts', name: 'parameters', rows: parameters } as const]),
    {
      kind: 'grid',
      name: 'details',
      columns: [
        left('address'),
        left('status'),
        ...(detailed ? ['replica_count', 'primary_count', 'secondary_count'].map(right) : []),
        ...(usage?.columns ?? []).map(right),
      ],
      rows,
    },
    {
      kind: 'facts',
      name: 'summary',
      rows: [
        ['total_node_count', String(listed.value.length)],
        ['alive_node_count', String(alive)],
        ['unalive_node_count', String(listed.value.length - alive)],
      ],
    },
  ];
  printTables(context, tables, { json: parsed.options.has('j'), file });
  return true;
};

/** Adds up the configurations of all available tables; false when one could not be had (said on stdout already). */
async function countReplicas(context: ShellContext, counts: ReadonlyMap<string, Counts>): Promise<boolean> {
  const apps = await context.meta.request((meta) => context.servers.listApps(meta, 'available'));
  if (!('value' in apps)) {
    context.out(`list apps failed, error=${apps.err}\n`);
    return false;
  }
  for (const app of apps.value) {
    const config = await context.meta.request((meta) => context.servers.queryConfig(meta, app.name));
    if (!('value' in config)) {
      context.out(`list app ${app.name} failed, error=${config.err}\n`);
      return false;
    }
    for (const partition of config.value.partitions) {
      const primary = partition.primary === undefined ? undefined : counts.get(partition.primary);
      if (primary !== undefined) primary.primaries += 1;
      for (const secondary of partition.secondaries) {
        const counted = counts.get(secondary);
        if (counted !== undefined) counted.secondaries += 1;
      }
    }
  }
  return true;
}
