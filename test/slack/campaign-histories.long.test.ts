import { describe, expect, it, vi } from 'vitest';
import type { RollRequest } from '../../src/engine/run-service.js';
import type { Conversation } from '../../src/conversation/conversation.js';
import { ok, type Result } from '../../src/lib/result.js';
import { Random } from '../../src/lib/random.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type * as CampaignRules from '../../src/roll/campaign.js';
import { inCampaign } from '../../src/roll/campaign.js';
import { runId } from '../../src/roll/ids.js';
import { foreign } from '../../src/roll/message.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type * as CampaignRuns from '../../src/slack/campaign-runs.js';
import { lastOfCampaign } from '../../src/slack/campaign-runs.js';
import { sayToCampaign } from '../../src/slack/intents/campaign-emoji.js';
import { Campaigns } from '../../src/slack/intents/campaigns.js';
import { campaign, doneOnX, planned, well, y, z } from '../support/campaigns.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { silent } from '../support/silent.js';
import {
  aborted,
  alice,
  awaiting,
  bob,
  channel,
  failed,
  halfway,
  held,
  paused,
  planFor,
  replica,
  rolling,
} from '../support/told-runs.js';

/** A rule of campaigns that is broken on purpose. */
type Broken = 'none' | 'behind-doubts' | 'any-plan' | 'forgets-stands';
const rules = vi.hoisted((): { broken: Broken } => ({ broken: 'none' }));

vi.mock('../../src/roll/campaign.js', async (importOriginal) => {
  const real = await importOriginal<typeof CampaignRules>();
  return {
    ...real,
    doubtOf: (run: Parameters<typeof real.doubtOf>[0]) =>
      rules.broken === 'behind-doubts' ? undefined : real.doubtOf(run),
    approvalsCarriedOver: (run: Parameters<typeof real.approvalsCarriedOver>[0], before: Run) =>
      rules.broken === 'any-plan' ? before.votes.map(({ by }) => by) : real.approvalsCarriedOver(run, before),
  };
});
vi.mock('../../src/slack/campaign-runs.js', async (importOriginal) => {
  const real = await importOriginal<typeof CampaignRuns>();
  return {
    ...real,
    isUndecided: (known: FakeRunService, run: Run) =>
      rules.broken === 'forgets-stands'
        ? run.status === 'done' && !real.hasFollower(known, run)
        : real.isUndecided(known, run),
  };
});

const first = runId('cluster-x-1');
const unwell = { ...well, dead: [replica(1).address] };

type Way = 'rolling' | 'leaving' | 'held' | 'paused' | 'well' | 'unwell' | 'aborted' | 'failed';

/** What can become of a run: one that pauses comes to stand first, and one that aborts is not done. */
function waysOn(status: Run['status']): readonly Way[] {
  if (status === 'aborting') return ['aborted'];
  if (status === 'pausing') return ['paused'];
  if (status === 'paused' || status === 'held') return ['rolling', 'rolling', 'aborted'];
  return ['rolling', 'rolling', 'leaving', 'held', 'paused', 'well', 'well', 'well', 'unwell', 'aborted', 'failed'];
}

/** One campaign over three clusters, with a bot that dies, a disk that fails, plans that change, and people. */
class History extends FakeRunService {
  readonly random: Random;
  readonly clock = new VirtualClock();
  readonly faults: string[] = [];
  readonly asked: string[] = [];
  /** What happened, for who repeats it. */
  readonly acts: string[] = [];
  #failing = false;
  #drifts = false;
  #stopped = false;
  readonly #leftUnwell = new Set<string>();
  #bot: { readonly campaigns: Campaigns; readonly end: () => void };

  constructor(seed: number) {
    super([{}, {}, {}]);
    this.random = new Random(seed);
    const options = inCampaign(campaign([planned(y), planned(z)]));
    this.put(awaiting({ id: first, plan: planFor({ options }), requestedAt: this.clock.now() }));
    this.beforeSubmit = () => this.#maybeFail();
    this.#bot = this.#boot();
  }

  async live(): Promise<void> {
    for (let step = 0; step < 40; step += 1) {
      await this.#act();
      await this.clock.advance(this.random.between(0, 15_000));
      this.#check();
    }
    await this.#end();
  }

