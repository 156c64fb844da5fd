import type { ClusterAct, CommandResult, ProcessCommand } from '../../src/roll/act.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { decide } from '../../src/roll/decide.js';
import type { Context, Input, Next, UpReading } from '../../src/roll/decision.js';
import type { StatusEvent } from '../../src/roll/event.js';
import { clusterName, runId, userId } from '../../src/roll/ids.js';
import type { Intent, IntentAnswer, IntentKind } from '../../src/roll/intent.js';
import { makePlan, planLook } from '../../src/roll/make-plan.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { documentedTiming, type ClusterPolicy } from '../../src/roll/policy.js';
import type { Run } from '../../src/roll/run.js';
import type { AdminFailure } from '../../src/roll/observation.js';
import { collector, type IdealCluster } from './ideal-cluster.js';
import { words } from '../../src/words/words.js';

export const alice = userId('U0ALICE');
export const bob = userId('U0BOB');
export const carol = userId('U0CAROL');

export const policy: ClusterPolicy = {
  cluster: clusterName('cluster-x'),
  clusterName: undefined,
  metas: [],
  collectors: [collector(1)],
  approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
  onRestart: 'continue',
  timing: documentedTiming,
  mutation2pcMinReplicaCount: 2,
  minLiveNodes: 1,
  livePercentage: 50,
  procedure: {
    replica: { restart: ['restart'], upgrade: ['install', 'restart'] },
    meta: { restart: ['restart'], upgrade: ['install', 'restart'] },
    collector: { restart: ['restart'], upgrade: ['install', 'restart'] },
  },
};

/**
 * A run of the pure core against a cluster, without engine, store or time of its own: it notes in order what the core
 * wanted done. Time passes only in looks.
 */
export class CoreRun {
  run: Run;
  now = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly acts: string[] = [];
  readonly commands: ProcessCommand[] = [];
  next: Next;
  /** What a command comes to; undefined: it is still running. */
  outcome: (command: ProcessCommand) => CommandResult | undefined = (command) => {
    this.cluster.carryOut(command);
    return { kind: 'succeeded', tail: [] };
  };
  up: () => UpReading = () => ({ up: true });
  /** The cluster cannot be read while this is set. */
  unreadable: AdminFailure | undefined;
  constructor(
    readonly cluster: IdealCluster,
    options: Partial<RollOptions> = {},
    readonly rules: ClusterPolicy = policy,
    /** What the core sees besides; may change in the middle of a run. */
    public context: Partial<Context> = {},
  ) {
    const chosen = { ...defaultOptions, ...options };
    const everybody = [...cluster.nodes.map(({ address }) => address), ...cluster.metas];
    const { flag } = planLook(cluster.observe({ processes: [], ddd: false }), rules, chosen);
    const plan = makePlan(
      cluster.observe({
        processes: everybody,
        ddd: true,
        blackList: true,
        underWay: true,
        freeSpace: cluster.nodes.map(({ address }) => address),
        ...(flag === undefined ? {} : { flag }),
      }),
      chosen,
      this.#context(),
    );
    this.run = {
      id: runId('cluster-x-0001'),
      cluster: rules.cluster,
      options: chosen,
      plan,
      requestedBy: alice,
      requestedAt: this.now,
      channel: 'C0PEGASUS',
      votes: [],
      log: [],
      updatedAt: this.now,
      status: 'awaiting-approval',
      expiresAt: this.now + rules.approvals.expiresAfterMs,
    };
    this.next = { kind: 'rest' };
  }

  say(kind: IntentKind, by = bob, planId?: string, via: Intent['via'] = 'button'): IntentAnswer {
    const answer = this.tell({
      kind: 'intent',
      intent: { kind, by, via, ...(planId === undefined ? {} : { planId }) },
    });
    if (answer === undefined) throw new Error('an intent got no answer');
    return answer;
  }

