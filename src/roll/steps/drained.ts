import { changeTarget, inStep } from '../active.js';
import { canBeDrained, gpidsOf, partitionsOf } from '../members.js';
import { makeHold } from './holds.js';
import { reevaluate, hold, type Outcome, type TargetInput } from './outcome.js';

const mostRounds = 5;

/**
 * The server must still hold nothing by the meta. Replicas that came back are drained once more, a few times; then
 * something else is at work on the cluster, and people are asked. Always the documented way: what comes back are few.
 * @returns undefined when it holds nothing
 */
export function drainAgain({ run, target, targetIndex, seen, context }: TargetInput): Outcome | undefined {
  const returned = partitionsOf(seen, target.address).filter(canBeDrained);
  if (returned.length === 0) return undefined;
  if (target.drainRounds >= mostRounds) {
    return hold(
      run,
      makeHold(
        run,
        'downgrades-stalled',
        { code: 'replicas-return', node: target.address, drains: mostRounds },
        {
          gpids: gpidsOf(returned),
          retry: { code: 'does-wait-and-drain' },
        },
      ),
    );
  }
  const drainedPartitions = [...new Set([...target.drainedPartitions, ...gpidsOf(returned)])];
  return reevaluate(
    inStep(changeTarget(run, targetIndex, { drainRounds: target.drainRounds + 1, drainedPartitions }), context.now, {
      kind: 'move-primaries',
      since: context.now,
    }),
  );
}
