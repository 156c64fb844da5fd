import { wallClock } from '../../model/server-process.js';
import type { AppInfo, PartitionConfig, Reply, Response } from '../../servers.js';
import { countHealth, replicaCount } from '../../shell/health.js';
import { badRequest, json, type HttpAnswer, type HttpRequest } from './request.js';
import type { PageOutcome, Site } from './site.js';

/** What each page under `/meta/` may be asked. */
const parameters: Readonly<Record<string, readonly string[] | 'any'>> = {
  'meta/cluster': 'any',
  'meta/nodes': ['detail'],
  'meta/apps': ['detail'],
  'meta/app': ['name', 'detail'],
  'meta/app_envs': ['name'],
};

/**
 * Pages under `/meta/`. A newer standby sends to its leader (307). One of 2.5.0 answers as if it led an empty cluster,
 * and dies of `/meta/cluster`, where it has no balancer; so does a leader that has not loaded its state.
 * Undefined: there is no such page.
 */
export function metaPage(site: Site, { path, query }: HttpRequest): PageOutcome | undefined {
  const known = parameters[path];
  if (known === undefined) return undefined;
  if (known !== 'any' && ![...query.keys()].every((name) => known.includes(name))) return badRequest;
  const role = site.cluster.metaRole(site.address);
  if (role.kind === 'standby' && site.newer) return redirect(role.leader, path, query);
  const leads = role.kind === 'leading' && role.loaded;
  switch (path) {
    case 'meta/cluster':
      return leads ? clusterPage(site) : 'dies';
    case 'meta/nodes':
      return nodesPage(site, query.has('detail'), leads);
    case 'meta/apps':
      return appsPage(site, query.has('detail'), leads);
    case 'meta/app':
      return appPage(site, query.get('name') ?? '', query.has('detail'), leads);
    default:
      // No table of the simulation has environments.
      return json({});
  }
}

function redirect(leader: string | undefined, path: string, query: ReadonlyMap<string, string>): HttpAnswer {
  const question = [...query].map(([name, value]) => `${name}=${value}`).join('&');
  return {
    status: 307,
    body: '',
    location: `http://${leader ?? 'invalid host_port'}/${path}${question === '' ? '' : `?${question}`}`,
  };
}

/** What a leader answers; it was asked whether it leads, so anything else is another process in between. */
function answered<Value>(reply: Reply<Response<Value>>): Value | undefined {
  return reply.kind === 'answer' && 'value' in reply.value ? reply.value.value : undefined;
}

function clusterPage({ cluster, address }: Site): HttpAnswer {
  const rows = answered(cluster.clusterInfo(address)) ?? [];
  return json(Object.fromEntries(rows.filter(([key]) => key !== 'cluster_name')));
}

const text = (numbers: Readonly<Record<string, number>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));

function partitionsOf(
  { cluster, address }: Site,
  apps: readonly AppInfo[],
): ReadonlyMap<string, readonly PartitionConfig[]> {
  return new Map(apps.map(({ name }) => [name, answered(cluster.queryConfig(address, name))?.partitions ?? []]));
}

function nodesPage(site: Site, detailed: boolean, leads: boolean): HttpAnswer {
  const { cluster, address } = site;
  const nodes = (leads ? answered(cluster.listNodes(address, 'all')) : undefined) ?? [];
  const led = new Map<string, number>();
  const followed = new Map<string, number>();
  const count = (counts: Map<string, number>, node: string): void => void counts.set(node, (counts.get(node) ?? 0) + 1);
  if (detailed && leads) {
    for (const partitions of partitionsOf(site, answered(cluster.listApps(address, 'available')) ?? []).values()) {
      for (const { primary, secondaries } of partitions) {
        if (primary !== undefined) count(led, primary);
        for (const node of secondaries) count(followed, node);
      }
    }
  }
  const details = nodes.map(({ address: node, status }) => {
    const [primaries, secondaries] = [led.get(node) ?? 0, followed.get(node) ?? 0];
    return [
      node,
      {
        address: node,
        status,
        ...(detailed
          ? text({ replica_count: primaries + secondaries, primary_count: primaries, secondary_count: secondaries })
          : {}),
      },
    ] as const;
  });
  const alive = nodes.filter(({ status }) => status === 'ALIVE').length;
  return json({
    details: Object.fromEntries(details),
    summary: text({
      total_node_count: nodes.length,
      alive_node_count: alive,
      unalive_node_count: nodes.length - alive,
    }),
  });
}

