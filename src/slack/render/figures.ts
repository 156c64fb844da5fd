import { formatDuration } from '../../lib/duration.js';
import { totalMs } from '../../roll/total-ms.js';
import type { Role } from '../../roll/ids.js';
import type { Step, TargetProgress } from '../../roll/progress.js';
import { between } from '../text.js';
import { phaseWord } from './phases.js';

type Spent = Readonly<Partial<Record<Step['kind'], number>>>;

const kinds: readonly Step['kind'][] = [
  'settle',
  'gates',
  'before',
  'move-primaries',
  'downgrade-secondaries',
  'drain',
  'close-replicas',
  'flush-log',
  'last-look',
  'process',
  'await-return',
  'heal',
  'verify',
  'soak',
  'after',
  'undrain',
];

export interface PhaseFigures {
  readonly phase: Step['kind'];
  readonly servers: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly longestMs: number;
}

/** What each step took over all servers of a role that went through it, in the order of the steps. */
export function phaseFigures(targets: readonly TargetProgress[], role: Role): readonly PhaseFigures[] {
  return kinds.flatMap((phase) => {
    const each = targets.flatMap((target) =>
      target.role === role && target.spent[phase] !== undefined ? [target.spent[phase]] : [],
    );
    if (each.length === 0) return [];
    const totalMs = each.reduce((sum, ms) => sum + ms, 0);
    return [{ phase, servers: each.length, totalMs, meanMs: totalMs / each.length, longestMs: Math.max(...each) }];
  });
}

/** `primaries away 11 s, full again 40 s`: the steps that took a second or more. */
export function spentWords(spent: Spent): string {
  return kinds
    .flatMap((kind) => ((spent[kind] ?? 0) >= 1000 ? [`${phaseWord(kind)} ${formatDuration(spent[kind] ?? 0)}`] : []))
    .join(between());
}

/** Milliseconds that a server took, people's answers aside; undefined while it is not over. */
export function tookMs({ startedAt, endedAt, spent }: TargetProgress): number | undefined {
  return startedAt === undefined || endedAt === undefined ? undefined : totalMs(spent);
}
