import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import { adapterOf, otherWays, type AdminSettings } from '../../pegasus/registry.js';
import { connects } from '../../processes/connects.js';
import { parseHostPort } from '../../settings/values.js';
import type { Observation } from '../../roll/observation.js';
import { checkOtherKind, read } from './admin-kinds.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';

const connectMs = 3_000;

/**
 * The metas one by one; the cluster, by one reading in the way that is configured; then the other way
 * beside it, where there is one.
 */
export async function checkCluster(
  cluster: ClusterConfig,
  adminOf: (admin: AdminSettings) => ClusterAdmin,
  clock: Clock,
): Promise<{ readonly findings: readonly Finding[]; readonly seen: Observation | undefined }> {
  const metas = await Promise.all(cluster.metas.map((meta) => checkMeta(meta, clock)));
  const admin = adminOf(cluster.admin);
  const reading = await read(admin, cluster, clock);
  const others = otherWays(cluster.admin);
  if (!reading.outcome.ok) {
    const { message, raw } = reading.outcome.failure;
    const broken = [
      fails(`${adapterOf(cluster.admin).title} cannot read the cluster: ${message}`),
      ...raw.map((line) => note(`  ${line}`)),
    ];
    return {
      findings: [
        ...metas,
        ...broken,
        ...(await eachInTurn(others, (other) => tryOther(cluster, other, adminOf(other), clock))),
      ],
      seen: undefined,
    };
  }
  const seen = reading.outcome.value;
  const beside = await eachInTurn(others, (settings) =>
    checkOtherKind(cluster, admin, reading, { settings, admin: adminOf(settings) }, clock),
  );
  return { findings: [...metas, ...readingFindings(cluster, seen), ...beside], seen };
}

/** The findings of each way, one way after the other: they would slow each other down. */
async function eachInTurn(
  ways: readonly AdminSettings[],
  look: (way: AdminSettings) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const way of ways) findings.push(...(await look(way)));
  return findings;
}

/** Where the configured way fails, it is worth knowing that the other one works. */
async function tryOther(
  cluster: ClusterConfig,
  other: AdminSettings,
  admin: ClusterAdmin,
  clock: Clock,
): Promise<readonly Finding[]> {
  const { outcome } = await read(admin, cluster, clock);
  return [
    note(
      outcome.ok
        ? `${adapterOf(other).title} does read it: kind: ${other.kind} would work`
        : `${adapterOf(other).title} cannot read it either: ${outcome.failure.message}`,
    ),
  ];
}

async function checkMeta(meta: string, clock: Clock): Promise<Finding> {
  const address = parseHostPort(meta);
  if (address === undefined) return fails(`meta ${meta} is no address`);
  const answer = await connects(address, connectMs, clock);
  return answer.up ? works(`meta ${meta} accepts connections`) : fails(`meta ${meta}: ${answer.why}`);
}

function readingFindings(cluster: ClusterConfig, seen: Observation): readonly Finding[] {
  const away = seen.nodes.filter(({ status }) => status === 'unalive').map(({ address }) => address);
  const notFull = seen.tables.flatMap(({ partitions, replicaCount }) =>
    partitions.filter(({ primary, secondaries }) => primary === undefined || 1 + secondaries.length < replicaCount),
  );
  return [
    works(
      `${adapterOf(cluster.admin).title} reads the cluster: leader ${seen.leader}, level ` +
        `${seen.effectiveLevel}, ${seen.nodes.length} replica servers, ${seen.tables.length} tables`,
    ),
    ...nameFinding(cluster.clusterName, seen.clusterName),
    ...(away.length === 0 ? [] : [note(`not alive now: ${away.join(', ')}; a roll waits for them`)]),
    ...(notFull.length === 0 ? [] : [note(`${notFull.length} partitions lack a replica now; a roll waits for them`)]),
  ];
}

function nameFinding(expected: string | undefined, seen: string | undefined): readonly Finding[] {
  if (expected === undefined) return [];
  if (seen === undefined) return [note(`it does not tell its name, so that it is ${expected} cannot be checked`)];
  return [
    seen === expected
      ? works(`it calls itself ${expected}`)
      : fails(`it calls itself ${seen}, and the configuration says ${expected}`),
  ];
}
