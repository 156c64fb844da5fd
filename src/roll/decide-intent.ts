import { assertNever } from '../lib/assert-never.js';
import { accept, goesOnAsBefore, refuse, voters, type Begun } from './accept.js';
import { log, paused, rolling, without, withoutState } from './active.js';
import { notBegun, toRolling } from './approved.js';
import { decideAbort, decideAbortToRollBack } from './decide-abort.js';
import { decideAnswer } from './decide-answer.js';
import type { Context, Decision } from './decision.js';
import type { Intent } from './intent.js';
import { resumedRun, whyNotResumed } from './outside-window.js';
import type { Message } from './message.js';
import { isKnown, remembered, whyLate } from './user-actions.js';
import { pausing, toLeaving } from './transitions.js';
import { hasEnded, type Run, type RunIn } from './run.js';
import { awaitingNext, decideVote, takenBack, validVotes } from './votes.js';

/**
 * What somebody said to a run. Never fails: what cannot be done is answered in words, and nothing changes. Each action
 * counts once, also when Slack delivers it again after a restart, and not at all when what it was meant for is over.
 */
export function decideIntent(run: Run, intent: Intent, context: Context): Decision {
  const { userAction } = intent;
  if (userAction === undefined || hasEnded(run)) return decideOnce(run, intent, context);
  if (isKnown(run, userAction))
    return {
      run,
      next: goesOnAsBefore(run, context),
      answer: { accepted: false, message: { code: 'action-answered' }, repeated: true },
    };
  const late = whyLate(run, intent);
  const decision = late === undefined ? decideOnce(run, intent, context) : refuse(run, context, late);
  return { ...decision, run: remembered(decision.run, userAction) };
}

function decideOnce(run: Run, intent: Intent, context: Context): Decision {
  if (hasEnded(run)) return refuse(run, context, { code: 'has-ended', how: howEnded(run) });
  if (run.status === 'awaiting-approval') return decideVote(run, intent, context);
  switch (intent.kind) {
    case 'approve':
      return refuse(run, context, { code: 'already-approved-by', by: voters(run.votes) });
    case 'withdraw':
      if (notBegun(run)) return withdrawn(run, intent, context);
      return refuse(run, context, { code: 'begun-before-withdraw' });
    case 'reject':
      return refuse(run, context, { code: 'begun-before-reject' });
    case 'pause':
      return pause(run, intent, context);
    case 'resume':
      return resume(run, intent, context);
    case 'abort':
      return decideAbort(run, intent, context);
    case 'abort-to-roll-back':
      return decideAbortToRollBack(run, intent, context);
    case 'wait':
    case 'retry':
    case 'skip':
    case 'force':
      return decideAnswer(run, intent, intent.kind, context);
    default:
      return assertNever(intent.kind);
  }
}

/** What was decided about a run, and by whom. */
function howEnded(run: Extract<Run, { readonly endedAt: number }>): Message {
  switch (run.status) {
    case 'rejected':
      return { code: 'rejected-by', user: run.by };
    case 'expired':
      return { code: 'expired-unapproved' };
    case 'aborted':
      return { code: 'aborted-by', by: run.by };
    case 'done':
      return { code: 'approved-and-done', by: voters(validVotes(run)) };
    case 'failed':
      return { code: 'approved-and-failed', by: voters(validVotes(run)), why: run.why };
    default:
      return assertNever(run);
  }
}

/** Until the first thing is touched an approval can be taken back; the run awaits approval again. */
function withdrawn(run: RunIn<'approved' | 'paused' | 'held'>, intent: Intent, context: Context): Decision {
  const { by } = intent;
  const { now, policy } = context;
  const votes = run.votes.filter((vote) => vote.by !== by);
  if (votes.length === run.votes.length) return refuse(run, context, { code: 'no-approval-of-yours' });
  const { progress: _progress, ...rest } = withoutState(run.status === 'approved' ? toRolling(run) : run);
  const expiresAt = now + policy.approvals.expiresAfterMs;
  const awaiting: RunIn<'awaiting-approval'> = { ...rest, status: 'awaiting-approval', votes, expiresAt };
  return {
    run: log(awaiting, now, takenBack(intent)),
    next: awaitingNext(awaiting, context),
    answer: { accepted: true, message: { code: 'approval-taken-back' } },
  };
}

function pause(run: Begun, { by, via }: Intent, context: Context): Decision {
  const { now } = context;
  const who: Message = via === 'disconnected' ? { code: 'bot-out-of-touch' } : { code: 'person', user: by };
  switch (run.status) {
    case 'approved':
      return accept(paused(toRolling(run), now, { code: 'paused-by', by: who }), context, {
        code: 'paused-before-start',
      });
    case 'rolling':
      if (run.progress.phase.kind === 'leave-maintenance' || run.progress.phase.kind === 'rebalance')
        return refuse(run, context, { code: 'only-puts-settings-back' });
      if (run.progress.phase.kind === 'restore-leadership')
        return accept(toLeaving(run, now, { code: 'paused-by', by: who }), context, { code: 'leaves-leadership' });
      return accept(pausing(run, now, who), context, { code: 'pauses-at-safe-point' });
    case 'pausing':
      return refuse(run, context, {
        code: 'already-pausing',
        by: run.progress.stopRequest?.by ?? { code: 'somebody' },
      });
    case 'paused':
      if (run.window === undefined) return refuse(run, context, { code: 'paused-already', why: run.why });
      // It stood because of its window, and may go on by itself with that: now it stands because somebody wants it to.
      return accept(paused(run, now, { code: 'paused-by', by: who }), context, { code: 'paused-beyond-window' });
    case 'held':
      return refuse(run, context, { code: 'held-already' });
    case 'aborting':
      return refuse(run, context, { code: 'being-aborted' });
  }
}

function resume(run: Begun, { by }: Intent, context: Context): Decision {
  const { now } = context;
  switch (run.status) {
    case 'paused': {
      const why = whyNotResumed(run, context);
      return why === undefined
        ? accept(log(resumedRun(run, now), now, { kind: 'resumed', by }), context, { code: 'goes-on' })
        : refuse(run, context, why);
    }
    case 'pausing':
      return accept(log(rolling(without(run, 'stopRequest'), now), now, { kind: 'resumed', by }), context, {
        code: 'pause-called-off',
      });
    case 'held':
      return refuse(run, context, { code: 'held-needs-answer', choices: run.hold.choices.map(({ choice }) => choice) });
    case 'approved':
    case 'rolling':
      return refuse(run, context, { code: 'not-paused' });
    case 'aborting':
      return refuse(run, context, { code: 'being-aborted' });
  }
}
