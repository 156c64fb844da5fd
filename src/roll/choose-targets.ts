import type { Context } from './decision.js';
import { wasLeftDown, whyNotContinued } from './continuation.js';
import type { NodeAddress, Role } from './ids.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { RollOptions } from './options.js';
import type { PlanTarget, SkippedTarget } from './plan.js';
import { placeInRollback } from './rollback.js';
import { valueSeen } from './stale.js';
import { runsVersion, versionText } from './versions.js';

/**
 * Servers of this role that are rolled, in their order, and those that are left out, with why.
 * @param knownDead replica servers that people allow to stay dead
 */
export function chooseTargets(
  role: Role,
  seen: Observation,
  options: RollOptions,
  context: Context,
  knownDead: readonly NodeAddress[] = [],
): { targets: readonly PlanTarget[]; skipped: readonly SkippedTarget[] } {
  const targets: PlanTarget[] = [];
  const skipped: SkippedTarget[] = [];
  for (const candidate of inOrder(candidates(role, seen, context), options)) {
    const why = whySkipped(candidate, seen, options, knownDead);
    if (why === undefined) targets.push({ ...candidate, ...foundAt(candidate, seen, options) });
    else skipped.push({ role, address: candidate.address, why });
  }
  return {
    targets:
      role === 'meta'
        ? [...targets.filter(({ leader }) => leader !== true), ...targets.filter(({ leader }) => leader === true)]
        : targets,
    skipped,
  };
}

/** The last one that was upgraded is rolled back first, one that an earlier run has left down is continued first. */
function inOrder(all: readonly PlanTarget[], { rollsBack, continues }: RollOptions): readonly PlanTarget[] {
  if (rollsBack === undefined && continues !== undefined) {
    const down = (target: PlanTarget): boolean => wasLeftDown(continues, target);
    return [...all.filter(down), ...all.filter((target) => !down(target))];
  }
  if (rollsBack === undefined) return all;
  const place = (target: PlanTarget): number => placeInRollback(rollsBack, target) ?? all.length;
  return [...all].sort((one, other) => place(one) - place(other));
}

function candidates(role: Role, seen: Observation, { policy }: Context): readonly PlanTarget[] {
  const others = (address: NodeAddress): Pick<PlanTarget, 'otherNames'> => {
    const otherNames = seen.otherNames?.[address] ?? [];
    return otherNames.length === 0 ? {} : { otherNames };
  };
  const version = (address: NodeAddress): string | undefined => {
    const reading = seen.processes[address];
    return reading?.kind === 'running' ? versionText(reading) : undefined;
  };
  switch (role) {
    case 'replica':
      return seen.nodes.map(({ address, primaries, secondaries }, index) => ({
        role,
        address,
        index,
        version: version(address),
        primaries,
        secondaries,
        ...others(address),
      }));
    case 'meta':
      return seen.metas.map((address, index) => ({
        role,
        address,
        index,
        version: version(address),
        leader: address === seen.leader,
        ...others(address),
      }));
    case 'collector':
      return policy.collectors.map((address, index) => ({ role, address, index, version: undefined }));
  }
}

function whySkipped(
  target: PlanTarget,
  seen: Observation,
  options: RollOptions,
  knownDead: readonly NodeAddress[],
): Message | undefined {
  const { role, address } = target;
  if (options.rollsBack !== undefined && placeInRollback(options.rollsBack, target) === undefined)
    return { code: 'not-in-rollback', run: options.rollsBack.run };
  if (role === 'replica' && knownDead.includes(address)) return { code: 'known-dead' };
  if (role === 'replica' && options.nodes !== undefined && !options.nodes.includes(address))
    return { code: 'not-among-nodes' };
  if (role === 'replica' && options.skip.includes(address)) return { code: 'skip-option' };
  if (role === 'replica' && options.from !== undefined && comesBefore(address, options.from, seen))
    return { code: 'before-from', from: options.from };
  const reading = seen.processes[address];
  if (reading?.kind === 'running' && startedSince(reading.startedAt, options.startedBefore))
    return { code: 'started-since', startedAt: reading.startedAt, since: options.startedBefore };
  const notContinued = whyNotContinued(target, reading, options);
  if (notContinued !== undefined) return notContinued;
  if (options.stale !== undefined && valueSeen(options.stale, seen.flags?.[address]).kind === 'has-it')
    return { code: 'has-value', ...options.stale };
  if (
    options.version !== undefined &&
    reading?.kind === 'running' &&
    runsVersion(reading, options.version) &&
    !isOnlyInstalled(target, options)
  )
    return { code: 'already-on-version', version: versionText(reading) };
  return undefined;
}

/** What it has instead of the value that is asked for, where it says that. */
function foundAt({ address }: PlanTarget, seen: Observation, { stale }: RollOptions): Pick<PlanTarget, 'found'> {
  const value = stale === undefined ? undefined : valueSeen(stale, seen.flags?.[address]);
  return value?.kind === 'has-another' ? { found: value.found } : {};
}

/** It runs the version before, and would start the other one. */
function isOnlyInstalled(target: PlanTarget, { rollsBack }: RollOptions): boolean {
  const place = rollsBack === undefined ? undefined : placeInRollback(rollsBack, target);
  return place !== undefined && rollsBack?.servers[place]?.onlyInstalled === true;
}

function comesBefore(address: NodeAddress, from: NodeAddress, { nodes }: Observation): boolean {
  const place = (wanted: NodeAddress): number => nodes.findIndex((node) => node.address === wanted);
  return place(address) < place(from);
}

/** Moments written like `2026-01-02 03:04:05`; one that is written otherwise can't be compared, and says nothing. */
const writtenMoment = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

const startedSince = (startedAt: string, since: string | undefined): since is string =>
  since !== undefined && writtenMoment.test(startedAt) && startedAt >= since;
