import type { CheckResult } from '../../roll/checks/result.js';
import type { ClusterName } from '../../roll/ids.js';

/** What was looked at together: a cluster, the database, Slack. */
export interface CheckSection {
  readonly title: string;
  readonly cluster?: ClusterName;
  readonly results: readonly CheckResult[];
  /** How long it took, in milliseconds, where that was measured. */
  readonly ms?: number;
}

/** Everything that one call of `check` has found. */
export interface CheckReport {
  readonly at: number;
  readonly sections: readonly CheckSection[];
}
