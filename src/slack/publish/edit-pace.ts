import type { Clock } from '../../lib/clock.js';
import type { Run } from '../../roll/run.js';

/** Slack takes about 50 edits a minute of all messages together; several runs share them. */
const betweenEditsMs = 1_000;
/** Numbers that count down are no news. */
const betweenCountsMs = 3_000;

/** When a message may be edited next: soon when something new happens, more rarely while numbers count down. */
export class EditPace {
  readonly #clock: Clock;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastNews = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds too early; 0 when the time has come. */
  early(run: Run): number {
    const gap = news(run) === this.#lastNews ? betweenCountsMs : betweenEditsMs;
    return Math.max(0, this.#lastAt + gap - this.#clock.now());
  }

  done(run: Run): void {
    this.#lastAt = this.#clock.now();
    this.#lastNews = news(run);
  }
}

function news(run: Run): string {
  if (!('progress' in run)) return `${run.status}/${run.votes.length}`;
  const { phase, wish, targets } = run.progress;
  const step = phase.kind === 'target' ? `${phase.target}/${phase.step.kind}` : phase.kind;
  return [run.status, step, wish?.kind, targets.filter(({ state }) => state === 'done').length, run.votes.length].join('/');
}
