import { z } from 'zod';
import type { AuditEntry } from '../../audit-log.js';
import type { TrailEntry, TrailHead } from './entry.js';

/** A month of the trail that is removed because of its age, and where the trail ended in it. */
export interface RemovedMonth {
  readonly month: string;
  readonly end: TrailHead;
}

/** The note that is left of it. What follows in the trail begins behind `end`: it can be verified without the month. */
export const noteOf = (at: number, { month, end: { seq, hash } }: RemovedMonth): AuditEntry => ({
  at,
  what: 'bot',
  detail: { removedMonth: month, seq, hash },
});

const note = z.object({ removedMonth: z.string(), seq: z.number().int(), hash: z.string() });

/** What the entry notes to be removed; undefined for any other entry. */
export function readNote({ what, detail }: TrailEntry): RemovedMonth | undefined {
  const read = what === 'bot' ? note.safeParse(detail) : undefined;
  if (read?.success !== true) return undefined;
  const { removedMonth, seq, hash } = read.data;
  return { month: removedMonth, end: { seq, hash } };
}
