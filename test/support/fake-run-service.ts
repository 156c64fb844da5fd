import type {
  AtRest,
  ClusterCard,
  ClusterHealth,
  ClusterOverview,
  ClusterServers,
  LockScope,
  RunService,
  Refusal,
  RollRequest,
  RunSummary,
} from '../../src/engine/run-service.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import type { Conversation } from '../../src/conversation/conversation.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { decide } from '../../src/roll/decide.js';
import type { CheckResult, ClusterCheck } from '../../src/roll/checks/result.js';
import type { ClusterName, RunId, UserId } from '../../src/roll/ids.js';
import type { Intent, IntentAnswer } from '../../src/roll/intent.js';
import type { RollOptions } from '../../src/roll/options.js';
import type { Plan } from '../../src/roll/plan.js';
import { documentedTiming, type ApprovalPolicy, type ClusterPolicy } from '../../src/roll/policy.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { summaryOf } from '../../src/store/summary.js';
import { awaiting, planFor, replica } from './told-runs.js';

/**
 * The run service without a cluster behind it: runs are put into it by the test, and what people say is decided
 * by the real core. It keeps everything in memory, as a database would, so that a second bot can be
 * started with the same run service.
 */
export class FakeRunService implements RunService {
  cards: ClusterCard[];
  readonly past: RunSummary[] = [];
  /** How a cluster is; well unless it is said. */
  readonly health = new Map<string, ClusterHealth>();
  readonly intents: (Intent & { readonly run: RunId })[] = [];
  readonly requests: RollRequest[] = [];
  readonly toldRuns: RunId[] = [];
  readonly saves: { readonly run: RunId; readonly conversation: Conversation }[] = [];
  /** What a request for a roll comes to; undefined: a run that awaits approval. */
  refusal: Refusal | undefined;
  /** Called before a conversation is saved; may throw like a full disk. */
  beforeSave: (conversation: Conversation) => void = () => undefined;
  beforeSubmit: () => Promise<void> = () => Promise.resolve();
  /** Making a plan takes time. */
  beforeRequest: () => Promise<void> = () => Promise.resolve();
  beforeServers: () => Promise<void> = () => Promise.resolve();
  serversRead: Result<ClusterServers, Refusal> = ok({
    replicaServers: [1, 2, 3].map((nth) => replica(nth).address),
    lowTables: [{ name: 'temp', replicaCount: 1 }],
  });
  /** What a check finds; undefined: it never ends. */
  found: readonly CheckResult[] | undefined = [];
  readonly #runs = new Map<RunId, Run>();
  readonly #archived = new Map<RunId, Run>();
  readonly #conversations = new Map<RunId, Conversation>();
  readonly #listeners = new Set<(run: Run) => void>();

  constructor(cards: readonly Partial<ClusterCard>[] = [{}]) {
    this.cards = cards.map((card, place) => ({
      cluster: `cluster-${'xyz'.charAt(place)}` as ClusterName,
      channel: undefined,
      approvals: anyMember,
      lock: undefined,
      calendar: alwaysOpen,
      ...card,
    }));
  }

