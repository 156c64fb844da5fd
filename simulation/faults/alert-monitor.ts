import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { AlertsReading } from '../../src/roll/observation.js';

const readings = {
  none: { kind: 'alerts', firing: [] },
  fires: { kind: 'alerts', firing: ['WriteErrors (critical)'] },
  silent: { kind: 'unreachable', why: 'connect ECONNREFUSED', raw: [] },
} as const satisfies Readonly<Record<string, AlertsReading>>;

/**
 * Who knows of alerts: now and then one fires for a while, or nobody answers. A draw of its own, so that everything
 * else of a seed is as it was before there was this.
 */
export class AlertMonitor {
  /** From then on none fires. */
  calm = false;
  /** What the bot was told last; undefined: nothing yet. */
  told: keyof typeof readings | undefined;
  #mood: keyof typeof readings = 'none';
  #until = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  read(): Promise<AlertsReading> {
    const now = this.clock.now();
    if (now >= this.#until) {
      this.#mood = this.random.pick(['none', 'none', 'none', 'none', 'fires', 'silent'] as const) ?? 'none';
      this.#until = now + this.random.between(5_000, 120_000);
    }
    this.told = this.calm ? 'none' : this.#mood;
    return Promise.resolve(readings[this.told]);
  }
}
