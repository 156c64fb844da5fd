import type { Calendar, FreezeState, WindowState } from '../roll/calendar.js';
import { joined, openings, type ChangeWindow } from './change-window.js';
import type { Freeze } from './freeze.js';

/** What the configuration says of when a cluster may be rolled. */
export interface CalendarRules {
  /** Empty: at any time. */
  readonly windows: readonly ChangeWindow[];
  readonly freezes: readonly Freeze[];
}

const dayMs = 86_400_000;
/** Every window of a week comes within so long, even where the clock has jumped over one. */
const horizonMs = 15 * dayMs;
/** A calendar without an end in sight is looked at again after this. */
const longestFreshMs = dayMs;

/** The calendar at any moment. Runs ask for it at every look, so an answer is kept until something in it changes. */
export function calendarOf({ windows, freezes }: CalendarRules): (now: number) => Calendar {
  let kept: { readonly calendar: Calendar; readonly from: number; readonly until: number } | undefined;
  return (now) => {
    if (kept === undefined || now < kept.from || now >= kept.until) {
      const calendar = { window: windowAt(windows, now), freeze: freezeAt(freezes, now) };
      kept = { calendar, from: now, until: nextChange(calendar, now) };
    }
    return kept.calendar;
  };
}

function windowAt(windows: readonly ChangeWindow[], now: number): WindowState {
  if (windows.length === 0) return { kind: 'always' };
  const end = now + horizonMs;
  const open = joined(windows.flatMap((window) => openings(window, now, end)));
  const [first] = open;
  if (first?.from === now) return first.to === end ? { kind: 'always' } : { kind: 'open', closesAt: first.to };
  return { kind: 'closed', opensAt: first?.from, windows: windows.map(({ written }) => written) };
}

function freezeAt(freezes: readonly Freeze[], now: number): FreezeState {
  const inForce = freezes.filter(({ from, until }) => from <= now && now < until);
  const [whole] = joined(freezes.map(({ from, until }) => ({ from, to: until }))).filter(
    ({ from, to }) => from <= now && now < to,
  );
  if (whole !== undefined)
    return { kind: 'in-force', until: whole.to, reason: [...new Set(inForce.map(({ reason }) => reason))].join('; ') };
  const [next] = freezes
    .filter(({ from }) => from > now && from < now + horizonMs)
    .sort((left, right) => left.from - right.from);
  return { kind: 'none', ...(next === undefined ? {} : { next: { from: next.from, reason: next.reason } }) };
}

function nextChange({ window, freeze }: Calendar, now: number): number {
  const changes = [
    window.kind === 'open' ? window.closesAt : window.kind === 'closed' ? window.opensAt : undefined,
    freeze.kind === 'in-force' ? freeze.until : freeze.next?.from,
    now + longestFreshMs,
  ];
  return Math.min(...changes.filter((at) => at !== undefined));
}
