import type { GateBlock } from '../roll/gates/verdict.js';
import type { Run } from '../roll/run.js';

/**
 * How the core writes who did something, and why it is so because of them. Anything longer may repeat foreign words.
 */
const doer = /^<@([UW][A-Z0-9]+)>$/;
const reason = /^(?:paused|skipped) by <@([UW][A-Z0-9]+)>$/;

/** Who locked the cluster, as the gate says it first; what follows is their reason, and names nobody. */
const locker = /^locked by <@([UW][A-Z0-9]+)>: /;

/** Whom the words of a gate may mention. */
export const peopleOfGate = ({ gate, reason: why }: GateBlock): readonly string[] =>
  gate === 'lock' ? (locker.exec(why)?.slice(1) ?? []) : [];

/** Everybody who had to do with a run: those whom its messages may mention. */
export function peopleOf(run: Run): readonly string[] {
  const plain = run.log.flatMap((event) => ('by' in event ? [event.by] : []));
  const marked = [
    ...plain,
    ...('progress' in run && run.progress.stopRequest !== undefined ? [run.progress.stopRequest.by] : []),
    ...('by' in run ? [run.by] : []),
  ];
  const whys = [...run.log.flatMap((event) => ('why' in event ? [event.why] : [])), ...('why' in run ? [run.why] : [])];
  const named = [...marked.map((text) => doer.exec(text)), ...whys.map((text) => reason.exec(text))].flatMap(
    (found) => found?.[1] ?? [],
  );
  return [
    ...new Set([
      run.requestedBy,
      ...run.votes.map(({ by }) => by),
      ...('forceAskedBy' in run ? [run.forceAskedBy] : []),
      ...plain,
      ...named,
    ]),
  ];
}
