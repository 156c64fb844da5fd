import { formatDuration } from '../lib/duration.js';
import type { ActiveRun } from './active.js';
import { currentTarget } from './active.js';
import { maybeIgnored } from './gates/restart-budget.js';
import type { Hold } from './hold.js';
import { deadServers } from './dead-servers.js';
import type { Gpid, NodeAddress } from './ids.js';
import { answering } from './known-starts.js';
import { aliveNodes, allPartitions, gpidsOf, liveMembers, min2pc, type PlacedPartition } from './members.js';
import { isListed, strangersTo } from './names.js';
import type { Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { TargetProgress } from './progress.js';
import { makeHold, some } from './steps/holds.js';
import { withWaivers } from './waivers.js';
import { wereComplete } from './complete-tables.js';

interface SecondFailure {
  readonly what: string;
  /** What to make of it, where that is not plain. */
  readonly hint: string | undefined;
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
  const { what, hint, nodes, gpids } = failure;
  const answers = answering(run);
  const sentences = [
    what,
    ...maybeIgnored(nodes.filter((address) => answers.has(address))).map(capital),
    ...(gpids.length > 0 ? ['Writes may be failing'] : []),
    repairWords(run, nodes.length > 0),
    'No further server is stopped',
    ...(hint === undefined ? [] : [hint]),
    // A meta notices a dead server after up to 22 s: partitions can miss its copies before.
    ...(nodes.length === 0 ? ['Which server failed is not known yet; find it with "nodes -d"'] : []),
  ];
  return makeHold(run, 'second-failure', sentences.join('. '), {
    nodes,
    gpids,
    retry:
      'check again; goes on only if every server is ALIVE and every partition can take writes, otherwise holds again',
  });
}

/**
 * What the meta repairs now, and when. Partitions that cannot take writes it repairs at once; the others wait for their
 * copy as long as the assign delay says, which is given back when the meta has named a dead server (settings-guard.ts).
 */
export function repairWords(run: ActiveRun, named: boolean): string {
  const { saved } = run.progress;
  if (run.options.mode === 'simple' || saved === undefined) return 'The meta can repair';
  const atOnce = `The meta can repair again (add_secondary is back at ${saved.addSecondaryMax}): at once what cannot take writes`;
  if (!named) return `${atOnce}, everything else when it names a dead server`;
  const target = currentTarget(run);
  const itsCopies =
    target?.role === 'replica' && target.drainedPartitions.length > 0
      ? `. That goes for the copies of ${target.address}, too`
      : '';
  return `${atOnce}; everything else, by copies on other servers, once it has been missing for ${formatDuration(saved.assignDelayMs)} (the assign delay is back)${itsCopies}`;
}

function find(run: ActiveRun, seen: Observation, policy: ClusterPolicy): SecondFailure | undefined {
  const target = currentTarget(run);
  if (target?.role !== 'replica' || (target.drainedPartitions.length === 0 && !target.processDown)) return undefined;
  const dead = deadServers(run, seen);
  const low = tooLow(run, target, seen, policy);
  if (dead.length === 0 && low.length === 0) return undefined;
  const others = dead.filter((address) => address !== target.address);
  const itself = others.length < dead.length;
  const parts = [
    ...(itself ? [itDied(run, target)] : []),
    ...(others.length > 0 ? [`${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} not ALIVE`] : []),
    ...(low.length > 0
      ? [`${low.length} ${low.length === 1 ? 'partition has' : 'partitions have'} too few copies to take writes`]
      : []),
  ];
  const onlyItself = itself && others.length === 0;
  const whose =
    !target.processDown || isListed(seen, target.address)
      ? []
      : strangersTo(run.plan, seen).filter((address) => dead.includes(address));
  return {
    what: onlyItself ? parts.join('; ') : `${parts.join('; ')} while ${target.address} ${standing(run, target)}`,
    hint: onlyItself
      ? `This is no other server than the one at hand: start ${target.address}, and retry when it is ALIVE`
      : whoIsWho(target, whose),
    nodes: dead,
    gpids: gpidsOf(low),
  };
}

/**
 * Partitions that have had all their copies and cannot take writes now. What a table lacks that was made, split or
 * recalled meanwhile nobody has lost; and one that has fewer copies than a write takes never could.
 */
function tooLow(
  run: ActiveRun,
  target: TargetProgress,
  seen: Observation,
  policy: ClusterPolicy,
): readonly PlacedPartition[] {
  const alive = aliveNodes(seen);
  const whole = wereComplete(target, seen);
  const waived = new Set(withWaivers(run).allowLowReplication);
  return allPartitions(seen).filter(({ table, partition }) => {
    if (waived.has(table.name) || whole?.has(partition.gpid) === false) return false;
    return (
      liveMembers(partition, alive).length <
      Math.min(table.replicaCount, min2pc(table.replicaCount, policy.mutation2pcMinReplicaCount))
    );
  });
}

/** It was not stopped by the run, or had been proven back. */
function itDied({ progress: { phase } }: ActiveRun, { address }: TargetProgress): string {
  const step = phase.kind === 'target' ? phase.step.kind : undefined;
  if (step === 'heal')
    return `${address}, the server at hand, died again after its restart, before it had all its replicas back`;
  if (step === 'soak') return `${address}, the server at hand, died again after its restart`;
  if (step === 'undrain')
    return `${address}, the server at hand, died while it was given its replicas back; this run had not stopped it`;
  return `${address}, the server at hand, died while it was drained; this run had not stopped it`;
}

/** The leader may call the server that is away by a name that the plan does not have. */
function whoIsWho({ address }: TargetProgress, strangers: readonly NodeAddress[]): string | undefined {
  return strangers.length === 0
    ? undefined
    : `The leader does not list ${address}, which is away; ${some(strangers)} may be it by another name`;
}

/** Why copies are off the server at hand. */
function standing({ progress: { phase } }: ActiveRun, target: TargetProgress): string {
  if (target.processDown) return 'is away';
  switch (phase.kind === 'target' ? phase.step.kind : undefined) {
    case 'heal':
    case 'undrain':
      return 'does not have all its replicas back';
    case 'soak':
      return 'has just been restarted';
    default:
      return 'is drained';
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
