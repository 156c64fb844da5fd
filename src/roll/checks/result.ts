import type { GateName } from '../gates/verdict.js';
import type { ClusterName } from '../ids.js';
import type { Message } from '../message.js';

/**
 * How much something matters to a roll. `warn`: a roll can be done, with care or with a word more in its request, or
 * once it is over. `fail`: not before somebody has changed something. `unknown`: nobody could tell, and it may be
 * either. `note`: worth knowing, and neither good nor bad.
 */
export const checkLevels = ['ok', 'note', 'unknown', 'warn', 'fail'] as const;
export type CheckLevel = (typeof checkLevels)[number];

/** What is looked at besides what a plan's gates ask; docs/CHECK.md has each of them. */
export const ownChecks = [
  'configuration',
  'metas',
  'reading',
  'run',
  'meta-list',
  'flow-control',
  'settings-left',
  'hosts',
  'versions',
  'shell-version',
  'clocks',
  'names',
  'warnings',
  'other-way',
  'driver',
  'collectors',
  'monitors',
  'store',
  'slack',
] as const;
export type CheckName = (typeof ownChecks)[number] | GateName;

/** One thing that was looked at: which check says what, and what to do about it. */
export interface CheckResult {
  readonly check: CheckName;
  readonly level: CheckLevel;
  readonly what: Message;
  /** Absent where there is nothing to do, or `what` says it. */
  readonly remedy?: Message;
  /** Lines that were not understood, as they came. */
  readonly raw?: readonly string[];
}

/** Everything that was found out about one cluster. */
export interface ClusterCheck {
  readonly cluster: ClusterName;
  readonly results: readonly CheckResult[];
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** Makes the results of one check. */
export const resultsOf =
  (check: CheckName) =>
  (level: CheckLevel, what: Message, remedy?: Message, raw?: readonly string[]): CheckResult => ({
    check,
    level,
    what,
    ...(remedy === undefined ? {} : { remedy }),
    ...(raw === undefined || raw.length === 0 ? {} : { raw }),
  });

export const isAt =
  (...levels: readonly CheckLevel[]) =>
  ({ level }: CheckResult): boolean =>
    levels.includes(level);
