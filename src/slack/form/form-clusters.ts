import type { RunService } from '../../engine/run-service.js';
import { isOpen } from '../../roll/calendar.js';
import { calendarWords } from '../render/calendar-words.js';
import { inTheirWords, mention, moment } from '../text.js';
import type { FormCluster } from './form-view.js';

/** The clusters that the form offers, each with what keeps it from being rolled now. */
export function formClusters(runService: RunService): readonly FormCluster[] {
  return runService.clusters().map(({ cluster, channel, lock, calendar }) => {
    const open = isOpen(calendar);
    const words = open ? undefined : calendarWords(calendar);
    const locked =
      lock === undefined
        ? []
        : [`:lock: locked by ${mention(lock.by)}, ${moment(lock.at)}: ${inTheirWords(lock.reason)}. No run may start.`];
    return { name: cluster, channel, open, hindrances: [...locked, ...(words === undefined ? [] : [words])] };
  });
}
