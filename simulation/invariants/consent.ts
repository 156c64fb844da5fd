import type { RunId } from '../../src/roll/ids.js';
import type { Run, Vote } from '../../src/roll/run.js';
import { approvers, members } from '../scenario.js';
import type { Watch } from './watch.js';

/** By then what was typed has arrived, or never will: the plan that stood in the channel is the one it was about. */
const typedWithinMs = 120_000;
/** By then a bot that Slack serves well has heard it. */
const heardWithinMs = 20_000;
const calmBeforeMs = 30_000;
/** What Slack said of somebody is believed for a quarter of a minute. */
const knownToHaveLeftMs = 25_000;

/** What may be done on the strength of what people approved. */
export class Consent {
  readonly #begun = new Set<RunId>();
  /** By how much the bot's wall clock was wrong, over time: votes are dated by it. */
  readonly #offsets = new Set<number>([0]);
  /** The last time that something kept the bot from hearing people. */
  #disconnectedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly watch: Watch) {}

  settled(): void {
    const { slack, up, wall } = this.watch.world;
    this.#offsets.add(wall.offsetMs);
    if (!up || slack.down || slack.faults.list().length > 0) this.#disconnectedAt = this.watch.now;
  }

  /** Enough approvals of exactly this plan, by people who may give them and really did. */
  onlyWhenApproved(run: Run, what: string): void {
    this.#demand(run, what, (vote) => this.#approvals(vote).length > 0);
  }

  /** And when it begins, did not take them back in time: after that they cannot. */
  changed(run: Run): void {
    if (!('progress' in run) || run.progress.saved === undefined || this.#begun.has(run.id)) return;
    this.#begun.add(run.id);
    this.#demand(
      run,
      'the first step',
      (vote) => !this.#hadLeft(vote) && this.#approvals(vote).some((at) => !this.#takenBack(vote, at)),
    );
  }

  #demand(run: Run, what: string, isGiven: (vote: Vote) => boolean): void {
    const { required, selfApproval, approvers: named } = run.plan.approvals;
    const may = (user: string): boolean =>
      (user !== run.requestedBy || selfApproval) &&
      members.some((member) => member === user) &&
      (named.length === 0 || approvers.some((approver) => approver === user));
    const real = new Set(
      run.votes.filter((vote) => vote.planId === run.plan.id && may(vote.by) && isGiven(vote)).map(({ by }) => by),
    );
    if (real.size < required)
      this.watch.report(
        'nothing without approval',
        `${what} was begun for run ${run.id} with ${real.size} of ${required} approvals`,
      );
  }

  /** When this person did what this vote can stand for: they saw that plan, or typed a moment before it was counted. */
  #approvals({ by, planId, at }: Vote): readonly number[] {
    const typed = (then: number): boolean =>
      [...this.#offsets].some((offset) => at - offset >= then && at - offset <= then + typedWithinMs);
    return this.watch.people.presses.gestures
      .filter(
        ({ kind, user, plan, at: then }) =>
          kind === 'approve' && user === by && (plan === planId || (plan === 'typed' && typed(then))),
      )
      .map((gesture) => gesture.at);
  }

  /** Those who voted and left long enough ago that a bot which Slack serves well knows it. */
  #hadLeft({ by }: Vote): boolean {
    const { world, now } = this.watch;
    const since = world.left.get(by);
    return since !== undefined && now - since > knownToHaveLeftMs && now - this.#disconnectedAt > calmBeforeMs;
  }

  #takenBack({ by, planId }: Vote, approvedAt: number): boolean {
    const { people, now } = this.watch;
    return people.presses.gestures.some(
      ({ kind, user, plan, at }) =>
        kind === 'withdraw' &&
        user === by &&
        plan === planId &&
        at >= approvedAt &&
        now - at > heardWithinMs &&
        this.#disconnectedAt < at - calmBeforeMs,
    );
  }

  /** A server that was begun is finished, whatever the time; another one is not begun. */
  insideWindow(run: Run): void {
    const { windowClosedAt, wall } = this.watch.world;
    if (windowClosedAt === undefined || !('progress' in run) || run.progress.phase.kind !== 'target') return;
    const begunAt = run.progress.targets[run.progress.phase.target]?.startedAt;
    if (begunAt !== undefined && begunAt - wall.offsetMs > windowClosedAt)
      this.watch.report('no server is begun outside the change window', `a drain was begun, and its window is closed`);
  }
}
