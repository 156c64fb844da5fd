import type { ActiveRun } from './active.js';
import { currentTarget } from './active.js';
import type { Hold } from './hold.js';
import type { Gpid, NodeAddress } from './ids.js';
import { aliveNodes, allPartitions, liveMembers, min2pc } from './members.js';
import type { Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { TargetProgress } from './progress.js';
import { makeHold } from './steps/holds.js';

interface SecondFailure {
  readonly what: string;
  readonly nodes: readonly NodeAddress[];
  readonly gpids: readonly Gpid[];
}

/**
 * While copies are off the server at hand: another server has died, or some partition is too low to take writes.
 * Looked for at every reading, because the hold on add_secondary keeps the meta from repairing it.
 * @returns the hold to stand in, or undefined when nothing has failed
 */
export function secondFailure(run: ActiveRun, seen: Observation, policy: ClusterPolicy): Hold | undefined {
  const failure = find(run, seen, policy);
  if (failure === undefined) return undefined;
  const { what, nodes, gpids } = failure;
  const repair = run.options.mode === 'ha' ? `The meta can repair again (add_secondary is back at ${run.progress.saved?.addSecondaryMax ?? 'its value'})` : 'The meta can repair';
  const sentences = [
    what,
    ...(gpids.length > 0 ? ['Writes may be failing'] : []),
    repair,
    'No further server is stopped',
    // A meta notices a dead server after up to 22 s (SPEC T10): partitions can miss its copies before.
    ...(nodes.length === 0 ? ['Which server failed is not known yet; find it with "nodes -d"'] : []),
  ];
  return makeHold(run, 'second-failure', sentences.join('. '), { nodes, gpids, retry: 'check again; goes on only if every server is ALIVE and every partition can take writes, otherwise holds again' });
}

function find(run: ActiveRun, seen: Observation, policy: ClusterPolicy): SecondFailure | undefined {
  const target = currentTarget(run);
  if (target?.role !== 'replica' || (target.taken.length === 0 && !target.away)) return undefined;
  const alive = aliveNodes(seen);
  // Away, it may be down; before that it has no business being.
  const dead = seen.nodes.filter(({ address, status }) => status !== 'alive' && !(address === target.address && target.away)).map(({ address }) => address);
  const low = allPartitions(seen).filter(({ table, partition }) => {
    if (run.options.allowLowReplication.includes(table.name)) return false;
    return liveMembers(partition, alive).length < min2pc(table.replicaCount, policy.mutation2pcMinReplicaCount);
  });
  if (dead.length === 0 && low.length === 0) return undefined;
  const parts = [
    ...(dead.length > 0 ? [`${dead.join(', ')} ${dead.length === 1 ? 'is' : 'are'} not ALIVE`] : []),
    ...(low.length > 0 ? [`${low.length} ${low.length === 1 ? 'partition has' : 'partitions have'} too few copies to take writes`] : []),
  ];
  return { what: `${parts.join('; ')} while ${target.address} ${standing(run, target)}`, nodes: dead, gpids: low.map(({ partition }) => partition.gpid) };
}

/** Why copies are off the server at hand. */
function standing({ progress: { phase } }: ActiveRun, target: TargetProgress): string {
  if (target.away) return 'is away';
  switch (phase.kind === 'target' ? phase.step.kind : undefined) {
    case 'heal':
    case 'retreat':
      return 'does not have all its replicas back';
    case 'soak':
      return 'has just been restarted';
    default:
      return 'is drained';
  }
}
