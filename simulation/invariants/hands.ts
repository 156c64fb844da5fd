import type { ClusterAct } from '../../src/roll/act.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Code } from '../../src/roll/message.js';
import type { Run } from '../../src/roll/run.js';
import type { Hand } from '../faults/hand.js';
import type { Watch } from './watch.js';

/** A value that the run has set this shortly before was not read yet: nobody can tell who changed it. */
const unreadMs = 60_000;

const tellsOfAHand: readonly Code[] = ['setting-by-hand', 'level-by-hand', 'frozen-by-hand'];

/** What somebody sets by hand in mid-run is not undone without a word, and a freeze not before people have answered. */
export class HandChecks {
  readonly #lastActs = new Map<ClusterAct['kind'], number>();
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** Since when each reading shows the cluster, and when it had come. */
  readonly #reads: { readonly from: number; readonly at: number }[] = [];

  constructor(private readonly watch: Watch) {}

  observed(from: number): void {
    this.#reads.push({ from, at: this.watch.now });
  }

  acknowledged({ kind }: Intent): void {
    if (kind !== 'pause' && kind !== 'abort' && kind !== 'abort-to-roll-back') this.#answeredAt = this.watch.now;
  }

  actBegins(run: Run, act: ClusterAct): void {
    const hand = this.watch.world.hands.findLast((each) => each.act === act.kind && this.#stands(each));
    // What the last reading could not show yet, the run has not seen.
    if (hand !== undefined && this.watch.readFrom > hand.at && this.#knewBefore(hand)) {
      if (act.kind === 'set-level') this.#freeze(act, hand);
      else this.#word(run, hand);
    }
    this.#lastActs.set(act.kind, this.watch.now);
  }

  /** This leader was read before somebody set anything: else what it has may be what its own file says. */
  #knewBefore({ at: setAt }: Hand): boolean {
    return this.#reads.some(({ from, at }) => from > this.watch.leaderChangedAt && at < setAt);
  }

  #freeze(act: Extract<ClusterAct, { kind: 'set-level' }>, { at }: Hand): void {
    if (act.level === 'freezed' || this.#answeredAt > at) return;
    this.watch.report(
      'a freeze by hand is not undone',
      `the level was set to ${act.level} although somebody had set it to freezed, and nobody had answered`,
    );
  }

  #word(run: Run, { at, act, value }: Hand): void {
    if (at - (this.#lastActs.get(act) ?? Number.NEGATIVE_INFINITY) < unreadMs) return;
    const { offsetMs } = this.watch.world.wall;
    const told = run.log.some(
      (event) => event.kind === 'note' && event.at - offsetMs >= at && tellsOfAHand.includes(event.message.code),
    );
    if (!told)
      this.watch.report(
        'nothing of others is undone without a word',
        `${act} was done although somebody had set ${value}, and the thread says nothing of it`,
      );
  }

  /** The same leader still has it. */
  #stands({ leader: meta, act, value }: Hand): boolean {
    const { leader } = this.watch.truth;
    if (leader?.meta !== meta) return false;
    switch (act) {
      case 'set-level':
        return leader.storedLevel === value;
      case 'set-assign-delay':
        return String(leader.assignDelayMs) === value;
      case 'set-add-secondary-max':
        return String(leader.addSecondaryMax) === value;
      case 'set-flow-control':
        return String(leader.flowControl) === value;
      default:
        return false;
    }
  }
}
