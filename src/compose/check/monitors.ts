import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';
import { settleRule } from '../../monitors/settings.js';
import type { CheckResult } from '../../roll/checks/result.js';
import type { AlertsReading, MonitorReading } from '../../roll/observation.js';
import { isSettled } from '../../roll/settle-rule.js';
import { monitorsOf } from '../monitors.js';
import { ofFindings } from './findings.js';

/** What the monitors of a cluster say just now; nothing is changed by asking. */
export async function checkMonitors(
  cluster: Pick<ClusterConfig, 'cluster' | 'settle' | 'alerts'>,
  {
    clock,
    env,
    secrets = [],
  }: {
    readonly clock: Clock;
    readonly env: Readonly<NodeJS.ProcessEnv>;
    readonly secrets?: readonly string[];
  },
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly CheckResult[]> {
  const monitors = monitorsOf(cluster, secrets, clock, env);
  const [settled, alerts] = await Promise.all([monitors?.settled?.(signal), monitors?.alerts?.(signal)]);
  return ofFindings('monitors', [...settleFindings(cluster, settled), ...alertFindings(alerts)]);
}

function alertFindings(alerts: AlertsReading | undefined): readonly Finding[] {
  if (alerts === undefined) return [];
  if (alerts.kind !== 'alerts') return [fails(`alerts: ${alerts.why}`), ...alerts.raw.map((line) => note(`  ${line}`))];
  return [
    works(
      alerts.firing.length === 0
        ? 'alerts: none fires of those that block'
        : `alerts: nothing would be begun now: ${alerts.firing.slice(0, 8).join('; ')}`,
    ),
  ];
}

function settleFindings(
  { settle }: Pick<ClusterConfig, 'settle'>,
  settled: MonitorReading | undefined,
): readonly Finding[] {
  if (settle === undefined || settled === undefined) return [];
  if (settled.kind !== 'values')
    return [fails(`settle: ${settled.why}`), ...settled.raw.map((line) => note(`  ${line}`))];
  const rule = settleRule(settle);
  const limit = rule.below === undefined ? 'must be 1 (true)' : `must be below ${rule.below}`;
  return [
    works(
      `settle: ${rule.what} is ${settled.values.slice(0, 8).join(', ')}, and ${limit}: ` +
        (isSettled(rule, settled) === true ? 'the cluster is at rest' : 'the cluster is not at rest now'),
    ),
  ];
}
