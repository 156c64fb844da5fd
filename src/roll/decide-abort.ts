import { assertNever } from '../lib/assert-never.js';
import { accept, refuse, type Begun } from './accept.js';
import { isHook } from './act.js';
import { commandAtWork, currentTarget, isActive, isHeldOrPaused, progressed, type ActiveRun } from './active.js';
import { toRolling } from './approved.js';
import type { Context, Decision } from './decision.js';
import type { Intent } from './intent.js';
import { couldBeRolledBack, forbidsWayBack } from './rollback.js';
import { aborting, toLeaving } from './transitions.js';
import type { RunIn } from './run.js';

/** Who types an abort this soon after another one has hardly seen that one: both want the same. */
const againAfterMs = 10_000;

/**
 * Whether a second abort asks for more than the first: to leave at once. A button is drawn for the abort that it shows,
 * and a command that comes later was typed by somebody who knows. A reaction or a mention may be somebody else's of the
 * same moment, and Slack delivers one again that the bot took and could not acknowledge.
 */
const asksForMore = (run: RunIn<'aborting'>, via: Intent['via'], now: number): boolean =>
  via === 'button' || (via === 'command' && now - run.since >= againAfterMs);

export function decideAbort(run: Begun, { by, via }: Intent, context: Context): Decision {
  const { now } = context;
  if (run.status === 'approved')
    return accept(toLeaving(aborting(toRolling(run), now, { code: 'person', user: by }), now), context, {
      code: 'aborted-before-start',
    });
  const { phase } = run.progress;
  if (phase.kind === 'leave-maintenance') return refuse(run, context, { code: 'settings-back-already' });

  const second = run.status === 'aborting';
  const asker = run.progress.stopRequest?.by ?? ({ code: 'somebody' } as const);
  if (run.status === 'aborting' && !asksForMore(run, via, now))
    return refuse(run, context, {
      code: 'already-aborting',
      by: asker,
      isYou: asker.code === 'person' && asker.user === by,
      againAfterMs,
    });
  const asked = second ? run : aborting(run, now, { code: 'person', user: by });
  if (actsAtOnce(run, second)) return accept(toLeaving(asked, now), context, { code: 'aborts-now' });
  if (second) return refuse(run, context, { code: 'aborts-after-command', by: asker });
  const target = currentTarget(run);
  const atWork = commandAtWork(run)?.command;
  if (atWork !== undefined && isHook(atWork.verb))
    return accept(asked, context, { code: 'aborts-once-ended', verb: atWork.verb, node: atWork.address });
  return accept(
    asked,
    context,
    target?.processDown === true
      ? { code: 'aborts-once-back', node: target.address }
      : { code: 'aborts-once-undrained' },
  );
}

/** As an abort; and who asked for it wants the rollback of the run asked for once it has ended. */
export function decideAbortToRollBack(run: Begun, intent: Intent, context: Context): Decision {
  const { by, terms } = intent;
  if (!couldBeRolledBack(run)) return refuse(run, context, { code: 'rollback-not-offered' });
  const [forbidden] = forbidsWayBack(run, terms);
  if (forbidden !== undefined)
    return refuse(run, context, { code: 'way-back-forbidden', rule: forbidden.name, what: forbidden.what });
  const decision = decideAbort(run, intent, context);
  const { stopRequest } = 'progress' in decision.run ? decision.run.progress : {};
  if (!isActive(decision.run) || decision.answer?.accepted !== true || stopRequest === undefined) return decision;
  return {
    ...decision,
    run: progressed(decision.run, {
      stopRequest: { ...stopRequest, rollsBackFor: by, ...(terms === undefined ? {} : { terms }) },
    }),
    answer: { accepted: true, message: { code: 'rolls-back-once-ended', aborts: decision.answer.message } },
  };
}

/** In a passive wait there is nothing more to send: the run can leave. A process command is always waited for. */
function actsAtOnce(run: ActiveRun, second: boolean): boolean {
  const { phase } = run.progress;
  if (phase.kind !== 'target') return true;
  if (phase.step.kind === 'process') return phase.step.command === undefined && run.status === 'held';
  // What these do to the cluster nobody knows.
  if ((phase.step.kind === 'before' || phase.step.kind === 'after') && phase.step.command !== undefined) return false;
  if (isHeldOrPaused(run)) return true;
  switch (phase.step.kind) {
    case 'gates':
    case 'settle':
    case 'heal':
    case 'before':
    case 'verify':
    case 'after':
    case 'soak':
    case 'undrain':
      return true;
    case 'await-return':
      return second;
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
    case 'close-replicas':
    case 'flush-log':
    case 'last-look':
      return false;
    default:
      return assertNever(phase.step);
  }
}
