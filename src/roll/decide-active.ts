import { assertNever } from '../lib/assert-never.js';
import { currentTarget, held, inPhase, log, progressed, without, type ActiveRun } from './active.js';
import { forgetRead, noteChangesByHand, stopForFreeze } from './by-hand.js';
import type { ClusterAct, ProcessCommand } from './act.js';
import { clusterLeft } from './cluster-left.js';
import { shortOfRoom } from './decide-trouble.js';
import type { Context, Decision, Input, Next, UpReading } from './decision.js';
import { noteStarts } from './known-starts.js';
import { leadershipOf } from './leadership.js';
import { leadersToRestore } from './leaders-to-restore.js';
import { noteLeader } from './new-leader.js';
import { noteMetas } from './metas.js';
import { refreshHold, noteSettingsTook, reasonToGoOn } from './refresh-hold.js';
import { noteWaiversOver, waiversInForce, withoutWaived } from './named-waivers.js';
import { inPlannedNames } from './names.js';
import { nextLook } from './next-look.js';
import type { HoldReason } from './hold.js';
import type { Observation } from './observation.js';
import { onlyRebalances } from './options.js';
import { finish, finishTarget, startOver, stopHere, toLeaving, toNextTarget, toUndrain } from './transitions.js';
import { secondFailure } from './second-failure.js';
import { noteListed } from './steps/before-stop.js';
import { noteLoading } from './steps/loading.js';
import { leaveStep } from './steps/leave.js';
import { putBackOnlyIfDown } from './steps/not-begun.js';
import { reevaluate, wait, type PhaseOutcome } from './steps/outcome.js';
import { endProcess, processStep } from './steps/process.js';
import { rebalanceStep } from './steps/rebalance.js';
import { restoreLeadershipStep } from './steps/restore-leadership.js';
import { excludeBlindTime } from './blind-time.js';
import { noteComplete } from './complete-tables.js';
import { decideStep, isBeingEmptied, isStopping } from './decide-step.js';
import { correctSettings } from './correct-settings.js';

/** A decision never needs more turns on one reading than there are steps; more would be a circle. */
const mostTurns = 40;

/**
 * One reading, one decision, in the names that the plan has for its servers, and without what people have allowed by
 * name to be missing:
 *  1. what changed under us: the leader;
 *  2. a second failure stops everything but the repair;
 *  3. somebody has frozen the cluster by hand: the run stands;
 *  4. a drain that people have paused or aborted is given up;
 *  5. the settings are what the present step needs, or are made so, one act at a time;
 *  6. the present step, until it acts, waits or holds.
 */
export function decideObserved(
  readRun: ActiveRun,
  { observation, up }: Extract<Input, { kind: 'observed' }>,
  context: Context,
): Decision {
  const { seen: everything, inItsNames, asksForMore } = inPlannedNames(observation, readRun.plan);
  if (asksForMore) return { run: readRun, next: withOtherNames(nextLook(readRun, context, 0)) };
  const allowed = noteWaiversOver(readRun, everything, context.now);
  const seen = withoutWaived(everything, waiversInForce(allowed));
  const run = putBackOnlyIfDown(allowed, seen, context.now);
  const { unreadable } = run.progress;
  const patient = unreadable === undefined ? run : excludeBlindTime(run, unreadable.since, context.now);
  const known = noteTables(noteListed(without(patient, 'unreadable'), seen, context.now), seen);
  const led = noteChangesByHand(noteLeader(known, seen, context.now), seen, context);
  const noted = noteLoading(noteStarts(led, seen, context.now), seen, context.now);
  let present = refreshHold(noteMetas(noted, seen, context.now, context.policy), seen, up, context);
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const outcome = decideNext(present, seen, up, context);
    switch (outcome.kind) {
      case 'act':
        return acting(forgetRead(outcome.run, outcome.act), inItsNames(outcome.act), context.now);
      case 'command':
        return { run: outcome.run, next: { kind: 'command', command: outcome.command } };
      case 'wait':
        return {
          run: progressed(outcome.run, { waiting: { what: outcome.what, since: outcome.since } }),
          // Another step needs another reading, and needs it now.
          next: nextLook(outcome.run, context, place(outcome.run) === place(readRun) ? undefined : 0),
        };
      case 'hold':
        // Whoever aborts wants to be out; a reason to stop is one more reason to leave.
        present =
          outcome.run.status === 'aborting'
            ? toLeaving(log(outcome.run, context.now, { kind: 'note', message: outcome.hold.what }), context.now)
            : held(outcome.run, context.now, outcome.hold);
        break;
      case 'target-done':
        present = finishTarget(outcome.run, context.now, seen.leader, { state: 'done' });
        break;
      case 'reevaluate':
        present = outcome.run;
        break;
      case 'ended':
        return {
          run: finish(outcome.run, context.now, clusterLeft(outcome.run, everything, context.policy)),
          next: { kind: 'end' },
        };
      default:
        return assertNever(outcome);
    }
  }
  return { run: present, next: nextLook(present, context) };
}

