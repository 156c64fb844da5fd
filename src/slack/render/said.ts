import type { LoggedEvent, StatusEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import { cut } from '../text.js';
import type { Part } from './parts.js';
import { standingOf } from './questions.js';

/** An event of one kind, as it stands in the log of a run. */
export type Event<Kind extends StatusEvent['kind']> = Extract<LoggedEvent, { kind: Kind }>;

/** What the thread says of an event. */
export interface Said {
  readonly parts: readonly Part[];
  /** Who is called, as mentions: those who must act, or want to know. */
  readonly people?: readonly string[];
  readonly broadcast?: boolean;
}

export const line = (text: string): Said => ({ parts: [{ kind: 'section', text: cut(text, 2900) }] });

/** What is asked, and who is called for it; once that is over, what was asked and what became of it. */
export function asking(
  run: Run,
  event: LoggedEvent,
  { open, over, people }: { readonly open: string; readonly over: string; readonly people: readonly string[] },
): Said {
  const standing = standingOf(run, event);
  return standing?.open === false ? line(`${over}\n${standing.outcome}`) : { ...line(open), people };
}
