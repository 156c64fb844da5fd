import { assertNever } from '../../lib/assert-never.js';
import type { VoteFault } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { listing, mention } from '../text.js';

/** Why somebody's vote does not count, as what follows their name. */
export function voteFaultWords(fault: VoteFault): string {
  switch (fault) {
    case 'guest':
      return 'is a guest of this workspace now';
    case 'bot':
      return 'is a bot';
    case 'deleted':
      return 'has a deactivated account';
    case 'stranger':
      return 'belongs to another workspace';
    case 'no-approver':
      return 'is not one of its approvers any more';
    case 'not-in-channel':
      return 'is not in this channel any more';
    default:
      return assertNever(fault);
  }
}

/** Whose approval of the present plan was not counted and why, as a sentence; empty where there is none. */
export function notCounted({ log, votes, plan }: Run): string {
  const since = log.findLastIndex(({ kind }) => kind === 'replanned');
  const lost = new Map(
    log
      .slice(since + 1)
      .flatMap((event) => (event.kind === 'vote-not-counted' ? [[event.by, event.why] as const] : [])),
  );
  for (const { by, planId } of votes) if (planId === plan.id) lost.delete(by);
  if (lost.size === 0) return '';
  return `Not counted: ${listing(
    [...lost].map(([by, why]) => `${mention(by)}, who ${voteFaultWords(why)}`),
    600,
  )}.`;
}
