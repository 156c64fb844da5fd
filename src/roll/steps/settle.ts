import { inStep, sameStep, type ActiveRun } from '../active.js';
import { mayBegin } from '../calendar.js';
import type { Hold } from '../hold.js';
import type { Message } from '../message.js';
import type { MonitorReading } from '../observation.js';
import { pausedOutside } from '../outside-window.js';
import { isNonsenseOverdue, isStepOverdue } from '../patience.js';
import { isSettled, worstValue, type SettleRule } from '../settle-rule.js';
import { makeHold } from './holds.js';
import { hold, reevaluate, wait, type Outcome, type StepInput } from './outcome.js';

/**
 * Before the next server is begun the cluster must be at rest, by its operator's own measure, for as long as that says.
 * What cannot be read or understood is not at rest; nor is it for a time that nobody saw.
 */
export function settleStep({ run, target, step, seen, context }: StepInput<'settle'>): Outcome {
  const { now } = context;
  if (!mayBegin(context.calendar, run.options)) return reevaluate(pausedOutside(run, context));
  const { settle } = run.plan;
  if (settle === undefined || target.forced.includes('not-settled'))
    return reevaluate(inStep(run, now, { kind: 'gates', since: now }));
  const { settledSince, unclearSince, ...asked } = step;
  const settled = isSettled(settle, seen.settle);
  if (settled === true) {
    const since = settledSince ?? now;
    if (now - since >= settle.forMs) return reevaluate(inStep(run, now, { kind: 'gates', since: now }));
    return wait(
      sameStep(run, { ...asked, settledSince: since }),
      { code: 'wait-settled', what: settle.what, forMs: settle.forMs },
      since,
    );
  }
  // A reading of another step does not have it: it is asked for next.
  if (seen.settle === undefined) return wait(run, { code: 'wait-to-settle-unasked', what: settle.what }, step.since);
  const isUnclear = seen.settle.kind === 'not-understood';
  const since = isUnclear ? (unclearSince ?? now) : undefined;
  const next = sameStep(run, { ...asked, ...(since === undefined ? {} : { unclearSince: since }) });
  const why = whyNotSettled(settle, seen.settle);
  const isOver = since !== undefined && isNonsenseOverdue(since, now);
  return isOver || isStepOverdue(step, target.role, context)
    ? hold(next, notSettledHold(next, settle, seen.settle, now - step.since))
    : wait(next, { code: 'wait-to-settle', what: settle.what, why }, step.since);
}

function notSettledHold(run: ActiveRun, settle: SettleRule, reading: MonitorReading, waitedMs: number): Hold {
  return makeHold(
    run,
    'not-settled',
    { code: 'not-settled', what: settle.what, why: whyNotSettled(settle, reading), waitedMs },
    {
      raw: reading.kind === 'values' ? [] : reading.raw,
      wait: { code: 'does-wait-to-settle' },
      force: { code: 'does-go-on-unsettled' },
    },
  );
}

/** As a clause. */
export function whyNotSettled(settle: SettleRule, reading: MonitorReading): Message {
  return reading.kind === 'values'
    ? { code: 'settle-value', value: String(worstValue(settle, reading.values)), below: shown(settle.below) }
    : { code: 'settle-unread', why: reading.why };
}

const shown = (limit: number | undefined): string | undefined => (limit === undefined ? undefined : String(limit));
