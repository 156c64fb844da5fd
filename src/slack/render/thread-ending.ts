import { formatDuration } from '../../lib/duration.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { inLanguage } from '../language.js';
import { count, cut, listing, sentenceOf } from '../text.js';
import { availabilityLines } from './availability-words.js';
import { addressRuns } from './address-runs.js';
import { clusterLeftLines } from './cluster-left-words.js';
import { planTitle } from './plan-parts.js';
import { type Event, line, type Said } from './said.js';
import { full } from './words.js';

/** How it ended, what was rolled and what not, and what is left. */
export function ending(run: Run, event: Event<'ended'>): Said {
  const title = planTitle(run.plan);
  const begun = run.log.find(({ kind }) => kind === 'started')?.at;
  const took =
    begun === undefined
      ? ''
      : inLanguage({
          en: ` It took ${formatDuration(event.at - begun)}.`,
          zh: `用时 ${formatDuration(event.at - begun)}。`,
        });
  const how = {
    done: inLanguage({ en: `:white_check_mark: *${title} is done.*`, zh: `:white_check_mark: *${title}：已完成。*` }),
    aborted: inLanguage({ en: `:octagonal_sign: *${title} is aborted.*`, zh: `:octagonal_sign: *${title}：已中止。*` }),
    failed: inLanguage({ en: `:x: *${title} failed.*`, zh: `:x: *${title}：失败。*` }),
  }[event.how];
  const named = (nodes: readonly string[]): string => listing(addressRuns(nodes), 900);
  return line(
    [
      `${how}${took}`,
      ...(onlyRebalances(run.options)
        ? []
        : [
            event.rolled.length === 0
              ? inLanguage({ en: 'Rolled 0 servers.', zh: '滚动了 0 台 server。' })
              : inLanguage({
                  en: `Rolled ${count(event.rolled.length, 'server')}: ${named(event.rolled)}.`,
                  zh: `滚动了 ${event.rolled.length} 台 server：${named(event.rolled)}。`,
                }),
          ]),
      ...(event.notRolled.length === 0
        ? []
        : [inLanguage({ en: `Not rolled: ${named(event.notRolled)}.`, zh: `没有滚动：${named(event.notRolled)}。` })]),
      cut(full(sentenceOf(event.left)), 800),
      ...clusterLeftLines(event.cluster).map((left) => cut(left, 500)),
      ...availabilityLines(run).map((seen) => cut(seen, 500)),
    ].join('\n'),
  );
}
