import type { LoggedEvent } from './event.js';
import type { ClusterName, RunId, UserId } from './ids.js';
import type { Campaign, PlannedCluster, RolledCluster, RollOptions } from './options.js';
import type { Run, RunIn } from './run.js';
import { validVotes } from './votes.js';

/**
 * What of the options an approval is for. Of a campaign that is what follows, each with its plan: whoever approves the
 * first run has seen them all. The run before is not known when the plans are made.
 */
export function approvedOptions({ campaign, ...options }: RollOptions): unknown {
  const then = campaign?.then ?? [];
  return then.length === 0 ? options : { ...options, then: then.map(({ cluster, planId }) => [cluster, planId]) };
}

/** The options of a cluster of a campaign. */
export const inCampaign = (campaign: Campaign): RollOptions => ({ ...campaign.asked, campaign });

/** The first run of its campaign, by which the campaign is called; undefined: it is in none. */
export function campaignOf({ id, options: { campaign } }: Pick<Run, 'id' | 'options'>): RunId | undefined {
  return campaign === undefined ? undefined : (campaign.first ?? campaign.after ?? id);
}

/** The next cluster of a campaign, and the options to ask for it; undefined: this run is in none, or the last of it. */
export function nextInCampaign(
  run: Pick<Run, 'id' | 'options'>,
): { readonly planned: PlannedCluster; readonly request: { cluster: ClusterName; options: RollOptions } } | undefined {
  const { campaign } = run.options;
  const first = campaignOf(run);
  const [planned, ...then] = campaign?.then ?? [];
  if (campaign === undefined || first === undefined || planned === undefined) return undefined;
  return {
    planned,
    request: { cluster: planned.cluster, options: inCampaign({ ...campaign, after: run.id, first, then }) },
  };
}

/** The clusters of the campaign that are done when this run is, for the one that follows it. */
export function rolledClusters(
  run: RunIn<'done'>,
  message: RolledCluster['message'] | undefined,
): readonly RolledCluster[] {
  const { targets } = run.progress;
  const began = run.log.find(({ kind }) => kind === 'started')?.at ?? run.requestedAt;
  return [
    ...(run.options.campaign?.before ?? []),
    {
      cluster: run.cluster,
      run: run.id,
      done: targets.filter(({ state }) => state === 'done').length,
      of: targets.length,
      tookMs: Math.max(0, run.endedAt - began),
      ...(message === undefined ? {} : { message }),
    },
  ];
}

/** It is done, and clusters of its campaign come after it. */
export const isDoneBeforeOthers = (run: Run): run is RunIn<'done'> =>
  run.status === 'done' && nextInCampaign(run) !== undefined;

/** Why people have to say that the campaign goes on, though this run of it is done. */
export type Doubt = 'servers-left-out' | 'cluster-not-well' | 'cluster-not-seen';

/** undefined: the cluster was left as a campaign wants it. Servers that were left out were so by people, in a hold. */
export function doubtOf(run: RunIn<'done'>): Doubt | undefined {
  if (run.progress.targets.some(({ state }) => state !== 'done')) return 'servers-left-out';
  const left = run.log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended');
  if (left?.cluster?.kind !== 'seen') return 'cluster-not-seen';
  const { dead, silentMetas, short, lost, drained } = left.cluster;
  const isWell = dead.length + silentMetas.length + short.length + lost + drained.length === 0;
  return isWell ? undefined : 'cluster-not-well';
}

/**
 * Those whose approval of the run before is one of this run, too: its plan is exactly the one that they have seen. Each
 * is carried over once, so that one who takes it back is not asked again.
 */
export function approvalsCarriedOver(run: RunIn<'awaiting-approval'>, before: Run): readonly UserId[] {
  const { campaign } = run.options;
  const planned = nextInCampaign(before)?.planned;
  if (campaign?.after !== before.id || before.status !== 'done') return [];
  if (planned?.cluster !== run.cluster || planned.planId !== run.plan.id) return [];
  const counted = run.log.flatMap((event) => (event.kind === 'approved' ? [event.by] : []));
  return validVotes(before).flatMap(({ by }) => (counted.includes(by) ? [] : [by]));
}
