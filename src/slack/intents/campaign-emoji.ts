import { userId } from '../../roll/ids.js';
import type { UserAction } from '../../roll/intent.js';
import { campaignOf, nextInCampaign } from '../../roll/campaign.js';
import type { Run } from '../../roll/run.js';
import type { RunService } from '../../engine/run-service.js';
import { isApprovedByCampaign, lastOfCampaign } from '../campaign-runs.js';
import type { ReactionKind } from '../reactions.js';
import { canStopBeforeNext } from '../render/campaign-message.js';
import { meaningfulReactions } from '../render/meaningful.js';
import { mention, quoted } from '../text.js';
import type { Campaigns } from './campaigns.js';
import type { Gatekeeper, ShownAnswer } from './gatekeeper.js';
import { inLanguage } from '../language.js';

interface Deps {
  readonly runService: RunService;
  readonly gatekeeper: Pick<Gatekeeper, 'say' | 'maySay'>;
  readonly campaigns: Pick<Campaigns, 'inTurn' | 'stand'>;
}

/** `stopsNext`: it does nothing to the run, but the next cluster does not begin. */
export interface CampaignAnswer extends ShownAnswer {
  readonly stopsNext?: boolean;
}

const no = (text: string): CampaignAnswer => ({ accepted: false, text });

/**
 * What somebody's reaction on the message of a campaign does. It is said to the run that the campaign is at; a pause or
 * an abort that this run has no use for any more keeps the next cluster from beginning. Nothing is begun meanwhile.
 */
export function sayToCampaign(
  deps: Deps,
  on: Run,
  { kind, user }: { readonly kind: ReactionKind; readonly user: string },
  said: { readonly via: 'reaction' | 'reconciliation'; readonly userAction?: UserAction },
): Promise<CampaignAnswer> {
  const { runService, gatekeeper, campaigns } = deps;
  const campaign = campaignOf(on) ?? on.id;
  return campaigns.inTurn(campaign, async () => {
    const run = lastOfCampaign(runService, campaign) ?? on;
    const conversation = runService.conversation(run.id);
    const by = userId(user);
    if (kind === 'approve') {
      if (conversation === undefined || !isApprovedByCampaign(run, conversation))
        return no(
          inLanguage({
            en: `An approval here is not for the plan of ${quoted(run.cluster)}: approve it in its own message.`,
            zh: `这里的批准不是给 ${quoted(run.cluster)} 的计划的：请在它自己的消息里批准。`,
          }),
        );
      return gatekeeper.say(run, { kind, by, planId: run.plan.id, ...said });
    }
    if (run.status === 'awaiting-approval')
      return gatekeeper.say(run, { kind: kind === 'resume' ? kind : 'reject', by, ...said });
    const stops = kind === 'pause' || kind === 'abort';
    const isForRun = meaningfulReactions(run).includes(kind);
    if (!stops || isForRun || !canStopBeforeNext(run) || nextInCampaign(run) === undefined)
      return gatekeeper.say(run, { kind, by, ...said });
    const permission = await gatekeeper.maySay(run, kind, by);
    if (!permission.allowed) return no(permission.reason);
    await campaigns.stand(run, inLanguage({ en: `${mention(user)} stopped it`, zh: `${mention(user)} 停住了它` }));
    return {
      accepted: true,
      stopsNext: true,
      text: inLanguage({ en: 'Nothing more begins in this campaign.', zh: '这个批量任务不会再开始别的。' }),
    };
  });
}
