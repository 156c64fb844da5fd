import { hasEnded, type Run } from '../../src/roll/run.js';
import { holdTitle } from '../../src/slack/render/hold-parts.js';
import type { RunView } from '../page/cluster-protocol.js';

/** What the page shows of a run: no more, because it is told of every change. */
export function toRunView(run: Run): RunView {
  const view = { id: run.id, status: run.status, ended: hasEnded(run) };
  if (!('progress' in run))
    return { ...view, targets: run.plan.targets.map(({ role, address }) => ({ role, address, state: 'pending' })) };
  const { phase, targets } = run.progress;
  const target = phase.kind === 'target' ? targets[phase.target] : undefined;
  return {
    ...view,
    ...(phase.kind === 'target' && target !== undefined && !view.ended
      ? { at: { address: target.address, step: phase.step.kind } }
      : {}),
    targets: targets.map(({ role, address, state }) => ({ role, address, state })),
    ...(run.status === 'held' ? { hold: { reason: run.hold.reason, title: holdTitle(run.hold.reason) } } : {}),
  };
}
