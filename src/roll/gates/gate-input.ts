import type { Calendar } from '../calendar.js';
import type { Allowance } from '../fullness.js';
import type { NodeAddress } from '../ids.js';
import type { Observation } from '../observation.js';
import type { RollOptions } from '../options.js';
import type { ClusterPolicy } from '../policy.js';

/** What every gate may look at. */
export interface GateInput {
  readonly seen: Observation;
  readonly policy: ClusterPolicy;
  readonly options: RollOptions;
  readonly now: number;
  readonly restarts: readonly { readonly address: NodeAddress; readonly at: number }[];
  readonly lock: { readonly by: string; readonly reason: string } | undefined;
  readonly calendar: Calendar;
  /** Servers whose process answered when it was last asked, whatever the meta thinks of them. */
  readonly answering?: ReadonlySet<string>;
  /**
   * In a rollback, the server that is down and is put back as it is. It may be missing, and of each partition the one
   * copy that it can have had; nothing else may.
   */
  readonly putsBack?: NodeAddress | undefined;
  /** The copies that a server already drained or away may miss. */
  readonly allowance?: Allowance;
}
