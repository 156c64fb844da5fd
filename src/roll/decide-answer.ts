import { assertNever } from '../lib/assert-never.js';
import { accept, refuse, type Begun } from './accept.js';
import { changeTarget, currentTarget, inStep, log, rolling, type ActiveRun } from './active.js';
import { toApproved, untouched } from './approved.js';
import { decideAbort } from './decide-abort.js';
import type { Context, Decision } from './decision.js';
import type { HoldChoice, HoldReason } from './hold.js';
import { hookHeldFor } from './hook-progress.js';
import type { Intent } from './intent.js';
import { acceptsStarts, acceptToldStarts } from './known-starts.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import { finishTarget, startOver, toUndrain } from './transitions.js';
import type { RunIn } from './run.js';
import { due } from './steps/hooks.js';
import { lowTables } from './steps/gate-hold.js';
import { waive } from './waivers.js';

/** What people answer to a hold. Where the run goes on is where its progress stands. */
export function decideAnswer(run: Begun, { by }: Intent, choice: HoldChoice, context: Context): Decision {
  if (run.status !== 'held') return refuse(run, context, { code: 'not-held', choice });
  const offered = run.hold.choices.map((it) => it.choice);
  // Where there is nothing to try again, whoever asks for that wants to go on.
  const onlyWaits = choice === 'retry' && offered.includes('wait') && !offered.includes('retry');
  if (!offered.includes(choice) && !onlyWaits) return refuse(run, context, { code: 'not-offered', choice, offered });
  const { now } = context;
  const needsRoom = run.hold.reason === 'cannot-save' && choice !== 'abort';
  if (needsRoom && context.shortOfRoom !== undefined) return refuse(run, context, { code: 'no-room-yet' });
  if (choice === 'force') {
    if (run.forceAskedBy === undefined) {
      const asked = log({ ...run, forceAskedBy: by }, now, { kind: 'force-asked', by });
      return {
        run: asked,
        next: nextLook(asked, context, 0),
        answer: { accepted: true, message: { code: 'force-noted' } },
      };
    }
    if (run.forceAskedBy === by) return refuse(run, context, { code: 'force-takes-another' });
  }
  const answered = log(run, now, { kind: 'answered', choice, by });
  const told = acceptsStarts(choice) ? acceptToldStarts(answered, run.hold) : answered;
  switch (choice) {
    case 'wait':
      return acceptAnswer(startOver(told, now), context, { code: 'goes-on-waiting' });
    case 'retry':
      return acceptAnswer(untouched(told) ? toApproved(told, now) : retry(told, context), context, {
        code: onlyWaits ? 'goes-on-waiting' : 'tries-again',
      });
    case 'skip':
      return acceptAnswer(skip(told, { code: 'skipped-by', user: by }, context), context, { code: 'skipped' });
    case 'force':
      return acceptAnswer(force(told, context), context, { code: 'forced' });
    case 'abort':
      return decideAbort(run, { kind: 'abort', by, via: 'command' }, context);
  }
}

/** A pause that was asked for before the hold still comes: whoever answers, and the thread, are told. */
function acceptAnswer(run: Begun, context: Context, answer: Message): Decision {
  if (run.status !== 'pausing') return accept(run, context, answer);
  const by = run.progress.stopRequest?.by ?? ({ code: 'somebody' } as const);
  return accept(log(run, context.now, { kind: 'pausing', by }), context, { code: 'still-pauses', answer, by });
}

function retry(run: RunIn<'held'>, { now }: Context): ActiveRun {
  const { phase } = run.progress;
  const { reason } = run.hold;
  const again = startOver(run, now);
  const target = currentTarget(again);
  if (phase.kind !== 'target' || target === undefined) return again;
  const procedure = run.plan.procedure[target.role];
  switch (reason) {
    case 'command-failed':
      // Some of it may have been done: look first, and run what is left only if the server is not back.
      return phase.step.kind === 'process' && phase.step.command === undefined && target.processDown
        ? inStep(again, now, { kind: 'await-return', since: now, retryVerbs: phase.step.verbs })
        : again;
    case 'not-back':
    case 'meta-not-back':
      return inStep(again, now, {
        kind: 'await-return',
        since: now,
        retryVerbs: procedure.includes('start') ? ['start'] : procedure,
        ...(run.hold.loading === true ? { evenIfLoading: true } : {}),
      });
    case 'not-restarted':
    case 'wrong-version':
    case 'value-not-proven':
    case 'collector-down':
      return inStep(again, now, { kind: 'await-return', since: now, retryVerbs: procedure });
    case 'before-failed':
    case 'verify-failed':
    case 'after-failed':
      return dueAgain(again, reason);
    case 'started-again':
    case 'gate':
    case 'moves-stalled':
    case 'downgrades-stalled':
    case 'cannot-drain':
    case 'close-stalled':
    case 'heal-stalled':
    case 'not-settled':
    case 'second-failure':
    case 'unlisted':
    case 'unreadable':
    case 'settings-refused':
    case 'rebalance-stalled':
    case 'cannot-save':
    case 'internal-error':
      return again;
    default:
      return assertNever(reason);
  }
}

/** The operator's own command that the run is held for is run again. */
function dueAgain(run: ActiveRun, reason: HoldReason): ActiveRun {
  const verb = hookHeldFor(reason);
  return verb === undefined ? run : due(run, verb);
}

/** A server whose drain has begun gets its replicas back first. */
function skip(run: RunIn<'held'>, why: Message, { now }: Context): ActiveRun {
  const { phase, leader } = run.progress;
  const target = currentTarget(run);
  const on = rolling(run, now);
  if (phase.kind !== 'target' || target === undefined) return startOver(run, now);
  if (target.drainedPartitions.length === 0) return finishTarget(on, now, leader, { state: 'skipped', why });
  return toUndrain(changeTarget(on, phase.target, { state: 'skipped', whySkipped: why }), now);
}

function force(run: RunIn<'held'>, { now }: Context): ActiveRun {
  const { phase, leader } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || target === undefined) return startOver(run, now);
  const on = rolling(run, now);
  const forced = changeTarget(on, phase.target, { forced: [...target.forced, run.hold.reason] });
  switch (run.hold.reason) {
    case 'gate': {
      const tables = lowTables(run.hold.gates);
      // Only what was asked about is overruled: a table's few copies say nothing of how often this server was
      // restarted.
      const overruled = run.hold.gates.some(({ gate }) => gate === 'restart-budget') ? forced : on;
      return startOver(tables.length === 0 ? overruled : waived(overruled, tables, run, now), now);
    }
    case 'close-stalled':
      return inStep(forced, now, { kind: 'flush-log', since: now });
    case 'collector-down':
      return finishTarget(changeTarget(forced, phase.target, { processDown: false }), now, leader, {
        state: 'failed',
        why: { code: 'forced-without' },
      });
    default:
      return startOver(forced, now);
  }
}

/** Who let them be rolled is in the log beside the answers, as the run has more people than the two. */
function waived(run: ActiveRun, tables: readonly string[], { forceAskedBy }: RunIn<'held'>, now: number): ActiveRun {
  const second = run.log.findLast((event) => event.kind === 'answered');
  const by = [forceAskedBy, second?.kind === 'answered' ? second.by : undefined].flatMap((user) =>
    user === undefined ? [] : [user],
  );
  return log(waive(run, tables), now, {
    kind: 'note',
    message: { code: 'few-copies-accepted', tables, by },
  });
}
