import { changeTarget, log } from '../active.js';
import { blocks } from '../gates/gates.js';
import { partitionsOf } from '../members.js';
import type { Message } from '../message.js';
import { isListed, whyUnlisted } from '../names.js';
import type { Observation } from '../observation.js';
import { toUndrain } from '../transitions.js';
import { allowanceOf, changingTables, unfinishedTables } from '../complete-tables.js';
import type { ActiveRun } from '../active.js';
import { gateHold } from './gate-hold.js';
import { verdicts } from './verdicts.js';
import { makeHold } from './holds.js';
import { reevaluate, hold, wait, type Outcome, type TargetInput } from './outcome.js';
import { isListingOverdue } from '../patience.js';

/** Notes since when the leader does not list the server at hand. */
export function noteListed(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const { phase, targets } = run.progress;
  const target = phase.kind === 'target' ? targets[phase.target] : undefined;
  if (phase.kind !== 'target' || target?.role !== 'replica') return run;
  if (!isListed(seen, target.address))
    return changeTarget(run, phase.target, { unlistedSince: Math.min(target.unlistedSince ?? now, now) });
  if (target.unlistedSince === undefined) return run;
  const { unlistedSince: _over, ...listed } = target;
  return {
    ...run,
    progress: { ...run.progress, targets: targets.map((each, place) => (place === phase.target ? listed : each)) },
  };
}

/**
 * That a server leads nothing and holds nothing takes the leader's word about this very server. One that is not listed
 * is waited for, and then is for people.
 * @returns undefined when the leader lists it
 */
export function unlisted(input: TargetInput): Outcome | undefined {
  const { run, target, seen, context } = input;
  if (target.role !== 'replica' || isListed(seen, target.address)) return undefined;
  if (!isListingOverdue(input.target, input.context))
    return wait(
      run,
      { code: 'wait-to-be-listed', leader: seen.leader, node: target.address },
      target.unlistedSince ?? context.now,
    );
  return hold(
    run,
    makeHold(run, 'unlisted', whyUnlisted(run.plan, seen, target.address), {
      nodes: [target.address],
      retry: { code: 'does-look-and-begin-anew' },
    }),
  );
}

/**
 * What keeps a server from being emptied and stopped, whichever step it is in:
 *  1. the leader does not list it;
 *  2. a table with few copies that nobody has waived was made meanwhile;
 *  3. a table was made or split meanwhile and cannot get its copies, as add_secondary is 0: they come first.
 */
export function beforeItIsStopped(input: TargetInput): Outcome | undefined {
  const { run, target, seen, context } = input;
  if (target.role !== 'replica') return undefined;
  const unseen = unlisted(input);
  if (unseen !== undefined) return unseen;
  if (run.options.mode !== 'ha') return undefined;

  const low = blocks(verdicts(input)).filter(({ gate }) => gate === 'replica-count');
  if (low.length > 0) return gateHold(input, low, 0, { code: 'does-release-and-check' });

  const unfinished = unfinishedTables(target, seen).filter(({ table }) => table.transition !== 'splitting');
  if (unfinished.length === 0) return undefined;
  const message: Message = {
    code: 'tables-first',
    node: target.address,
    tables: unfinished.map(({ table }) => table.name),
    missing: unfinished.map(({ missing }) => missing),
  };
  return reevaluate(toUndrain(log(run, context.now, { kind: 'note', message }), context.now));
}

/**
 * Before its replicas are closed and its process is stopped: the leader gives the server exactly the replicas that its
 * partitions show, and no table is on its way, whose replicas nobody would see.
 * @returns what has to be waited for; undefined when nothing has
 */
export function whyReadingDisagrees({ target, seen }: TargetInput): Message | undefined {
  const listed = seen.nodes.find(({ address }) => address === target.address);
  const held = partitionsOf(seen, target.address).length;
  if (listed === undefined) return { code: 'wait-to-be-listed', node: target.address };
  const counted = listed.primaries + listed.secondaries;
  if (counted !== held) return { code: 'wait-for-agreement', node: target.address, counted, shown: held };
  const changing = changingTables(seen, allowanceOf(target));
  return changing.length === 0 ? undefined : { code: 'wait-for-tables', tables: changing };
}
