import { formatDuration } from '../../lib/duration.js';
import { totalMs } from '../../roll/total-ms.js';
import type { Role } from '../../roll/ids.js';
import type { Step, TargetProgress } from '../../roll/progress.js';
import { stepKinds } from '../../roll/step-kinds.js';
import { between } from '../text.js';
import { phaseWord } from './phases.js';

type Spent = Readonly<Partial<Record<Step['kind'], number>>>;

export interface PhaseFigures {
  readonly phase: Step['kind'];
  readonly servers: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly longestMs: number;
}

/** What each step took over all servers of a role that went through it, in the order of the steps. */
export function phaseFigures(targets: readonly TargetProgress[], role: Role): readonly PhaseFigures[] {
  return stepKinds.flatMap((phase) => {
    const each = targets.flatMap((target) =>
      target.role === role && target.spent[phase] !== undefined ? [target.spent[phase]] : [],
    );
    if (each.length === 0) return [];
    const totalMs = each.reduce((sum, ms) => sum + ms, 0);
    return [{ phase, servers: each.length, totalMs, meanMs: totalMs / each.length, longestMs: Math.max(...each) }];
  });
}

/** Steps in which the bot looks and asks. In all others it waits for the cluster, a process or a set time. */
const ownKinds: readonly Step['kind'][] = ['gates', 'flush-log', 'last-look'];

/**
 * What the bot itself cost of the time that the servers took. What its checks have waited for is in it; how late a look
 * comes in the steps that wait, a poll at most each, is not: no run records that.
 */
export function ownShare(targets: readonly TargetProgress[]): { readonly ownMs: number; readonly allMs: number } {
  const allMs = targets.reduce((sum, { spent }) => sum + totalMs(spent), 0);
  const ownMs = targets.reduce(
    (sum, { spent }) => sum + ownKinds.reduce((more, kind) => more + (spent[kind] ?? 0), 0),
    0,
  );
  return { ownMs, allMs };
}

/** `primaries away 11 s, full again 40 s`: the steps that took a second or more. */
export function spentWords(spent: Spent): string {
  return stepKinds
    .flatMap((kind) => ((spent[kind] ?? 0) >= 1000 ? [`${phaseWord(kind)} ${formatDuration(spent[kind] ?? 0)}`] : []))
    .join(between());
}

/** Milliseconds that a server took, people's answers aside; undefined while it is not over. */
export function tookMs({ startedAt, endedAt, spent }: TargetProgress): number | undefined {
  return startedAt === undefined || endedAt === undefined ? undefined : totalMs(spent);
}
