import { assertNever } from '../lib/assert-never.js';
import type { HookVerb } from './act.js';
import { currentTarget, type ActiveRun } from './active.js';
import type { Context, UpReading } from './decision.js';
import type { Observation } from './observation.js';
import { finishTarget, stopHere, toGates, toLeaving } from './transitions.js';
import type { Step } from './progress.js';
import { awaitReturnStep } from './steps/await-return.js';
import { beforeItIsStopped } from './steps/before-stop.js';
import { closeReplicasStep } from './steps/close-replicas.js';
import { downgradeSecondariesStep } from './steps/downgrade-secondaries.js';
import { drainStep } from './steps/drain.js';
import { flushLogStep } from './steps/flush-log.js';
import { gatesStep } from './steps/gates.js';
import { healStep } from './steps/heal.js';
import { makeHold } from './steps/holds.js';
import { hookStep, onceSoaked } from './steps/hooks.js';
import { lastLookStep } from './steps/last-look.js';
import { movePrimariesStep } from './steps/move-primaries.js';
import { reevaluate, type StepInput, type PhaseOutcome } from './steps/outcome.js';
import { settleStep } from './steps/settle.js';
import { undrainStep } from './steps/undrain.js';
import { soakStep } from './steps/soak.js';

export const isStopping = ({ status }: ActiveRun): boolean => status === 'pausing' || status === 'aborting';

/** From the first of its drain up to the last look its process is as it was: all can be given back. */
export function isBeingEmptied({ progress: { phase } }: ActiveRun): boolean {
  return phase.kind === 'target' && emptying.has(phase.step.kind);
}

const emptying: ReadonlySet<Step['kind']> = new Set([
  'move-primaries',
  'downgrade-secondaries',
  'drain',
  'close-replicas',
  'flush-log',
  'last-look',
]);

/** The present step of the server at hand. */
export function decideStep(
  run: ActiveRun,
  step: Step,
  seen: Observation,
  up: UpReading | undefined,
  context: Context,
): PhaseOutcome {
  const { now } = context;
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (target === undefined || phase.kind !== 'target') return reevaluate(toLeaving(run, now));
  const stopping = isStopping(run);
  const input = { run, target, targetIndex: phase.target, seen, up, context };
  const at = <Kind extends Step['kind']>(it: Extract<Step, { kind: Kind }>): StepInput<Kind> => ({
    ...input,
    step: it,
  });
  const unsure = emptying.has(step.kind) ? beforeItIsStopped(input) : undefined;
  if (unsure !== undefined) return unsure;

  switch (step.kind) {
    case 'gates':
      return stopping ? reevaluate(stopHere(run, now)) : gatesStep(at<'gates'>(step));
    case 'settle':
      return stopping ? reevaluate(stopHere(run, now)) : settleStep(at<'settle'>(step));
    case 'move-primaries':
      return movePrimariesStep(at<'move-primaries'>(step));
    case 'downgrade-secondaries':
      return downgradeSecondariesStep(at<'downgrade-secondaries'>(step));
    case 'drain':
      return drainStep(at<'drain'>(step));
    case 'close-replicas':
      return closeReplicasStep(at<'close-replicas'>(step));
    case 'flush-log':
      return flushLogStep(at<'flush-log'>(step));
    case 'last-look':
      return lastLookStep(at<'last-look'>(step));
    case 'process':
      return reevaluate(run);
    case 'await-return':
      return awaitReturnStep(at<'await-return'>(step));
    case 'heal':
      return healStep(at<'heal'>(step));
    case 'soak':
      return stopping ? onceSoaked(run, now) : soakStep(at<'soak'>(step));
    case 'before':
    case 'verify':
    case 'after':
      return hookStep(at<HookVerb>(step));
    case 'undrain':
      return undrainOutcome(at<'undrain'>(step));
    default:
      return assertNever(step);
  }
}

function undrainOutcome(input: StepInput<'undrain'>): PhaseOutcome {
  const { run, target, context } = input;
  const undrained = undrainStep(input);
  switch (undrained.kind) {
    case 'waiting':
      return undrained.outcome;
    case 'stalled':
      return {
        kind: 'hold',
        run,
        hold: makeHold(
          run,
          'heal-stalled',
          { code: 'undrain-stalled', partitions: undrained.gpids.length, node: target.address },
          {
            gpids: run.progress.targets[input.targetIndex]?.drainedPartitions ?? [],
            wait: { code: 'does-wait-for-partitions' },
          },
        ),
      };
    case 'full':
      if (target.state === 'skipped')
        return reevaluate(
          finishTarget(run, context.now, input.seen.leader, {
            state: 'skipped',
            why: target.whySkipped ?? { code: 'skipped' },
          }),
        );
      return reevaluate(stopHere(toGates(run, context.now), context.now));
  }
}
