import { dirname, resolve } from 'node:path';
import { clusterName } from '../roll/ids.js';
import type { AdminConfig, ClusterConfig, Config, ProcessConfig } from './config.js';
import { saidOnly } from './said-only.js';
import type { ClusterSettings, FileSettings } from './schema.js';

/** What a valid file means. `file` is absolute; relative paths in it begin at its folder. */
export function resolveConfig(file: string, settings: FileSettings): Config {
  const from = (path: string): string => resolve(dirname(file), path);
  const { reactions, alternate } = settings.slack;
  return {
    file,
    slack: {
      mode: settings.slack.mode,
      reactions: saidOnly(reactions),
      digest: settings.slack.digest,
      alternate: {
        direct: alternate.direct,
        ...(alternate.channel && { channel: alternate.channel }),
        ...(alternate.command && { command: alternate.command }),
      },
      disconnectLimitMs: settings.slack.disconnectLimit,
    },
    http: settings.http.listen,
    store: { path: from(settings.store.path) },
    audit: settings.audit.witness === undefined ? {} : { witness: settings.audit.witness },
    clusters: Object.entries(settings.clusters).map(([name, cluster]) =>
      understandCluster(name, cluster, from, settings.slack.onLost),
    ),
  };
}

function understandCluster(
  name: string,
  settings: ClusterSettings,
  from: (path: string) => string,
  onLost: 'continue' | 'pause',
): ClusterConfig {
  const { expiresAfter, warnBefore, ...approvals } = settings.approvals;
  return {
    cluster: clusterName(name),
    channel: settings.channel?.replace(/^#/, ''),
    clusterName: settings.clusterName,
    metas: settings.metas,
    ...(settings.allowedHosts === undefined ? {} : { allowedHosts: settings.allowedHosts }),
    admin: understandAdmin(settings.admin, from),
    approvals: {
      ...approvals,
      expiresAfterMs: expiresAfter,
      ...(warnBefore === undefined ? {} : { warnBeforeMs: warnBefore }),
    },
    calendar: { windows: settings.windows, freezes: settings.freezes },
    whenWindowOpens: settings.whenWindowOpens,
    drain: settings.drain,
    onLost: settings.onLost ?? onLost,
    onRestart: settings.onRestart,
    processes: understandProcesses(settings.processes, from),
    timing: settings.timing,
    mutation2pcMinReplicaCount: settings.mutation2pcMinReplicaCount,
    minLiveNodes: settings.minLiveNodes,
    livePercentage: settings.livePercentage,
  };
}

function understandAdmin({ kind, home }: ClusterSettings['admin'], from: (path: string) => string): AdminConfig {
  if (kind === 'native') return { kind, ...(home === undefined ? {} : { home: from(home) }) };
  if (home === undefined) throw new Error('the schema let a shell pass that has no home');
  return { kind, home: from(home) };
}

function understandProcesses(settings: ClusterSettings['processes'], from: (path: string) => string): ProcessConfig {
  return {
    driver: understandDriver(settings, from),
    ...(settings.install && { install: settings.install }),
    ...(settings.status && { status: settings.status }),
    collectors: settings.collectors,
    timeoutMs: settings.timeout,
  };
}

function understandDriver(
  { driver, restart, stop, start, onebox }: ClusterSettings['processes'],
  from: (path: string) => string,
): ProcessConfig['driver'] {
  if (driver === 'onebox' && onebox !== undefined) return { kind: 'onebox', home: from(onebox.home) };
  if (restart !== undefined) return { kind: 'command', restart };
  if (stop !== undefined && start !== undefined) return { kind: 'command', stop, start };
  throw new Error('the schema let a process section pass that has no way to restart a process');
}