function appsPage(site: Site, detailed: boolean, leads: boolean): HttpAnswer {
  const apps = (leads ? answered(site.cluster.listApps(site.address, 'available')) : undefined) ?? [];
  const time = (second: number): string => `${wallClock(second * 1000)}.${site.newer ? '000' : '0'}`;
  const general = apps.map((app): [string, unknown] => [
    String(app.id),
    {
      app_id: String(app.id),
      status: app.status,
      app_name: app.name,
      app_type: app.type,
      partition_count: String(app.partitionCount),
      replica_count: String(app.maxReplicaCount),
      is_stateful: String(app.isStateful),
      create_time: time(app.createSecond),
      drop_time: '-',
      drop_expire: '-',
      envs_count: String(Object.keys(app.envs).length),
    },
  ]);
  if (!detailed || apps.length === 0)
    return json({ general_info: Object.fromEntries(general), summary: text({ total_app_count: apps.length }) });
  const partitions = partitionsOf(site, apps);
  const health = apps.map((app) => ({ app, counts: countHealth(partitions.get(app.name) ?? []) }));
  const rows = health.map(({ app, counts }): [string, unknown] => [
    String(app.id),
    {
      app_id: String(app.id),
      app_name: app.name,
      ...text({
        partition_count: app.partitionCount,
        fully_healthy: counts.fullyHealthy,
        unhealthy: counts.unhealthy,
        write_unhealthy: counts.writeUnhealthy,
        read_unhealthy: counts.readUnhealthy,
      }),
    },
  ]);
  const amount = (is: (counts: (typeof health)[number]['counts']) => boolean): number =>
    health.filter(({ counts }) => is(counts)).length;
  return json({
    general_info: Object.fromEntries(general),
    healthy_info: Object.fromEntries(rows),
    summary: text({
      total_app_count: apps.length,
      fully_healthy_app_count: amount(({ unhealthy }) => unhealthy === 0),
      unhealthy_app_count: amount(({ unhealthy }) => unhealthy > 0),
      write_unhealthy_app_count: amount(({ writeUnhealthy }) => writeUnhealthy > 0),
      read_unhealthy_app_count: amount(({ readUnhealthy }) => readUnhealthy > 0),
    }),
  });
}

function appPage({ cluster, address }: Site, name: string, detailed: boolean, leads: boolean): HttpAnswer {
  const reply = leads ? cluster.queryConfig(address, name) : undefined;
  const config = reply === undefined ? undefined : answered(reply);
  if (config === undefined) {
    const err = reply?.kind === 'answer' ? reply.value.err : 'ERR_OBJECT_NOT_FOUND';
    // A name that no table can have is refused before it is looked for by newer servers only; the page says the same.
    const missing = err === 'ERR_OBJECT_NOT_FOUND' || err === 'ERR_INVALID_PARAMETERS';
    return missing ? { status: 404, body: `table not found: "${name}"` } : { status: 500, body: err };
  }
  const { partitions } = config;
  const general = {
    app_name: name,
    ...text({
      app_id: config.appId,
      partition_count: config.partitionCount,
      max_replica_count: partitions[0]?.maxReplicaCount ?? 0,
    }),
  };
  if (!detailed) return json({ general });
  const health = countHealth(partitions);
  return json({
    general,
    replicas: Object.fromEntries(
      partitions.map((partition): [string, unknown] => [
        String(partition.index),
        {
          pidx: String(partition.index),
          ballot: String(partition.ballot),
          replica_count: `${replicaCount(partition)}/${partition.maxReplicaCount}`,
          primary: partition.primary ?? '-',
          secondaries: `[${partition.secondaries.join(',')}]`,
        },
      ]),
    ),
    nodes: Object.fromEntries(nodeRows(partitions).map((row) => [row.node, row])),
    healthy: text({
      fully_healthy_partition_count: health.fullyHealthy,
      unhealthy_partition_count: health.unhealthy,
      write_unhealthy_partition_count: health.writeUnhealthy,
      read_unhealthy_partition_count: health.readUnhealthy,
    }),
  });
}

function nodeRows(partitions: readonly PartitionConfig[]): readonly { readonly node: string }[] {
  const counts = new Map<string, { primary: number; secondary: number }>();
  const of = (node: string): { primary: number; secondary: number } => {
    const found = counts.get(node) ?? { primary: 0, secondary: 0 };
    counts.set(node, found);
    return found;
  };
  for (const { primary, secondaries } of partitions) {
    if (primary !== undefined) of(primary).primary += 1;
    for (const node of secondaries) of(node).secondary += 1;
  }
  const row = (node: string, primary: number, secondary: number): { readonly node: string } => ({
    node,
    ...text({ primary, secondary, total: primary + secondary }),
  });
  const sorted = [...counts].sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
  const sum = (which: 'primary' | 'secondary'): number => sorted.reduce((total, [, count]) => total + count[which], 0);
  return [
    ...sorted.map(([node, { primary, secondary }]) => row(node, primary, secondary)),
    row('total', sum('primary'), sum('secondary')),
  ];
}