  override async requestRoll(request: RollRequest): Promise<Result<Run, never>> {
    await this.#maybeFail();
    const { cluster, options, by } = request;
    const before = await this.find(options.campaign?.after ?? first);
    this.asked.push(cluster);
    if (before?.status !== 'done') this.faults.push(`${cluster} was begun behind a run that is not done`);
    if (before !== undefined && this.#leftUnwell.has(before.id))
      this.faults.push(`${cluster} was begun behind a doubt`);
    if (this.#stopped) this.faults.push(`${cluster} was begun after somebody had stopped the campaign`);
    const plan = planFor({ cluster, options, ...(this.#drifts ? { id: 'another' } : {}) });
    return ok(
      this.put(
        awaiting({
          id: runId(`${cluster}-${this.asked.length + 1}`),
          plan,
          requestedBy: by,
          requestedAt: this.clock.now(),
        }),
      ),
    );
  }

  #maybeFail(): Promise<void> {
    const fails = this.#failing && this.random.next() < 0.7;
    return fails ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
  }

  #boot(): { readonly campaigns: Campaigns; readonly end: () => void } {
    const permission = { allowed: true } as const;
    const campaigns = new Campaigns({
      runService: this,
      clock: this.clock,
      log: silent,
      signal: new AbortController().signal,
      gatekeeper: { say: this.#say, mayAsk: () => Promise.resolve(permission) },
      channels: { ready: () => Promise.resolve(ok(channel)) },
      note: async (run, change) => {
        await this.#maybeFail();
        await this.saveConversation(run.id, change(this.conversation(run.id) ?? emptyConversation));
      },
    });
    const end = campaigns.start();
    campaigns.takeUp();
    return { campaigns, end };
  }

  readonly #say: Parameters<typeof sayToCampaign>[0]['gatekeeper']['say'] = async (run, intent) => {
    const { accepted } = await this.submit(run.id, intent);
    return { accepted, text: '' };
  };

  get #at(): Run {
    const run = lastOfCampaign(this, first);
    if (run === undefined) throw new Error('there is no run');
    return run;
  }

  async #act(): Promise<void> {
    const run = this.#at;
    const act = this.random.pick(['go', 'go', 'go', 'go', 'stop', 'restart', 'fail', 'drift', 'restless', 'approve']);
    this.acts.push(`${act ?? ''} ${run.id} ${run.status}`);
    switch (act) {
      case 'go':
        this.#go(run);
        return;
      case 'approve':
        if (run.id === first) await this.submit(first, vote(run)).catch(() => undefined);
        return;
      case 'stop':
        await this.#stop(run);
        return;
      case 'restart':
        this.#bot.end();
        await this.clock.advance(this.random.pick([0, 60_000, 7_200_000]) ?? 0);
        this.#bot = this.#boot();
        return;
      case 'fail':
        this.#failing = !this.#failing;
        return;
      case 'drift':
        this.#drifts = !this.#drifts;
        return;
      default:
        this.rest =
          this.rest.kind === 'rests' ? { kind: 'restless', why: foreign('a copy is missing') } : { kind: 'rests' };
    }
  }

  /** The run that the campaign is at goes on, one way or another. */
  #go(run: Run): void {
    if (hasEnded(run) || run.status === 'awaiting-approval') return;
    const same = commonOf(run);
    const way = this.random.pick(waysOn(run.status)) ?? 'rolling';
    switch (way) {
      case 'rolling':
        this.put(rolling(same));
        return;
      case 'leaving':
        this.put(rolling(same, { ...halfway(), phase: { kind: 'leave-maintenance', since: 0, defaultsTried: [] } }));
        return;
      case 'held':
        this.put(held(same));
        return;
      case 'paused':
        this.put(paused(same));
        return;
      case 'aborted':
        this.put({ ...aborted(same), endedAt: this.clock.now() });
        return;
      case 'failed':
        this.put({ ...failed(same), endedAt: this.clock.now() });
        return;
      case 'well':
      case 'unwell': {
        if (way === 'unwell') this.#leftUnwell.add(run.id);
        this.#finish(run, way === 'unwell' ? unwell : well);
      }
    }
  }

