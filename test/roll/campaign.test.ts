import { describe, expect, it } from 'vitest';
import {
  approvalsCarriedOver,
  approvedOptions,
  campaignOf,
  doubtOf,
  inCampaign,
  nextInCampaign,
  rolledClusters,
} from '../../src/roll/campaign.js';
import { continuationOf } from '../../src/roll/continuation.js';
import { runId } from '../../src/roll/ids.js';
import { defaultOptions } from '../../src/roll/options.js';
import type { Run, RunIn } from '../../src/roll/run.js';
import { decode, encode } from '../../src/store/codec/document.js';
import { runKind } from '../../src/store/codec/kinds.js';
import { campaign, doneOnX, planned, well, x, y, z } from '../support/campaigns.js';
import { aborted, awaiting, bob, carol, logged, night, planFor, replica } from '../support/told-runs.js';

const before = doneOnX(night);

/** The run on cluster-y, asked for because the one on cluster-x is done. */
const onY = (changes: Partial<Run> = {}): RunIn<'awaiting-approval'> =>
  awaiting({
    plan: planFor({ cluster: y, options: inCampaign(campaign([planned(z)], before.id)) }),
    log: changes.log ?? [],
    ...(changes.plan === undefined ? {} : { plan: changes.plan, options: changes.plan.options }),
  });

describe('a campaign', () => {
  it('asks each cluster for the same, and names those that follow', () => {
    const next = nextInCampaign(before);
    expect(next).toEqual({
      planned: planned(y),
      request: {
        cluster: y,
        options: { ...defaultOptions, campaign: { ...campaign([planned(z)], before.id), first: before.id } },
      },
    });
    expect(nextInCampaign({ id: runId('z-1'), options: inCampaign(campaign([], before.id)) })).toBeUndefined();
    expect(nextInCampaign({ id: runId('z-1'), options: defaultOptions })).toBeUndefined();
  });

  it('is called by its first run, in what today’s and what older versions have saved', () => {
    expect(campaignOf(before)).toBe(before.id);
    expect(campaignOf(onY())).toBe(before.id);
    const third = inCampaign({ ...campaign([], onY().id), first: before.id });
    expect(campaignOf({ id: runId('z-1'), options: third })).toBe(before.id);
    expect(campaignOf({ id: runId('z-1'), options: defaultOptions })).toBeUndefined();
  });

  it('keeps what was rolled before, for its message', () => {
    const at = { channel: 'C1', ts: '1.2' };
    const [rolled] = rolledClusters(before, at);
    expect(rolled).toMatchObject({ cluster: x, run: before.id, done: 7, of: 7, message: at });
    const options = inCampaign({ ...campaign([], before.id), before: rolledClusters(before, undefined) });
    expect(rolledClusters({ ...before, cluster: y, options }, undefined).map(({ cluster }) => cluster)).toEqual([x, y]);
    const run = awaiting({ plan: planFor({ cluster: y, options }) });
    expect(decode(runKind, encode(runKind, run))).toEqual({ ok: true, value: run });
  });

  it('is approved with the plans of those that follow, and with nothing that is not known yet', () => {
    const first = approvedOptions(inCampaign(campaign([planned(y)])));
    expect(first).toEqual(approvedOptions(inCampaign(campaign([planned(y)], runId('cluster-w-0001')))));
    expect(first).not.toEqual(approvedOptions(inCampaign(campaign([{ ...planned(y), planId: 'another' }]))));
    expect(first).not.toEqual(approvedOptions(inCampaign(campaign([planned(z)]))));
    expect(approvedOptions(inCampaign(campaign([])))).toEqual(approvedOptions(defaultOptions));
  });

  it('carries approvals over to exactly the plan that was approved', () => {
    expect(approvalsCarriedOver(onY(), before)).toEqual([bob]);
    const otherPlan = planFor({ ...onY().plan, id: 'another' });
    expect(approvalsCarriedOver(onY({ plan: otherPlan }), before)).toEqual([]);
    const otherCluster = planFor({ ...onY().plan, cluster: z });
    expect(approvalsCarriedOver(onY({ plan: otherCluster }), before)).toEqual([]);
    expect(approvalsCarriedOver(onY(), { ...before, id: runId('cluster-x-0002') })).toEqual([]);
    expect(approvalsCarriedOver(onY(), { ...before, votes: [] })).toEqual([]);
  });

  it('carries an approval over once, also if its author has taken it back since', () => {
    const log = logged({ kind: 'approved', by: bob, have: 1, need: 2 }, { kind: 'approval-withdrawn', by: bob });
    expect(approvalsCarriedOver(onY({ log }), before)).toEqual([]);
    const others = logged({ kind: 'approved', by: carol, have: 1, need: 2 });
    expect(approvalsCarriedOver(onY({ log: others }), before)).toEqual([bob]);
  });

  it.each([
    ['as it should be', well, undefined],
    ['not seen', undefined, 'cluster-not-seen'],
    ['with a dead server', { ...well, dead: [replica(1).address] }, 'cluster-not-well'],
    ['with a meta that does not answer', { ...well, silentMetas: [replica(1).address] }, 'cluster-not-well'],
    ['with lost data', { ...well, lost: 1 }, 'cluster-not-well'],
    ['with missing copies', { ...well, short: [{ table: 't', partitions: 1, of: 8 }] }, 'cluster-not-well'],
  ] as const)('goes on by itself only where the cluster was left well: %s', (_how, left, doubt) => {
    expect(doubtOf(doneOnX(night, left === undefined ? { kind: 'unread', why: 'no meta answers' } : left))).toBe(doubt);
  });

  it('does not go on by itself where people have left servers out', () => {
    const [first, ...rest] = before.progress.targets;
    if (first === undefined) throw new Error('no servers');
    const progress = { ...before.progress, targets: [{ ...first, state: 'skipped' as const }, ...rest] };
    expect(doubtOf({ ...before, progress })).toBe('servers-left-out');
  });

  it('is kept by the rest of a run that was aborted, and saved with its runs', () => {
    const options = inCampaign(campaign([planned(y)]));
    const run = aborted({ plan: planFor({ options }) });
    const rest = continuationOf(run);
    expect(rest.kind === 'possible' && rest.options.campaign).toEqual({ ...options.campaign, first: run.id });
    expect(rest.kind === 'possible' && nextInCampaign({ id: run.id, options: rest.options })?.planned.cluster).toBe(y);
    expect(decode(runKind, encode(runKind, run))).toEqual({ ok: true, value: run });
    expect(run.cluster).toBe(x);
  });
});
