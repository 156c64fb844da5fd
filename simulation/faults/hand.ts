import type { ClusterAct } from '../../src/roll/act.js';

/** What somebody set by hand while a run was at work. */
export interface Hand {
  readonly at: number;
  readonly leader: string;
  /** The act with which the run sets the same. */
  readonly act: ClusterAct['kind'];
  readonly value: string;
}
