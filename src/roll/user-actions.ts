import { assertNever } from '../lib/assert-never.js';
import type { LoggedEvent } from './event.js';
import type { Intent, UserAction } from './intent.js';
import type { Message } from './message.js';
import type { Run } from './run.js';

/**
 * So many are remembered with a run: more than anybody makes before the first of them is too old to be delivered again.
 */
const most = 200;
/**
 * Two clocks never agree exactly. By so much an action may seem too early, and a pause or an abort counts all the same.
 */
const leewayMs = 10_000;
/** And so much later than what it answers an action has to be that makes a run go on. */
const surelyLaterMs = 500;

/** Whether this very action has been decided on before. */
export const isKnown = ({ handledActions = [] }: Run, { key }: UserAction): boolean => handledActions.includes(key);

export function remembered<Any extends Run>(run: Any, { key }: UserAction): Any {
  return { ...run, handledActions: [...(run.handledActions ?? []), key].slice(-most) };
}

/** Why an action that comes late changes nothing: what it was meant for is over. Undefined: it counts. */
export function whyLate(run: Run, { kind, by, userAction }: Intent): Message | undefined {
  const at = userAction?.at;
  if (at === undefined) return undefined;
  switch (kind) {
    case 'approve': {
      const since = run.log.findLast(
        (event) =>
          event.kind === 'replanned' ||
          ((event.kind === 'approval-withdrawn' || event.kind === 'vote-not-counted') && event.by === by),
      );
      if (since === undefined || at >= since.at + surelyLaterMs) return undefined;
      return since.kind === 'replanned' ? { code: 'approval-before-plan' } : { code: 'approval-before-withdrawal' };
    }
    case 'resume': {
      const since = pauseOf(run);
      return since === undefined || at >= since.at + surelyLaterMs ? undefined : { code: 'resume-before-pause' };
    }
    case 'wait':
    case 'retry':
    case 'skip':
    case 'force':
      return run.status !== 'held' || at >= run.since + surelyLaterMs
        ? undefined
        : { code: 'answer-before-hold', choice: kind };
    case 'pause':
    case 'abort':
    case 'abort-to-roll-back': {
      const since = run.log.findLast(({ kind: event }) => event === 'resumed' || event === 'answered');
      return since === undefined || at >= since.at - leewayMs
        ? undefined
        : { code: 'stop-came-late', stop: kind === 'pause' ? 'pause' : 'abort' };
    }
    case 'withdraw':
    case 'reject':
      return undefined;
    default:
      return assertNever(kind);
  }
}

/** What began the pause that a run is in, or is on its way to. */
export function pauseOf({ log }: Run): LoggedEvent | undefined {
  const latest = log.findLastIndex(({ kind }) => kind === 'paused' || kind === 'pausing');
  const wentOn = log.findLastIndex(goesOn);
  if (latest < 0 || latest < wentOn) return undefined;
  // Asked for first, and then come at the next safe point: that is one pause.
  const asked =
    log[latest]?.kind === 'paused'
      ? log.slice(wentOn + 1, latest).findLast(({ kind }) => kind === 'pausing' || kind === 'paused')
      : undefined;
  return asked?.kind === 'pausing' ? asked : log[latest];
}

const goesOn = (event: LoggedEvent): boolean =>
  event.kind === 'resumed' ||
  event.kind === 'answered' ||
  event.kind === 'started' ||
  (event.kind === 'window-opened' && event.goesOn);
