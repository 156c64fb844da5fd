import type { GateBlock } from '../roll/gates/verdict.js';
import type { Message } from '../roll/message.js';
import type { Run } from '../roll/run.js';

/** Whom the words of a gate may mention: who locked the cluster. */
export const peopleOfGate = ({ reason }: GateBlock): readonly string[] =>
  reason.code === 'cluster-locked' ? [reason.by] : [];

/** Whether a person, and not the bot or the cluster, is why a run is paused. */
export const isByPerson = (why: Message): boolean => why.code === 'paused-by' && why.by.code === 'person';

/** Who did something, or is why it is so. Anything longer may repeat foreign words, and makes nobody one of the run. */
function namedBy(message: Message): readonly string[] {
  switch (message.code) {
    case 'person':
    case 'skipped-by':
      return [message.user];
    case 'paused-by':
      return namedBy(message.by);
    default:
      return [];
  }
}

/** Everybody who had to do with a run: those whom its messages may mention. */
export function peopleOf(run: Run): readonly string[] {
  const said = [
    ...run.log.flatMap((event) => ('by' in event ? [event.by] : [])),
    ...('progress' in run && run.progress.stopRequest !== undefined ? [run.progress.stopRequest.by] : []),
    ...(run.status === 'aborted' ? [run.by] : []),
    ...run.log.flatMap((event) => ('why' in event ? [event.why] : [])),
    ...('why' in run ? [run.why] : []),
  ];
  return [
    ...new Set([
      run.requestedBy,
      ...run.votes.map((vote) => vote.by),
      ...('forceAskedBy' in run ? [run.forceAskedBy] : []),
      ...run.log.flatMap((event) => ('by' in event && typeof event.by === 'string' ? [event.by] : [])),
      ...said.flatMap((each) => (typeof each === 'string' ? [] : namedBy(each))),
    ]),
  ];
}
