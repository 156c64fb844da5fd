import type { Clock } from '../../src/lib/clock.js';
import { documentedTiming, type Timing } from '../../src/roll/policy.js';

/** The cluster's waits shrink with its time; what people and processes need does not. */
function spedUp(speed: number, leastPollMs: number): Timing {
  const faster = (ms: number, least: number): number => Math.max(least, Math.round(ms / speed));
  return {
    ...documentedTiming,
    metaInterval: faster(documentedTiming.metaInterval, 0),
    pollInterval: faster(documentedTiming.pollInterval, leastPollMs),
    metaTick: faster(documentedTiming.metaTick, 1),
    stall: faster(documentedTiming.stall, 20_000),
    start: faster(documentedTiming.start, 60_000),
    closeWait: faster(documentedTiming.closeWait, 0),
    rebalance: faster(documentedTiming.rebalance, 60_000),
  };
}

/** So many of them make the bot look a millisecond later. */
const partitionsReadInMs = 3;

type Patience = 'metaInterval' | 'metaTick' | 'settle' | 'stall' | 'start' | 'closeWait' | 'rebalance';

export interface LiveTiming {
  /** Its values change with the speed, whoever holds it. */
  readonly timing: Timing;
  /** @param speed 0: the cluster's time stands still */
  readonly setSpeed: (speed: number) => void;
}

/**
 * The bot's waits at the speed that its cluster has now. The bot's own clock goes on as ever, also while the cluster's
 * time stands still or after its speed has changed. So what had waited already when that happened is given that much
 * more patience, until it has waited as long again: a run is never held because somebody has changed the speed.
 * @param speed how many times as fast the cluster's time goes; above 0
 * @param partitions a large cluster is looked at less often: it shares its machine with the bot
 */
export function liveTiming(clock: Pick<Clock, 'now'>, speed: number, partitions = 0): LiveTiming {
  const leastPollMs = Math.max(200, partitions / partitionsReadInMs);
  let usual = spedUp(speed, leastPollMs);
  let stands = false;
  let changedAt = clock.now();
  /** What may have been waited before the last change, at most. */
  let before: Timing | undefined;

  const patience = (what: Patience): number => {
    const since = clock.now() - changedAt;
    const waited = before?.[what] ?? 0;
    if (stands) return waited + since;
    return since < usual[what] ? usual[what] + waited : usual[what];
  };
  // Own properties: the core copies them where a run has a patience of its own.
  const timing: Timing = {
    get metaInterval() {
      return patience('metaInterval');
    },
    get metaTick() {
      return patience('metaTick');
    },
    get settle() {
      return patience('settle');
    },
    get stall() {
      return patience('stall');
    },
    get start() {
      return patience('start');
    },
    get closeWait() {
      return patience('closeWait');
    },
    get rebalance() {
      return patience('rebalance');
    },
    get pollInterval() {
      return stands ? documentedTiming.pollInterval : usual.pollInterval;
    },
    assignDelay: documentedTiming.assignDelay,
    maxAway: documentedTiming.maxAway,
  };
  return {
    timing,
    setSpeed: (next) => {
      before = { ...timing };
      changedAt = clock.now();
      stands = next === 0;
      if (next > 0) usual = spedUp(next, leastPollMs);
    },
  };
}
