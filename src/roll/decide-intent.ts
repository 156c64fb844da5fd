import { assertNever } from '../lib/assert-never.js';
import { accept, goesOnAsBefore, mentions, refuse, type Begun } from './accept.js';
import { log, paused, rolling, without, withoutState } from './active.js';
import { notBegun, toRolling } from './approved.js';
import { decideAbort } from './decide-abort.js';
import { decideAnswer } from './decide-answer.js';
import type { Context, Decision } from './decision.js';
import type { Intent } from './intent.js';
import { resumedRun, whyNotResumed } from './outside-window.js';
import { isKnown, remembered, whyLate } from './user-actions.js';
import { pausing } from './transitions.js';
import { hasEnded, type Run, type RunIn } from './run.js';
import { awaitingNext, decideVote, takenBack, validVotes } from './votes.js';

/**
 * What somebody said to a run. Never fails: what cannot be done is answered in words, and nothing changes. Each press
 * counts once, also when Slack delivers it again after a restart, and not at all when what it was meant for is over.
 */
export function decideIntent(run: Run, intent: Intent, context: Context): Decision {
  const { userAction } = intent;
  if (userAction === undefined || hasEnded(run)) return decideOnce(run, intent, context);
  if (isKnown(run, userAction))
    return {
      run,
      next: goesOnAsBefore(run, context),
      answer: { accepted: false, text: 'that press has been answered already', repeated: true },
    };
  const late = whyLate(run, intent);
  const decision = late === undefined ? decideOnce(run, intent, context) : refuse(run, context, late);
  return { ...decision, run: remembered(decision.run, userAction) };
}

function decideOnce(run: Run, intent: Intent, context: Context): Decision {
  if (hasEnded(run)) return refuse(run, context, `it has ended: ${howEnded(run)}`);
  if (run.status === 'awaiting-approval') return decideVote(run, intent, context);
  switch (intent.kind) {
    case 'approve':
      return refuse(run, context, `already approved by ${mentions(run.votes)}`);
    case 'withdraw':
      if (notBegun(run)) return withdrawn(run, intent, context);
      return refuse(
        run,
        context,
        'it was approved and has begun: an approval cannot be taken back now. Pause or abort it instead',
      );
    case 'reject':
      return refuse(run, context, 'it was approved and has begun: abort it to end it');
    case 'pause':
      return pause(run, intent, context);
    case 'resume':
      return resume(run, intent, context);
    case 'abort':
      return decideAbort(run, intent, context);
    case 'wait':
    case 'retry':
    case 'skip':
    case 'force':
      return decideAnswer(run, intent, intent.kind, context);
    default:
      return assertNever(intent.kind);
  }
}

/** What was decided about a run, and by whom, as a clause. */
function howEnded(run: Extract<Run, { readonly endedAt: number }>): string {
  switch (run.status) {
    case 'rejected':
      return `rejected by <@${run.by}>`;
    case 'expired':
      return 'expired, as not enough people had approved it in time';
    case 'aborted':
      return `aborted by ${run.by}`;
    case 'done':
      return `approved by ${mentions(validVotes(run))}, and done`;
    case 'failed':
      return `approved by ${mentions(validVotes(run))}, and failed: ${run.why}`;
    default:
      return assertNever(run);
  }
}

/** Until the first thing is touched an approval can be taken back; the run awaits approval again. */
function withdrawn(run: RunIn<'approved' | 'paused' | 'held'>, intent: Intent, context: Context): Decision {
  const { by } = intent;
  const { now, policy } = context;
  const votes = run.votes.filter((vote) => vote.by !== by);
  if (votes.length === run.votes.length) return refuse(run, context, 'there is no approval of yours to take back');
  const { progress: _progress, ...rest } = withoutState(run.status === 'approved' ? toRolling(run) : run);
  const expiresAt = now + policy.approvals.expiresAfterMs;
  const awaiting: RunIn<'awaiting-approval'> = { ...rest, status: 'awaiting-approval', votes, expiresAt };
  return {
    run: log(awaiting, now, takenBack(intent)),
    next: awaitingNext(awaiting, context),
    answer: { accepted: true, text: 'your approval is taken back' },
  };
}

function pause(run: Begun, { by, via }: Intent, context: Context): Decision {
  const { now } = context;
  const who = via === 'lost' ? 'the bot, which had lost touch with people in Slack' : `<@${by}>`;
  switch (run.status) {
    case 'approved':
      return accept(paused(toRolling(run), now, `paused by ${who}`), context, 'paused before anything was touched');
    case 'rolling':
      if (run.progress.phase.kind === 'leave-maintenance' || run.progress.phase.kind === 'rebalance')
        return refuse(run, context, 'every server is done: it only puts the settings back, and then ends');
      return accept(pausing(run, now, who), context, 'pausing at the next safe point');
    case 'pausing':
      return refuse(run, context, `already pausing, asked by ${run.progress.stopRequest?.by ?? 'somebody'}`);
    case 'paused':
      if (run.window === undefined) return refuse(run, context, `it stands already: ${run.why}`);
      // It stood because of its window, and may go on by itself with that: now it stands because somebody wants it to.
      return accept(
        paused(run, now, `paused by ${who}`),
        context,
        'paused: it stands until somebody resumes it, also when its window opens',
      );
    case 'held':
      return refuse(run, context, 'it already stands still, held: answer it');
    case 'aborting':
      return refuse(run, context, 'it is being aborted');
  }
}

function resume(run: Begun, { by }: Intent, context: Context): Decision {
  const { now } = context;
  switch (run.status) {
    case 'paused': {
      const why = whyNotResumed(run, context);
      return why === undefined
        ? accept(log(resumedRun(run, now), now, { kind: 'resumed', by }), context, 'going on')
        : refuse(run, context, why);
    }
    case 'pausing':
      return accept(
        log(rolling(without(run, 'stopRequest'), now), now, { kind: 'resumed', by }),
        context,
        'the pause is called off',
      );
    case 'held':
      return refuse(
        run,
        context,
        `it is held and needs an answer: ${run.hold.choices.map(({ choice }) => choice).join(', ')}`,
      );
    case 'approved':
    case 'rolling':
      return refuse(run, context, 'it is not paused');
    case 'aborting':
      return refuse(run, context, 'it is being aborted');
  }
}
