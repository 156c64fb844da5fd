import { assertNever } from '../lib/assert-never.js';
import { formatDuration } from '../lib/duration.js';
import {
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
import { triedAgainAt } from './back-off.js';
import type { Context, Decision, Input, Next } from './decision.js';
import { nextLook } from './next-look.js';
import type { Run } from './run.js';
import { release } from './settings-guard.js';
import { makeHold } from './steps/holds.js';
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
        makeHold(known, 'internal-error', errorWords(known, message), {
          raw,
          retry: 'go on from what the cluster shows; if the error comes again, it holds again',
        }),
      );
  return during.kind === 'observed'
    ? released(stopped, during, context)
    : { run: stopped, next: nextLook(stopped, context, 0) };
}

const errorWords = (run: ActiveRun, message: string): string =>
  `the bot met an error of its own: ${message}. It does nothing more in this run, so that it does no harm${repair(run)}`;

/**
 * What the decision was about is not told again: an outcome is seen in the cluster, a command counts as one whose end
 * nobody knows.
 */
function forgotten(run: ActiveRun, during: Input, now: number): ActiveRun {
  if (during.kind === 'performed') return without(run, 'pending');
  const { phase } = run.progress;
  if (
    during.kind !== 'command-finished' ||
    phase.kind !== 'target' ||
    phase.step.kind !== 'process' ||
    phase.step.command?.command.id !== during.id
  )
    return run;
  const { command, ...step } = phase.step;
  const told = log(sameStep(run, step), now, {
    kind: 'note',
    text: `the command "${command.command.verb}" on ${command.command.address} ${during.result.kind === 'succeeded' ? 'reported success' : 'did not report success'}, and the bot met an error when it heard of it`,
  });
  return inStep(told, now, {
    kind: currentTarget(told)?.processDown === true ? 'await-return' : 'last-look',
    since: now,
  });
}

/** A run that stands already stays as it is; people are told once. */
function noted(run: ActiveRun, message: string, now: number): ActiveRun {
  const text = `The bot met an error of its own: ${message}. The run stays as it is; the log has the details`;
  const isTold =
    (run.status === 'held' && run.hold.reason === 'internal-error') ||
    run.log.some((event) => event.kind === 'note' && event.text === text);
  return isTold ? run : log(run, now, { kind: 'note', text });
}

function released(run: ActiveRun, { observation }: Extract<Input, { kind: 'observed' }>, context: Context): Decision {
  const { now, policy } = context;
  const { saved, correcting } = run.progress;
  const act = saved === undefined ? undefined : release(observation, { addSecondaryMax: saved.addSecondaryMax });
  const rest: Next = nextLook(run, context);
  if (act === undefined) return { run, next: rest };
  // A try that set it to 0 is no try to give it back: the first of those comes at once.
  const isSame =
    correcting?.act === act.kind && correcting.leader === observation.leader && correcting.releasing === true;
  const same = isSame ? correcting : undefined;
  if (same !== undefined && now < triedAgainAt(same, policy.timing.pollInterval)) return { run, next: rest };
  const trial = {
    act: act.kind,
    leader: observation.leader,
    since: same?.since ?? now,
    at: now,
    tries: (same?.tries ?? 0) + 1,
    read: '0',
    releasing: true,
  };
  return { run: progressed(run, { correcting: trial, pending: { act, since: now } }), next: { kind: 'act', act } };
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
  const what = `the disk of the bot is full, so the state of the run could not be saved. With the space that it keeps for this it stopped the run${repair(run)}. Make room on the disk of the bot`;
  return held(
    run,
    now,
    makeHold(run, 'cannot-save', what, { retry: 'go on; only when there is room on the disk of the bot again' }),
  );
}

const repair = ({ options, progress }: ActiveRun): string =>
  options.mode === 'ha' && progress.saved !== undefined
    ? '; add_secondary is given back, so that the meta can repair'
    : '';

/** Time in which nothing could be saved, and so nothing was done, is no step's. */
function decideSavedAgain(
  run: Exclude<Run, { endedAt: number }>,
  { since, why }: Extract<Trouble, { kind: 'saved-again' }>,
  context: Context,
): Decision {
  const { now } = context;
  const text = `For ${formatDuration(now - since)} the state of this run could not be saved (${why}). Nothing new was begun on the cluster in that time. It is saved again`;
  if (run.status === 'awaiting-approval')
    return { run: log(run, now, { kind: 'note', text }), next: { kind: 'rest', until: now } };
  const told = log(run, now, { kind: 'note', text });
  const patient = isActive(told) ? excludeBlindTime(told, since, now) : told;
  return { run: patient, next: nextLook(patient, context, 0) };
}
