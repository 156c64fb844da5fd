import { deadServers } from '../dead-servers.js';
import type { GateBlock } from '../gates/verdict.js';
import { blocks } from '../gates/gates.js';
import type { Message } from '../message.js';
import { metaRepairs } from '../second-failure.js';
import { verdicts } from './verdicts.js';
import { makeHold } from './holds.js';
import { hold, type Outcome, type TargetInput } from './outcome.js';

/** Gates block, and waiting does not help or has not helped. */
export function gateHold(
  input: TargetInput,
  blocking: readonly GateBlock[],
  waitedMs: number,
  retry: Message,
): Outcome {
  const { run, target } = input;
  const dead = deadServers(run, input.seen).length > 0;
  const what: Message = {
    code: 'not-safe-to-stop',
    node: target.address,
    blockedMs: waitedMs,
    reasons: blocking.map(({ reason }) => reason),
    ...(dead ? { repair: metaRepairs(run, 'gate', true) } : {}),
  };
  const force = whatForceDoes(input, blocking);
  return hold(
    run,
    makeHold(run, 'gate', what, {
      gates: blocking,
      nodes: blocking.flatMap(({ nodes }) => nodes),
      gpids: blocking.flatMap(({ gpids }) => gpids),
      retry,
      ...(force === undefined ? {} : { force }),
    }),
  );
}

/**
 * People may overrule how often a server was restarted, and that a table has few copies; only if nothing else blocks.
 */
function whatForceDoes(input: TargetInput, blocking: readonly GateBlock[]): Message | undefined {
  const tables = lowTables(blocking);
  // Only what blocks: a reading in the middle of a drain does not have what every gate looks at.
  const others = blocks(verdicts(input, tables)).filter(
    ({ gate }) => gate !== 'restart-budget' && blocking.some((each) => each.gate === gate),
  );
  if (others.length > 0) return undefined;
  const budget = blocking.some(({ gate }) => gate === 'restart-budget');
  if (tables.length === 0) return budget ? { code: 'does-restart-anyway' } : undefined;
  return { code: 'does-accept-few-copies', tables, restarts: budget };
}

/** The tables that approvers can waive. */
export const lowTables = (blocking: readonly GateBlock[]): readonly string[] =>
  blocking.flatMap(({ tables }) => tables ?? []);
