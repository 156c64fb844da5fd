import type { ClusterOverview, RunService, RunSummary } from '../../engine/run-service.js';
import { digest } from '../../lib/digest.js';
import type { Clock } from '../../lib/clock.js';
import { userId } from '../../roll/ids.js';
import type { UserAction } from '../../roll/intent.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { describe } from '../api/failure.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Gatekeeper } from '../intents/gatekeeper.js';
import { endingOf, pastRun } from '../intents/past-run.js';
import type { Log } from '../../lib/log.js';
import { requeue, ReconcileLoop, rest, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { whyStale, type Click } from '../render/buttons.js';
import { homeView, inOrder, refusedHome, type HomeContext } from './home-view.js';
import { Permalinks } from './permalinks.js';
import { find, type FoundRuns } from './search.js';
import { newVisitor, nextView, remaining, type Visitor } from './visitors.js';
import { inLanguage } from '../language.js';

export interface HomeDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly gatekeeper: Gatekeeper;
  readonly signal: AbortSignal;
}

/** Locks, windows and freezes change without a run: they are compared this often while somebody looks. */
const lookMs = 3_000;
/** Clusters are read anew this often while somebody looks. */
const readMs = 60_000;
const againMs = 2_000;
const historyLimit = 500;
/** Runs whose message is looked up; the tab shows no more of them. */
const mostLinked = 30;

/**
 * The Home tabs of everybody who has opened theirs lately, kept as things are: drawn anew soon after a change, for each
 * person at most every second or so, and never when nothing of it would look different.
 */
export class Homes {
  readonly #deps: HomeDeps;
  readonly #loop: ReconcileLoop;
  readonly #links: Permalinks;
  #visitors: readonly Visitor[] = [];
  #lastViewAt = Number.NEGATIVE_INFINITY;
  #overview: readonly ClusterOverview[] | undefined;
  #history: Promise<readonly RunSummary[]> | undefined;
  #watching = false;

