import type { UserId } from '../../roll/ids.js';
import { noSearch, type Search } from './search.js';

/**
 * Somebody who has the Home tab before them, as far as can be told: Slack says when it is opened, not when it is left.
 */
export interface Visitor {
  readonly user: UserId;
  readonly lastSeenAt: number;
  readonly search: Search;
  /** What came of the last thing they did; shown until they do something else. */
  readonly notice: string | undefined;
  /** Something may look different from what they see. */
  readonly dirty: boolean;
  /** Digest of what they see. */
  readonly shown: string | undefined;
  readonly shownAt: number;
}

/** So long after the last sign of somebody their tab is still kept right. */
const staysMs = 30 * 60_000;
/** Slack takes 100 views a minute of all people together; a few are left for forms. */
const betweenViewsMs = 700;
/** One person sees no more than this many changes. */
const betweenOwnViewsMs = 1_500;
const most = 200;

export const newVisitor = (user: UserId, now: number): Visitor => ({
  user,
  lastSeenAt: now,
  search: noSearch,
  notice: undefined,
  dirty: true,
  shown: undefined,
  shownAt: Number.NEGATIVE_INFINITY,
});

/** Those whose tab is kept right: the latest to be seen, if there are too many. */
export function remaining(visitors: readonly Visitor[], now: number): readonly Visitor[] {
  return visitors
    .filter(({ lastSeenAt }) => now - lastSeenAt < staysMs)
    .sort((left, right) => right.lastSeenAt - left.lastSeenAt)
    .slice(0, most);
}

/**
 * Whose tab is drawn next and after how many milliseconds; undefined when everybody sees what is. Whoever has waited
 * longest comes first.
 */
export function nextView(
  visitors: readonly Visitor[],
  lastViewAt: number,
  now: number,
): { readonly user: UserId; readonly inMs: number } | undefined {
  const [next] = visitors
    .filter(({ dirty }) => dirty)
    .map(({ user, shownAt, lastSeenAt }) => ({ user, at: shownAt + betweenOwnViewsMs, lastSeenAt }))
    // Of several who wait for their first view, whoever came first.
    .sort((left, right) => (left.at === right.at ? left.lastSeenAt - right.lastSeenAt : left.at - right.at));
  return next === undefined
    ? undefined
    : { user: next.user, inMs: Math.max(0, Math.max(next.at, lastViewAt + betweenViewsMs) - now) };
}
