import type { Run } from '../roll/run.js';

/** A text of the core that is nothing but who did it. Anything longer may repeat foreign words. */
const doer = /^(?:paused by |skipped by )?<@([UW][A-Z0-9]+)>$/;

/** Everybody who had to do with a run: those whom its messages may mention. */
export function peopleOf(run: Run): readonly string[] {
  const texts = run.log.flatMap((event) => ('why' in event ? [event.why] : 'by' in event ? [event.by] : []));
  const marked = [...texts, ...('why' in run ? [run.why] : []), ...('progress' in run && run.progress.wish !== undefined ? [run.progress.wish.by] : []), ...('by' in run ? [run.by] : [])];
  const named = marked.flatMap((text) => doer.exec(text)?.[1] ?? []);
  const plain = run.log.flatMap((event) => ('by' in event ? [event.by] : []));
  return [...new Set([run.requestedBy, ...run.votes.map(({ by }) => by), ...('forceAskedBy' in run ? [run.forceAskedBy] : []), ...plain, ...named])];
}
