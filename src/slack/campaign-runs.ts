import type { RunService } from '../engine/run-service.js';
import type { Conversation } from '../conversation/conversation.js';
import { campaignOf, isDoneBeforeOthers } from '../roll/campaign.js';
import type { RunId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';

type Known = Pick<RunService, 'runs' | 'conversation'>;

const runsOf = (known: Pick<Known, 'runs'>, campaign: RunId): readonly Run[] =>
  known.runs().filter((run) => campaignOf(run) === campaign);

/** The other runs of its campaign; none where it is in no campaign. Of those not archived. */
export function othersOfCampaign(known: Pick<Known, 'runs'>, run: Run): readonly Run[] {
  const campaign = campaignOf(run);
  return campaign === undefined ? [] : runsOf(known, campaign).filter(({ id }) => id !== run.id);
}

/** The run that a campaign is at, which keeps its message: the one that was asked for last. Of those not archived. */
export const lastOfCampaign = (known: Known, campaign: RunId): Run | undefined =>
  runsOf(known, campaign).reduce<Run | undefined>(
    (last, run) => (last === undefined || isLater(run, last) ? run : last),
    undefined,
  );

const isLater = (run: Run, than: Run): boolean =>
  run.options.campaign?.after === than.id ||
  (than.options.campaign?.after !== run.id && run.requestedAt >= than.requestedAt);

/** Another run of its campaign was asked for after it. */
export function hasFollower(known: Known, run: Run): boolean {
  const campaign = campaignOf(run);
  return campaign !== undefined && lastOfCampaign(known, campaign)?.id !== run.id;
}

/**
 * It is done, and whether the next cluster of its campaign begins has not been decided: it is kept, so that a bot that
 * is started anew decides it.
 */
export const isUndecided = (known: Known, run: Run): boolean =>
  isDoneBeforeOthers(run) && known.conversation(run.id)?.stands === undefined && !hasFollower(known, run);

/** Whether the approvals of this run can stand on the message of its campaign. */
export const isApprovedByCampaign = (run: Run, { campaign }: Pick<Conversation, 'campaign'>): boolean =>
  campaign?.ts !== undefined && campaign.planId === run.plan.id;

/** A message on which reactions mean something, and the plan that an approval on it is for. */
interface Place {
  readonly channel: string;
  readonly ts: string;
  readonly planId: string | undefined;
}

/** The message of the run, and that of its campaign. */
export function placesOf(conversation: Conversation | undefined): readonly Place[] {
  return [conversation, conversation?.campaign].flatMap((message) =>
    message?.ts === undefined ? [] : [{ channel: message.channel, ts: message.ts, planId: message.planId }],
  );
}

/** Those of them whose reactions approve the plan of this run. */
export const approvalPlaces = (run: Run, conversation: Conversation | undefined): readonly Place[] =>
  placesOf(conversation).filter(({ planId }) => planId === run.plan.id);
