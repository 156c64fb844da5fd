import { atMost } from '../lib/at-most.js';
import { fail, ok, type Result } from '../lib/result.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Input } from '../roll/decision.js';
import type { ClusterCheck } from '../roll/checks/result.js';
import type { ClusterName, RunId, UserId } from '../roll/ids.js';
import type { Intent, IntentAnswer } from '../roll/intent.js';
import type { Message } from '../roll/message.js';
import { onlyRebalances, type RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import { hasEnded, type Run } from '../roll/run.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import type {
  AtRest,
  ClusterCard,
  ClusterOverview,
  ClusterServers,
  LockScope,
  RunService,
  Refusal,
  RollRequest,
  RunSummary,
  UnsavedRuns,
} from './run-service.js';
import { atRest } from './at-rest.js';
import { busyWith, notTaken, nothingToRoll, unknownCluster } from './refusals.js';
import { endWithoutCluster } from './without-cluster.js';
import { cardOf, knownCluster, looksAtOnce, type KnownCluster } from './known-cluster.js';
import { LastRuns } from './last-runs.js';
import { Listeners } from './listeners.js';
import { watchLoops, type LoopState } from './loop-watch.js';
import { freeRunId, newRun, saveNewRun } from './new-run.js';
import { planNow } from './plan-roll.js';
import { RunActor } from './run-actor.js';
import { SettingsBeingRestored } from './settings-being-restored.js';
import { UnsavedBook } from './unsaved.js';
import { whereOf } from './where-of.js';

/** All runs of all clusters: one at a time a cluster, several clusters at once. */
export class Engine implements RunService {
  readonly #clusters: ReadonlyMap<ClusterName, KnownCluster>;
  readonly #actors = new Map<RunId, RunActor>();
  /** Ended before the bot started, and not told to their end. */
  readonly #untold = new Map<RunId, Run>();
  readonly #listeners: Listeners;
  readonly #unsaved: UnsavedBook;
  #giveUp: (why: string) => void = () => undefined;
  /** Resolves, with the reason, when some run cannot go on in this process. */
  readonly brokenDown: Promise<string> = new Promise((resolve) => {
    this.#giveUp = resolve;
  });
  /** Clusters for which a request is being looked at. */
  readonly #requested = new Set<ClusterName>();
  readonly #stopping = new AbortController();
  readonly #restoring: SettingsBeingRestored;
  readonly #last: LastRuns;
  readonly #looks = atMost(looksAtOnce);

  constructor(private readonly deps: EngineDeps) {
    this.#last = new LastRuns(deps.store.runs);
    this.#listeners = new Listeners(deps.clock, deps.log);
    this.#unsaved = new UnsavedBook(deps.log);
    this.#restoring = new SettingsBeingRestored(deps, this.#stopping.signal);
    this.#clusters = new Map(deps.clusters.map((access) => [access.policy.cluster, this.#known(access)]));
  }

