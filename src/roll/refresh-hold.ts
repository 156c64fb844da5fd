import { assertNever } from '../lib/assert-never.js';
import { currentTarget, type ActiveRun } from './active.js';
import { untouched } from './approved.js';
import type { Context, UpReading } from './decision.js';
import { shortages } from './fullness.js';
import { blocks, gatesBlock, planGates } from './gates/gates.js';
import type { GateBlock } from './gates/verdict.js';
import { clusterNow, writableNow } from './cluster-now.js';
import type { HoldReason } from './hold.js';
import type { NodeAddress } from './ids.js';
import { aliveNodes, canBeDrained, partitionsOf } from './members.js';
import { foreign, type Message } from './message.js';
import { whySilent } from './why-silent.js';
import { isListed } from './names.js';
import type { Observation, ProcessReading } from './observation.js';
import type { TargetProgress } from './progress.js';
import type { RunIn } from './run.js';
import { secondFailure } from './second-failure.js';
import { startedAgainHold } from './started-again.js';
import { isSettled } from './settle-rule.js';
import { valueSeen } from './stale.js';
import { notBackAnew } from './steps/await-return.js';
import { loadingNow } from './steps/loading.js';
import { whyNotSettled } from './steps/settle.js';
import { verdicts } from './steps/verdicts.js';
import { isWholeForGates } from './steps/whole-reading.js';
import { isAnotherProcess, runsVersion, versionText } from './versions.js';

/** What the latest reading shows of what a run is held for. */
interface Cause {
  readonly over: boolean;
  readonly shows: Message;
}

/** What the cause of a hold is looked for in. */
interface HoldInput {
  readonly run: RunIn<'held'>;
  readonly seen: Observation;
  readonly up: UpReading | undefined;
  readonly context: Context;
}

/**
 * A held run with what this reading shows of its cause, so that people who come later answer what is so, and not what
 * was. A second failure is told anew as a whole: the meta names a dead server long after its copies are missed.
 */
export function refreshHold(run: ActiveRun, seen: Observation, up: UpReading | undefined, context: Context): ActiveRun {
  if (run.status !== 'held') return run;
  if (run.hold.reason === 'started-again') return { ...run, hold: startedAgainHold(run) ?? run.hold };
  const failure = run.hold.reason === 'second-failure' ? secondFailure(run, seen, context.policy) : undefined;
  if (failure !== undefined) return { ...run, hold: failure };
  // Whether a setting has taken is for the settings guard to see.
  if (run.hold.reason === 'settings-refused' && run.progress.correcting === undefined) return run;
  const drawn: RunIn<'held'> = { ...run, hold: notBackAnew(run, run.hold, seen) };
  const cause = causeNow({ run: drawn, seen, up, context });
  return cause === undefined ? forgetHoldStatus(drawn) : showing(drawn, cause, context.now);
}

/** The settings guard has nothing to do: of a run that was held for a setting, the cause is over. */
export function noteSettingsTook(run: ActiveRun, seen: Observation, { now }: Context): ActiveRun {
  return run.status === 'held' && run.hold.reason === 'settings-refused'
    ? showing(run, over(seen, { code: 'settings-taken-now' }), now)
    : run;
}

function showing(run: RunIn<'held'>, cause: Cause, at: number): RunIn<'held'> {
  const { now: _now, overSince, ...hold } = run.hold;
  return { ...run, hold: { ...hold, now: cause.shows, ...(cause.over ? { overSince: overSince ?? at } : {}) } };
}

/** What was seen of its cause is not known to be so any more. */
export function forgetHoldStatus<Any extends ActiveRun>(run: Any): Any {
  if (run.status !== 'held' || (run.hold.now === undefined && run.hold.overSince === undefined)) return run;
  const { now: _now, overSince: _over, ...hold } = run.hold;
  return { ...run, hold };
}

/** Held after the last server, for something that is over: there is nothing left that people could want to stop. */
export function reasonToGoOn(run: ActiveRun): Message | undefined {
  const { kind } = run.progress.phase;
  if (run.status !== 'held' || run.hold.overSince === undefined) return undefined;
  return kind === 'enter-maintenance' || kind === 'target' ? undefined : run.hold.now;
}

/** What these holds are for the leader tells only of a server that it lists. */
const aboutItsReplicas: ReadonlySet<HoldReason> = new Set([
  'unlisted',
  'moves-stalled',
  'downgrades-stalled',
  'cannot-drain',
  'close-stalled',
]);

