import { join } from 'node:path';
import type { ClusterConfig, Config } from '../../src/config/config.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import { shippedSpaceLimits, usualPlacementSlack, type Timing } from '../../src/roll/policy.js';
import type { BotSettings } from './messages.js';

/** A stop in the cluster takes its own time, which people may slow down. */
const commandTimeoutMs = 1_800_000;

/** The configuration of the demo's bot: as pegasus-roll.example.yml says it, for one simulated cluster. */
export function botConfig(given: BotSettings, timing: Timing): Config {
  const process = (verb: string, ...more: readonly string[]): readonly string[] => [
    join(given.home, 'process.sh'),
    verb,
    '{role}',
    '{address}',
    ...more,
  ];
  const cluster: ClusterConfig = {
    cluster: clusterName(given.clusterName),
    channel: 'pegasus',
    clusterName: given.clusterName,
    metas: given.metas.map(nodeAddress),
    admin: { kind: 'shell', home: given.home },
    approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
    versionRules: [],
    windows: [],
    freezes: [],
    whenWindowOpens: 'wait',
    drain: 'documented',
    onLost: 'continue',
    onRestart: 'continue',
    processes: {
      driver: { kind: 'command', stop: process('stop'), start: process('start') },
      install: process('install', '{version}'),
      status: process('status'),
      collectors: given.collectors.map(nodeAddress),
      timeoutMs: commandTimeoutMs,
    },
    probe: { table: 'temp', rate: 20 },
    timing,
    mutation2pcMinReplicaCount: 2,
    minLiveNodes: given.minLiveNodes,
    livePercentage: 50,
    placement: { slack: usualPlacementSlack },
    diskSpace: shippedSpaceLimits,
  };
  return {
    file: 'demo',
    language: 'en',
    slack: {
      mode: 'socket',
      reactions: {},
      onLost: 'continue',
      alternate: { direct: true },
      disconnectLimitMs: 600_000,
    },
    http: { host: '127.0.0.1', port: 0 },
    store: { path: join(given.folder, 'data') },
    audit: {},
    groups: [],
    clusters: [cluster],
  };
}