  /** Whether `start` takes anything up: a run that has not ended, or settings to put back. */
  isNeeded(): boolean {
    const goesOn = this.deps.store.runs.loaded().some((run) => !hasEnded(run) && this.#clusters.has(run.cluster));
    const records = [...this.#clusters.values()].map(({ clusterRecords }) => clusterRecords.record());
    return goesOn || records.some(({ maintenance }) => maintenance !== undefined);
  }

  /** Takes up every run that was under way, and settings of which no run is left. */
  async start(): Promise<void> {
    const { store, clock, log } = this.deps;
    for (const run of store.runs.loaded()) {
      if (hasEnded(run)) {
        this.#leaveUntold(run);
        continue;
      }
      const cluster = this.#clusters.get(run.cluster);
      if (cluster === undefined) {
        this.#leaveUntold(await endWithoutCluster(run, this.deps));
        continue;
      }
      log.info({ ...whereOf(run), status: run.status }, 'taking up a run');
      this.#begin(run, cluster, Math.max(0, clock.now() - run.updatedAt));
    }
    void watchLoops(() => this.#actors.values(), clock, log, this.#stopping.signal);
    for (const cluster of this.#clusters.values()) {
      const { maintenance } = cluster.clusterRecords.record();
      if (maintenance !== undefined && !this.#actors.has(maintenance.run)) this.#restoring.begin(cluster, maintenance);
    }
  }

  /** Begins nothing more; resolves when everything is written down. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#actors.values()].map((actor) => actor.stop()));
  }

  clusters(): readonly ClusterCard[] {
    return [...this.#clusters.values()].map((cluster) => this.#card(cluster));
  }

  async servers(name: ClusterName): Promise<Result<ClusterServers, Refusal>> {
    const cluster = this.#clusters.get(name);
    return cluster === undefined ? fail(this.#unknown(name)) : cluster.health.servers();
  }

  overview(): Promise<readonly ClusterOverview[]> {
    return Promise.all(
      [...this.#clusters.values()].map(async (cluster) => {
        const name = cluster.policy.cluster;
        const [health, last] = await Promise.all([cluster.health.look(), this.#last.of(name)]);
        return { ...this.#card(cluster), health, active: this.#activeRun(name), last };
      }),
    );
  }

  history(filter: { readonly cluster?: ClusterName; readonly limit: number }): Promise<readonly RunSummary[]> {
    return this.deps.store.runs.history(filter);
  }

  find(id: RunId): Promise<Run | undefined> {
    const known = this.#actors.get(id)?.run ?? this.#untold.get(id);
    return known === undefined ? this.deps.store.runs.find(id) : Promise.resolve(known);
  }

  async lock(name: ClusterName, by: UserId, reason: string, scope?: LockScope): Promise<IntentAnswer> {
    return (await this.#clusters.get(name)?.lock.set(by, reason, scope)) ?? notTaken(this.#unknown(name));
  }

  async unlock(name: ClusterName, by: UserId, scope?: LockScope): Promise<IntentAnswer> {
    return (await this.#clusters.get(name)?.lock.takeAway(by, scope)) ?? notTaken(this.#unknown(name));
  }

  runs(): readonly Run[] {
    return [...this.#untold.values(), ...[...this.#actors.values()].map(({ run }) => run)];
  }

  async atRest(name: ClusterName): Promise<AtRest> {
    const cluster = this.#clusters.get(name);
    return cluster === undefined
      ? { kind: 'restless', why: this.#unknown(name).message }
      : atRest(cluster, this.deps.clock, AbortSignal.any([this.#stopping.signal]));
  }

  async plan(name: ClusterName, options: RollOptions): Promise<Result<Plan, Refusal>> {
    const cluster = this.#clusters.get(name);
    return cluster === undefined ? fail(this.#unknown(name)) : this.#plan(cluster, options);
  }

  async check(name: ClusterName): Promise<Result<ClusterCheck, Refusal>> {
    const cluster = this.#clusters.get(name);
    return cluster === undefined ? fail(this.#unknown(name)) : ok(await cluster.forChecks.get());
  }

  async requestRoll(request: RollRequest): Promise<Result<Run, Refusal>> {
    const { cluster: name, options } = request;
    const cluster = this.#clusters.get(name);
    if (cluster === undefined) return fail(this.#unknown(name));
    const busy = this.#activeRun(name);
    if (busy !== undefined) return fail(busyWith(busy));
    if (this.#restoring.has(name)) return fail({ message: { code: 'settings-being-restored', cluster: name } });
    if (this.#requested.has(name)) return fail({ message: { code: 'another-request-under-way', cluster: name } });
    const locked = cluster.lock.refusal();
    if (locked !== undefined) return fail(locked);

    this.#requested.add(name);
    try {
      const planned = await this.#plan(cluster, options);
      if (!planned.ok) return planned;
      const plan = planned.value;
      if (plan.targets.length === 0 && !onlyRebalances(options)) return fail(nothingToRoll(plan));
      // Making the plan takes seconds, in which somebody may have locked the cluster.
      const lockedNow = cluster.lock.refusal();
      if (lockedNow !== undefined) return fail(lockedNow);
      const now = this.deps.clock.now();
      const id = await freeRunId(name, this.deps.random, (taken) => this.#isTaken(taken));
      const run = newRun(id, plan, request, cluster.policy, now);
      const unsaved = await saveNewRun(run, this.deps);
      if (unsaved !== undefined) return fail(unsaved);
      this.#begin(run, cluster);
      this.#changed(run);
      return ok(run);
    } finally {
      this.#requested.delete(name);
    }
  }

  submit(id: RunId, intent: Intent): Promise<IntentAnswer> {
    const actor = this.#actors.get(id);
    if (actor !== undefined) return actor.submit(intent);
    return Promise.resolve({ accepted: false, message: { code: 'run-has-ended', run: id } });
  }

  /** Tells people of a run what happened beside its cluster. */
  remark(id: RunId, message: Message): void {
    this.#actors.get(id)?.tell({ kind: 'remark', message });
  }

  subscribe(listener: (run: Run) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Runs that cannot be saved now. */
  get unsaved(): UnsavedRuns {
    return this.#unsaved;
  }

  /** Since when the space that is kept for a full disk has been used, ms since the epoch; undefined: it is not. */
  get shortOfRoom(): number | undefined {
    return this.deps.store.reserve.givenBackAt;
  }

  /** How the loops of runs that have not ended go on. */
  loops(): readonly LoopState[] {
    return [...this.#actors.values()].filter(({ run }) => !hasEnded(run)).map(({ loop }) => loop);
  }

  conversation(id: RunId): Conversation | undefined {
    return this.deps.store.runs.conversation(id);
  }

  auditHead(): { readonly seq: number; readonly hash: string } {
    return this.deps.store.audit.head();
  }

  saveConversation(id: RunId, conversation: Conversation): Promise<void> {
    return this.deps.store.runs.commit({ conversation: { run: id, conversation } });
  }

  async told(id: RunId): Promise<void> {
    const run = this.#untold.get(id) ?? this.#actors.get(id)?.run;
    if (run === undefined || !hasEnded(run)) return;
    await this.deps.store.runs.archive(id);
    this.#untold.delete(id);
    this.#actors.delete(id);
    this.#last.changed(run.cluster);
  }

  /** Who listens already, as Slack does before the start, learns of it here: nothing else happens to this run. */
  #leaveUntold(run: Run): void {
    this.#untold.set(run.id, run);
    this.#changed(run);
  }

  #begin(run: Run, cluster: KnownCluster, recoveredAfterMs?: number): void {
    const deps = { ...this.deps, unsaved: this.#unsaved, giveUp: this.#giveUp };
    const actor = new RunActor(run, cluster, cluster.clusterRecords, deps, (changed) => {
      this.#changed(changed);
    });
    this.#actors.set(run.id, actor);
    actor.start(recoveredAfterMs);
  }

  #card(cluster: KnownCluster): ClusterCard {
    return cardOf(cluster, this.deps.clock.now());
  }

  #plan(cluster: KnownCluster, options: RollOptions): Promise<Result<Plan, Refusal>> {
    return planNow(cluster, options, () => this.deps.clock.now());
  }

  #known(access: ClusterAccess): KnownCluster {
    const { cluster } = access.policy;
    const tellRun = (input: Input): Run | undefined => {
      const run = this.#activeRun(cluster);
      if (run !== undefined) this.#actors.get(run.id)?.tell(input);
      return run;
    };
    return knownCluster(access, this.deps, {
      looks: this.#looks,
      untilStopped: () => AbortSignal.any([this.#stopping.signal]),
      tellRun,
    });
  }

  #changed(run: Run): void {
    if (hasEnded(run)) this.#last.changed(run.cluster);
    this.#listeners.tell(run);
  }

  #activeRun(name: ClusterName): Run | undefined {
    return [...this.#actors.values()].map(({ run }) => run).find((run) => run.cluster === name && !hasEnded(run));
  }

  async #isTaken(id: RunId): Promise<boolean> {
    return this.#actors.has(id) || (await this.deps.store.runs.find(id)) !== undefined;
  }

  #unknown(name: string): Refusal {
    return unknownCluster(name, [...this.#clusters.keys()]);
  }
}