  /** Puts a run, or its new state, on the run service. */
  put<Shape extends Run>(run: Shape): Shape {
    this.#runs.set(run.id, run);
    for (const listener of this.#listeners) listener(run);
    return run;
  }

  run(id: RunId): Run {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  clusters(): readonly ClusterCard[] {
    return this.cards;
  }

  runs(): readonly Run[] {
    return [...this.#runs.values()];
  }

  overview(): Promise<readonly ClusterOverview[]> {
    return Promise.resolve(
      this.cards.map((card) => ({
        ...card,
        health: this.health.get(card.cluster) ?? { kind: 'well', readAt: 0, replicaServers: 5, metas: 3, tables: 2 },
        active: this.runs().find((run) => run.cluster === card.cluster && !hasEnded(run)),
        last: this.past.find(({ cluster, endedAt }) => cluster === card.cluster && endedAt !== undefined),
      })),
    );
  }

  async servers(): Promise<Result<ClusterServers, Refusal>> {
    await this.beforeServers();
    return this.serversRead;
  }

  history({
    cluster,
    limit,
  }: {
    readonly cluster?: ClusterName;
    readonly limit: number;
  }): Promise<readonly RunSummary[]> {
    const present = this.runs().map((run) => summaryOf(run, this.conversation(run.id)));
    return Promise.resolve(
      [...present, ...this.past].filter((run) => cluster === undefined || run.cluster === cluster).slice(0, limit),
    );
  }

  find(id: RunId): Promise<Run | undefined> {
    return Promise.resolve(this.#runs.get(id) ?? this.#archived.get(id));
  }

  check(cluster: ClusterName): Promise<Result<ClusterCheck, Refusal>> {
    return this.found === undefined
      ? new Promise(() => undefined)
      : Promise.resolve(ok({ cluster, results: this.found, ms: 2_000 }));
  }

  lock(cluster: ClusterName, by: UserId, reason: string, scope?: LockScope): Promise<IntentAnswer> {
    const there = this.cards.find((card) => card.cluster === cluster)?.lock;
    if (there !== undefined && scope === 'all')
      return Promise.resolve({
        accepted: false,
        message: { code: 'cluster-locked-already', cluster, by: there.by, reason: there.reason },
      });
    this.#change(cluster, { lock: { by, at: 1, reason, ...(scope === 'all' ? { withAll: true } : {}) } });
    return Promise.resolve({ accepted: true, message: { code: 'cluster-locked-now', cluster } });
  }

  unlock(cluster: ClusterName, _by: UserId, _scope?: LockScope): Promise<IntentAnswer> {
    const taken = this.cards.find((card) => card.cluster === cluster)?.lock;
    this.#change(cluster, { lock: undefined });
    return Promise.resolve({
      accepted: taken !== undefined,
      message:
        taken === undefined
          ? { code: 'cluster-not-locked', cluster }
          : { code: 'cluster-unlocked', cluster, reason: taken.reason },
    });
  }

  #change(cluster: ClusterName, change: Partial<ClusterCard>): void {
    this.cards = this.cards.map((card) => (card.cluster === cluster ? { ...card, ...change } : card));
  }

  /** Whether clusters are left well. */
  rest: AtRest = { kind: 'rests' };

  atRest(): Promise<AtRest> {
    return Promise.resolve(this.rest);
  }

  plan(cluster: ClusterName, options: RollOptions): Promise<Result<Plan, Refusal>> {
    return Promise.resolve(this.refusal === undefined ? ok(planFor({ cluster, options })) : fail(this.refusal));
  }

  async requestRoll(request: RollRequest): Promise<Result<Run, Refusal>> {
    this.requests.push(request);
    await this.beforeRequest();
    if (this.refusal !== undefined) return fail(this.refusal);
    const plan = planFor({
      cluster: request.cluster,
      options: request.options,
      approvals: this.cards.find(({ cluster }) => cluster === request.cluster)?.approvals ?? anyMember,
    });
    return ok(
      this.put(
        awaiting({
          plan,
          cluster: request.cluster,
          options: request.options,
          requestedBy: request.by,
          channel: request.channel,
        }),
      ),
    );
  }

  async submit(id: RunId, intent: Intent): Promise<IntentAnswer> {
    await this.beforeSubmit();
    this.intents.push({ ...intent, run: id });
    const decision = decide(
      this.run(id),
      { kind: 'intent', intent },
      { now: this.run(id).updatedAt + 1, policy, restarts: [], lock: undefined, calendar: alwaysOpen },
    );
    this.put(decision.run);
    return decision.answer ?? { accepted: false, message: { code: 'not-decided' } };
  }

  subscribe(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  conversation(run: RunId): Conversation | undefined {
    return this.#conversations.get(run);
  }

  async saveConversation(run: RunId, conversation: Conversation): Promise<void> {
    await Promise.resolve();
    this.beforeSave(conversation);
    this.#conversations.set(run, structuredClone(conversation));
    this.saves.push({ run, conversation });
  }

  auditHead(): { readonly seq: number; readonly hash: string } {
    return { seq: 42, hash: '8c7d' };
  }

  told(run: RunId): Promise<void> {
    this.toldRuns.push(run);
    this.past.unshift(summaryOf(this.run(run), this.conversation(run)));
    this.#archived.set(run, this.run(run));
    this.#runs.delete(run);
    this.#conversations.delete(run);
    return Promise.resolve();
  }
}

export const anyMember: ApprovalPolicy = { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 };

const policy: ClusterPolicy = {
  cluster: 'cluster-x' as ClusterName,
  clusterName: undefined,
  metas: [],
  collectors: [],
  approvals: anyMember,
  onRestart: 'continue',
  timing: documentedTiming,
  mutation2pcMinReplicaCount: 0,
  minLiveNodes: 3,
  livePercentage: 0,
  procedure: {
    replica: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] },
    meta: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] },
    collector: { restart: ['restart'], upgrade: ['stop', 'install', 'start'] },
  },
};