  #finish(run: Run, left: typeof well): void {
    const { log, progress } = doneOnX(0, left);
    this.put({
      ...commonOf(run),
      log: [...run.log, ...log],
      progress,
      status: 'done',
      endedAt: this.clock.now(),
      updatedAt: this.clock.now(),
    });
  }

  async #stop(run: Run): Promise<void> {
    const kind = this.random.pick(['pause', 'abort'] as const) ?? 'abort';
    const permission = { allowed: true } as const;
    const deps = {
      runService: this,
      campaigns: this.#bot.campaigns,
      gatekeeper: { say: this.#say, maySay: () => Promise.resolve(permission) },
    };
    const said = sayToCampaign(deps, run, { kind, user: bob }, { via: 'reaction' }).catch(() => ({ accepted: false }));
    const { accepted } = await said;
    if (accepted && this.conversation(run.id)?.stands !== undefined) this.#stopped = true;
  }

  /** What must be so at every moment. */
  #check(): void {
    const active = this.runs().filter((run) => !hasEnded(run));
    if (active.length > 1) this.faults.push('two clusters of the campaign at once');
    if (new Set(this.asked).size !== this.asked.length) this.faults.push('a cluster was begun twice');
    for (const run of this.runs()) {
      const carried = run.votes.filter(({ via }) => via === 'campaign');
      if (carried.length > 0 && run.plan.id !== planned(run.cluster).planId)
        this.faults.push(`${run.cluster} has an approval that was for another plan`);
      if (run.status !== 'awaiting-approval' && 'progress' in run && run.votes.length === 0)
        this.faults.push(`${run.cluster} has begun without an approval`);
    }
  }

  /** Everything works again: the campaign then comes to an end, or stands and says why. */
  async #end(): Promise<void> {
    this.#failing = false;
    this.rest = { kind: 'rests' };
    for (let turns = 0; turns < 12; turns += 1) {
      const run = this.#at;
      if (run.status === 'awaiting-approval') await this.submit(run.id, vote(run));
      else if (!hasEnded(run)) this.#finish(run, well);
      await this.clock.advance(60_000);
      this.#check();
    }
    const last = this.#at;
    const next = last.options.campaign?.then[0]?.cluster;
    const isOpen = last.status === 'done' && next !== undefined && this.conversation(last.id)?.stands === undefined;
    if (!hasEnded(last) || (isOpen && !this.asked.includes(next)))
      this.faults.push(`it does not end: ${last.id} is ${last.status}`);
    this.#bot.end();
  }
}

const emptyConversation: Conversation = { channel, older: [], toldSeq: 0, seeded: [] };
const vote = (run: Run): Parameters<FakeRunService['submit']>[1] => ({
  kind: 'approve',
  by: bob,
  via: 'button',
  planId: run.plan.id,
});
const commonOf = ({ id, cluster, plan, options, votes, log, requestedAt, updatedAt }: Run): CommonOfRun => ({
  ...{ id, cluster, plan, options, votes, log, requestedAt, updatedAt, channel, requestedBy: alice },
});
type CommonOfRun = Required<NonNullable<Parameters<typeof rolling>[0]>>;

/** The first seed whose history breaks a rule, and how. */
async function firstFault(seeds: number): Promise<string | undefined> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const history = new History(seed);
    await history.live();
    const [fault] = history.faults;
    if (fault !== undefined) return `seed ${seed}: ${fault} (${history.acts.join(', ')})`;
  }
  return undefined;
}

describe('a campaign, whatever happens to its runs, its bot and its disk', () => {
  it('has one cluster at a time, begins nothing unapproved or after a stop, and ends', async () => {
    rules.broken = 'none';
    expect(await firstFault(200)).toBeUndefined();
  }, 60_000);

  it('comes to all three clusters in some of these histories, and stands in others', async () => {
    rules.broken = 'none';
    const ends = new Set<number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const history = new History(seed);
      await history.live();
      ends.add(history.asked.length);
    }
    expect([...ends].toSorted()).toEqual([0, 1, 2]);
  }, 60_000);

  it.each([
    ['begins the next one behind a cluster that is not well', 'behind-doubts', /behind a doubt/],
    ['gives approvals to a plan that nobody has seen', 'any-plan', /another plan/],
    ['forgets that somebody has stopped it', 'forgets-stands', /after somebody had stopped/],
  ] as const)(
    'is caught where it %s',
    async (_what, broken, fault) => {
      rules.broken = broken;
      expect(await firstFault(200)).toMatch(fault);
    },
    60_000,
  );
});
