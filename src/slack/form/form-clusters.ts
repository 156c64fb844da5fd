import type { RunService } from '../../engine/run-service.js';
import { isOpen } from '../../roll/calendar.js';
import { calendarWords } from '../render/calendar-words.js';
import { inTheirWords, mention, moment } from '../text.js';
import type { FormCluster } from './form-context.js';
import { inLanguage } from '../language.js';

/** The clusters that the form offers, each with what keeps it from being rolled now. */
export function formClusters(runService: RunService): readonly FormCluster[] {
  return runService.clusters().map(({ cluster, channel, lock, calendar }) => {
    const open = isOpen(calendar);
    const words = open ? undefined : calendarWords(calendar);
    const locked =
      lock === undefined
        ? []
        : [
            inLanguage({
              en:
                `:lock: locked by ${mention(lock.by)}, ${moment(lock.at)}` +
                `: ${inTheirWords(lock.reason)}. No run may start.`,
              zh: `:lock: 由 ${mention(lock.by)} 锁定，${moment(lock.at)}：${inTheirWords(lock.reason)}。不能开始任务。`,
            }),
          ];
    return { name: cluster, channel, open, hindrances: [...locked, ...(words === undefined ? [] : [words])] };
  });
}
