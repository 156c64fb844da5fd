import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import { connects } from '../../processes/connects.js';
import { parseHostPort } from '../../config/values.js';
import type { Observation } from '../../roll/observation.js';
import { fails, note, works, type Finding } from './finding.js';

const connectMs = 3_000;
const observeMs = 60_000;

/** The metas one by one, then the shell, by one reading of the whole cluster. */
export async function checkCluster(cluster: ClusterConfig, admin: ClusterAdmin, clock: Clock): Promise<{ readonly findings: readonly Finding[]; readonly seen: Observation | undefined }> {
  const metas = await Promise.all(cluster.metas.map((meta) => checkMeta(meta, clock)));
  const over = new AbortController();
  const cancel = clock.after(observeMs, () => {
    over.abort();
  });
  const reading = await admin.observe({ processes: [], ddd: false }, over.signal);
  cancel();
  if (!reading.ok) {
    const { message, raw } = reading.failure;
    return { findings: [...metas, fails(`the cluster cannot be read: ${message}`), ...raw.map((line) => note(`  ${line}`))], seen: undefined };
  }
  return { findings: [...metas, ...readingFindings(cluster, reading.value)], seen: reading.value };
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
    works(`the shell reads the cluster: leader ${seen.leader}, level ${seen.effectiveLevel}, ${seen.nodes.length} replica servers, ${seen.tables.length} tables`),
    ...nameFinding(cluster.clusterName, seen.clusterName),
    ...(away.length === 0 ? [] : [note(`not alive now: ${away.join(', ')}; a roll waits for them`)]),
    ...(notFull.length === 0 ? [] : [note(`${notFull.length} partitions lack a replica now; a roll waits for them`)]),
  ];
}

function nameFinding(expected: string | undefined, seen: string | undefined): readonly Finding[] {
  if (expected === undefined) return [];
  if (seen === undefined) return [note(`it does not tell its name, so that it is ${expected} cannot be checked`)];
  return [seen === expected ? works(`it calls itself ${expected}`) : fails(`it calls itself ${seen}, and the configuration says ${expected}`)];
}
