import type { Role } from '../../roll/ids.js';
import type { Plan } from '../../roll/plan.js';
import type { Progress } from '../../roll/progress.js';
import { utc } from '../text.js';
import { tookMs } from './figures.js';

const minuteMs = 60_000;
/** No server is done faster, whatever an estimate comes to. */
const leastMs = 10_000;

/**
 * How long is left, and when it will be over if nobody stops it. A guess: servers that are done say how long the others
 * of their role take, the plan's estimate before that.
 * @param now when the run was last looked at
 * @returns milliseconds; `endsAt` in whole minutes, so that a message does not change with every look
 */
export function timeLeft(
  plan: Plan,
  progress: Progress,
  now: number,
): { readonly ms: number; readonly endsAt: number } {
  const { phase, targets } = progress;
  const at = phase.kind === 'target' ? phase.target : undefined;
  let endsAt = now;
  targets.forEach((target, place) => {
    const takes = expected(plan, progress, target.role);
    if (place === at && phase.kind === 'target')
      endsAt += Math.max(0, (target.startedAt ?? phase.step.since) + takes - now);
    else if (target.state === 'pending') endsAt += takes;
  });
  const rounded = Math.ceil(endsAt / minuteMs) * minuteMs;
  return { ms: endsAt - now, endsAt: rounded };
}

/** The middle one of those that are done: one that was held for an hour does not count for the others. */
function expected(plan: Plan, { targets }: Progress, role: Role): number {
  const took = targets.flatMap((target) =>
    target.role === role && target.state === 'done' ? (tookMs(target) ?? []) : [],
  );
  const middle = [...took].sort((left, right) => left - right)[Math.floor((took.length - 1) / 2)];
  return Math.max(leastMs, middle ?? estimated(plan, role));
}

function estimated({ estimate, options, targets }: Plan, role: Role): number {
  const aReplicaServer = estimate.replicaServerMs + options.soakMs;
  if (role === 'replica') return aReplicaServer;
  const others = targets.filter((target) => target.role !== 'replica').length;
  return (estimate.totalMs - (targets.length - others) * aReplicaServer) / Math.max(1, others);
}

/** The time of day, in each reader's own zone. */
export const clockTime = (ms: number): string => `<!date^${Math.floor(ms / 1000)}^{time}|${utc(ms).slice(11, 16)} UTC>`;
