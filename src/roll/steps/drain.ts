import type { SecondaryDowngrade } from '../act.js';
import { inStep, log, sameStep } from '../active.js';
import { onlyFull } from '../fullness.js';
import type { Gpid } from '../ids.js';
import { aliveNodes, allPartitions, canBeDrained, gpidsOf, partitionsOf, type PlacedPartition } from '../members.js';
import type { Message } from '../message.js';
import { countDown, isStepOverdue } from '../patience.js';
import { notePrimariesMoved } from '../transitions.js';
import { makeHold, notEmptied } from './holds.js';
import { chooseMoves, ledPartitions, nowhereToGo } from './move-primaries.js';
import { act, reevaluate, hold, wait, type Outcome, type StepInput, type TargetInput } from './outcome.js';

/**
 * The fast drain: the server leaves every partition at one tick of the meta, those it leads included. Cheaper by a tick
 * than moves and then downgrades, and not as clean: a write that the old primary has accepted and not yet answered is
 * dropped with it, and its client waits for its timeout (docs/pegasus.md, "Drains, measured"). Asked once; what the
 * meta refuses or clears goes the documented way.
 */
export function drainStep(input: StepInput<'drain'>): Outcome {
  const { run, target, step, seen, context } = input;
  const { now, policy } = context;
  const held = partitionsOf(seen, target.address).filter(canBeDrained);
  const led = ledPartitions(input);
  const moves = chooseMoves(input, led);
  const stuck = nowhereToGo(input, led, moves);
  if (stuck !== undefined) return stuck;

  const leaderless = withoutPrimary(input);
  const left = held.length + leaderless.length;
  if (left === 0) return reevaluate(inStep(notePrimariesMoved(run), now, { kind: 'close-replicas', since: now }));

  const countdown = countDown(step.countdown, left, now);
  if (isStepOverdue({ ...step, countdown }, target.role, context)) {
    const what: Message =
      held.length > 0
        ? notEmptied({ code: 'replicas-stay', replicas: held.length, node: target.address }, target)
        : { code: 'drained-without-primary', partitions: leaderless.length, node: target.address };
    return hold(
      run,
      makeHold(run, 'downgrades-stalled', what, {
        gpids: [...gpidsOf(held), ...leaderless],
        retry: { code: 'does-release-and-drain' },
      }),
    );
  }
  const counted = sameStep(run, { ...step, countdown });
  if (held.length === 0)
    return wait(counted, { code: 'wait-for-other-primaries', partitions: leaderless.length }, step.since);

  const full = onlyFull(seen, held);
  const given = new Set(gpidsOf(full));
  const handovers = moves.filter(({ gpid }) => given.has(gpid));
  const asked = { led: handovers.length, followed: full.length - handovers.length };
  const due = step.proposedAt === undefined || now - step.proposedAt >= 2 * policy.timing.metaTick;
  if (!due || full.length === 0) return wait(counted, { code: 'wait-for-drain', replicas: held.length }, step.since);

  if (step.asked !== undefined && isUnmoved(step.asked, asked)) {
    return reevaluate(
      inStep(
        log(run, now, {
          kind: 'note',
          message: {
            code: 'fast-drain-failed',
            node: target.address,
            refused: step.refused,
            replicas: held.length,
          },
        }),
        now,
        { kind: 'move-primaries', since: now },
      ),
    );
  }
  const { refused: _before, ...anew } = step;
  return act(sameStep(run, { ...anew, countdown, proposedAt: now, asked }), {
    kind: 'drain',
    leader: seen.leader,
    handovers,
    downgrades: downgradesOf(input, full),
  });
}

/** Of those that were asked for, the led or the followed ones are all still there. */
const isUnmoved = (before: { led: number; followed: number }, left: { led: number; followed: number }): boolean =>
  (before.led > 0 && left.led >= before.led) || (before.followed > 0 && left.followed >= before.followed);

function downgradesOf({ target }: TargetInput, full: readonly PlacedPartition[]): readonly SecondaryDowngrade[] {
  return full.flatMap(({ partition: { gpid, primary } }) =>
    primary !== undefined && primary !== target.address ? [{ gpid, primary, node: target.address }] : [],
  );
}

/** Partitions of this drain whose old primary has left and whose new one is not there yet. */
function withoutPrimary({ target, seen }: TargetInput): readonly Gpid[] {
  const alive = aliveNodes(seen);
  const taken = new Set(target.drainedPartitions);
  const leaderless = allPartitions(seen).filter(
    (placed) =>
      canBeDrained(placed) &&
      taken.has(placed.partition.gpid) &&
      (placed.partition.primary === undefined || !alive.has(placed.partition.primary)),
  );
  return gpidsOf(
    leaderless.filter(
      ({ partition }) => !partition.secondaries.includes(target.address) && partition.primary !== target.address,
    ),
  );
}
