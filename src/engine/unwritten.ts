import { assertNever } from '../lib/assert-never.js';
import type { Message } from '../roll/message.js';
import { CommitInDoubt, LeaseEnded } from '../store/lease.js';

/**
 * What to tell somebody who asked for what a save was then refused for: what became of it, why, and what to do about
 * it. The log has the details.
 */
export function unwritten(error: unknown, { newRun }: { readonly newRun: boolean } = { newRun: false }): Message {
  return error instanceof CommitInDoubt
    ? { code: 'written-or-not', ...whyInDoubt(error) }
    : { code: 'not-written', why: why(error), newRun };
}

/** Nothing where the disk itself failed. */
function whyInDoubt({ kind }: CommitInDoubt): { readonly why?: Message } {
  switch (kind) {
    case 'taken-over':
      return { why: { code: 'store-taken-over-meanwhile' } };
    case 'unlocked':
      return { why: { code: 'store-unlocked-meanwhile' } };
    case 'unknown':
    case 'closed':
      return {};
    default:
      return assertNever(kind);
  }
}

function why(error: unknown): Message {
  if (!(error instanceof LeaseEnded)) return { code: 'disk-refuses' };
  switch (error.kind) {
    case 'taken-over':
      return { code: 'store-taken-over' };
    case 'unlocked':
      return { code: 'store-unlocked' };
    case 'unknown':
      return { code: 'store-failed-before' };
    case 'closed':
      return { code: 'bot-is-stopping' };
    default:
      return assertNever(error.kind);
  }
}
