import type { RunService, RunSummary } from '../../engine/run-service.js';
import type { Conversation } from '../../conversation/conversation.js';
import { assertNever } from '../../lib/assert-never.js';
import type { Clock } from '../../lib/clock.js';
import { KeyedMutex } from '../../lib/keyed-mutex.js';
import type { Log } from '../../lib/log.js';
import {
  approvalsCarriedOver,
  campaignOf,
  doubtOf,
  isDoneBeforeOthers,
  nextInCampaign,
  rolledClusters,
  type Doubt,
} from '../../roll/campaign.js';
import type { RunId } from '../../roll/ids.js';
import type { Run, RunIn } from '../../roll/run.js';
import { isUndecided } from '../campaign-runs.js';
import { ReconcileLoop, rest, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { quoted, sentenceOf } from '../text.js';
import type { Channels } from './channels.js';
import { mostLookedAt } from './earlier-run.js';
import type { Gatekeeper } from './gatekeeper.js';
import { requestRoll } from './request-roll.js';
import { inLanguage } from '../language.js';

interface Deps {
  readonly runService: RunService;
  readonly gatekeeper: Pick<Gatekeeper, 'say' | 'mayAsk'>;
  readonly channels: Pick<Channels, 'ready'>;
}

interface CampaignDeps extends Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Changes what is kept of a run's conversation, on disk before it resolves. */
  readonly note: (run: Run, change: (conversation: Conversation) => Conversation) => Promise<void>;
}

/** A bot that was away longer than this begins no cluster by itself: people say that the campaign goes on. */
const takenUpWithinMs = 3_600_000;
/** An approval that does not count here now, or that Slack says nothing of, is looked at again after this long. */
const approvalsAgainMs = 20_000;

/**
 * Takes a campaign from one cluster to the next. All that there is to know stands in its runs: what comes next in the
 * options of each, which run it came after, and in the conversation whether it stands. Each run has a loop that looks
 * at that and does what is left; so what could not be saved, and what a bot that was killed has left, is done by the
 * next look.
 */
export class Campaigns {
  readonly #deps: CampaignDeps;
  readonly #loops = new Map<RunId, ReconcileLoop>();
  readonly #uncounted = new Set<string>();
  readonly #ended = new AbortController();
  readonly #turns = new KeyedMutex();

  constructor(deps: CampaignDeps) {
    this.#deps = deps;
  }

  start(): () => void {
    const end = this.#deps.runService.subscribe((run) => {
      this.#look(run);
    });
    return () => {
      end();
      this.#ended.abort();
    };
  }

  /** What a bot before this one has left. */
  takeUp(): void {
    for (const run of this.#deps.runService.runs()) this.#look(run);
  }

  /** Nothing is begun in this campaign while `work` is done: it says whether something still may be. */
  inTurn<Value>(campaign: RunId, work: () => Promise<Value>): Promise<Value> {
    return this.#turns.run(campaign, work);
  }

  /** It does not go on by itself after this run. */
  stand(run: Run, why: string): Promise<void> {
    return this.#deps.note(run, (now) => (now.stands === undefined ? { ...now, stands: { why } } : now));
  }

  #look(run: Run): void {
    if (isDoneBeforeOthers(run) || isAfterAnother(run)) this.#loopOf(run.id).wake();
  }

  #loopOf(run: RunId): ReconcileLoop {
    const { clock, log, signal } = this.#deps;
    const loop =
      this.#loops.get(run) ??
      new ReconcileLoop({
        clock,
        signal: AbortSignal.any([signal, this.#ended.signal]),
        step: () => this.#step(run),
        onError: (error) => {
          log.error({ run, err: error }, 'taking a campaign on failed; it is tried again');
        },
      });
    this.#loops.set(run, loop);
    return loop;
  }

  #step(id: RunId): Promise<LoopResult> {
    const run = this.#deps.runService.runs().find((each) => each.id === id);
    if (run !== undefined && isDoneBeforeOthers(run)) return this.#goOn(run);
    if (run !== undefined && isAfterAnother(run)) return this.#carryOver(run);
    this.#loops.delete(id);
    return Promise.resolve(rest);
  }

  async #goOn(run: RunIn<'done'>): Promise<LoopResult> {
    const { runService, clock } = this.#deps;
    const isOpen = async (): Promise<boolean> =>
      isUndecided(runService, run) && (await followersOf(runService, run)).length === 0;
    if (!(await isOpen())) return rest;
    const doubt = doubtOf(run);
    const why =
      clock.now() - run.endedAt > takenUpWithinMs
        ? inLanguage({
            en: 'the bot was away when its run ended, and for too long to begin the next one by itself',
            zh: '它的任务结束时机器人不在，而且离开太久，不能自己开始下一个',
          })
        : doubt === undefined
          ? await goOnWithCampaign(this.#deps, run, run.requestedBy, (work) =>
              this.inTurn(campaignOf(run) ?? run.id, async () => ((await isOpen()) ? work() : undefined)),
            )
          : doubtWords(doubt);
    if (why !== undefined) await this.stand(run, why);
    return rest;
  }

  /** Each is looked at as if its author had approved this run: who may not approve here does not count here. */
  async #carryOver(run: RunIn<'awaiting-approval'>): Promise<LoopResult> {
    const { runService, gatekeeper, log } = this.#deps;
    const after = run.options.campaign?.after;
    const before = after === undefined ? undefined : await runService.find(after);
    if (before === undefined) return rest;
    let isWhole = true;
    for (const by of approvalsCarriedOver(run, before)) {
      const now = runService.runs().find(({ id }) => id === run.id);
      if (now?.status !== 'awaiting-approval') return rest;
      const said = await gatekeeper.say(now, { kind: 'approve', by, via: 'campaign', planId: run.plan.id });
      if (said.accepted) continue;
      isWhole = false;
      if (this.#uncounted.has(`${run.id} ${by}`)) continue;
      this.#uncounted.add(`${run.id} ${by}`);
      log.info({ run: run.id, by, why: said.text }, 'an approval of a campaign does not count here');
    }
    return isWhole ? rest : waitUnlessWoken(approvalsAgainMs);
  }
}

