import { assertNever } from '../lib/assert-never.js';
import { formatDuration } from '../lib/duration.js';
import { changeTarget, currentTarget, inStep, isActive, log, paused, rolling, stands, without, withoutState, type ActiveRun } from './active.js';
import { notBegun, toApproved, toRolling, untouched } from './approved.js';
import type { Context, Decision, Next } from './decision.js';
import type { HoldChoice } from './hold.js';
import type { Intent } from './intent.js';
import { nextLook } from './next-look.js';
import { resumedRun, whyNotResumed } from './outside-window.js';
import { isKnown, remembered, whyLate } from './presses.js';
import { aborting, finishTarget, pausing, startOver, stopHere, toLeaving, toRetreat } from './places.js';
import { acceptToldStarts } from './known-starts.js';
import { hasEnded, type Run, type RunIn, type Vote } from './run.js';
import { lowTables } from './steps/gate-hold.js';
import { awaitingNext, decideVote, takenBack, validVotes } from './votes.js';
import { waive } from './waivers.js';

/**
 * What somebody said to a run. Never fails: what cannot be done is answered in words, and nothing changes. Each press counts
 * once, also when Slack delivers it again after a restart, and not at all when what it was meant for is over.
 */
export function decideIntent(run: Run, intent: Intent, context: Context): Decision {
  const { press } = intent;
  if (press === undefined || hasEnded(run)) return decideOnce(run, intent, context);
  if (isKnown(run, press)) return { run, next: goesOnAsBefore(run, context), answer: { accepted: false, text: 'that press has been answered already', repeated: true } };
  const late = whyLate(run, intent);
  const decision = late === undefined ? decideOnce(run, intent, context) : refuse(run, context, late);
  return { ...decision, run: remembered(decision.run, press) };
}

function decideOnce(run: Run, intent: Intent, context: Context): Decision {
  if (hasEnded(run)) return refuse(run, context, `it has ended: ${howEnded(run)}`);
  if (run.status === 'awaiting-approval') return decideVote(run, intent, context);
  switch (intent.kind) {
    case 'approve':
      return refuse(run, context, `already approved by ${mentions(run.votes)}`);
    case 'withdraw':
      if (notBegun(run)) return withdrawn(run, intent, context);
      return refuse(run, context, 'it was approved and has begun: an approval cannot be taken back now. Pause or abort it instead');
    case 'reject':
      return refuse(run, context, 'it was approved and has begun: abort it to end it');
    case 'pause':
      return pause(run, intent, context);
    case 'resume':
      return resume(run, intent, context);
    case 'abort':
      return abort(run, intent, context);
    case 'wait':
    case 'retry':
    case 'skip':
    case 'force':
      return answer(run, intent, intent.kind, context);
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
  return { run: log(awaiting, now, takenBack(intent)), next: awaitingNext(awaiting, context), answer: { accepted: true, text: 'your approval is taken back' } };
}

type Begun = ActiveRun | RunIn<'approved'>;

function pause(run: Begun, { by, via }: Intent, context: Context): Decision {
  const { now } = context;
  const who = via === 'lost' ? 'the bot, which had lost touch with people in Slack' : `<@${by}>`;
  switch (run.status) {
    case 'approved':
      return accept(paused(toRolling(run), now, `paused by ${who}`), context, 'paused before anything was touched');
    case 'rolling':
      if (run.progress.phase.kind === 'leave-maintenance' || run.progress.phase.kind === 'rebalance') return refuse(run, context, 'every server is done: it only puts the settings back, and then ends');
      return accept(pausing(run, now, who), context, 'pausing at the next safe point');
    case 'pausing':
      return refuse(run, context, `already pausing, asked by ${run.progress.wish?.by ?? 'somebody'}`);
    case 'paused':
      if (run.window === undefined) return refuse(run, context, `it stands already: ${run.why}`);
      // It stood because of its window, and may go on by itself with that: now it stands because somebody wants it to.
      return accept(paused(run, now, `paused by ${who}`), context, 'paused: it stands until somebody resumes it, also when its window opens');
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
      return why === undefined ? accept(log(resumedRun(run, now), now, { kind: 'resumed', by }), context, 'going on') : refuse(run, context, why);
    }
    case 'pausing':
      return accept(log(rolling(without(run, 'wish'), now), now, { kind: 'resumed', by }), context, 'the pause is called off');
    case 'held':
      return refuse(run, context, `it is held and needs an answer: ${run.hold.choices.map(({ choice }) => choice).join(', ')}`);
    case 'approved':
    case 'rolling':
      return refuse(run, context, 'it is not paused');
    case 'aborting':
      return refuse(run, context, 'it is being aborted');
  }
}

