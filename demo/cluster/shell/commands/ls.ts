import { inRed, type ShellCommand, type ShellContext } from '../context.js';
import { countHealth, type HealthCounts } from '../health.js';
import { argh, flag, getopt, named, valued, valueOf, type ParsedOptions } from '../options.js';
import { printTables } from '../print.js';
import type { AppInfo } from '../../servers.js';
import { left, type Table } from '../table.js';

const statuses = ['all', 'available', 'creating', 'dropping', 'dropped'];
const specs = [
  flag('a', 'all'),
  flag('d', 'detailed'),
  flag('j', 'json'),
  valued('s', 'status'),
  valued('o', 'output'),
];

/** `ls`: the tables, with `-d` their health. */
export const ls: ShellCommand = async (context, argv) => {
  const parsed = parse(context, argv);
  if (parsed === undefined) return false;
  const status = valueOf(parsed, 's')?.toLowerCase();
  if (status !== undefined && !statuses.includes(status)) {
    context.err(
      context.dialect === '2.5'
        ? `parse ${status} as app_status::type failed`
        : inRed(`parse ${status} as app_status::type failed`),
    );
    return false;
  }
  const showAll = parsed.options.has('a') || (context.dialect === 'newer' && status !== undefined);
  const listed = await context.meta.request((meta) => context.servers.listApps(meta, showAll ? 'all' : 'available'));
  if (!('value' in listed)) {
    context.out(`list apps failed, error=${listed.err}\n`);
    return true;
  }
  const apps = listed.value.filter(
    (app) =>
      (showAll || app.status === 'AVAILABLE') &&
      (status === undefined || status === 'all' || app.status.toLowerCase() === status),
  );
  const available = apps.filter((app) => app.status === 'AVAILABLE');
  const health: [AppInfo, HealthCounts][] = [];
  if (parsed.options.has('d')) {
    for (const app of available) {
      const config = await context.meta.request((meta) => context.servers.queryConfig(meta, app.name));
      if (!('value' in config)) {
        context.out(`list apps failed, error=${config.err}\n`);
        return true;
      }
      health.push([app, countHealth(config.value.partitions)]);
    }
  }
  const tables = [
    generalTable(context, apps),
    ...(health.length === 0 ? [] : [healthTable(health)]),
    summaryTable(available.length, health),
  ];
  printTables(context, tables, { json: parsed.options.has('j'), file: valueOf(parsed, 'o') });
  return true;
};

function parse(context: ShellContext, argv: readonly string[]): ParsedOptions | undefined {
  if (context.dialect === '2.5') {
    const parsed = getopt(argv, specs);
    if (typeof parsed !== 'string') return parsed;
    context.err(parsed);
    return undefined;
  }
  const parsed = named(argh(argv), specs);
  if (parsed === undefined || parsed.positional.length > 0) {
    context.err(inRed('unknown parameter or flag'));
    return undefined;
  }
  return parsed;
}

function generalTable(context: ShellContext, apps: readonly AppInfo[]): Table {
  const names = [
    'app_id',
    'status',
    'app_name',
    'app_type',
    'partition_count',
    'replica_count',
    'is_stateful',
    'create_time',
    'drop_time',
    'drop_expire',
    'envs_count',
  ];
  const newer = context.dialect === 'newer';
  return {
    kind: 'grid',
    name: 'general_info',
    columns: [...names, ...(newer ? ['atomic_idempotent'] : [])].map(left),
    rows: apps.map((app) => [
      String(app.id),
      app.status,
      app.name,
      app.type,
      String(app.partitionCount),
      String(app.maxReplicaCount),
      String(app.isStateful),
      timeText(app.createSecond),
      timeText(app.dropSecond),
      timeText(app.expireSecond),
      String(Object.keys(app.envs).length),
      ...(newer ? ['false'] : []),
    ]),
  };
}

const healthTable = (health: readonly (readonly [AppInfo, HealthCounts])[]): Table => ({
  kind: 'grid',
  name: 'healthy_info',
  columns: [
    'app_id',
    'app_name',
    'partition_count',
    'fully_healthy',
    'unhealthy',
    'write_unhealthy',
    'read_unhealthy',
  ].map(left),
  rows: health.map(([app, counts]) => [
    String(app.id),
    app.name,
    ...[app.partitionCount, counts.fullyHealthy, counts.unhealthy, counts.writeUnhealthy, counts.readUnhealthy].map(
      String,
    ),
  ]),
});

function summaryTable(total: number, health: readonly (readonly [AppInfo, HealthCounts])[]): Table {
  const count = (is: (counts: HealthCounts) => boolean): string =>
    String(health.filter(([, counts]) => is(counts)).length);
  return {
    kind: 'facts',
    name: 'summary',
    rows: [
      ['total_app_count', String(total)],
      ...(health.length === 0
        ? []
        : ([
            ['fully_healthy_app_count', count((counts) => counts.unhealthy === 0)],
            ['unhealthy_app_count', count((counts) => counts.unhealthy > 0)],
            ['write_unhealthy_app_count', count((counts) => counts.writeUnhealthy > 0)],
            ['read_unhealthy_app_count', count((counts) => counts.readUnhealthy > 0)],
          ] as const)),
    ],
  };
}

/** The shell's host has UTC for its local time. */
const timeText = (second: number): string =>
  second === 0 ? '-' : new Date(second * 1000).toISOString().slice(0, 19).replace('T', '_');
