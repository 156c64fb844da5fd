import type { Clock } from '../../lib/clock.js';
import { formatDuration } from '../../lib/duration.js';
import { quoted } from '../text.js';
import { inLanguage } from '../language.js';

const windowMs = 60_000;
/** So many a minute: more than a person types, and less than a script sends. */
const mostAMinute = { ofPerson: 12, ofCluster: 30 };

/**
 * How often people may ask for something that is read or made for them: plans, rolls, lists. What steers a run (pause,
 * abort, an answer to a hold, a lock) is never counted and never refused: it has to work in a flood, too.
 */
export class RequestLimit {
  readonly #asked = new Map<string, readonly number[]>();

  constructor(
    private readonly clock: Clock,
    private readonly most = mostAMinute,
  ) {}

  /** Counts one request. @returns why it is refused, safe to show; undefined when it is not */
  refusal(user: string, cluster: string | undefined): string | undefined {
    const now = this.clock.now();
    this.#forget(now);
    const person = `person ${user}`;
    const wait = this.#wait(person, this.most.ofPerson, now);
    if (wait !== undefined)
      return inLanguage({
        en:
          `You have asked ${this.most.ofPerson} times within a minute. Ask again in ${wait}. Pause, abort ` +
          'and all other answers to a run are taken at any time.',
        zh: `你在一分钟内请求了 ${this.most.ofPerson} 次。请 ${wait} 后再试。暂停、中止和对任务的其他答复随时都可以。`,
      });
    const about = cluster === undefined ? undefined : `cluster ${cluster}`;
    const busy = about === undefined ? undefined : this.#wait(about, this.most.ofCluster, now);
    if (busy !== undefined)
      return inLanguage({
        en:
          `${quoted(cluster ?? '')} was asked about ${this.most.ofCluster} times within a minute, by ` +
          `several people. Ask again in ${busy}. Pause, abort and all other answers to a run are taken at ` +
          'any time.',
        zh: `一分钟内有几个人一共请求了 ${quoted(cluster ?? '')} ${this.most.ofCluster} 次。请 ${busy} 后再试。暂停、中止和对任务的其他答复随时都可以。`,
      });
    for (const key of about === undefined ? [person] : [person, about])
      this.#asked.set(key, [...(this.#asked.get(key) ?? []), now]);
    return undefined;
  }

  #wait(key: string, most: number, now: number): string | undefined {
    const times = this.#asked.get(key) ?? [];
    const [oldest] = times.slice(-most);
    return oldest === undefined || times.length < most
      ? undefined
      : formatDuration(Math.max(1_000, oldest + windowMs - now));
  }

  /** What is older than a minute, or from before the clock went back. */
  #forget(now: number): void {
    for (const [key, times] of this.#asked) {
      const kept = times.filter((at) => at <= now && now - at < windowMs);
      if (kept.length === 0) this.#asked.delete(key);
      else this.#asked.set(key, kept);
    }
  }
}
