import { formatDuration } from '../../lib/duration.js';
import { inStep, log, sameStep } from '../active.js';
import { canBeDrained, partitionsOf } from '../members.js';
import { whyReadingDisagrees } from './before-stop.js';
import { drainAgain } from './drained.js';
import { makeHold } from './holds.js';
import { act, reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';

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
          text: `${target.address} keeps the only copy of some partitions: its replicas are not closed before the restart, which replays more log`,
        }),
        now,
        next,
      ),
    );
  }
  const { counts } = seen;
  const overdue = now - step.since >= policy.timing.stall;
  // The one act that no proposal of the meta guards: never on anything less than the leader's own word.
  const unsure = whyReadingDisagrees(input);
  if (unsure !== undefined) {
    if (!overdue) return wait(run, unsure, step.since);
    return hold(
      run,
      makeHold(
        run,
        'downgrades-stalled',
        `the replicas of ${target.address} are not closed, as it is not sure that it holds none: waited for ${unsure}`,
        {
          nodes: [target.address],
          retry: 'release its replicas, wait until all is full, and drain it again',
        },
      ),
    );
  }
  const closeHold = (what: string): Outcome =>
    hold(
      run,
      makeHold(run, 'close-stalled', what, {
        retry: 'release its replicas, wait until all is full, and drain it again',
        force: 'stop the process all the same; its start replays more log',
      }),
    );
  if (counts === undefined || counts.kind === 'unreachable') {
    const why = counts === undefined ? 'it was not asked' : counts.error;
    return overdue
      ? closeHold(`${target.address} does not say how many replicas it holds: ${why}`)
      : wait(run, `its own count of replicas (${why})`, step.since);
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
      return wait(
        run,
        `its replicas to close: there is no count of them (${counts.why}), so ${formatDuration(policy.timing.closeWait)} are waited`,
        step.since,
      );
    return reevaluate(
      inStep(
        log(run, now, {
          kind: 'note',
          text: `${target.address} gives no count of its replicas (${counts.why}): waited ${formatDuration(policy.timing.closeWait)} for them to close`,
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
    return closeHold(
      `the replicas of ${target.address} do not close: ${serving} serving, ${opening} opening, ${closing} closing (${step.closingBefore ?? 0} before)`,
    );
  if (open > 0 && now - step.sentAt >= resendAfterMs) return close(step.closingBefore);
  return wait(
    run,
    open > 0 ? `${open} replicas to close` : `${closing - (step.closingBefore ?? 0)} replicas to finish closing`,
    step.since,
  );
}
