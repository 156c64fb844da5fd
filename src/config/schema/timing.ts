import { documentedTiming, type Timing } from '../../roll/policy.js';
import { asWritten, duration, mapping } from '../../settings/values.js';

/** A wait with its documented value as default, which is said as the file would say it. */
const waiting = (name: keyof Timing, meaning: string) =>
  duration().prefault(asWritten(documentedTiming[name])).describe(meaning);

/** Progress is seen at a look and made at a tick of the meta: what waits for it waits longer. */
const orderedWaits: readonly (readonly [shorter: keyof Timing, longer: keyof Timing])[] = [
  ['metaTick', 'stall'],
  ['pollInterval', 'stall'],
  ['pollInterval', 'start'],
  ['pollInterval', 'settle'],
  ['metaTick', 'rebalance'],
  ['pollInterval', 'rebalance'],
];

export const timingSettings = mapping({
  assignDelay: waiting(
    'assignDelay',
    'How long the cluster waits, while a run lasts, before it copies a lost replica elsewhere.',
  ),
  metaInterval: waiting('metaInterval', 'The least time between the restarts of two metas.'),
  pollInterval: waiting('pollInterval', 'Between two looks at the cluster.'),
  metaTick: waiting('metaTick', 'The cluster’s own lb_interval_ms: a proposal takes effect at the next tick.'),
  settle: waiting(
    'settle',
    'How long a cluster may take to be at rest (settle) before the next server; then the run holds.',
  ),
  stall: waiting('stall', 'No progress for so long: the run holds.'),
  start: waiting('start', 'A restarted process must be back within this.'),
  closeWait: waiting('closeWait', 'How long to wait for replicas to close where the version gives no reading.'),
  rebalance: waiting('rebalance', 'A rebalance that lasts longer holds.'),
  maxAway: waiting('maxAway', 'A bot that was away longer comes back paused.'),
}).superRefine((waits, context) => {
  const told = new Set<keyof Timing>();
  for (const [shorter, longer] of orderedWaits) {
    if (waits[shorter] < waits[longer]) continue;
    // The fault is the one's that the file has changed.
    const [own, other, than] =
      waits[longer] === documentedTiming[longer]
        ? ([shorter, longer, 'less than'] as const)
        : ([longer, shorter, 'more than'] as const);
    if (told.has(own)) continue;
    told.add(own);
    context.addIssue({
      code: 'custom',
      message: `${than} ${other}, ${asWritten(waits[other])}`,
      path: [own],
      params: { together: true, hint: 'a run would hold although all goes well' },
    });
  }
});
