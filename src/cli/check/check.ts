import type { ClusterConfig, Config } from '../../config/config.js';
import { describeFault } from '../../config/fault.js';
import { loadConfig } from '../../config/load.js';
import type { Clock } from '../../lib/clock.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import type { AdminSettings } from '../../pegasus/registry.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { unknownCluster } from '../find-cluster.js';
import { plain, type Terminal } from '../terminal.js';
import { checkCluster } from './cluster.js';
import { fails, works, type Finding } from '../../lib/finding.js';
import { checkProcesses, checkProgram } from './processes.js';
import { checkSlack, type Fetch } from './slack.js';
import { checkStore } from './store.js';

export interface CheckMeans {
  readonly terminal: Terminal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Reaches a cluster in one of the ways there are, whatever its configuration says. */
  readonly adminOf: (cluster: ClusterConfig, admin: AdminSettings) => ClusterAdmin;
  readonly processesOf: (config: Config, cluster: ClusterConfig) => ProcessControl;
}

/**
 * Looks at everything a roll needs, changes nothing, and says in plain words what works and what
 * doesn't. Exit code 1 if something doesn't.
 */
export async function checkSetup(
  asked: { readonly config: string; readonly cluster: string | undefined },
  means: CheckMeans,
): Promise<number> {
  const report = new Report(means.terminal);
  const config = await loadConfig(asked.config, means.env);
  if (!config.ok) {
    report.section(
      'Configuration',
      config.failure.map((fault) => fails(describeFault(fault))),
    );
    return report.conclude();
  }
  const { clusters } = config.value;
  report.section('Configuration', [
    works(`${config.value.file} is right: ${clusters.map(({ cluster }) => cluster).join(', ')}`),
  ]);
  const wanted = asked.cluster === undefined ? clusters : clusters.filter(({ cluster }) => cluster === asked.cluster);
  if (asked.cluster !== undefined && wanted.length === 0) {
    report.section('Cluster', [fails(unknownCluster(asked.cluster, config.value))]);
    return report.conclude();
  }
  for (const cluster of wanted) {
    const { findings, seen } = await checkCluster(cluster, (admin) => means.adminOf(cluster, admin), means.clock);
    const processes = await checkProcesses(cluster, seen, means.processesOf(config.value, cluster), means);
    report.section(`Cluster ${cluster.cluster}`, [...findings, ...processes]);
  }
  const { store, audit } = config.value;
  const witness =
    audit.witness === undefined ? [] : [await checkProgram('audit.witness', audit.witness[0], means.env['PATH'])];
  report.section('Database', [...(await checkStore(store.path)), ...witness]);
  report.section('Slack', await checkSlack(config.value, means.env, means.fetch, means.clock));
  return report.conclude();
}

const marks = { works: '✓', fails: '✗', note: '·' } as const;

class Report {
  readonly #terminal: Terminal;
  #failed = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  section(title: string, findings: readonly Finding[]): void {
    this.#terminal.out(title);
    for (const { kind, text } of findings) {
      this.#terminal.out(`  ${marks[kind]} ${plain(text)}`);
      if (kind === 'fails') this.#failed += 1;
    }
  }

  /** Says how it went; the answer is the exit code. */
  conclude(): number {
    this.#terminal.out(
      this.#failed === 0
        ? 'Everything works.'
        : `${this.#failed === 1 ? "1 thing doesn't" : `${this.#failed} things don't`} work.`,
    );
    return this.#failed === 0 ? 0 : 1;
  }
}
