import { inStep, log, sameStep } from '../active.js';
import { canBeDrained, partitionsOf } from '../members.js';
import { foreign, type Message } from '../message.js';
import { whyReadingDisagrees } from './before-stop.js';
import { drainAgain } from './drained.js';
import { makeHold } from './holds.js';
import { act, reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';
import { isStepOverdue } from '../patience.js';

/** Sent again when nothing has come of it for so long: the bot may have died between the save and the act. */
const resendAfterMs = 30_000;

/**
 * Closing flushes the memtables, so that the restart has little log to replay. Closed means: serving and opening are 0
 * and closing is no more than before; older removals can sit in closing for ten minutes
 * (docs/pegasus.md, "Counting replicas").
 */
export function closeReplicasStep(input: StepInput<'close-replicas'>): Outcome {
  const { run, target, step, seen, context } = input;
  const { now, policy } = context;
  const returned = drainAgain(input);
  if (returned !== undefined) return returned;

  const next = { kind: 'flush-log', since: now } as const;
  // While it was held its replicas came back: it has been drained again, and they still would not close.
  if (target.forced.includes('close-stalled')) return reevaluate(inStep(run, now, next));
  // Closing the only copy would make the meta open it again at once, and again: it is left to its log instead.
  if (partitionsOf(seen, target.address).some((placed) => !canBeDrained(placed))) {
    return reevaluate(
      inStep(
        log(run, now, {
          kind: 'note',
          message: { code: 'only-copy-kept', node: target.address },
        }),
        now,
        next,
      ),
    );
  }
  const { counts } = seen;
  const overdue = isStepOverdue(step, target.role, context);
  // The one act that no proposal of the meta guards: never on anything less than the leader's own word.
  const unsure = whyReadingDisagrees(input);
  if (unsure !== undefined) {
    if (!overdue) return wait(run, unsure, step.since);
    return hold(
      run,
      makeHold(
        run,
        'downgrades-stalled',
        { code: 'not-sure-to-close', node: target.address, waited: unsure },
        {
          nodes: [target.address],
          retry: { code: 'does-release-and-drain' },
        },
      ),
    );
  }
  const closeHold = (what: Message): Outcome =>
    hold(
      run,
      makeHold(run, 'close-stalled', what, {
        retry: { code: 'does-release-and-drain' },
        force: { code: 'does-stop-unclosed' },
      }),
    );
  if (counts === undefined || counts.kind === 'unreachable') {
    const why: Message = counts === undefined ? { code: 'not-asked' } : foreign(counts.error);
    return overdue
      ? closeHold({ code: 'does-not-count-replicas', node: target.address, why })
      : wait(run, { code: 'wait-for-its-count', why }, step.since);
  }
  const close = (closingBefore?: number): Outcome =>
    act(sameStep(run, { ...step, sentAt: now, ...(closingBefore === undefined ? {} : { closingBefore }) }), {
      kind: 'close-replicas',
      node: target.address,
    });

  if (counts.kind === 'unavailable') {
    if (step.sentAt === undefined) return close();
    const waited = now - step.sentAt;
    if (waited < policy.timing.closeWait)
      return wait(run, { code: 'wait-to-close-uncounted', why: counts.why, ms: policy.timing.closeWait }, step.since);
    return reevaluate(
      inStep(
        log(run, now, {
          kind: 'note',
          message: { code: 'closed-uncounted', node: target.address, why: counts.why, ms: policy.timing.closeWait },
        }),
        now,
        next,
      ),
    );
  }

  const { serving, opening, closing } = counts;
  const open = serving + opening;
  if (open === 0 && closing <= (step.closingBefore ?? closing)) return reevaluate(inStep(run, now, next));
  if (step.sentAt === undefined) return close(closing);
  if (overdue)
    return closeHold({
      code: 'replicas-do-not-close',
      node: target.address,
      serving,
      opening,
      closing,
      before: step.closingBefore ?? 0,
    });
  if (open > 0 && now - step.sentAt >= resendAfterMs) return close(step.closingBefore);
  return wait(
    run,
    open > 0
      ? { code: 'wait-to-close', replicas: open }
      : { code: 'wait-to-finish-closing', replicas: closing - (step.closingBefore ?? 0) },
    step.since,
  );
}