  tell(input: Input): IntentAnswer | undefined {
    const decision = decide(this.run, input, this.#context());
    this.run = decision.run;
    this.next = decision.next;
    return decision.answer;
  }

  /** One turn: does what the core wants next, and tells it what came of it. */
  step(): void {
    const { next } = this;
    switch (next.kind) {
      case 'act':
        this.acts.push(describe(next.act));
        this.tell({ kind: 'performed', result: { ok: true, value: this.cluster.perform(next.act) } });
        return;
      case 'command': {
        this.commands.push(next.command);
        this.acts.push(`${next.command.verb} ${next.command.address}`);
        const result = this.outcome(next.command);
        if (result === undefined) this.#look(1_000);
        else this.tell({ kind: 'command-finished', id: next.command.id, result });
        return;
      }
      case 'look':
        this.#look(next.afterMs);
        return;
      case 'rest':
        if (next.until === undefined) return;
        this.now = Math.max(this.now, next.until);
        this.tell({ kind: 'time' });
        return;
      case 'end':
        return;
    }
  }

  /** Goes on until `done`, or fails: a run that goes round in circles must not hang a test. */
  until(done: (run: Run) => boolean, most = 3_000): this {
    for (let turn = 0; turn < most; turn += 1) {
      if (done(this.run)) return this;
      this.step();
    }
    throw new Error(
      `not reached in ${most} turns; ${this.run.status} at ${this.where()}: ${this.acts.slice(-5).join(', ')}`,
    );
  }

  untilStatus(status: Run['status']): this {
    return this.until((run) => run.status === status);
  }

  /** Until the server at hand is in this step. */
  untilStep(step: string): this {
    return this.until(() => this.where().endsWith(` ${step}`));
  }

  /** Until this was done, in the words of `acts`. */
  untilAct(description: string): this {
    return this.until(() => this.acts.includes(description));
  }

  /** Until the core wants this kind of act done next. */
  untilNext(kind: ClusterAct['kind']): this {
    return this.until(() => this.next.kind === 'act' && this.next.act.kind === kind);
  }

  where(): string {
    if (!('progress' in this.run)) return this.run.status;
    const { phase, targets } = this.run.progress;
    return phase.kind === 'target' ? `${targets[phase.target]?.address ?? '?'} ${phase.step.kind}` : phase.kind;
  }

  events<Kind extends StatusEvent['kind']>(kind: Kind): Extract<StatusEvent, { kind: Kind }>[] {
    return this.run.log.filter(
      (event): event is Extract<StatusEvent, { kind: Kind }> & { seq: number; at: number } => event.kind === kind,
    );
  }

  #look(afterMs: number): void {
    this.now += afterMs + 150;
    this.cluster.heal();
    if (this.unreadable !== undefined) {
      this.tell({ kind: 'unobserved', failure: this.unreadable });
      return;
    }
    const { next } = this;
    const look = next.kind === 'look' ? next.look : { processes: [], ddd: false };
    const asksUp = next.kind === 'look' && next.up !== undefined;
    this.tell({ kind: 'observed', observation: this.cluster.observe(look), ...(asksUp ? { up: this.up() } : {}) });
  }

  #context(): Context {
    return { now: this.now, policy: this.rules, restarts: [], lock: undefined, calendar: alwaysOpen, ...this.context };
  }
}

/** A run that Bob has approved; nothing of it has been done yet. */
export function rolling(
  cluster: IdealCluster,
  options: Partial<RollOptions> = {},
  rules: ClusterPolicy = policy,
  context: Partial<Context> = {},
): CoreRun {
  const roll = new CoreRun(cluster, options, rules, context);
  const { accepted, message } = roll.say('approve');
  if (!accepted) throw new Error(words(message));
  return roll;
}

/** An act in few words: what the tests compare. */
function describe(act: ClusterAct): string {
  switch (act.kind) {
    case 'set-level':
      return `level ${act.level}`;
    case 'set-assign-delay':
      return `assign_delay ${act.value}`;
    case 'set-add-secondary-max':
      return `add_secondary ${act.value}`;
    case 'set-flow-control':
      return `flow_control ${act.value}`;
    case 'set-min-live-nodes':
      return `min_live ${act.value} on ${act.meta}`;
    case 'move-primaries':
      return `move ${act.moves.length} primaries from ${[...new Set(act.moves.map(({ from }) => from))].join()}`;
    case 'downgrade-secondaries':
      return `downgrade ${act.downgrades.length} on ${[...new Set(act.downgrades.map(({ node }) => node))].join()}`;
    case 'drain':
      return `drain ${act.handovers.length} led and ${act.downgrades.length} followed from ${[...new Set([...act.handovers.map(({ from }) => from), ...act.downgrades.map(({ node }) => node)])].join()}`;
    case 'close-replicas':
      return `close ${act.node}`;
    case 'flush-log':
      return `flush-log ${act.node}`;
  }
}