/** @returns undefined where this reading does not tell. */
function causeNow(input: HoldInput): Cause | undefined {
  const { run, seen, up } = input;
  const target = currentTarget(run);
  if (target?.role === 'replica' && aboutItsReplicas.has(run.hold.reason) && !isListed(seen, target.address))
    return { over: false, shows: { code: 'not-listed-now', leader: seen.leader, node: target.address } };
  switch (run.hold.reason) {
    case 'unlisted':
      return target && over(seen, { code: 'listed-now', node: target.address });
    case 'gate':
      return gateNow(input, target);
    case 'moves-stalled':
      return (
        target &&
        leaves(
          seen,
          target.address,
          'leads-now',
          partitionsOf(seen, target.address).filter(
            (placed) => placed.partition.primary === target.address && canBeDrained(placed),
          ).length,
        )
      );
    case 'downgrades-stalled':
      return (
        target &&
        leaves(seen, target.address, 'holds-now', partitionsOf(seen, target.address).filter(canBeDrained).length)
      );
    case 'cannot-drain':
      return target && nowhereNow(seen, target.address);
    case 'close-stalled':
      return target && closingNow(seen, target.address);
    case 'command-failed':
    case 'not-restarted':
    case 'not-back':
    case 'wrong-version':
    case 'meta-not-back':
      return target && processNow(input, target);
    case 'value-not-proven':
      return target && valueNow(input, target);
    case 'heal-stalled':
      return { over: shortages(seen).length === 0, shows: clusterNow(seen) };
    case 'not-settled':
      return settleNow(input);
    case 'started-again':
    case 'before-failed':
    case 'verify-failed':
    case 'after-failed':
      return undefined;
    case 'second-failure':
      return { over: true, shows: writableNow(seen, target) };
    case 'unreadable':
      return over(seen, { code: 'readable-now' });
    case 'settings-refused':
      return { over: false, shows: { code: 'setting-tried-on', why: run.progress.correcting?.message } };
    case 'collector-down':
      return (
        target &&
        up &&
        (up.up
          ? over(seen, { code: 'collector-up-now', node: target.address })
          : { over: false, shows: { code: 'collector-down-now', node: target.address, why: up.why } })
      );
    case 'rebalance-stalled':
      return balanceNow(seen);
    case 'cannot-save':
      return input.context.shortOfRoom === undefined
        ? over(seen, { code: 'room-now' })
        : { over: false, shows: { code: 'no-room-now' } };
    case 'internal-error':
      return undefined;
    default:
      return assertNever(run.hold.reason);
  }
}

function settleNow({ run, seen }: HoldInput): Cause | undefined {
  const { settle } = run.plan;
  if (settle === undefined || seen.settle === undefined) return undefined;
  const shows = whyNotSettled(settle, seen.settle);
  return isSettled(settle, seen.settle) === true ? over(seen, shows) : { over: false, shows };
}

function balanceNow(seen: Observation): Cause {
  const { balanceOperations: operations } = seen;
  if (operations.kind === 'counted' && operations.total === 0) return over(seen, { code: 'balanced-now' });
  return {
    over: false,
    shows:
      operations.kind === 'counted'
        ? { code: 'balance-wanted-now', operations: operations.total }
        : { code: 'balance-unsaid-now' },
  };
}

function gateNow({ run, seen, context }: HoldInput, target: TargetProgress | undefined): Cause | undefined {
  if (untouched(run)) {
    if (seen.ddd === undefined) return undefined;
    const { policy, restarts, lock, calendar, now } = context;
    const all = planGates(
      { seen, policy, options: run.options, now, restarts, lock, calendar },
      run.plan.targets,
      run.plan.versionNotes ?? [],
    );
    return blocked(
      seen,
      blocks(all).filter(({ gate }) => gate !== 'window' && gate !== 'freeze'),
    );
  }
  const { phase } = run.progress;
  if (target === undefined || phase.kind !== 'target') return undefined;
  if (!isWholeForGates(target.role, seen, context.policy, phase.step.kind === 'gates')) return undefined;
  const blocking = blocks(verdicts({ run, target, targetIndex: phase.target, seen, up: undefined, context }));
  const reading = seen.processes[target.address];
  // Every check had passed: its process did not say when it was started.
  if (run.hold.gates.length === 0 && blocking.length === 0 && reading?.kind !== 'running')
    return { over: false, shows: noAnswer(target.address, reading) };
  return blocked(seen, blocking);
}

