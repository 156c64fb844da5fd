import { untouched } from '../../roll/approved.js';
import { acceptsStarts, acceptToldStarts } from '../../roll/known-starts.js';
import type { RunIn } from '../../roll/run.js';
import { startedAgain, startsNow } from '../../roll/started-again.js';
import { capital, cut, sentenceOf } from '../text.js';
import type { Part } from './parts.js';
import { full } from './words.js';

/** What other starts a run that stands has seen: what it says of its servers is no longer the whole truth. */
export function startedAgainParts(run: RunIn<'paused' | 'held'>): readonly Part[] {
  // A run that begins notes all starts anew.
  if (untouched(run))
    return aboutStarts(
      run,
      startedAgain(run),
      'Look at it now: when the run begins it checks the cluster once more, and does not ask about this.',
    );
  const later = startedAgain(run.status === 'held' ? acceptToldStarts(run, run.hold) : run);
  // What people waited for in this hold is not asked about once more.
  const known = startedAgain(run).filter((server) => !later.includes(server));
  const asks =
    run.status === 'paused'
      ? 'Look at it before you resume; resumed, the run asks about it'
      : 'After the answer to this the run asks about it';
  return [
    ...aboutStarts(
      run,
      known,
      `${answersThatAccept(run)} takes ${known.length === 1 ? 'this start' : 'these starts'} as known.`,
    ),
    ...aboutStarts(run, later, `${asks} before another server is begun.`),
  ];
}

function answersThatAccept(run: RunIn<'paused' | 'held'>): string {
  const offered = run.status === 'held' ? run.hold.choices.map(({ choice }) => choice) : [];
  return capital(offered.filter(acceptsStarts).join(' or '));
}

function aboutStarts(
  run: RunIn<'paused' | 'held'>,
  servers: ReturnType<typeof startedAgain>,
  then: string,
): readonly Part[] {
  if (servers.length === 0) return [];
  return [{ kind: 'alert', level: 'warning', text: cut(`${full(sentenceOf(startsNow(run, servers)))} ${then}`, 1500) }];
}
