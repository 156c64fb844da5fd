import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfig, Config } from '../src/config/config.js';
import { realClock } from '../src/lib/clock.js';
import { createLog, parseLogLevel } from '../src/lib/create-log.js';
import { Random } from '../src/lib/random.js';
import { codeOf, reasonOf } from '../src/lib/thrown.js';
import { clusterName, nodeAddress } from '../src/roll/ids.js';
import { documentedTiming, type Timing } from '../src/roll/policy.js';
import { fieldCluster } from './cluster/model/default-cluster.js';
import { SimulatedCluster } from './cluster/model/simulated-cluster.js';
import { scaledClock } from './cluster/scaled-clock.js';
import { faultsOf } from './cluster/server/cluster-faults.js';
import { serveSimulatedCluster } from './cluster/server/serve.js';
import { startWorkspace } from './workspace/start.js';
import { startBot } from '../src/compose/bot.js';
import { toldToEnd } from '../src/compose/start.js';

export interface DemoOptions {
  readonly port: number;
  readonly speed: number;
  readonly nodes: number;
}

/** With fewer replica servers a partition has nowhere to go while one is away. */
const fewestNodes = 3;

/**
 * `pegasus-roll demo`: a simulated cluster, a Slack-compatible workspace with its page, and the bot, the real one, all
 * in this process besides the shells and commands it starts. Leaves nothing behind. Answers with the exit code.
 */
export async function demo({ port, speed, nodes }: DemoOptions): Promise<number> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  if (nodes < fewestNodes) {
    say(`--nodes: expected ${fewestNodes} or more (every partition has three copies), found ${nodes}`);
    return 1;
  }
  const level = parseLogLevel(process.env['LOG_LEVEL'], 'warn');
  if (!level.ok) {
    say(level.failure);
    return 1;
  }
  // Before there is anything to leave behind. SIGHUP: its terminal was closed, and takes nothing any more that is said.
  const told = toldToEnd(['SIGTERM', 'SIGINT', 'SIGHUP']);
  const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-demo-'));
  const closing: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const clock = scaledClock(realClock, speed);
    const layout = fieldCluster({ clock, seed: 1, generation: '2.5' }, nodes);
    // Like a onebox: a small cluster must not freeze because one of its servers restarts.
    const minLiveNodes = Math.min(3, nodes - 1);
    const cluster = new SimulatedCluster({ ...layout, config: { minLiveNodes } });
    closing.unshift(() => {
      cluster.close();
    });
    const served = await serveSimulatedCluster({
      cluster,
      processes: cluster,
      collectors: layout.collectors,
      clock,
      random: new Random(1),
      dialect: '2.5',
      home: join(folder, 'pegasus'),
      injectFault: faultsOf(cluster.faults),
    });
    closing.unshift(() => served.close());
    const workspace = await startWorkspace({ port, clock: realClock });
    closing.unshift(() => workspace.close());

    const config = demoConfig(folder, layout, served.home, speed, minLiveNodes);
    const secrets = {
      mode: 'socket',
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      apiUrl: workspace.apiUrl,
    } as const;
    const log = createLog({
      level: level.value,
      secrets: [workspace.botToken, workspace.appToken],
      destination: { write: (line) => void process.stderr.write(line) },
    });
    const bot = await startBot({ config, secrets, clock: realClock, log });
    if (!bot.ok) {
      say(bot.failure);
      return 1;
    }
    closing.unshift(() => bot.value.stop());
    say(greeting(workspace.url, nodes, speed, served.home));
    await told;
    say('Ending …');
    return 0;
  } catch (error) {
    say(startFault(error, port));
    return 1;
  } finally {
    for (const close of closing) await close();
  }
}

function demoConfig(
  folder: string,
  layout: ReturnType<typeof fieldCluster>,
  home: string,
  speed: number,
  minLiveNodes: number,
): Config {
  const process = (verb: string, ...more: readonly string[]): readonly string[] => [
    join(home, 'process.sh'),
    verb,
    '{role}',
    '{address}',
    ...more,
  ];
  const cluster: ClusterConfig = {
    cluster: clusterName('cluster-x'),
    channel: 'pegasus',
    clusterName: 'cluster-x',
    metas: layout.metas.map(nodeAddress),
    admin: { kind: 'shell', home },
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
      collectors: layout.collectors.map(nodeAddress),
      timeoutMs: 300_000,
    },
    timing: spedUp(documentedTiming, speed),
    mutation2pcMinReplicaCount: 2,
    minLiveNodes,
    livePercentage: 50,
  };
  return {
    file: 'demo',
    slack: {
      mode: 'socket',
      reactions: {},
      onLost: 'continue',
      alternate: { direct: true },
      disconnectLimitMs: 600_000,
    },
    http: { host: '127.0.0.1', port: 0 },
    store: { path: join(folder, 'data') },
    audit: {},
    clusters: [cluster],
  };
}

/** The cluster's waits shrink with its time; what people and processes need does not. */
function spedUp(timing: Timing, speed: number): Timing {
  const faster = (ms: number, least: number): number => Math.max(least, Math.round(ms / speed));
  return {
    ...timing,
    metaInterval: faster(timing.metaInterval, 0),
    pollInterval: faster(timing.pollInterval, 200),
    metaTick: faster(timing.metaTick, 1),
    stall: faster(timing.stall, 20_000),
    start: faster(timing.start, 60_000),
    closeWait: faster(timing.closeWait, 0),
    rebalance: faster(timing.rebalance, 60_000),
  };
}

function greeting(url: string, nodes: number, speed: number, home: string): string {
  return `
pegasus-roll demo: a simulated cluster of ${nodes} replica servers, its time ${speed} times as fast as yours

  Open       ${url}
  Type       /pegasus roll cluster-x            as alice, in #pegasus
  Approve    with the reaction :white_check_mark: or the button, as bob
  Then       pause, resume or abort with the reactions, and look into the thread

  Control    ${url}/_control/state              (and POST /_control/command, reaction, interact, message)
  Faults     ${join(home, 'fault.sh')}           (alone it prints what it can do)

Ctrl-C ends it and leaves nothing behind.
`;
}

function startFault(error: unknown, port: number): string {
  if (codeOf(error) === 'EADDRINUSE') return `port ${port} is in use: try another one with --port`;
  return reasonOf(error);
}
