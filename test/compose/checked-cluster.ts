import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fieldCluster } from '../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../../demo/cluster/native/reserved-ports.js';
import { serveNative, type NativeServers } from '../../demo/cluster/native/serve-native.js';
import { runShellInProcess } from '../../demo/cluster/shell/in-process.js';
import { checkedAccess } from '../../src/compose/check/access.js';
import type { NameService } from '../../src/compose/check/name-service.js';
import { systemMeans } from '../../src/compose/check/system-means.js';
import { clusterAccess } from '../../src/compose/bot.js';
import { clusterAdmin } from '../../src/compose/cluster-admin.js';
import { loadConfig } from '../../src/config/load.js';
import { checkCluster } from '../../src/engine/check-cluster.js';
import { realClock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { shellVersion } from '../../src/pegasus/shell/shell-version.js';
import { ok } from '../../src/lib/result.js';
import { isAt, type CheckResult, type ClusterCheck } from '../../src/roll/checks/result.js';
import type { ClusterRecord } from '../../src/store/run-store.js';
import type { Generation } from '../../demo/cluster/servers.js';
import { configFile } from '../cli/support.js';
import { silent } from '../support/silent.js';

/** Names and addresses lead to each other. */
export const goodNames: NameService = {
  addresses: () => Promise.resolve({ kind: 'found', of: ['127.0.0.1'] }),
  names: () => Promise.resolve({ kind: 'found', of: ['localhost'] }),
};

/** A simulated cluster on real ports, and everything that a check looks at, but for what is said of it here. */
export class CheckedCluster {
  constructor(
    readonly cluster: SimulatedCluster,
    readonly served: NativeServers,
    private readonly ports: ReservedPorts['ports'],
  ) {}

  static async open(
    generation: Generation,
    changes: Partial<SimulatedClusterOptions> = {},
    replicaServers = 5,
  ): Promise<CheckedCluster> {
    const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers, collectors: 1 });
    const layout = fieldCluster({ clock: realClock, seed: 11, generation }, replicaServers, reserved.ports);
    const cluster = new SimulatedCluster({ ...layout, ...changes });
    const served = serveNative({ cluster, reserved, clock: realClock });
    onTestFinished(() => {
      served.close();
      cluster.close();
    });
    return new CheckedCluster(cluster, served, reserved.ports);
  }

  get leader(): string {
    return this.cluster.metaAddresses[0] ?? '';
  }

  replica(nth: number): string {
    return this.cluster.replicaAddresses[nth] ?? '';
  }

  /** Somebody sets a value of the leader by hand. */
  set(setting: string, value: string): void {
    this.cluster.remoteCommand(this.leader, `meta.lb.${setting}`, [value]);
  }

  async check({
    metas = this.cluster.metaAddresses,
    names = goodNames,
    record = { restarts: [] },
    restart = '[sh, "{address}", "{role}"]',
    shell,
    more = '',
  }: {
    readonly metas?: readonly string[];
    readonly names?: NameService;
    readonly record?: ClusterRecord;
    readonly restart?: string;
    /** The dialect of a shell that is there besides. */
    readonly shell?: Generation;
    readonly more?: string;
  } = {}): Promise<ClusterCheck> {
    const file = configFile(
      [
        'clusters:',
        '  cluster-x:',
        `    metas: [${metas.map((meta) => `"${meta}"`).join(', ')}]`,
        '    admin: { kind: native }',
        `    processes: { driver: command, restart: ${restart}, reach: ["true", "{host}"], collectors: ["127.0.0.1:${this.ports.collectors[0] ?? 0}"] }`,
        more,
      ].join('\n'),
    );
    const config = await loadConfig(file, {});
    if (!config.ok) throw new Error(JSON.stringify(config.failure));
    const [cluster] = config.value.clusters;
    if (cluster === undefined) throw new Error('no cluster is configured');
    const { signal } = new AbortController();
    const access = checkedAccess(cluster, {
      ...systemMeans(cluster, realClock),
      secrets: [],
      names,
      versionOf: () => (shell === undefined ? undefined : this.#shellVersion(shell, signal)),
      adminOf: (admin) => clusterAdmin(cluster, admin, realClock, silent),
      processes: clusterAccess(config.value, cluster, [], realClock, silent).processes,
    });
    return checkCluster(access, ok(record), { clock: realClock, log: silent, signal });
  }

  #shellVersion(dialect: Generation, signal: AbortSignal): ReturnType<typeof shellVersion> {
    const { cluster } = this;
    return shellVersion({
      home: join('/opt', 'pegasus'),
      metas: cluster.metaAddresses,
      clock: realClock,
      signal,
      runner: (argv, over) =>
        runShellInProcess({
          servers: cluster,
          dialect,
          clock: realClock,
          random: new Random(3),
          startLatencyMs: 0,
          argv: argv.slice(1),
          signal: over,
        }),
    });
  }
}

/** What is not as it should be, by its code. Every server of these clusters is on this machine, which is left out. */
export const wrong = ({ results }: ClusterCheck): readonly string[] =>
  results
    .filter(isAt('warn', 'fail', 'unknown'))
    .map(({ what }) => what.code)
    .filter((code) => code !== 'copies-on-one-machine');

export function found({ results }: ClusterCheck, code: string): CheckResult {
  const result = results.find(({ what }) => what.code === code);
  if (result === undefined)
    throw new Error(`${code} was not found, but ${results.map(({ what }) => what.code).join()}`);
  return result;
}
