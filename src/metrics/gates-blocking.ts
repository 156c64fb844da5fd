import { gateNames, type GateName } from '../roll/gates/verdict.js';
import type { Message } from '../roll/message.js';
import { hasEnded, type Run } from '../roll/run.js';

/** The gates that keep a run from going on, as it knows them now. */
export function gatesBlocking(run: Run): readonly GateName[] {
  if (hasEnded(run) || run.status === 'awaiting-approval') return [];
  if (run.status !== 'held') return named(run.progress.waiting?.what);
  const { gates, now, overSince } = run.hold;
  if (overSince !== undefined) return [];
  const present = named(now);
  return present.length > 0 ? present : gates.map(({ gate }) => gate);
}

function named(message: Message | undefined): readonly GateName[] {
  if (message?.code !== 'clauses') return [];
  const gates = message.of.flatMap((each) => (each.code === 'gate-blocks' ? [each.gate] : []));
  return gateNames.filter((gate) => gates.includes(gate));
}