const acting = (run: ActiveRun, act: ClusterAct, now: number): Decision => ({
  run: progressed(run, { pending: { act, since: now } }),
  next: { kind: 'act', act },
});

const withOtherNames = (next: Next): Next =>
  next.kind === 'look' ? { ...next, look: { ...next.look, otherNames: true } } : next;

/** Where a run stands, for telling whether it has moved. */
function place({ progress: { phase, restored } }: ActiveRun): string {
  if (phase.kind === 'leave-maintenance') return `${phase.kind}${restored ? ', restored' : ''}`;
  return phase.kind === 'target' ? `${phase.target} ${phase.step.kind}` : phase.kind;
}

function decideNext(run: ActiveRun, seen: Observation, up: UpReading | undefined, context: Context): PhaseOutcome {
  const { now } = context;
  const { phase } = run.progress;
  const stopped = shortOfRoom(run, context);
  if (stopped !== undefined) return reevaluate(stopped);

  if (phase.kind === 'enter-maintenance' && run.progress.saved === undefined && run.status === 'rolling') {
    // Known before anything is changed; whatever happens from here on can be undone.
    return reevaluate(
      progressed(run, {
        saved: { level: seen.storedLevel, ...seen.settings },
        leadership: leadershipOf(seen),
        ...leadersToRestore(run, seen),
      }),
    );
  }

  const failure = isHeldFor(run, 'second-failure') ? undefined : secondFailure(run, seen, context.policy);
  if (failure !== undefined) return reevaluate(held(run, now, failure));

  const frozen = stopForFreeze(run, now);
  if (frozen !== undefined) return reevaluate(frozen);

  // Before the settings are looked at: they are those of what is done now, and not of a drain that nobody wants any
  // more.
  if (isStopping(run) && isBeingEmptied(run)) return reevaluate(toUndrain(run, now));

  const guarded = correctSettings(run, seen, context);
  if (guarded !== undefined) return guarded;
  const steady = noteSettingsTook(without(run, 'correcting'), seen, context);

  const processes = processStep(steady, now);
  if (processes !== undefined && (steady.status !== 'held' || carriesThrough.has(steady.hold.reason))) {
    switch (processes.kind) {
      case 'begin':
        return steady.status === 'aborting' &&
          phase.kind === 'target' &&
          phase.step.kind === 'process' &&
          endProcess(phase.step.verbs)
          ? reevaluate(leftAlone(steady, processes.command, now))
          : { kind: 'command', run: processes.run, command: processes.command };
      case 'under-way':
        return wait(steady, processes.what, processes.since);
      case 'all-done':
        return reevaluate(processes.run);
    }
  }
  const over = reasonToGoOn(steady);
  if (over !== undefined) return reevaluate(startOver(log(steady, now, { kind: 'went-on', why: over }), now));
  if (steady.status === 'held') return wait(steady, { code: 'wait-for-people' }, steady.since);
  if (steady.status === 'paused')
    return wait(
      steady,
      steady.window === 'closed' ? { code: 'wait-for-window' } : { code: 'wait-for-resume' },
      steady.since,
    );

  switch (phase.kind) {
    case 'enter-maintenance':
      return reevaluate(entered(steady, seen, now));
    case 'target':
      return decideStep(steady, phase.step, seen, up, context);
    case 'leave-maintenance':
      return leaveStep(steady, phase, seen, context);
    case 'restore-leadership':
      return restoreLeadershipStep(steady, phase, seen, context);
    case 'rebalance':
      return rebalanceStep(steady, phase, seen, context);
    default:
      return assertNever(phase);
  }
}

/** Holds in which process commands that have begun are carried through: a server that is down should come up. */
const carriesThrough: ReadonlySet<HoldReason> = new Set(['second-failure', 'cannot-save']);

/** Aborted after people asked for another try, and before that began: as if they had aborted while it was held. */
const leftAlone = (run: ActiveRun, { verb, address }: ProcessCommand, now: number): ActiveRun =>
  toLeaving(
    log(run, now, {
      kind: 'note',
      message: { code: 'command-not-tried', verb, node: address },
    }),
    now,
  );

function noteTables(run: ActiveRun, seen: Observation): ActiveRun {
  const { phase, targets } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || target === undefined) return run;
  const noted = noteComplete(target, seen);
  return noted === target
    ? run
    : progressed(run, { targets: targets.map((each, place) => (place === phase.target ? noted : each)) });
}

function entered(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const { saved } = run.progress;
  if (saved === undefined) return toNextTarget(run, now, seen.leader);
  const rebalances = onlyRebalances(run.options);
  const told = log(
    run,
    now,
    rebalances
      ? { kind: 'note', message: { code: 'level-for-balance', level: saved.level } }
      : { kind: 'maintenance-entered', saved, now: seen.settings },
  );
  const next = rebalances ? inPhase(told, { kind: 'rebalance', since: now }) : toNextTarget(told, now, seen.leader);
  return next.status === 'rolling' ? next : stopHere(next, now);
}

function isHeldFor(run: ActiveRun, reason: 'second-failure'): boolean {
  return run.status === 'held' && run.hold.reason === reason;
}
