import { assertNever } from '../lib/assert-never.js';
import { isHook } from './act.js';
import {
  commandAtWork,
  currentTarget,
  held,
  inStep,
  isActive,
  log,
  progressed,
  sameStep,
  isHeldOrPaused,
  without,
  type ActiveRun,
} from './active.js';
import { toRolling } from './approved.js';
import { releaseAlone } from './correct-settings.js';
import type { Context, Decision, Input } from './decision.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import type { Run } from './run.js';
import { makeHold } from './steps/holds.js';
import { hookEnded } from './steps/hooks.js';
import { excludeBlindTime } from './blind-time.js';

/** What the bot itself meets: an error of its own, a disk that takes nothing. */
type Trouble = Extract<Input, { kind: 'broken' | 'saved-again' }>;

/** A run with which nothing is at stake is decided on again after this. */
const againMs = 60_000;

export function decideTrouble(run: Exclude<Run, { endedAt: number }>, input: Trouble, context: Context): Decision {
  switch (input.kind) {
    case 'broken':
      return decideBroken(run, input, context);
    case 'saved-again':
      return decideSavedAgain(run, input, context);
    default:
      return assertNever(input);
  }
}

/**
 * A decision threw. The run is held, and where the cluster was being looked at, the meta is let repair at once: by one
 * act that nothing else is asked for, as the next whole decision may throw again.
 */
function decideBroken(
  run: Exclude<Run, { endedAt: number }>,
  { message, raw, during }: Extract<Trouble, { kind: 'broken' }>,
  context: Context,
): Decision {
  const { now } = context;
  if (run.status === 'awaiting-approval') return { run, next: { kind: 'rest', until: now + againMs } };
  const known = forgotten(run.status === 'approved' ? toRolling(run) : run, during, now);
  const stopped = isHeldOrPaused(known)
    ? noted(known, message, now)
    : held(
        known,
        now,
        makeHold(
          known,
          'internal-error',
          { code: 'own-error', error: message, repairs: givesBack(known) },
          { raw, retry: { code: 'does-go-on-after-error' } },
        ),
      );
  return during.kind === 'observed'
    ? released(stopped, during, context)
    : { run: stopped, next: nextLook(stopped, context, 0) };
}

/**
 * What the decision was about is not told again: an outcome is seen in the cluster, a command counts as one whose end
 * nobody knows.
 */
function forgotten(run: ActiveRun, during: Input, now: number): ActiveRun {
  if (during.kind === 'performed') return without(run, 'pending');
  const { phase } = run.progress;
  const ended = commandAtWork(run)?.command;
  if (during.kind !== 'command-finished' || phase.kind !== 'target' || ended?.id !== during.id) return run;
  const { verb, address: node } = ended;
  const noted = log(run, now, {
    kind: 'note',
    message: { code: 'command-end-unheard', verb, node, succeeded: during.result.kind === 'succeeded' },
  });
  if (isHook(verb)) return hookEnded(noted, verb, 'begun');
  if (phase.step.kind !== 'process') return noted;
  const { command: _ended, ...step } = phase.step;
  const told = sameStep(noted, step);
  return inStep(told, now, {
    kind: currentTarget(told)?.processDown === true ? 'await-return' : 'last-look',
    since: now,
  });
}

/** A run that stands already stays as it is; people are told once. */
function noted(run: ActiveRun, error: string, now: number): ActiveRun {
  const isTold =
    (run.status === 'held' && run.hold.reason === 'internal-error') ||
    run.log.some(
      (event) => event.kind === 'note' && event.message.code === 'error-noted' && event.message.error === error,
    );
  return isTold ? run : log(run, now, { kind: 'note', message: { code: 'error-noted', error } });
}

function released(run: ActiveRun, { observation }: Extract<Input, { kind: 'observed' }>, context: Context): Decision {
  const trial = releaseAlone(run, observation, context);
  if (trial === undefined) return { run, next: nextLook(run, context) };
  const { act } = trial;
  return { run: progressed(trial.run, { pending: { act, since: context.now } }), next: { kind: 'act', act } };
}

/**
 * The disk of the bot was full, and what it had kept for this is being used up: a run at work stands still, with the
 * meta able to repair. One that puts the settings back goes on: it needs little more.
 */
export function shortOfRoom(run: ActiveRun, { now, shortOfRoom: since }: Context): ActiveRun | undefined {
  if (
    since === undefined ||
    isHeldOrPaused(run) ||
    run.status === 'aborting' ||
    run.progress.phase.kind === 'leave-maintenance'
  )
    return undefined;
  return held(
    run,
    now,
    makeHold(
      run,
      'cannot-save',
      { code: 'disk-full', repairs: givesBack(run) },
      { retry: { code: 'does-go-on-with-room' } },
    ),
  );
}

/** Whether standing still gives add_secondary back, so that the meta can repair. */
const givesBack = ({ options, progress }: ActiveRun): boolean => options.mode === 'ha' && progress.saved !== undefined;

/** Time in which nothing could be saved, and so nothing was done, is no step's. */
function decideSavedAgain(
  run: Exclude<Run, { endedAt: number }>,
  { since, why }: Extract<Trouble, { kind: 'saved-again' }>,
  context: Context,
): Decision {
  const { now } = context;
  const message: Message = { code: 'not-saved', ms: now - since, why };
  if (run.status === 'awaiting-approval')
    return { run: log(run, now, { kind: 'note', message }), next: { kind: 'rest', until: now } };
  const told = log(run, now, { kind: 'note', message });
  const patient = isActive(told) ? excludeBlindTime(told, since, now) : told;
  return { run: patient, next: nextLook(patient, context, 0) };
}
