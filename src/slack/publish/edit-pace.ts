import type { Clock } from '../../lib/clock.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { tookMs } from '../render/figures.js';
import type { EditBudget } from './edit-budget.js';

/** What somebody said shows at once; two things said together make one edit. */
const betweenAnswersMs = 250;
/** A message follows its server in about this many edits: a run of 100 servers must not cost thousands of calls. */
const editsAServer = 4;
const shortestGapMs = 2_000;
const longestGapMs = 60_000;

/**
 * When the message of one run may be edited next: at once for what people did or must do, otherwise at the pace of its
 * servers.
 */
export class EditPace {
  readonly #clock: Clock;
  readonly #budget: EditBudget;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastState = '';
  #stateBefore = '';

  constructor(clock: Clock, budget: EditBudget) {
    this.#clock = clock;
    this.#budget = budget;
  }

  /** Whether the message does not show yet what somebody did, or has to do. */
  urgent(run: Run): boolean {
    return stateOf(run) !== this.#lastState;
  }

  /** Milliseconds too early; 0 when the time has come. */
  early(run: Run): number {
    const urgent = this.urgent(run);
    const own = this.#lastAt + (urgent ? betweenAnswersMs : gapOf(run)) - this.#clock.now();
    return Math.max(0, own, this.#budget.early(urgent));
  }

  done(run: Run): void {
    this.#lastAt = this.#clock.now();
    this.#stateBefore = this.#lastState;
    this.#lastState = stateOf(run);
    this.#budget.spend();
  }

  /** What was sent did not arrive: it is as urgent as it was. `asked`: Slack looked at it, and counts it. */
  failed({ asked }: { readonly asked: boolean }): void {
    this.#lastState = this.#stateBefore;
    if (!asked) this.#budget.giveBack();
  }
}

/** Between two edits that only show how far it has come. */
export function gapOf(run: Run): number {
  // Nothing more will come than where its report is, and the run is kept until that is shown.
  if (hasEnded(run)) return shortestGapMs;
  return Math.min(longestGapMs, Math.max(shortestGapMs, serverMs(run) / editsAServer));
}

/** How long a server takes: as the last ones of its role did, before that as the plan says. */
function serverMs(run: Run): number {
  if (!('progress' in run)) return run.plan.estimate.replicaServerMs;
  const { phase, targets } = run.progress;
  const role = phase.kind === 'target' ? targets[phase.target]?.role : undefined;
  const took = targets.flatMap((target) => (target.role === role ? (tookMs(target) ?? []) : [])).slice(-3);
  return took.length === 0 ? run.plan.estimate.replicaServerMs : took.reduce((sum, ms) => sum + ms, 0) / took.length;
}

/** What people did, and what is asked of them. */
function stateOf(run: Run): string {
  const stop = 'progress' in run ? run.progress.stopRequest?.kind : undefined;
  const held = run.status === 'held' ? `${run.since}/${run.forceAskedBy ?? ''}/${run.hold.nodes.join(',')}` : '';
  return [run.status, run.plan.id, run.votes.map(({ by }) => by).join(','), stop ?? '', held].join('/');
}
