import { isActive, type ActiveRun } from './active.js';
import type { Context, Decision, Next } from './decision.js';
import type { UserId } from './ids.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import { stopHere } from './transitions.js';
import type { Run, RunIn, Vote } from './run.js';
import { awaitingNext } from './votes.js';

/** A run that people have approved, and that has not ended. */
export type Begun = ActiveRun | RunIn<'approved'>;

export function refuse(run: Run, context: Context, message: Message): Decision {
  return { run, next: goesOnAsBefore(run, context), answer: { accepted: false, message } };
}

/** What was refused changes nothing: the run does next what it would have done. */
export function goesOnAsBefore(run: Run, context: Context): Next {
  if (run.status === 'awaiting-approval') return awaitingNext(run, context);
  return isActive(run) || run.status === 'approved' ? nextLook(run, context, 0) : { kind: 'rest' };
}

export function accept(run: Begun, context: Context, message: Message): Decision {
  return {
    run: run.status === 'pausing' && run.progress.phase.kind === 'enter-maintenance' ? stopHere(run, context.now) : run,
    next: nextLook(run, context, 0),
    answer: { accepted: true, message },
  };
}

export const voters = (votes: readonly Vote[]): readonly UserId[] => votes.map(({ by }) => by);
