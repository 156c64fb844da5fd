import { untouched } from '../../roll/approved.js';
import { acceptsStarts, acceptToldStarts } from '../../roll/known-starts.js';
import type { RunIn } from '../../roll/run.js';
import { startedAgain, startsNow } from '../../roll/started-again.js';
import { capital, cut, sentenceOf } from '../text.js';
import type { Part } from './parts.js';
import { choiceWord, full } from './words.js';
import { inLanguage } from '../language.js';

/** What other starts a run that stands has seen: what it says of its servers is no longer the whole truth. */
export function startedAgainParts(run: RunIn<'paused' | 'held'>): readonly Part[] {
  // A run that begins notes all starts anew.
  if (untouched(run))
    return aboutStarts(
      run,
      startedAgain(run),
      inLanguage({
        en: 'Look at it now: when the run begins it checks the cluster once more, and does not ask about this.',
        zh: '请现在检查：任务开始时会再检查一次集群，但不会问起这个。',
      }),
    );
  const later = startedAgain(run.status === 'held' ? acceptToldStarts(run, run.hold) : run);
  // What people waited for in this hold is not asked about once more.
  const known = startedAgain(run).filter((server) => !later.includes(server));
  const asks =
    run.status === 'paused'
      ? inLanguage({
          en: 'Look at it before you resume; resumed, the run asks about it',
          zh: '恢复之前请先检查；恢复之后，任务会问起这个',
        })
      : inLanguage({ en: 'After the answer to this the run asks about it', zh: '答复这次挂起之后，任务会问起这个' });
  return [
    ...aboutStarts(
      run,
      known,
      inLanguage({
        en: `${answersThatAccept(run)} takes ${known.length === 1 ? 'this start' : 'these starts'} as known.`,
        zh: `「${answersThatAccept(run)}」表示已知道这些启动。`,
      }),
    ),
    ...aboutStarts(
      run,
      later,
      inLanguage({ en: `${asks} before another server is begun.`, zh: `${asks}，然后才开始下一台 server。` }),
    ),
  ];
}

function answersThatAccept(run: RunIn<'paused' | 'held'>): string {
  const offered = run.status === 'held' ? run.hold.choices.map(({ choice }) => choice) : [];
  return capital(
    offered
      .filter(acceptsStarts)
      .map(choiceWord)
      .join(inLanguage({ en: ' or ', zh: ' / ' })),
  );
}

function aboutStarts(
  run: RunIn<'paused' | 'held'>,
  servers: ReturnType<typeof startedAgain>,
  then: string,
): readonly Part[] {
  if (servers.length === 0) return [];
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: cut(`${full(sentenceOf(startsNow(run, servers)))}${inLanguage({ en: ' ', zh: '' })}${then}`, 1500),
    },
  ];
}
