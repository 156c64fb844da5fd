import type { ProcessCommand } from '../roll/act.js';
import { hasEnded, type Run } from '../roll/run.js';

/** The process command that the run has begun, as far as it knows; undefined: none. */
export function commandUnderWay(run: Run): ProcessCommand | undefined {
  if (hasEnded(run) || run.status === 'awaiting-approval' || run.status === 'approved') return undefined;
  const { phase } = run.progress;
  return phase.kind === 'target' && phase.step.kind === 'process' ? phase.step.command?.command : undefined;
}
