import type { RunId } from '../../src/roll/ids.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Run } from '../../src/roll/run.js';
import { approvers, members } from '../scenario.js';
import type { Watch } from './watch.js';

/** What people said, and what may be done on the strength of it. */
export class Consent {
  /** What the bot told people that it took. */
  readonly #promised: { readonly run: RunId; readonly intent: Intent; readonly at: number }[] = [];

  constructor(private readonly watch: Watch) {}

  acknowledged(run: RunId, intent: Intent): void {
    this.#promised.push({ run, intent, at: this.watch.now });
  }

  /** How often people asked this run to try something again. */
  timesAsked(run: RunId): number {
    return this.#promised.filter((promise) => promise.run === run && (promise.intent.kind === 'retry' || promise.intent.kind === 'force')).length;
  }

  /** Enough approvals of exactly this plan, by people who may give them and really did. */
  onlyWhenApproved(run: Run, what: string): void {
    const { required, selfApproval, approvers: named } = run.plan.approvals;
    const may = (user: string): boolean => (user !== run.requestedBy || selfApproval) && members.some((member) => member === user) && (named.length === 0 || approvers.some((approver) => approver === user));
    const given = (user: string): boolean => this.watch.people.approvals.some(({ user: by, plan }) => by === user && (plan === run.plan.id || plan === 'any'));
    const real = new Set(run.votes.filter(({ planId, by }) => planId === run.plan.id && may(by) && given(by)).map(({ by }) => by));
    if (real.size < required) this.watch.report('nothing without approval', `${what} was begun for run ${run.id} with ${real.size} of ${required} approvals`);
  }

  notAfterAbort(run: Run, what: string): void {
    const abort = this.#promised.find((promise) => promise.run === run.id && promise.intent.kind === 'abort');
    if (abort === undefined) return;
    const askedAgain = this.#promised.some((promise) => promise.run === run.id && promise.at >= abort.at && (promise.intent.kind === 'retry' || promise.intent.kind === 'force'));
    if (!askedAgain) this.watch.report('nothing new after an abort', `${what} was begun ${(this.watch.now - abort.at) / 1000} s after the abort was acknowledged`);
  }

  /** A server that was begun is finished, whatever the time; another one is not begun. */
  insideWindow(run: Run): void {
    const { windowClosedAt, wall } = this.watch.stage;
    if (windowClosedAt === undefined || !('progress' in run) || run.progress.phase.kind !== 'target') return;
    const begunAt = run.progress.targets[run.progress.phase.target]?.startedAt;
    if (begunAt !== undefined && begunAt - wall.offsetMs > windowClosedAt) this.watch.report('no server is begun outside the change window', `a drain was begun, and its window is closed`);
  }
}
