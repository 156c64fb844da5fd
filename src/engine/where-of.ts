import { currentTarget, isActive } from '../roll/active.js';
import type { ClusterName, NodeAddress, RunId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';

/** Fields of a log line that say which run it is about, and where that run stands. */
export interface Where {
  readonly run: RunId;
  readonly cluster: ClusterName;
  readonly node?: NodeAddress;
  readonly step?: string;
}

export function whereOf(run: Run): Where {
  const known = { run: run.id, cluster: run.cluster };
  if (!isActive(run)) return known;
  const { phase } = run.progress;
  const target = currentTarget(run);
  return {
    ...known,
    ...(target === undefined ? {} : { node: target.address }),
    step: phase.kind === 'target' ? phase.step.kind : phase.kind,
  };
}
