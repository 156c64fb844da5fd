import type { SecondaryDowngrade } from '../act.js';
import { inStep, sameStep } from '../active.js';
import { onlyFull } from '../fullness.js';
import { aliveNodes, canBeDrained, gpidsOf, partitionsOf } from '../members.js';
import { countDown, isStepOverdue } from '../patience.js';
import { makeHold, notEmptied } from './holds.js';
import { ledPartitions } from './move-primaries.js';
import { act, reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';

/** The server leaves the partitions it follows, so that no write waits for it when it stops. */
export function downgradeSecondariesStep(input: StepInput<'downgrade-secondaries'>): Outcome {
  const { run, target, step, seen, context } = input;
  const { now, policy } = context;
  if (ledPartitions(input).length > 0) return reevaluate(inStep(run, now, { kind: 'move-primaries', since: now }));

  const followed = partitionsOf(seen, target.address).filter(canBeDrained);
  if (followed.length === 0) return reevaluate(inStep(run, now, { kind: 'close-replicas', since: now }));

  const countdown = countDown(step.countdown, followed.length, now);
  if (isStepOverdue({ ...step, countdown }, target.role, context)) {
    return hold(
      run,
      makeHold(
        run,
        'downgrades-stalled',
        notEmptied({ code: 'replicas-stay', replicas: followed.length, node: target.address }, target),
        { gpids: gpidsOf(followed), retry: { code: 'does-release-and-drain' } },
      ),
    );
  }
  const alive = aliveNodes(seen);
  const leaderless = followed.some(({ partition: { primary } }) => primary === undefined || !alive.has(primary));
  const downgrades: readonly SecondaryDowngrade[] = onlyFull(seen, followed).flatMap(
    ({ partition: { gpid, primary } }) => (primary !== undefined ? [{ gpid, primary, node: target.address }] : []),
  );
  const due = step.proposedAt === undefined || now - step.proposedAt >= 2 * policy.timing.metaTick;
  // A partition that has just lost its primary gets one from the meta: wait for it rather than propose to nobody.
  if (due && downgrades.length > 0 && !leaderless) {
    return act(sameStep(run, { ...step, countdown, proposedAt: now }), {
      kind: 'downgrade-secondaries',
      leader: seen.leader,
      downgrades,
    });
  }
  return wait(
    sameStep(run, { ...step, countdown }),
    { code: 'wait-for-downgrades', replicas: followed.length },
    step.since,
  );
}
