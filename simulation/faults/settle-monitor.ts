import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { MonitorReading } from '../../src/roll/observation.js';

type Mood = 'at-rest' | 'restless' | 'silent' | 'nonsense';

/**
 * Who measures whether the cluster is at rest: it is, and is not, for a while each; sometimes it does not answer, or
 * nobody understands what. A draw of its own, so that everything else of a seed is as it was before there was this.
 */
export class SettleMonitor {
  /** From then on the cluster is at rest. */
  calm = false;
  /** What the bot was told, and when. */
  readonly answers: { readonly at: number; readonly atRest: boolean }[] = [];
  #mood: Mood = 'at-rest';
  #until = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  read(): Promise<MonitorReading> {
    const now = this.clock.now();
    if (now >= this.#until) {
      this.#mood = this.random.pick(['at-rest', 'at-rest', 'at-rest', 'restless', 'silent', 'nonsense']) ?? 'at-rest';
      this.#until = now + this.random.between(5_000, 90_000);
    }
    const mood = this.calm ? 'at-rest' : this.#mood;
    this.answers.push({ at: now, atRest: mood === 'at-rest' });
    return Promise.resolve(readings[mood]);
  }
}

const readings: Readonly<Record<Mood, MonitorReading>> = {
  'at-rest': { kind: 'values', values: [4, 7] },
  restless: { kind: 'values', values: [4, 80] },
  silent: { kind: 'unreachable', why: 'connect ECONNREFUSED', raw: [] },
  nonsense: { kind: 'not-understood', why: 'the query has no result', raw: ['{"result":[]}'] },
};
