import { assertNever } from '../lib/assert-never.js';
import { currentTarget, type ActiveRun } from './active.js';
import { untouched } from './approved.js';
import type { Context, UpReading } from './decision.js';
import { shortages } from './fullness.js';
import { blocks, planGates } from './gates/gates.js';
import { maybeIgnored } from './gates/restart-budget.js';
import type { GateBlock } from './gates/verdict.js';
import type { HoldReason } from './hold.js';
import type { NodeAddress } from './ids.js';
import { aliveNodes, canBeDrained, partitionsOf } from './members.js';
import { isListed } from './names.js';
import type { Observation, ProcessReading } from './observation.js';
import type { TargetProgress } from './progress.js';
import type { RunIn } from './run.js';
import { secondFailure } from './second-failure.js';
import { startedAgainHold } from './started-again.js';
import { notBackAnew } from './steps/await-return.js';
import { loadingWords } from './steps/loading.js';
import { verdicts } from './steps/verdicts.js';
import { isAnotherProcess, runsVersion, versionText } from './versions.js';

/** What the latest reading shows of what a run is held for, as a clause. */
interface Cause {
  readonly over: boolean;
  readonly shows: string;
}

/** What the cause of a hold is looked for in. */
interface Sight {
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
    ? showing(run, over(seen, 'every setting is as the run needs it'), now)
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
export function reasonToGoOn(run: ActiveRun): string | undefined {
  const { kind } = run.progress.phase;
  if (run.status !== 'held' || run.hold.overSince === undefined) return undefined;
  return kind === 'leave-maintenance' || kind === 'rebalance' ? run.hold.now : undefined;
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
function causeNow(input: Sight): Cause | undefined {
  const { run, seen, up } = input;
  const target = currentTarget(run);
  if (target?.role === 'replica' && aboutItsReplicas.has(run.hold.reason) && !isListed(seen, target.address))
    return { over: false, shows: `the leader ${seen.leader} does not list ${target.address}` };
  switch (run.hold.reason) {
    case 'unlisted':
      return target && over(seen, `the leader lists ${target.address}`);
    case 'gate':
      return gateNow(input, target);
    case 'moves-stalled':
      return (
        target &&
        leaves(
          seen,
          target.address,
          'leads',
          partitionsOf(seen, target.address).filter(
            (placed) => placed.partition.primary === target.address && canBeDrained(placed),
          ).length,
        )
      );
    case 'downgrades-stalled':
      return (
        target &&
        leaves(seen, target.address, 'has replicas of', partitionsOf(seen, target.address).filter(canBeDrained).length)
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
    case 'heal-stalled':
      return { over: shortages(seen).length === 0, shows: health(seen) };
    case 'started-again':
      return undefined;
    case 'second-failure':
      return { over: true, shows: writable(seen, target) };
    case 'unreadable':
      return over(seen, 'the cluster can be read again');
    case 'settings-refused':
      return {
        over: false,
        shows: `it goes on trying${run.progress.correcting?.message === undefined ? '' : `: ${run.progress.correcting.message}`}`,
      };
    case 'collector-down':
      return (
        target &&
        up &&
        (up.up
          ? over(seen, `the collector ${target.address} is up`)
          : { over: false, shows: `the collector ${target.address} is not up: ${up.why}` })
      );
    case 'rebalance-stalled':
      return balanceNow(seen);
    case 'cannot-save':
      return input.context.shortOfRoom === undefined
        ? over(seen, 'there is room on the disk of the bot again')
        : { over: false, shows: 'there is still no room on the disk of the bot' };
    case 'internal-error':
      return undefined;
    default:
      return assertNever(run.hold.reason);
  }
}

function balanceNow(seen: Observation): Cause {
  const { balanceOperations: operations } = seen;
  if (operations.kind === 'counted' && operations.total === 0)
    return over(seen, 'the leader wants no balance operation any more');
  return {
    over: false,
    shows:
      operations.kind === 'counted'
        ? `the leader wants ${operations.total} balance operations`
        : 'the leader does not say how many balance operations are left',
  };
}

function gateNow({ run, seen, context }: Sight, target: TargetProgress | undefined): Cause | undefined {
  if (untouched(run)) {
    if (seen.ddd === undefined) return undefined;
    const { policy, restarts, lock, calendar, now } = context;
    const all = planGates({ seen, policy, options: run.options, now, restarts, lock, calendar }, run.plan.targets);
    return blocked(
      seen,
      blocks(all).filter(({ gate }) => gate !== 'window' && gate !== 'freeze'),
    );
  }
  const { phase } = run.progress;
  if (target === undefined || phase.kind !== 'target' || (target.role === 'replica' && seen.ddd === undefined))
    return undefined;
  const blocking = blocks(verdicts({ run, target, targetIndex: phase.target, seen, up: undefined, context }));
  const reading = seen.processes[target.address];
  // Every check had passed: its process did not say when it was started.
  if (run.hold.gates.length === 0 && blocking.length === 0 && reading?.kind !== 'running')
    return { over: false, shows: silentWords(target.address, reading) };
  return blocked(seen, blocking);
}

const blocked = (seen: Observation, blocking: readonly GateBlock[]): Cause =>
  blocking.length === 0
    ? over(seen, 'every check passes')
    : { over: false, shows: blocking.map(({ gate, reason }) => `${gate}: ${reason}`).join('; ') };

const leaves = (seen: Observation, address: NodeAddress, has: string, left: number): Cause =>
  left === 0
    ? over(seen, `${address} ${has} no partition any more`)
    : { over: false, shows: `${address} ${has} ${partitions(left)}` };

function nowhereNow(seen: Observation, address: NodeAddress): Cause {
  const alive = aliveNodes(seen);
  const stuck = partitionsOf(seen, address).filter(
    (placed) =>
      placed.partition.primary === address &&
      canBeDrained(placed) &&
      !placed.partition.secondaries.some((other) => other !== address && alive.has(other)),
  );
  return stuck.length === 0
    ? over(seen, `every partition that ${address} leads has a live secondary`)
    : {
        over: false,
        shows: `${partitions(stuck.length)} that ${address} leads ${stuck.length === 1 ? 'has' : 'have'} no live secondary`,
      };
}

function closingNow({ counts, ...seen }: Observation, address: NodeAddress): Cause | undefined {
  if (counts?.kind !== 'counted')
    return counts?.kind === 'unreachable'
      ? { over: false, shows: `${address} does not say how many replicas it holds: ${counts.error}` }
      : undefined;
  const words = `${counts.serving} serving, ${counts.opening} opening, ${counts.closing} closing`;
  return counts.serving + counts.opening + counts.closing === 0
    ? over(seen, `${address} holds no replica any more`)
    : { over: false, shows: `the replicas of ${address}: ${words}` };
}

/** Whether another process than before answers, of the version asked for, and the cluster knows it. */
function processNow({ run, seen }: Sight, target: TargetProgress): Cause | undefined {
  const { address, before, role } = target;
  const reading = seen.processes[address];
  if (role === 'collector' || reading === undefined) return undefined;
  if (reading.kind === 'loading') return { over: false, shows: loadingWords(run, target) };
  if (reading.kind === 'unreachable') return { over: false, shows: silentWords(address, reading) };
  const runs = `${address} runs ${versionText(reading)}, started ${reading.startedAt}`;
  const wanted = run.options.version;
  // Without its start time from before nothing tells it from the old one; and one that nobody has stopped has nothing
  // to come back from.
  if (before === undefined || !target.processDown) return { over: false, shows: runs };
  if (!isAnotherProcess(reading, before)) return { over: false, shows: `${runs}: the same process as before` };
  if (wanted !== undefined && !runsVersion(reading, wanted)) return { over: false, shows: `${runs}, not ${wanted}` };
  const dead = seen.nodes
    .filter((node) => node.status !== 'alive' && (role === 'meta' || node.address === address))
    .map((node) => node.address);
  return dead.length === 0
    ? over(seen, `${runs}: it was restarted`)
    : {
        over: false,
        shows: [
          `${runs}: it was restarted`,
          notAlive(dead),
          ...maybeIgnored(dead.filter((each) => each === address)),
        ].join('; '),
      };
}

const silentWords = (address: NodeAddress, reading: ProcessReading | undefined): string =>
  `${address} does not answer${reading?.kind === 'unreachable' ? `: ${reading.error}` : ''}`;

const over = (seen: Observation, what: string): Cause => ({ over: true, shows: `${what}; ${health(seen)}` });

/** How the cluster is as a whole. */
function health(seen: Observation): string {
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  const short = shortages(seen).length;
  if (dead.length === 0 && short === 0) return 'every server is ALIVE and every partition is full';
  return [
    ...(dead.length === 0 ? [] : [notAlive(dead)]),
    ...(short === 0 ? [] : [`${partitions(short)} ${short === 1 ? 'misses' : 'miss'} copies`]),
  ].join('; ');
}

/** After a second failure: the server being rolled may still be away. */
function writable(seen: Observation, target: TargetProgress | undefined): string {
  const away = target?.processDown === true && !aliveNodes(seen).has(target.address);
  const short = shortages(seen).length;
  if (!away && short === 0) return health(seen);
  return `every ${away ? 'other ' : ''}server is ALIVE and every partition can take writes${short === 0 ? '' : `; ${partitions(short)} ${short === 1 ? 'misses' : 'miss'} copies`}`;
}

const notAlive = (dead: readonly NodeAddress[]): string =>
  `${dead.join(', ')} ${dead.length === 1 ? 'is' : 'are'} not ALIVE`;

const partitions = (many: number): string => `${many} ${many === 1 ? 'partition' : 'partitions'}`;
