import type { PrimaryMove } from '../act.js';
import { inStep, rolledServers, sameStep } from '../active.js';
import { aliveNodes, canBeDrained, gpidsOf, partitionsOf, type PlacedPartition } from '../members.js';
import { givesLeadershipBack } from '../options.js';
import { countDown, isStepOverdue } from '../patience.js';
import { newPrimaries } from '../placement.js';
import { placementSlack } from '../policy.js';
import { leaderBefore } from '../recorded-leaders.js';
import { notePrimariesMoved } from '../transitions.js';
import { makeHold, notEmptied } from './holds.js';
import { act, reevaluate, hold, wait, type Outcome, type StepInput, type TargetInput } from './outcome.js';

/**
 * Leadership leaves the server before its process does: what would be an outage until failure detection becomes a
 * reconfiguration of under a second. One batch; the meta acts on it at its next tick.
 */
export function movePrimariesStep(input: StepInput<'move-primaries'>): Outcome {
  const { run, target, step, seen, context } = input;
  const { now, policy } = context;
  const led = ledPartitions(input);
  if (led.length === 0)
    return reevaluate(inStep(notePrimariesMoved(run), now, { kind: 'downgrade-secondaries', since: now }));

  const moves = chooseMoves(input, led);
  const stuck = nowhereToGo(input, led, moves);
  if (stuck !== undefined) return stuck;

  const countdown = countDown(step.countdown, led.length, now);
  if (isStepOverdue({ ...step, countdown }, target.role, context)) {
    return hold(
      run,
      makeHold(
        run,
        'moves-stalled',
        notEmptied({ code: 'primaries-stay', primaries: led.length, node: target.address }, target),
        { gpids: gpidsOf(led), retry: { code: 'does-release-and-drain' } },
      ),
    );
  }
  // Proposed again one tick after it should have happened: the meta clears what it finds invalid without a word.
  const due = step.proposedAt === undefined || now - step.proposedAt >= 2 * policy.timing.metaTick;
  if (due)
    return act(sameStep(run, { ...step, countdown, proposedAt: now }), {
      kind: 'move-primaries',
      leader: seen.leader,
      moves,
    });
  return wait(sameStep(run, { ...step, countdown }), { code: 'wait-for-moves', primaries: led.length }, step.since);
}

/** Partitions that the server at hand leads and that somebody else could lead. */
export function ledPartitions({ target, seen }: Pick<TargetInput, 'target' | 'seen'>): readonly PlacedPartition[] {
  return partitionsOf(seen, target.address).filter(
    (placed) => placed.partition.primary === target.address && canBeDrained(placed),
  );
}

/** Primaries that nobody else could take over hold the run before anything is sent. */
export function nowhereToGo(
  { run, target }: TargetInput,
  led: readonly PlacedPartition[],
  moves: readonly PrimaryMove[],
): Outcome | undefined {
  const moved = new Set(moves.map(({ gpid }) => gpid));
  const stuck = led.filter(({ partition }) => !moved.has(partition.gpid));
  if (stuck.length === 0) return undefined;
  return hold(
    run,
    makeHold(
      run,
      'cannot-drain',
      notEmptied(
        { code: 'nowhere-to-go', partitions: stuck.length, node: target.address, gpids: gpidsOf(stuck) },
        target,
      ),
      {
        gpids: gpidsOf(stuck),
        retry: { code: 'does-look-and-drain' },
      },
    ),
  );
}

/** Who leads next what the server at hand leads now (placement.ts). */
export function chooseMoves(
  { run, target, seen, context }: TargetInput,
  led: readonly PlacedPartition[],
): readonly PrimaryMove[] {
  const goesBack = givesLeadershipBack(run.options) ? run.progress.leaders : undefined;
  return newPrimaries(
    led.map(({ partition }) => partition),
    {
      from: target.address,
      alive: aliveNodes(seen),
      rolled: rolledServers(run.progress),
      leads: new Map(seen.nodes.map(({ address, primaries }) => [address, primaries])),
      slack: placementSlack(context.policy),
      goesBackTo: (gpid) => leaderBefore(goesBack, gpid),
    },
  );
}
