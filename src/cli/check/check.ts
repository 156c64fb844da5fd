import { checkProgram } from '../../compose/check/processes.js';
import { ofFindings } from '../../compose/check/findings.js';
import { checkSlack } from '../../compose/check/slack.js';
import type { Fetch } from '../../compose/check/slack-call.js';
import { checkStore } from '../../compose/check/store.js';
import type { ClusterConfig, Config } from '../../config/config.js';
import { describeFault } from '../../config/fault.js';
import { loadConfig } from '../../config/load.js';
import type { CheckedAccess } from '../../engine/check-access.js';
import { checkCluster } from '../../engine/check-cluster.js';
import type { Clock } from '../../lib/clock.js';
import { fails, works } from '../../lib/finding.js';
import type { Log } from '../../lib/log.js';
import type { Result } from '../../lib/result.js';
import { isAt } from '../../roll/checks/result.js';
import type { ClusterRecord } from '../../store/run-store.js';
import { unknownCluster } from '../find-cluster.js';
import type { Terminal } from '../terminal.js';
import { asJson } from './as-json.js';
import { asText } from './as-text.js';
import type { CheckReport, CheckSection } from './report.js';

export interface CheckMeans {
  readonly terminal: Terminal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: Fetch;
  /** How a cluster is reached, and what is looked at of it. */
  readonly accessOf: (config: Config, cluster: ClusterConfig) => CheckedAccess;
  /** What the bot keeps of the cluster; a failure is a clause that says why that is not known. */
  readonly recordOf: (config: Config, cluster: ClusterConfig) => Promise<Result<ClusterRecord, string>>;
}

interface Asked {
  readonly config: string;
  readonly cluster: string | undefined;
  readonly json: boolean;
}

/**
 * Looks at everything a roll needs, of all clusters at the same time, changes nothing, and says what works, what
 * doesn't, and what to do about it. Exit code 1 if something doesn't.
 */
export async function checkSetup(asked: Asked, means: CheckMeans): Promise<number> {
  const report: CheckReport = { at: means.clock.now(), sections: await sectionsOf(asked, means) };
  if (asked.json) means.terminal.out(asJson(report));
  else for (const line of asText(report)) means.terminal.out(line);
  return report.sections.some(({ results }) => results.some(isAt('fail'))) ? 1 : 0;
}

async function sectionsOf(asked: Asked, means: CheckMeans): Promise<readonly CheckSection[]> {
  const { clock, env, log } = means;
  const config = await loadConfig(asked.config, env);
  if (!config.ok) {
    const faults = config.failure.map((fault) => fails(describeFault(fault)));
    return [{ title: 'Configuration', results: ofFindings('configuration', faults) }];
  }
  const { clusters, file, store, audit } = config.value;
  const right = works(`${file} is right: ${clusters.map(({ cluster }) => cluster).join(', ')}`);
  const first: CheckSection = { title: 'Configuration', results: ofFindings('configuration', [right]) };
  const wanted = asked.cluster === undefined ? clusters : clusters.filter(({ cluster }) => cluster === asked.cluster);
  if (asked.cluster !== undefined && wanted.length === 0) {
    const none = fails(unknownCluster(asked.cluster, config.value));
    return [first, { title: 'Cluster', results: ofFindings('configuration', [none]) }];
  }
  const ofCluster = async (cluster: ClusterConfig): Promise<CheckSection> => {
    const record = await means.recordOf(config.value, cluster);
    const access = means.accessOf(config.value, cluster);
    const signal = new AbortController().signal;
    const checked = await checkCluster(access, record, { clock, log, signal });
    return { title: `Cluster ${cluster.cluster}`, ...checked };
  };
  const ofStore = async (): Promise<CheckSection> => {
    const witness =
      audit.witness === undefined ? [] : [await checkProgram('audit.witness', audit.witness[0], env['PATH'])];
    return { title: 'Database', results: ofFindings('store', [...(await checkStore(store.path)), ...witness]) };
  };
  const ofSlack = async (): Promise<CheckSection> => {
    const findings = await checkSlack(config.value, env, means.fetch, clock);
    return { title: 'Slack', results: ofFindings('slack', findings) };
  };
  return [first, ...(await Promise.all([...wanted.map(ofCluster), ofStore(), ofSlack()]))];
}
