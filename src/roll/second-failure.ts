import type { ActiveRun } from './active.js';
import { currentTarget } from './active.js';
import type { Hold, HoldReason } from './hold.js';
import { deadServers } from './dead-servers.js';
import type { Gpid, NodeAddress } from './ids.js';
import { answering } from './known-starts.js';
import { aliveNodes, allPartitions, gpidsOf, liveMembers, min2pc, type PlacedPartition } from './members.js';
import type { Message } from './message.js';
import { isListed, strangersTo } from './names.js';
import type { Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { TargetProgress } from './progress.js';
import { releasedAddSecondaryMax } from './settings-guard.js';
import { makeHold } from './steps/holds.js';
import { withWaivers } from './waivers.js';
import { wereComplete } from './complete-tables.js';

interface SecondFailure {
  /** The server at hand is among the dead. */
  readonly itself: Message | undefined;
  readonly others: readonly NodeAddress[];
  readonly target: NodeAddress;
  /** How the server at hand is, where it is not the only one that failed. */
  readonly standing: Message | undefined;
  /** What to make of it, where that is not plain. */
  readonly hint: Message | undefined;
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
  const { nodes, gpids, ...found } = failure;
  const answers = answering(run);
  const what: Message = {
    code: 'second-failure',
    ...found,
    low: gpids.length,
    ignored: nodes.filter((address) => answers.has(address)),
    repair: metaRepairs(run, 'second-failure', nodes.length > 0),
  };
  return makeHold(run, 'second-failure', what, { nodes, gpids, retry: { code: 'does-check-failure' } });
}

/**
 * What the meta repairs while the run is held for that, and when. Partitions that cannot take writes it repairs at
 * once; the others wait for their copy as long as the assign delay says, which is given back when the meta has named a
 * dead server (settings-guard.ts).
 */
export function metaRepairs(run: ActiveRun, reason: HoldReason, named: boolean): Message {
  const { saved } = run.progress;
  if (run.options.mode === 'simple' || saved === undefined) return { code: 'meta-can-repair' };
  const addSecondaryMax = releasedAddSecondaryMax(run, saved, reason);
  if (!named) return { code: 'meta-repairs-again', addSecondaryMax };
  const target = currentTarget(run);
  const itsCopies = target?.role === 'replica' && target.drainedPartitions.length > 0;
  return {
    code: 'meta-repairs-again',
    addSecondaryMax,
    afterMs: saved.assignDelayMs,
    also: itsCopies ? target.address : undefined,
  };
}

function find(run: ActiveRun, seen: Observation, policy: ClusterPolicy): SecondFailure | undefined {
  const target = currentTarget(run);
  if (target?.role !== 'replica' || (target.drainedPartitions.length === 0 && !target.processDown)) return undefined;
  const dead = deadServers(run, seen);
  const low = tooLow(run, target, seen, policy);
  if (dead.length === 0 && low.length === 0) return undefined;
  const others = dead.filter((address) => address !== target.address);
  const itself = others.length < dead.length;
  const onlyItself = itself && others.length === 0;
  const whose =
    !target.processDown || isListed(seen, target.address)
      ? []
      : strangersTo(run.plan, seen).filter((address) => dead.includes(address));
  return {
    itself: itself ? itDied(run, target) : undefined,
    others,
    target: target.address,
    standing: onlyItself ? undefined : standing(run, target),
    hint: onlyItself ? { code: 'start-it-itself', node: target.address } : whoIsWho(target, whose),
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
function itDied({ progress: { phase } }: ActiveRun, { address: node }: TargetProgress): Message {
  const step = phase.kind === 'target' ? phase.step.kind : undefined;
  if (step === 'heal') return { code: 'died-before-healed', node };
  if (step === 'soak' || step === 'verify' || step === 'after') return { code: 'died-after-restart', node };
  if (step === 'undrain') return { code: 'died-while-undrained', node };
  return { code: 'died-while-drained', node };
}

/** The leader may call the server that is away by a name that the plan does not have. */
function whoIsWho({ address }: TargetProgress, strangers: readonly NodeAddress[]): Message | undefined {
  return strangers.length === 0 ? undefined : { code: 'may-be-it', node: address, strangers };
}

/** Why copies are off the server at hand. */
function standing({ progress: { phase } }: ActiveRun, target: TargetProgress): Message {
  if (target.processDown) return { code: 'is-away' };
  switch (phase.kind === 'target' ? phase.step.kind : undefined) {
    case 'heal':
    case 'undrain':
      return { code: 'is-not-healed' };
    case 'soak':
    case 'verify':
    case 'after':
      return { code: 'is-just-restarted' };
    default:
      return { code: 'is-drained' };
  }
}
