import type { LoggedEvent } from '../../roll/event.js';
import { minLiveLeft } from '../../roll/min-live.js';
import { count } from '../text.js';
import { clusterLeftOf } from './cluster-left-words.js';
import { settingsLeft } from './outcome-parts.js';
import { code, table, type Words } from './report-markdown.js';
import type { Reported } from './reported.js';
import { exactSettings } from './words.js';

/** What the settings were, and whether they are back. */
export function reportSettings(run: Reported, { told }: Words): readonly string[] {
  const { saved } = run.progress;
  if (saved === undefined) return [];
  const lowered =
    run.log.findLast(
      (event): event is Extract<LoggedEvent, { kind: 'maintenance-left' }> => event.kind === 'maintenance-left',
    )?.restored.minLive ?? [];
  const before = exactSettings({ ...saved, minLive: [...lowered, ...(saved.minLive ?? [])] });
  const unread = saved.minLive ?? [];
  const restored =
    unread.length === 0
      ? 'They are back, each value was read.'
      : `They are back, each value was read, with one exception. ${told(minLiveLeft(unread))}.`;
  return [
    '## Settings of the cluster',
    '',
    `Before the run: ${before}.`,
    '',
    settingsLeft(run) ? '**They are not back as they were.** Look at them before anything else.' : restored,
  ];
}

/** What the outcome says of the cluster, in full: a file has room for every server. */
export function reportClusterAtEnd(run: Reported, { prose }: Words): readonly string[] {
  const left = clusterLeftOf(run);
  if (left === undefined) return [];
  if (left.kind === 'unread') return ['## Cluster at the end', '', `It could not be read: ${prose(left.why)}.`];
  const named = (addresses: readonly string[]): string =>
    addresses.length === 0 ? 'none' : addresses.map(code).join(', ');
  return [
    '## Cluster at the end',
    '',
    `Not ALIVE: ${named(left.dead)}. Metas that do not answer: ${named(left.silentMetas)}. Partitions ` +
      `with no replica left: ${left.lost}.`,
    ...(left.short.length === 0
      ? ['', 'Every partition is full.']
      : [
          '',
          ...left.short.map(
            ({ table: name, partitions, of }) => `- ${code(name)}: ${partitions} of ${of} partitions are not full`,
          ),
        ]),
    ...(left.drained.length === 0
      ? []
      : [
          '',
          ...left.drained.map(
            ({ address, missing }) =>
              `- ${code(address)} is left drained: ${count(missing, 'copy', 'copies')} not back`,
          ),
        ]),
    '',
    `Leadership is ${left.uneven ? 'uneven' : 'even'}:`,
    '',
    ...table(
      ['Server', 'Primaries before', 'Primaries now'],
      left.leadership.map(({ address, before, now }) => [
        code(address),
        before === undefined ? '' : String(before),
        String(now),
      ]),
    ),
  ];
}
