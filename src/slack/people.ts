import type { LoggedEvent } from '../roll/event.js';
import type { Hold } from '../roll/hold.js';
import type { Message } from '../roll/message.js';
import type { Run } from '../roll/run.js';
import { usersOf } from '../roll/users-of.js';

/** Whether a person, and not the bot or the cluster, is why a run is paused. */
export const isByPerson = (why: Message): boolean => why.code === 'paused-by' && why.by.code === 'person';

const messagesOfHold = ({ what, now, gates }: Hold): readonly Message[] => [
  what,
  ...(now === undefined ? [] : [now]),
  ...gates.map(({ reason }) => reason),
];

/** What an event tells people in messages of the core. */
function messagesOf(event: LoggedEvent): readonly Message[] {
  switch (event.kind) {
    case 'note':
      return [event.message];
    case 'held':
      return messagesOfHold(event.hold);
    case 'ended':
      return [event.left];
    case 'pausing':
    case 'aborting':
      return [event.by];
    case 'paused':
    case 'replanned':
    case 'target-skipped':
    case 'went-on':
      return [event.why];
    default:
      return [];
  }
}

/** Everybody who had to do with a run: those whom its messages may mention. */
export function peopleOf(run: Run): readonly string[] {
  const said = [
    ...run.log.flatMap(messagesOf),
    ...('progress' in run && run.progress.stopRequest !== undefined ? [run.progress.stopRequest.by] : []),
    ...(run.status === 'aborted' ? [run.by] : []),
    ...('why' in run ? [run.why] : []),
    ...(run.status === 'held' ? messagesOfHold(run.hold) : []),
  ];
  return [
    ...new Set([
      run.requestedBy,
      ...run.votes.map((vote) => vote.by),
      ...('forceAskedBy' in run ? [run.forceAskedBy] : []),
      ...run.log.flatMap((event) => ('by' in event && typeof event.by === 'string' ? [event.by] : [])),
      ...said.flatMap(usersOf),
    ]),
  ];
}
