import type { Context } from '../decision.js';
import { replicaCount } from '../gates/replica-count.js';
import type { GateName, GateVerdict } from '../gates/verdict.js';
import { makePlan } from '../make-plan.js';
import type { Message } from '../message.js';
import type { Observation } from '../observation.js';
import { defaultOptions } from '../options.js';
import { resultsOf, type CheckLevel, type CheckResult } from './result.js';

/**
 * What a plan for all servers, made now, would be told of by its gates and warnings: a check asks nothing of its own
 * that they ask. That tables have few copies is said once, and not again by the gates that a waiver for them calms.
 * @param leftOut gates that say nothing here
 */
export function ofPlan(seen: Observation, context: Context, leftOut: readonly GateName[]): readonly CheckResult[] {
  const low = seen.tables.flatMap(({ name, status, replicaCount: copies }) =>
    status === 'AVAILABLE' && copies < 3 ? [name] : [],
  );
  const plan = makePlan(seen, { ...defaultOptions, allowLowReplication: low }, context);
  const ofCopies = replicaCount({ seen, options: defaultOptions }, 'planned');
  const gates = plan.gates
    .filter(({ gate }) => !leftOut.includes(gate))
    .map((verdict) => (verdict.gate === 'replica-count' ? ofCopies : verdict));
  const passing = gates.flatMap(({ gate, verdict }) => (verdict === 'pass' ? [gate] : []));
  return [
    ...gates.flatMap(ofGate),
    ...(passing.length === 0 ? [] : [resultsOf('reading')('ok', { code: 'gates-pass', gates: passing })]),
    ...(plan.warnings ?? []).map((warning) =>
      resultsOf('warnings')(notKnown.has(warning.code) ? 'unknown' : 'warn', warning),
    ),
  ];
}

function ofGate(verdict: GateVerdict): readonly CheckResult[] {
  if (verdict.verdict === 'pass') return [];
  return [resultsOf(verdict.gate)(levelOf(verdict), verdict.reason, remedyOf(verdict.reason))];
}

/** What waiting cannot cure is a failure, unless a word in the request is an answer to it. */
function levelOf({ gate, reason, lasting }: Extract<GateVerdict, { verdict: 'block' }>): CheckLevel {
  if (gate === 'lock' || gate === 'window' || gate === 'freeze') return 'note';
  if (reason.code === 'few-copies') return 'warn';
  if (reason.code === 'freezes-by-count' && reason.lower?.code === 'ask-for-lower-min-live') return 'warn';
  return lasting ? 'fail' : 'warn';
}

function remedyOf(reason: Message): Message | undefined {
  // Of those that the meta ignores it is said what cures it, and they are started already.
  if (reason.code === 'servers-missing' && reason.dead.every((node) => reason.ignored.includes(node))) return undefined;
  return remedies[reason.code];
}

/** What to do, where the reason does not say it itself. */
const remedies: Readonly<Partial<Record<Message['code'], Message>>> = {
  'other-cluster-answers': { code: 'do-correct-cluster' },
  'servers-missing': { code: 'do-start-servers' },
  'no-servers-listed': { code: 'do-start-servers' },
  'metas-silent': { code: 'do-look-at-meta' },
  'partitions-short': { code: 'do-wait-for-copies' },
  'tables-changing': { code: 'do-wait-for-tables' },
  'freeze-rule-unknown': { code: 'do-ask-again' },
  'black-list-unknown': { code: 'do-ask-again' },
};

const notKnown: ReadonlySet<Message['code']> = new Set([
  'black-list-not-told',
  'space-not-told',
  'space-unknown',
  'duplication-not-told',
  'duplication-unknown',
  'backups-unknown',
  'bulk-loads-unknown',
  'bulk-loads-not-asked',
]);
