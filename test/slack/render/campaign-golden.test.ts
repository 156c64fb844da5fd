import { describe, expect, it } from 'vitest';
import { reactionNames, type Speech } from '../../../src/slack/reactions.js';
import { campaignReactions, renderCampaign } from '../../../src/slack/render/campaign-message.js';
import { awaiting } from '../../support/told-runs.js';
import { campaigns } from './campaign-gallery.js';
import { faultsOf } from './slack-limits.js';

const speech: Speech = { reactions: reactionNames(), command: '/pegasus' };

describe('the message of a campaign', () => {
  it.each(campaigns.map((shown) => [shown.name, shown] as const))('%s', async (name, { run, view }) => {
    const rendered = renderCampaign(run, speech, view);
    if (rendered === undefined) throw new Error('nothing is shown');
    expect(faultsOf(rendered)).toEqual([]);
    await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(
      `../../golden/slack/sections/campaign-${name}.json`,
    );
  });

  it('is for runs of a campaign only', () => {
    expect(renderCampaign(awaiting(), speech)).toBeUndefined();
  });

  it('takes what means something: an approval for exactly its plans, and a stop as long as something can begin', () => {
    const kinds = Object.fromEntries(campaigns.map(({ name, run, view }) => [name, campaignReactions(run, view)]));
    expect(kinds).toEqual({
      awaiting: ['approve', 'reject'],
      rolling: ['pause', 'abort'],
      between: ['pause', 'abort'],
      stands: [],
      'second-awaiting': ['reject'],
      held: ['abort'],
      paused: ['resume', 'abort'],
      aborted: [],
      done: [],
    });
  });
});
