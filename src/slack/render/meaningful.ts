import { assertNever } from '../../lib/assert-never.js';
import type { IntentKind } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { reactionKinds, type ReactionKind } from '../reactions.js';

/** What a person can say to a run now, in the order of the buttons. */
export function meaningfulIntents(run: Run): readonly IntentKind[] {
  switch (run.status) {
    case 'awaiting-approval':
      return ['approve', 'reject'];
    case 'approved':
    case 'rolling':
      return ['pause', 'abort'];
    case 'pausing':
    case 'paused':
      return ['resume', 'abort'];
    case 'held':
      return run.hold.choices.map(({ choice }) => choice);
    case 'aborting':
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

/** Those of them that an emoji can say. */
export function meaningfulReactions(run: Run): readonly ReactionKind[] {
  const intents = meaningfulIntents(run);
  return reactionKinds.filter((kind) => intents.includes(kind));
}
