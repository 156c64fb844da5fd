import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { ProcessControl } from '../processes/process-control.js';
import type { Calendar } from '../roll/calendar.js';
import type { CheckName, CheckResult } from '../roll/checks/result.js';
import type { Observation } from '../roll/observation.js';
import type { ClusterPolicy } from '../roll/policy.js';

/**
 * One thing that is looked at beside the reading of the cluster. Nothing is changed by it. `reading` is undefined where
 * the cluster cannot be read. What it cannot find out it says; it may throw, and be too slow.
 */
export interface CheckPart {
  readonly check: CheckName;
  readonly look: (reading: Promise<Observation | undefined>, signal: AbortSignal) => Promise<readonly CheckResult[]>;
}

export interface CheckedAccess {
  readonly policy: ClusterPolicy;
  readonly admin: ClusterAdmin;
  readonly processes: ProcessControl;
  readonly calendar?: ((now: number) => Calendar) | undefined;
  /** How the cluster is reached, as people call it. */
  readonly way: string;
  readonly parts: readonly CheckPart[];
}
