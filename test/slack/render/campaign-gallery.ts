import { inCampaign } from '../../../src/roll/campaign.js';
import { runId } from '../../../src/roll/ids.js';
import type { Run } from '../../../src/roll/run.js';
import type { CampaignView } from '../../../src/slack/render/campaign-message.js';
import { campaign, doneOnX, planned, x, y, z } from '../../support/campaigns.js';
import { aborted, awaiting, done, held, night, paused, planFor, rolling } from '../../support/told-runs.js';

export interface ShownCampaign {
  readonly name: string;
  readonly when: string;
  readonly run: Run;
  readonly view: CampaignView;
}

const first = { plan: planFor({ options: inCampaign(campaign([planned(y), planned(z)])) }) };
const link = (run: string): readonly [string, string] => [run, `https://pegasus.slack.example/archives/C1/p-${run}`];
const links = new Map([link('cluster-x-7f3a'), link('cluster-x-0001'), link('cluster-y-7f3a'), link('cluster-z-7f3a')]);
const before = [
  { cluster: x, run: runId('cluster-x-0001'), done: 7, of: 7, tookMs: 500_000, message: { channel: 'C1', ts: '1.0' } },
];
const onY = {
  plan: planFor({
    cluster: y,
    options: inCampaign({ ...campaign([planned(z)], runId('cluster-x-0001')), first: runId('cluster-x-0001'), before }),
  }),
};
const onZ = {
  plan: planFor({
    cluster: z,
    options: inCampaign({
      ...campaign([], runId('cluster-y-7f3a')),
      first: runId('cluster-x-0001'),
      before: [...before, { cluster: y, run: runId('cluster-y-7f3a'), done: 7, of: 7, tookMs: 610_000 }],
    }),
  }),
};

/** Every state of the message of a campaign. */
export const campaigns: readonly ShownCampaign[] = [
  {
    name: 'awaiting',
    when: 'One approval is for all plans.',
    run: awaiting(first),
    view: { links, planId: first.plan.id },
  },
  { name: 'rolling', when: 'The first cluster is rolled.', run: rolling(first), view: { links } },
  { name: 'between', when: 'The first is done, and comes to rest.', run: doneOnX(night + 500_000), view: { links } },
  {
    name: 'stands',
    when: 'It does not go on by itself.',
    run: doneOnX(night + 500_000),
    view: { links, stands: '<@U0BOB00001> stopped it' },
  },
  {
    name: 'second-awaiting',
    when: 'The plan of the second cluster is not the one that was approved.',
    run: awaiting(onY),
    view: { links },
  },
  { name: 'held', when: 'A hold of a run holds the campaign.', run: held(onY), view: { links } },
  { name: 'paused', when: 'The run in progress is paused.', run: paused(onY), view: { links } },
  { name: 'aborted', when: 'The run in progress was aborted.', run: aborted(onY), view: { links } },
  { name: 'done', when: 'Every cluster is done.', run: done(onZ), view: { links } },
];
