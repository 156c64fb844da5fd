import type { ClusterConfig } from '../../config/config.js';
import type { CheckPart } from '../../engine/check-access.js';
import type { Clock } from '../../lib/clock.js';
import { createMasker } from '../../lib/mask.js';
import type { Result } from '../../lib/result.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import { otherWays, type AdminSettings } from '../../pegasus/registry.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { clocks, type ClockReading } from '../../roll/checks/clocks.js';
import { metaList, names } from '../../roll/checks/names.js';
import { resultsOf, type CheckResult } from '../../roll/checks/result.js';
import { shellVersion } from '../../roll/checks/versions.js';
import { hostOf, type NodeAddress } from '../../roll/ids.js';
import { aliveNodes } from '../../roll/members.js';
import type { AdminFailure, Observation } from '../../roll/observation.js';
import { hostRule } from '../cluster-admin.js';
import { ofFindings } from './findings.js';
import { checkMetas } from './metas.js';
import { checkMonitors } from './monitors.js';
import { resolveHosts, type NameService } from './name-service.js';
import { checkOtherWay } from './other-way.js';
import { checkCollectors, checkDriver } from './processes.js';

export interface PartMeans {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly secrets: readonly string[];
  readonly names: NameService;
  /** Asks servers how late it is there. */
  readonly clocksOf: (
    servers: readonly NodeAddress[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<NodeAddress, ClockReading>>;
  /** The version of the program that a way to reach a cluster runs; undefined where it runs none. */
  readonly versionOf: (way: AdminSettings, signal: AbortSignal) => Promise<Result<string, AdminFailure>> | undefined;
  /** Reaches the cluster in one of the ways there are, whatever its configuration says. */
  readonly adminOf: (admin: AdminSettings) => ClusterAdmin;
  readonly processes: ProcessControl;
}

/** Everything that is looked at of a cluster besides what it says itself, each by its own. */
export function checkParts(cluster: ClusterConfig, means: PartMeans): readonly CheckPart[] {
  const { clock, env, secrets } = means;
  const part = (check: CheckPart['check'], look: CheckPart['look']): CheckPart => ({ check, look });
  return [
    part('metas', (_, signal) => checkMetas(cluster, clock, signal)),
    part('names', async (reading) => ofNames(cluster, await reading, means.names)),
    part('clocks', async (reading, signal) => ofClocks(cluster, await reading, means.clocksOf, signal)),
    part('shell-version', async (reading, signal) => ofPrograms(cluster, await reading, means.versionOf, signal)),
    ...otherWays(cluster.admin).map((settings) =>
      part('other-way', async (_, signal) => {
        const other = { settings, admin: means.adminOf(settings) };
        const findings = await checkOtherWay(cluster, means.adminOf(cluster.admin), other, clock, signal);
        return ofFindings('other-way', findings);
      }),
    ),
    part('driver', async (reading, signal) =>
      checkDriver(cluster, await reading, { env, clock, mask: createMasker(secrets) }, signal),
    ),
    part('collectors', (_, signal) => checkCollectors(cluster, means.processes, signal)),
    part('monitors', (_, signal) => checkMonitors(cluster, { clock, env, secrets }, signal)),
  ];
}

async function ofNames(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  service: NameService,
): Promise<readonly CheckResult[]> {
  if (seen === undefined) return [];
  const servers = [...cluster.metas, ...seen.metas, ...seen.nodes.map(({ address }) => address)];
  const known = await resolveHosts(servers.map(hostOf), service);
  return [...metaList(seen, cluster, known), ...names(seen, known)];
}

/** Only hosts that the configuration allows are asked. */
async function ofClocks(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  clocksOf: PartMeans['clocksOf'],
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  if (seen === undefined) return [];
  const allows = hostRule(cluster) ?? (() => true);
  return clocks(await clocksOf([...aliveNodes(seen), ...seen.metas].filter(allows), signal));
}

/** The programs that a cluster is, or could be, reached by. */
async function ofPrograms(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  versionOf: PartMeans['versionOf'],
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  if (seen === undefined) return [];
  const result = resultsOf('shell-version');
  const found: CheckResult[] = [];
  for (const way of [cluster.admin, ...otherWays(cluster.admin)]) {
    const said = await versionOf(way, signal);
    if (said === undefined) continue;
    if (said.ok) found.push(...shellVersion(said.value, seen));
    else
      found.push(
        result(
          way === cluster.admin ? 'fail' : 'note',
          { code: 'shell-unread', said: said.failure.message },
          { code: 'do-ask-again' },
          said.failure.raw,
        ),
      );
  }
  return found;
}
