import type { Message } from './message.js';
import type { RollOptions } from './options.js';

/**
 * What the clock and the configuration say of a moment: whether the cluster may be changed in it. Worked out at the
 * edge, where time zones are known; here it is a plain value.
 */
export interface Calendar {
  readonly window: WindowState;
  readonly freeze: FreezeState;
}

export type WindowState =
  /** No change windows are configured, or they leave nothing out. */
  | { readonly kind: 'always' }
  | { readonly kind: 'open'; readonly closesAt: number }
  /**
   * `opensAt` is undefined when none opens within the weeks that are looked at. `windows`: as the configuration writes
   * them.
   */
  | { readonly kind: 'closed'; readonly opensAt: number | undefined; readonly windows: readonly string[] };

export type FreezeState =
  /** `next`: one that begins within the weeks that are looked at. */
  | { readonly kind: 'none'; readonly next?: { readonly from: number; readonly reason: string } }
  | { readonly kind: 'in-force'; readonly until: number; readonly reason: string };

/** A cluster that has neither change windows nor freezes. */
export const alwaysOpen: Calendar = { window: { kind: 'always' }, freeze: { kind: 'none' } };

/** Until when the cluster may be changed from now on; undefined when no end is known, or it may not be changed now. */
export function closesAt({ window, freeze }: Calendar): number | undefined {
  if (!isOpen({ window, freeze })) return undefined;
  const ends = [
    ...(window.kind === 'open' ? [window.closesAt] : []),
    ...(freeze.kind === 'none' && freeze.next !== undefined ? [freeze.next.from] : []),
  ];
  return ends.length === 0 ? undefined : Math.min(...ends);
}

export const isOpen = ({ window, freeze }: Calendar): boolean => window.kind !== 'closed' && freeze.kind === 'none';

/** Whether a run may begin a server now: the calendar lets it, or people approved that it does not have to. */
export const mayBegin = (calendar: Calendar, options: RollOptions): boolean =>
  options.outsideWindow !== undefined || isOpen(calendar);

/** Why it may not be changed now; undefined: it may. */
export function whyClosed({ window, freeze }: Calendar): Message | undefined {
  if (freeze.kind === 'in-force') return { code: 'freeze-in-force', until: freeze.until, reason: freeze.reason };
  return window.kind === 'closed'
    ? { code: 'window-closed', opensAt: window.opensAt, windows: window.windows }
    : undefined;
}
