import { collectorGates, metaGates, replicaServerGates } from '../gates/gates.js';
import type { GateInput } from '../gates/gate-input.js';
import { noAlerts } from '../gates/no-alerts.js';
import type { GateVerdict } from '../gates/verdict.js';
import type { NodeAddress } from '../ids.js';
import { answering } from '../known-starts.js';
import { downToPutBack, metaToPutBack } from '../rollback.js';
import { withWaivers } from '../waivers.js';
import type { TargetInput } from './outcome.js';

/** The server at hand, where it is one that a rollback finds down and puts back as it is. */
export function putsBack({ run, target, seen }: Pick<TargetInput, 'run' | 'target' | 'seen'>): NodeAddress | undefined {
  if (target.role === 'collector') return undefined;
  const find = target.role === 'replica' ? downToPutBack : metaToPutBack;
  return find(seen, run.options, [target.address]);
}

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
    putsBack: target.role === 'replica' ? putsBack({ run, target, seen }) : undefined,
  };
  const { phase } = run.progress;
  // A server that was begun is finished, whatever fires.
  const begins = phase.kind === 'target' && phase.step.kind === 'gates' ? noAlerts(input) : undefined;
  return [...(begins === undefined ? [] : [begins]), ...verdictsOf(run, target, input)];
}

function verdictsOf(run: TargetInput['run'], target: TargetInput['target'], input: GateInput): readonly GateVerdict[] {
  switch (target.role) {
    case 'replica':
      return replicaServerGates(input, target.address).filter(
        ({ gate }) => gate !== 'restart-budget' || !target.forced.includes('gate'),
      );
    case 'meta':
      return metaGates(input, target.address, plannedMetas(run));
    case 'collector':
      return collectorGates(input, target.address);
  }
}
