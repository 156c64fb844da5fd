import { assertNever } from '../../lib/assert-never.js';
import type { IntentKind } from '../../roll/intent.js';
import { offersRollback } from '../../roll/rollback.js';
import type { Run, RunIn } from '../../roll/run.js';
import { reactionKinds, type ReactionKind } from '../reactions.js';

/** What a person can say to a run now, in the order of the buttons. */
export function meaningfulIntents(run: Run): readonly IntentKind[] {
  switch (run.status) {
    case 'awaiting-approval':
      return ['approve', 'reject'];
    case 'approved':
      return ['pause', 'abort'];
    case 'rolling':
      return whileRolling(run);
    case 'pausing':
      return ['resume', 'abort'];
    case 'paused':
      return ['resume', 'abort', ...toRollBack(run)];
    case 'held':
      return [...run.hold.choices.map(({ choice }) => choice), ...toRollBack(run)];
    case 'aborting':
      // Asked a second time, it leaves without waiting for the server at hand; a command is waited for in any case.
      return run.progress.phase.kind === 'target' && run.progress.phase.step.kind !== 'process' ? ['abort'] : [];
    case 'done':
    case 'aborted':
    case 'failed':
    case 'rejected':
    case 'expired':
      return [];
    default:
      return assertNever(run);
  }
}

/** Beside the abort, where the run has put another version on a server. */
const toRollBack = (run: Run): readonly IntentKind[] => (offersRollback(run) ? ['abort-to-roll-back'] : []);

/**
 * While leadership is given back a pause leaves the rest of it. After that there is nothing to pause, and while the
 * settings go back nothing to abort.
 */
function whileRolling({ progress }: RunIn<'rolling'>): readonly IntentKind[] {
  switch (progress.phase.kind) {
    case 'enter-maintenance':
    case 'target':
    case 'restore-leadership':
      return ['pause', 'abort'];
    case 'rebalance':
      return ['abort'];
    case 'leave-maintenance':
      return [];
  }
}

/** Those of them that an emoji can say. */
export function meaningfulReactions(run: Run): readonly ReactionKind[] {
  // To leave at once is asked for by a button that says what it does, not by an emoji that others may be clicking just
  // now.
  if (run.status === 'aborting') return [];
  const intents = meaningfulIntents(run);
  return reactionKinds.filter((kind) => intents.includes(kind));
}