  constructor(deps: HomeDeps) {
    this.#deps = deps;
    this.#links = new Permalinks(deps.api);
    this.#loop = new ReconcileLoop({
      clock: deps.clock,
      signal: deps.signal,
      step: () => this.#step(),
      onError: (error) => {
        deps.log.error({ err: error }, 'a Home tab could not be drawn');
      },
    });
    const unsubscribe = deps.runService.subscribe((run) => {
      if (hasEnded(run)) this.#history = undefined;
      if (this.#visitors.length === 0) return;
      this.#changed();
    });
    deps.signal.addEventListener('abort', unsubscribe, { once: true });
  }

  /** Somebody opened their Home tab, or wants it fresh: everything in it is read anew. */
  async opened(user: string): Promise<void> {
    // A watch that begins reads by itself.
    const wasWatching = this.#watching;
    this.#history = undefined;
    this.#see(user, { notice: undefined });
    if (wasWatching) await this.#read();
  }

  /** A button on a run: heard and judged like the one on its message. What is refused is said at the top of the tab. */
  async click(user: string, click: Click, userAction: UserAction | undefined): Promise<void> {
    const { intent, run: id, plan } = click;
    const { runService, gatekeeper } = this.#deps;
    const run = runService.runs().find((each) => each.id === id);
    if (run === undefined || hasEnded(run)) {
      const past = await pastRun(runService, id);
      this.#see(user, {
        notice:
          past === undefined
            ? inLanguage({ en: 'That run is over; nothing was done.', zh: '那个任务已结束；什么都没有做。' })
            : inLanguage({
                en: `That run is over: ${endingOf(past)}. Your click changed nothing.`,
                zh: `那个任务已结束：${endingOf(past)}。你的点击没有改变什么。`,
              }),
      });
      return;
    }
    if (run.plan.id !== plan) {
      this.#see(user, {
        notice: inLanguage({
          en: 'That button belongs to an older plan of this run; nothing was done. Look at it again, then press.',
          zh: '那个按钮属于这个任务的旧计划；什么都没有做。请重新看过，再点。',
        }),
      });
      return;
    }
    const stale = whyStale(click, run);
    if (stale !== undefined) {
      this.#see(user, { notice: stale });
      return;
    }
    const answer = await gatekeeper.say(run, {
      kind: intent,
      by: userId(user),
      via: 'button',
      ...(userAction === undefined ? {} : { userAction }),
    });
    if (answer.repeated === true) return;
    this.#see(user, { notice: answer.accepted ? undefined : answer.text });
  }

  /** Another page, or other runs of the history. */
  search(user: string, change: (before: Visitor['search']) => Visitor['search']): void {
    const before =
      this.#visitors.find((each) => each.user === user) ?? newVisitor(userId(user), this.#deps.clock.now());
    this.#see(user, { search: change(before.search), notice: undefined });
  }

  #see(user: string, change: Partial<Pick<Visitor, 'search' | 'notice'>>): void {
    const now = this.#deps.clock.now();
    const before = this.#visitors.find((each) => each.user === user) ?? newVisitor(userId(user), now);
    // Slack may have thrown away what it shows: what somebody asks for is always drawn.
    this.#put({
      ...before,
      ...change,
      lastSeenAt: now,
      dirty: true,
      shown: undefined,
      shownAt: Number.NEGATIVE_INFINITY,
    });
    this.#watch();
    this.#loop.wake();
  }

  #put(visitor: Visitor): void {
    this.#visitors = remaining(
      [visitor, ...this.#visitors.filter(({ user }) => user !== visitor.user)],
      this.#deps.clock.now(),
    );
  }

  #changed(): void {
    this.#visitors = this.#visitors.map((visitor) => ({ ...visitor, dirty: true }));
    this.#loop.wake();
  }

  async #read(): Promise<void> {
    this.#overview = await this.#deps.runService.overview();
    this.#changed();
  }

  /** While somebody looks: what changes without a run, and how the clusters are. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.#look()
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error }, 'Home tabs are not kept right until somebody does something in theirs');
      })
      .finally(() => {
        this.#watching = false;
        this.#overview = undefined;
      });
  }

  async #look(): Promise<void> {
    const { clock, runService, signal } = this.#deps;
    let seen = digest(runService.clusters());
    let readAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted && this.#visitors.length > 0) {
      const now = digest(runService.clusters());
      if (now !== seen) this.#changed();
      seen = now;
      if (clock.now() - readAt >= readMs) {
        readAt = clock.now();
        await this.#read();
      }
      await clock.sleep(lookMs, signal);
      this.#visitors = remaining(this.#visitors, clock.now());
    }
  }

  async #step(): Promise<LoopResult> {
    const { clock } = this.#deps;
    const next = nextView(this.#visitors, this.#lastViewAt, clock.now());
    if (next === undefined) return rest;
    if (next.inMs > 0) return waitUnlessWoken(next.inMs);
    const visitor = this.#visitors.find(({ user }) => user === next.user);
    if (visitor === undefined) return requeue;
    // What changes while it is drawn makes it dirty again.
    this.#put({ ...visitor, dirty: false });
    try {
      return await this.#draw(visitor);
    } catch (error) {
      this.#stillDirty(visitor);
      throw error;
    }
  }

  async #draw(visitor: Visitor): Promise<LoopResult> {
    const { api, clock, gatekeeper, log } = this.#deps;
    const permission = await gatekeeper.mayAsk('clusters', visitor.user);
    const view = permission.allowed ? homeView(await this.#contextFor(visitor)) : refusedHome(permission.reason);
    const shown = digest(permission.allowed ? withoutTime(view) : view);
    if (shown === visitor.shown) return requeue;
    const published = await api.publishHome(visitor.user, view);
    this.#lastViewAt = clock.now();
    if (published.ok) {
      const now = this.#visitors.find(({ user }) => user === visitor.user);
      if (now !== undefined) this.#put({ ...now, shown, shownAt: clock.now() });
      return requeue;
    }
    const { failure } = published;
    log.warn({ user: visitor.user, reason: describe(failure) }, 'a Home tab could not be drawn');
    if (failure.kind === 'refused') {
      this.#visitors = this.#visitors.filter(({ user }) => user !== visitor.user);
      return requeue;
    }
    this.#stillDirty(visitor);
    return wait(failure.kind === 'rate-limited' ? failure.retryAfterMs : againMs);
  }

  #stillDirty(visitor: Visitor): void {
    this.#visitors = this.#visitors.map((each) => (each.user === visitor.user ? { ...each, dirty: true } : each));
  }

  async #contextFor({ user, search, notice }: Visitor): Promise<HomeContext> {
    const { clock, runService } = this.#deps;
    const past = await this.#past();
    const active = inOrder(runService.runs().filter((run) => !hasEnded(run)));
    const found = find(past, search, user);
    return {
      at: clock.now(),
      clusters: this.#clusters(active, past),
      active,
      search,
      found,
      links: await this.#linksTo(active, found),
      notice,
    };
  }

  /** What was read of the clusters, with what is known of them now. */
  #clusters(active: readonly Run[], past: readonly RunSummary[]): HomeContext['clusters'] {
    return this.#deps.runService.clusters().map((card) => {
      const isIts = ({ cluster }: { readonly cluster: string }): boolean => cluster === card.cluster;
      const read = this.#overview?.find(isIts);
      return read === undefined
        ? card
        : { ...read, ...card, active: active.find(isIts), last: past.find(isIts) ?? read.last };
    });
  }

  /** Runs that have ended, newest first. */
  async #past(): Promise<readonly RunSummary[]> {
    this.#history ??= this.#deps.runService.history({ limit: historyLimit }).catch((error: unknown) => {
      this.#history = undefined;
      throw error;
    });
    return (await this.#history).filter(({ endedAt }) => endedAt !== undefined);
  }

  async #linksTo(active: readonly Run[], { runs }: FoundRuns): Promise<Readonly<Record<string, string>>> {
    const { runService } = this.#deps;
    const places = [
      ...active.slice(0, mostLinked).map(({ id }) => ({ id, at: runService.conversation(id) })),
      ...runs.map(({ id, message }) => ({ id, at: message })),
    ];
    const found = await Promise.all(
      places.map(
        async ({ id, at }) => [id, at?.ts === undefined ? undefined : await this.#links.to(at.channel, at.ts)] as const,
      ),
    );
    return Object.fromEntries(found.flatMap(([id, link]) => (link === undefined ? [] : [[id, link]])));
  }
}

/** Its last line says when it was drawn, which is no news. */
const withoutTime = ({ blocks }: ReturnType<typeof homeView>): unknown => blocks.slice(0, -1);
