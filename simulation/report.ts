import { sameHistory, type Told } from './pool.js';

const shownOfEach = 3;

/** What came of many histories. */
export class Report {
  #histories = 0;
  #virtualMs = 0;
  readonly #faults = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #violated = new Map<string, number>();
  #bad = 0;
  readonly #begun = performance.now();

  add({ violations, faults, ends, virtualMs }: Told): void {
    this.#histories += 1;
    this.#virtualMs += virtualMs;
    for (const [name, times] of Object.entries(faults)) this.#faults.set(name, (this.#faults.get(name) ?? 0) + times);
    for (const [how, times] of Object.entries(ends)) this.#ends.set(how, (this.#ends.get(how) ?? 0) + times);
    for (const { invariant } of violations) this.#violated.set(invariant, (this.#violated.get(invariant) ?? 0) + 1);
    if (violations.length > 0) this.#bad += 1;
  }

  get isClean(): boolean {
    return this.#bad === 0 && this.#histories > 0;
  }

  /** What was violated, and the one command that shows it again. */
  violationsOf({ seed, violations }: Told): readonly string[] {
    if (violations.length === 0) return [];
    const more = violations.length > shownOfEach ? [`  and ${violations.length - shownOfEach} more`] : [];
    return [
      `seed ${seed}:`,
      ...violations.slice(0, shownOfEach).map(({ invariant, what }) => `  ${invariant}: ${what}`),
      ...more,
      `  npm run sim -- --seed ${seed} ${violations.some(({ invariant }) => invariant === sameHistory) ? '--twice' : '--log'}`,
    ];
  }

  summary(): string {
    const faults = [...this.#faults].sort(([one], [other]) => (one < other ? -1 : 1));
    const total = faults.reduce((sum, [, times]) => sum + times, 0);
    return [
      `${this.#histories} histories of ${(this.#virtualMs / 3_600_000).toFixed(1)} virtual hours in ${((performance.now() - this.#begun) / 1000).toFixed(1)} s`,
      `runs: ${[...this.#ends].map(([how, times]) => `${times} ${how}`).join(', ')}`,
      `faults: ${total}`,
      ...faults.map(([name, times]) => `  ${String(times).padStart(6)} ${name}`),
      this.#bad === 0 ? 'violations: 0' : `violations: in ${this.#bad} histories`,
      ...[...this.#violated].map(([invariant, times]) => `  ${String(times).padStart(6)} ${invariant}`),
    ].join('\n');
  }
}