const blocked = (seen: Observation, blocking: readonly GateBlock[]): Cause =>
  blocking.length === 0 ? over(seen, { code: 'checks-pass-now' }) : { over: false, shows: gatesBlock(blocking) };

function leaves(seen: Observation, node: NodeAddress, code: 'leads-now' | 'holds-now', partitions: number): Cause {
  const shows: Message = { code, node, partitions };
  return partitions === 0 ? over(seen, shows) : { over: false, shows };
}

function nowhereNow(seen: Observation, address: NodeAddress): Cause {
  const alive = aliveNodes(seen);
  const stuck = partitionsOf(seen, address).filter(
    (placed) =>
      placed.partition.primary === address &&
      canBeDrained(placed) &&
      !placed.partition.secondaries.some((other) => other !== address && alive.has(other)),
  );
  return stuck.length === 0
    ? over(seen, { code: 'can-drain-now', node: address })
    : { over: false, shows: { code: 'nowhere-to-go-now', node: address, partitions: stuck.length } };
}

function closingNow({ counts, ...seen }: Observation, address: NodeAddress): Cause | undefined {
  if (counts?.kind !== 'counted')
    return counts?.kind === 'unreachable'
      ? { over: false, shows: { code: 'does-not-count-replicas', node: address, why: foreign(counts.error) } }
      : undefined;
  const { serving, opening, closing } = counts;
  return serving + opening + closing === 0
    ? over(seen, { code: 'closed-now', node: address })
    : { over: false, shows: { code: 'closing-now', node: address, serving, opening, closing } };
}

/** Whether the server says by now that it has the value that the run is to bring. */
function valueNow({ run, seen }: HoldInput, { address: node }: TargetProgress): Cause | undefined {
  const { stale } = run.options;
  if (stale === undefined || seen.flags === undefined) return undefined;
  const { key } = stale;
  const value = valueSeen(stale, seen.flags[node]);
  switch (value.kind) {
    case 'has-it':
      return over(seen, { code: 'value-taken-now', node, key, value: stale.value });
    case 'has-another':
      return { over: false, shows: { code: 'wrong-value-now', node, key, found: value.found } };
    case 'not-told':
      return { over: false, shows: { code: 'value-untold-now', node, key, why: value.why } };
  }
}

/** Whether another process than before answers, of the version asked for, and the cluster knows it. */
function processNow({ run, seen }: HoldInput, target: TargetProgress): Cause | undefined {
  const { address, before, role } = target;
  const reading = seen.processes[address];
  if (role === 'collector' || reading === undefined) return undefined;
  if (reading.kind === 'loading') return { over: false, shows: loadingNow(run, target) };
  if (reading.kind !== 'running') return { over: false, shows: noAnswer(address, reading) };
  const { startedAt } = reading;
  const runs = { code: 'runs-now', node: address, version: versionText(reading), startedAt } as const;
  const wanted = run.options.version;
  // Without its start time from before nothing tells it from the old one; and one that nobody has stopped has nothing
  // to come back from.
  if (before === undefined || !target.processDown) return { over: false, shows: runs };
  if (!isAnotherProcess(reading, before)) return { over: false, shows: { ...runs, but: { code: 'same-process' } } };
  if (wanted !== undefined && !runsVersion(reading, wanted))
    return { over: false, shows: { ...runs, but: { code: 'not-version', wanted } } };
  const dead = seen.nodes
    .filter((node) => node.status !== 'alive' && (role === 'meta' || node.address === address))
    .map((node) => node.address);
  const restarted: Message = { ...runs, but: { code: 'was-restarted' } };
  if (dead.length === 0) return over(seen, restarted);
  const ignored: readonly Message[] = dead.includes(address) ? [{ code: 'maybe-ignored', nodes: [address] }] : [];
  return { over: false, shows: { code: 'clauses', of: [restarted, { code: 'not-alive', nodes: dead }, ...ignored] } };
}

const noAnswer = (node: NodeAddress, reading: ProcessReading | undefined): Message => ({
  code: 'no-answer',
  node,
  why: reading === undefined || reading.kind === 'running' ? undefined : whySilent(reading),
});

const over = (seen: Observation, what: Message): Cause => ({
  over: true,
  shows: { code: 'clauses', of: [what, clusterNow(seen)] },
});
