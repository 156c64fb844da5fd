import type { Log } from '../lib/log.js';
import type { LoggedEvent } from '../roll/event.js';
import type { RunId } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';
import { words } from '../words/words.js';
import { whereOf } from './where-of.js';

/**
 * A line for each thing that happens in a run, and for each step that it comes to, told of each of its states. What had
 * happened before the bot started was logged then.
 */
export function logRuns(log: Log, before: readonly Run[]): (run: Run) => void {
  const seen = new Map<RunId, Seen>(before.map((run) => [run.id, seenOf(run)]));
  return (run) => {
    const last = seen.get(run.id) ?? { seq: 0, place: '' };
    const where = whereOf(run);
    for (const event of run.log) if (event.seq > last.seq) logEvent(log, where, event);
    const now = seenOf(run);
    if (now.place !== last.place && where.step !== undefined) log.info(where, `step ${where.step}`);
    seen.set(run.id, now);
  };
}

interface Seen {
  readonly seq: number;
  readonly place: string;
}

const seenOf = (run: Run): Seen => {
  const { node = '', step = '' } = whereOf(run);
  return { seq: run.log.at(-1)?.seq ?? 0, place: hasEnded(run) ? '' : `${node} ${step}` };
};

/** People have to do something, or should know that the cluster or somebody else did. */
const notable: ReadonlySet<LoggedEvent['kind']> = new Set(['held', 'leader-changed', 'replanned', 'bot-restarted']);

function logEvent(log: Log, where: object, event: LoggedEvent): void {
  const { kind, seq, at: _at, ...rest } = event;
  const fields = {
    ...where,
    ...('address' in rest ? { node: rest.address } : {}),
    event: kind,
    seq,
    ...('by' in rest && typeof rest.by === 'string' ? { by: rest.by } : {}),
    ...(kind === 'held' ? { reason: event.hold.reason } : {}),
    ...(kind === 'ended' ? { how: event.how } : {}),
  };
  const says = saidBy(event);
  const message = `${kind.replaceAll('-', ' ')}${says === undefined ? '' : `: ${says}`}`;
  if (notable.has(kind)) log.warn(fields, message);
  else log.info(fields, message);
}

/** What there is in words. */
function saidBy(event: LoggedEvent): string | undefined {
  switch (event.kind) {
    case 'held':
      return words(event.hold.what);
    case 'note':
      return words(event.message);
    case 'ended':
      return `${event.how}, ${event.rolled.length} rolled, ${words(event.left)}`;
    case 'target-done':
      return `${event.role} ${event.address} in ${Math.round(event.ms / 1_000)} s`;
    case 'target-started':
      return `${event.role} ${event.address}, ${event.nth} of ${event.of}`;
    case 'leader-changed':
      return `from ${event.from} to ${event.to}`;
    case 'target-skipped':
    case 'went-on':
    case 'paused':
    case 'replanned':
      return words(event.why);
    default:
      return undefined;
  }
}
