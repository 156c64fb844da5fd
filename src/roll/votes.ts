import { log } from './active.js';
import { mayBegin, whyClosed } from './calendar.js';
import type { Context, Decision, Next } from './decision.js';
import type { StatusEvent } from './event.js';
import type { Intent } from './intent.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import { newProgress } from './new-progress.js';
import type { Run, RunIn, Vote } from './run.js';

type Awaiting = RunIn<'awaiting-approval'>;

/** Votes that count: for the plan as it is now, one a person. */
export const validVotes = (run: Pick<Run, 'votes' | 'plan'>): readonly Vote[] =>
  run.votes.filter(({ planId }) => planId === run.plan.id);

/** What is said to a run that awaits approval. An approval is bound to the plan its author was looking at. */
export function decideVote(run: Awaiting, intent: Intent, context: Context): Decision {
  const { now } = context;
  if (now >= run.expiresAt)
    return { ...expire(run, now), answer: { accepted: false, message: { code: 'request-expired' } } };
  switch (intent.kind) {
    case 'approve':
      return approve(run, intent, context);
    case 'withdraw': {
      const kept = run.votes.filter(({ by }) => by !== intent.by);
      if (kept.length === run.votes.length) return stay(run, { code: 'no-approval-of-yours' }, context);
      return {
        ...stay(log({ ...run, votes: kept }, now, takenBack(intent)), { code: 'approval-taken-back' }, context),
        answer: { accepted: true, message: { code: 'approval-taken-back' } },
      };
    }
    case 'reject': {
      const { expiresAt: _gone, warned: _warned, ...rest } = run;
      const rejected: RunIn<'rejected'> = { ...rest, status: 'rejected', endedAt: now, by: intent.by };
      return {
        run: log(rejected, now, { kind: 'rejected', by: intent.by }),
        next: { kind: 'end' },
        answer: { accepted: true, message: { code: 'rejected' } },
      };
    }
    case 'abort':
    case 'abort-to-roll-back':
    case 'pause':
    case 'resume':
    case 'wait':
    case 'retry':
    case 'skip':
    case 'force':
      return stay(run, { code: 'not-begun' }, context);
  }
}

/** By its author, or by the bot because its author may not vote any more. */
export const takenBack = ({ by, because }: Intent): StatusEvent =>
  because === undefined ? { kind: 'approval-withdrawn', by } : { kind: 'vote-not-counted', by, why: because };

function approve(run: Awaiting, { by, planId, via }: Intent, context: Context): Decision {
  const { now } = context;
  if (planId !== undefined && planId !== run.plan.id) return stay(run, { code: 'older-plan' }, context);
  if (by === run.requestedBy && !run.plan.approvals.selfApproval) return stay(run, { code: 'asked-by-you' }, context);
  const already = validVotes(run);
  if (already.some((vote) => vote.by === by)) return stay(run, { code: 'approved-by-you' }, context);

  const votes = [...already, { by, at: now, via, planId: run.plan.id }];
  const need = run.plan.approvals.required;
  const voted = log({ ...run, votes }, now, { kind: 'approved', by, have: votes.length, need });
  if (votes.length < need)
    return {
      run: voted,
      next: awaitingNext(voted, context),
      answer: { accepted: true, message: { code: 'approved-so-far', have: votes.length, need } },
    };
  const { expiresAt: _gone, warned: _warned, ...rest } = voted;
  const approved: RunIn<'approved'> = { ...rest, status: 'approved', since: now, progress: newProgress(run.plan, now) };
  return {
    run: approved,
    next: nextLook(approved, context, 0),
    answer: {
      accepted: true,
      message: mayBegin(context.calendar, run.options)
        ? { code: 'approved-begins' }
        : { code: 'approved-begins-later', why: whyClosed(context.calendar) ?? { code: 'outside-window' } },
    },
  };
}

/** Nobody has said anything: it is waited, people are reminded once, and then the request is closed. */
export function decideWaiting(run: Awaiting, context: Context): Decision {
  const { now } = context;
  if (now >= run.expiresAt) return expire(run, now);
  if (run.warned === true || now < warnAt(run, context)) return { run, next: awaitingNext(run, context) };
  const have = validVotes(run).length;
  const warned = log({ ...run, warned: true as const }, now, {
    kind: 'expiring',
    expiresAt: run.expiresAt,
    have,
    need: run.plan.approvals.required,
  });
  return { run: warned, next: awaitingNext(warned, context) };
}

/** Rests until people must be reminded, or the request is over. */
export function awaitingNext(run: Awaiting, context: Context): Next {
  return { kind: 'rest', until: run.warned === true ? run.expiresAt : warnAt(run, context) };
}

/** Late enough not to nag, early enough to act on: a fifth of the whole time is left, an hour at most. */
const lastPart = 0.2;
const longestWarningMs = 3_600_000;

function warnAt(run: Awaiting, { policy }: Context): number {
  const { expiresAfterMs, warnBeforeMs = Math.min(lastPart * expiresAfterMs, longestWarningMs) } = policy.approvals;
  return run.expiresAt - warnBeforeMs;
}

function expire(run: Awaiting, now: number): Decision {
  const { expiresAt: _gone, warned: _warned, ...rest } = run;
  const expired: RunIn<'expired'> = { ...rest, status: 'expired', endedAt: now };
  return { run: log(expired, now, { kind: 'expired' }), next: { kind: 'end' } };
}

const stay = (run: Awaiting, message: Message, context: Context): Decision => ({
  run,
  next: awaitingNext(run, context),
  answer: { accepted: false, message },
});
