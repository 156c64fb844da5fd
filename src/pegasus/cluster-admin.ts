import type { Result } from '../lib/result.js';
import type { ActOutcome, ClusterAct } from '../roll/act.js';
import type { AdminFailure, Look, Observation } from '../roll/observation.js';

/**
 * How a run reads and changes one Pegasus cluster. Nothing is thrown: what could not be read, or not
 * be understood, is a failure with its raw lines, never an empty or a partial answer.
 */
export interface ClusterAdmin {
  /**
   * One reading of the whole cluster, believed only from its leader. A signal that aborts ends it with
   * `cancelled`; the adapter has its own deadline and ends with `timeout`.
   */
  observe(look: Look, signal: AbortSignal): Promise<Result<Observation, AdminFailure>>;

  /** Carries out one act. `ok` means the cluster took it, not that it has had its effect: look again. */
  perform(act: ClusterAct, signal: AbortSignal): Promise<Result<ActOutcome, AdminFailure>>;
}
