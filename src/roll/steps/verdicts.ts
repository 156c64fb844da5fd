import { collectorGates, metaGates, replicaServerGates } from '../gates/gates.js';
import type { GateInput } from '../gates/gate-input.js';
import type { GateVerdict } from '../gates/verdict.js';
import type { NodeAddress } from '../ids.js';
import { answering } from '../known-starts.js';
import { withWaivers } from '../waivers.js';
import type { TargetInput } from './outcome.js';

const plannedMetas = ({ plan: { targets, skipped } }: TargetInput['run']): readonly NodeAddress[] =>
  [...targets, ...skipped].filter(({ role }) => role === 'meta').map(({ address }) => address);

/**
 * The gates of the server at hand; also the last look before its process is stopped. `waived`: as if these tables were.
 */
export function verdicts(
  { run, target, seen, context }: TargetInput,
  waived: readonly string[] = [],
): readonly GateVerdict[] {
  const input: GateInput = {
    seen,
    policy: context.policy,
    options: withWaivers(run, waived),
    now: context.now,
    restarts: context.restarts,
    lock: undefined,
    calendar: context.calendar,
    allowance: { node: target.address, drained: target.drainedPartitions },
    answering: answering(run),
  };
  switch (target.role) {
    case 'replica':
      return replicaServerGates(input, target.address).filter(
        ({ gate }) => gate !== 'restart-budget' || !target.forced.includes('gate'),
      );
    case 'meta':
      return metaGates(input, target.address, plannedMetas(run));
    case 'collector':
      return collectorGates(input);
  }
}
