import type { Clock } from '../lib/clock.js';

/** So many posts are looked at: enough for a quick one among them, few enough that a clock set anew is noticed soon. */
const kept = 20;

/** Slack's clock was ahead of ours by at least `least` and at most `most`, milliseconds; behind where negative. */
interface Ahead {
  readonly least: number;
  readonly most: number;
}

/**
 * Slack dates what people do by its own clock, which may differ from ours. Every post shows by how much: its `ts` lies
 * between the moment when it was sent and the one when it was answered. A slow answer tells little, so what the latest
 * posts say together counts.
 */
export class SlackTime {
  readonly #clock: Clock;
  #latest: readonly Ahead[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param sentAt by our clock. @param ts of what was posted then, as its answer says. */
  posted(sentAt: number, ts: string): void {
    const at = msOf(ts);
    if (at === undefined) return;
    const ahead = { least: at - this.#clock.now(), most: at - sentAt };
    const all = [...this.#latest, ahead].slice(-kept);
    // Where they contradict each other, one of the clocks was set: what was seen before says nothing any more.
    this.#latest = together(all) === undefined ? [ahead] : all;
  }

  /** When something that Slack dates was done, by our clock, and not later than now; undefined: that is no date. */
  here(ts: string | undefined): number | undefined {
    const at = ts === undefined ? undefined : msOf(ts);
    if (at === undefined) return undefined;
    const { least, most } = together(this.#latest) ?? { least: 0, most: 0 };
    return Math.min(this.#clock.now(), at - (least + most) / 2);
  }
}

/** What all of them allow; undefined: there are none, or they contradict each other. */
function together(seen: readonly Ahead[]): Ahead | undefined {
  const least = Math.max(...seen.map((one) => one.least));
  const most = Math.min(...seen.map((one) => one.most));
  return seen.length > 0 && least <= most ? { least, most } : undefined;
}

function msOf(ts: string): number | undefined {
  return /^\d{9,11}\.\d{1,6}$/.test(ts) ? Number(ts) * 1000 : undefined;
}