/** Who types an abort this soon after another one has hardly seen that one: both want the same. */
const againAfterMs = 10_000;

/**
 * Whether a second abort asks for more than the first: to leave at once. A button is drawn for the abort that it shows, and a
 * command that comes later was typed by somebody who knows. A reaction or a mention may be somebody else's of the same moment,
 * and Slack delivers one again that the bot took and could not acknowledge.
 */
const asksForMore = (run: RunIn<'aborting'>, via: Intent['via'], now: number): boolean => via === 'button' || (via === 'command' && now - run.since >= againAfterMs);

function abort(run: Begun, { by, via }: Intent, context: Context): Decision {
  const { now } = context;
  if (run.status === 'approved') return accept(toLeaving(aborting(toRolling(run), now, `<@${by}>`), now), context, 'aborted before anything was touched');
  const { phase } = run.progress;
  if (phase.kind === 'leave-maintenance') return refuse(run, context, 'it is already putting the settings back');

  const second = run.status === 'aborting';
  const asker = run.progress.wish?.by ?? 'somebody';
  if (run.status === 'aborting' && !asksForMore(run, via, now)) return refuse(run, context, `already aborting, asked by ${asker === `<@${by}>` ? 'you' : asker}. To leave at once, press Abort on its message, or type the command ${formatDuration(againAfterMs)} after that`);
  const asked = second ? run : aborting(run, now, `<@${by}>`);
  if (actsAtOnce(run, second)) return accept(toLeaving(asked, now), context, 'aborting: the settings are put back now');
  if (second) return refuse(run, context, `already aborting, asked by ${asker}; a command on the server at hand has to end first`);
  const target = currentTarget(run);
  return accept(asked, context, target?.away === true ? `aborting: ${target.address} is seen back first. To leave at once, press Abort again` : 'aborting: the replicas are given back first. To leave at once, press Abort again');
}