/** It awaits approval, and may have one from before. */
const isAfterAnother = (run: Run): run is RunIn<'awaiting-approval'> =>
  run.status === 'awaiting-approval' && run.options.campaign?.after !== undefined;

/**
 * Asks for the next cluster of a campaign, once the one before is well and at rest. Where two do that at the same
 * moment, the run service takes one of them: a cluster has one run at a time.
 *
 * @param inTurn does the asking, or not
 * @returns why it was not asked for, as a clause that is safe to show; undefined: it was, or is not to be
 */
export async function goOnWithCampaign(
  deps: Deps,
  run: RunIn<'done'>,
  user: string,
  inTurn: (work: () => Promise<string | undefined>) => Promise<string | undefined> = (work) => work(),
): Promise<string | undefined> {
  const next = nextInCampaign(run);
  if (next === undefined) return inLanguage({ en: 'no cluster of it is left', zh: '它没有剩下的集群' });
  const isUnderWay = async (): Promise<boolean> =>
    (await followersOf(deps.runService, run)).some(({ status }) => status !== 'rejected' && status !== 'expired');
  if (await isUnderWay())
    return inLanguage({
      en: `the run of ${quoted(next.planned.cluster)} has been asked for already`,
      zh: `${quoted(next.planned.cluster)} 的任务已经请求过`,
    });
  const atRest = await deps.runService.atRest(run.cluster);
  switch (atRest.kind) {
    case 'stopping':
      return undefined;
    case 'restless':
      return inLanguage({
        en: `${quoted(run.cluster)} is not at rest: ${sentenceOf(atRest.why)}`,
        zh: `${quoted(run.cluster)} 没有平稳：${sentenceOf(atRest.why)}`,
      });
    case 'rests':
      break;
    default:
      return assertNever(atRest);
  }
  return inTurn(async () => {
    if (await isUnderWay()) return undefined;
    const { cluster, options } = next.request;
    const campaign = options.campaign && { ...options.campaign, before: await clustersBefore(deps.runService, run) };
    const asking = await requestRoll(
      deps,
      { cluster, options: { ...options, ...(campaign === undefined ? {} : { campaign }) } },
      { user, channel: run.channel },
    );
    if (asking.ok) return undefined;
    return asking.failure.kind === 'sentence'
      ? asking.failure.text
      : sentenceOf(asking.failure.refusal.message, asking.failure.refusal.people ?? []);
  });
}

async function clustersBefore(runService: RunService, run: RunIn<'done'>): Promise<ReturnType<typeof rolledClusters>> {
  const known = await runService.history({ cluster: run.cluster, limit: mostLookedAt });
  return rolledClusters(run, known.find(({ id }) => id === run.id)?.message);
}

/** Runs of the next cluster that were asked for because this one is done, whatever came of them. */
async function followersOf(runService: RunService, run: Run): Promise<readonly RunSummary[]> {
  const cluster = nextInCampaign(run)?.planned.cluster;
  if (cluster === undefined) return [];
  const known = await runService.history({ cluster, limit: mostLookedAt });
  return known.filter(({ follows }) => follows === run.id);
}

function doubtWords(doubt: Doubt): string {
  switch (doubt) {
    case 'servers-left-out':
      return inLanguage({ en: 'servers of it were left out', zh: '它有 server 被跳过' });
    case 'cluster-not-well':
      return inLanguage({ en: 'not everything in it was well when its run ended', zh: '它的任务结束时，有地方不正常' });
    case 'cluster-not-seen':
      return inLanguage({ en: 'how its run has left it was not seen', zh: '没有看到它的任务结束时的状况' });
    default:
      return assertNever(doubt);
  }
}