/** In a passive wait there is nothing more to send: the run can leave. A process command is always waited for. */
function actsAtOnce(run: ActiveRun, second: boolean): boolean {
  const { phase } = run.progress;
  if (phase.kind !== 'target') return true;
  if (phase.step.kind === 'process') return phase.step.command === undefined && run.status === 'held';
  if (stands(run)) return true;
  switch (phase.step.kind) {
    case 'gates':
    case 'heal':
    case 'soak':
    case 'retreat':
      return true;
    case 'back':
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

function answer(run: Begun, { by }: Intent, choice: HoldChoice, context: Context): Decision {
  if (run.status !== 'held') return refuse(run, context, `it is not held, so there is nothing to ${choice}`);
  const offered = run.hold.choices.map((it) => it.choice);
  // Where there is nothing to try again, whoever asks for that wants to go on.
  const onlyWaits = choice === 'retry' && offered.includes('wait') && !offered.includes('retry');
  if (!offered.includes(choice) && !onlyWaits) return refuse(run, context, `${choice} is ${choice === 'wait' ? 'no answer' : 'not safe'} here; it can be answered with ${offered.join(', ')}`);
  const { now } = context;
  const needsRoom = run.hold.reason === 'cannot-save' && choice !== 'abort';
  if (needsRoom && context.shortOfRoom !== undefined) return refuse(run, context, 'there is still no room on the disk of the bot: make room first, and answer again half a minute later');
  if (choice === 'force') {
    if (run.forceAskedBy === undefined) {
      const asked = log({ ...run, forceAskedBy: by }, now, { kind: 'force-asked', by });
      return { run: asked, next: nextLook(asked, context, 0), answer: { accepted: true, text: 'noted: another approver must force it, too' } };
    }
    if (run.forceAskedBy === by) return refuse(run, context, 'you asked for it already: it takes another approver');
  }
  const told = log(run, now, { kind: 'answered', choice, by });
  switch (choice) {
    case 'wait':
      return acceptAnswer(startOver(told, now), context, 'going on waiting');
    case 'retry':
      return acceptAnswer(untouched(told) ? toApproved(told, now) : retry(told, context), context, onlyWaits ? 'going on waiting' : 'trying again');
    case 'skip':
      return acceptAnswer(skip(told, `skipped by <@${by}>`, context), context, 'skipped');
    case 'force':
      return acceptAnswer(force(told, context), context, 'forced');
    case 'abort':
      return abort(run, { kind: 'abort', by, via: 'command' }, context);
  }
}

/** A pause that was asked for before the hold still comes: whoever answers, and the thread, are told. */
function acceptAnswer(run: Begun, context: Context, text: string): Decision {
  if (run.status !== 'pausing') return accept(run, context, text);
  const by = run.progress.wish?.by ?? 'somebody';
  return accept(log(run, context.now, { kind: 'pausing', by }), context, `${text}; it still pauses at the next safe point, as asked by ${by}`);
}

function retry(run: RunIn<'held'>, { now }: Context): ActiveRun {
  const { phase } = run.progress;
  const { reason } = run.hold;
  const again = acceptToldStarts(startOver(run, now), run.hold);
  const target = currentTarget(again);
  if (phase.kind !== 'target' || target === undefined) return again;
  const procedure = run.plan.procedure[target.role];
  switch (reason) {
    case 'command-failed':
      // Some of it may have been done: look first, and run what is left only if the server is not back.
      return phase.step.kind === 'process' && phase.step.command === undefined && target.away ? inStep(again, now, { kind: 'back', since: now, again: phase.step.verbs }) : again;
    case 'not-back':
    case 'meta-not-back':
      return inStep(again, now, { kind: 'back', since: now, again: procedure.includes('start') ? ['start'] : procedure, ...(run.hold.loading === true ? { evenIfLoading: true } : {}) });
    case 'not-restarted':
    case 'wrong-version':
    case 'collector-down':
      return inStep(again, now, { kind: 'back', since: now, again: procedure });
    case 'started-again':
    case 'gate':
    case 'moves-stalled':
    case 'downgrades-stalled':
    case 'cannot-drain':
    case 'close-stalled':
    case 'heal-stalled':
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

/** A server whose drain has begun gets its replicas back first. */
function skip(run: RunIn<'held'>, why: string, { now }: Context): ActiveRun {
  const { phase, leader } = run.progress;
  const target = currentTarget(run);
  // Whoever leaves this server out has read the hold, and goes on with the next.
  const on = acceptToldStarts(rolling(run, now), run.hold);
  if (phase.kind !== 'target' || target === undefined) return startOver(run, now);
  if (target.taken.length === 0) return finishTarget(on, now, leader, { state: 'skipped', why });
  return toRetreat(changeTarget(on, phase.target, { state: 'skipped', whySkipped: why }), now);
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
      // Only what was asked about is overruled: a table's few copies say nothing of how often this server was restarted.
      const overruled = run.hold.gates.some(({ gate }) => gate === 'restart-budget') ? forced : on;
      return startOver(tables.length === 0 ? overruled : waived(overruled, tables, run, now), now);
    }
    case 'close-stalled':
      return inStep(forced, now, { kind: 'flush-log', since: now });
    case 'collector-down':
      return finishTarget(changeTarget(forced, phase.target, { away: false }), now, leader, { state: 'failed', why: 'not up; forced to go on without it' });
    default:
      return startOver(forced, now);
  }
}

/** Who let them be rolled is in the log beside the answers, as the run has more people than the two. */
function waived(run: ActiveRun, tables: readonly string[], { forceAskedBy }: RunIn<'held'>, now: number): ActiveRun {
  const second = run.log.findLast((event) => event.kind === 'answered');
  const by = [forceAskedBy, second?.kind === 'answered' ? second.by : undefined].flatMap((user) => (user === undefined ? [] : [`<@${user}>`]));
  return log(waive(run, tables), now, { kind: 'note', text: `from here on ${tables.join(', ')} is rolled in spite of its few copies, as ${by.join(' and ')} decided` });
}

export const mentions = (votes: readonly Vote[]): string => votes.map(({ by }) => `<@${by}>`).join(', ');

export function refuse(run: Run, context: Context, text: string): Decision {
  return { run, next: goesOnAsBefore(run, context), answer: { accepted: false, text } };
}

function goesOnAsBefore(run: Run, context: Context): Next {
  if (run.status === 'awaiting-approval') return awaitingNext(run, context);
  return isActive(run) || run.status === 'approved' ? nextLook(run, context, 0) : { kind: 'rest' };
}

function accept(run: Begun, context: Context, text: string): Decision {
  return { run: run.status === 'pausing' && run.progress.phase.kind === 'enter-maintenance' ? stopHere(run, context.now) : run, next: nextLook(run, context, 0), answer: { accepted: true, text } };
}
