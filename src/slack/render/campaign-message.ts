import { assertNever } from '../../lib/assert-never.js';
import { campaignOf, nextInCampaign } from '../../roll/campaign.js';
import type { Campaign } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { reactionKinds, seedName, type ReactionKind, type Speech } from '../reactions.js';
import { count, inTheirWords, listing, mention, moment, quoted } from '../text.js';
import { clusterLines, linkTo } from './campaign-state.js';
import { campaignStands } from './campaign-words.js';
import { meaningfulIntents, meaningfulReactions } from './meaningful.js';
import { content, type Content, type Dialect } from './parts.js';
import { approvalRule } from './plan-parts.js';
import { approvalsSoFar } from './vote-words.js';
import { inLanguage, statusInWords } from '../language.js';

/** `event_type` of the message of a campaign, and `seq` of the post that says that it stands. */
export const campaignEvent = 'pegasus_roll_campaign';
export const standsSeq = -1;

export interface CampaignMessage extends Content {
  readonly metadata: {
    readonly event_type: typeof campaignEvent;
    readonly event_payload: { readonly campaign: string; readonly plan: string };
  };
}

/** What the message of a campaign depends on besides the run that it is at. */
export interface CampaignView {
  readonly dialect?: Dialect;
  /** To the messages of its runs, by their ids. */
  readonly links?: ReadonlyMap<string, string>;
  /** Why it does not go on by itself after this run, as a clause that is safe to show. */
  readonly stands?: string;
  /** The plan that an approval on this message is for; undefined: none is taken here any more. */
  readonly planId?: string;
}

/** The one message of a campaign, as it should stand now: a line for each cluster, and what people can do. */
export function renderCampaign(run: Run, speech: Speech, view: CampaignView = {}): CampaignMessage | undefined {
  const { campaign } = run.options;
  const first = campaignOf(run);
  if (campaign === undefined || first === undefined) return undefined;
  const lines = clusterLines(run, campaign, view.stands !== undefined, linkTo(view.links ?? new Map()));
  const reason = campaign.asked.reason === undefined ? '' : ` · ${inTheirWords(campaign.asked.reason, 200)}`;
  const reactions = howTo(run, speech, view);
  return {
    ...content(
      [
        { kind: 'header', text: head(run, campaign, view) },
        { kind: 'section', text: listing(lines, 2_900, '\n') },
        { kind: 'section', text: whatNow(run, campaign, speech, view) },
        ...(reactions === undefined ? [] : [{ kind: 'context' as const, text: reactions }]),
        {
          kind: 'context',
          text: inLanguage({
            en: `Asked for by ${mention(run.requestedBy)}${reason} · campaign ${quoted(first)}`,
            zh: `由 ${mention(run.requestedBy)} 发起${reason} · 批量任务 ${quoted(first)}`,
          }),
        },
      ],
      view.dialect,
    ),
    metadata: { event_type: campaignEvent, event_payload: { campaign: first, plan: view.planId ?? '' } },
  };
}

/** What stands where the plans stood that newer ones have replaced. */
export function renderReplacedCampaign(run: Run): CampaignMessage {
  return {
    ...content([
      {
        kind: 'header',
        text: inLanguage({
          en: `:wastebasket: ${what(run)} of ${run.options.campaign?.clusters.length ?? 0} clusters: plan replaced`,
          zh: `:wastebasket: ${what(run)}，${run.options.campaign?.clusters.length ?? 0} 个集群：计划已被替换`,
        }),
      },
      {
        kind: 'section',
        text: inLanguage({
          en: 'The plan of its first cluster is another one now. Nothing here counts any more; see the newer message.',
          zh: '第一个集群的计划已经不同。这里的操作都不再算数；请看新的消息。',
        }),
      },
    ]),
    metadata: { event_type: campaignEvent, event_payload: { campaign: campaignOf(run) ?? run.id, plan: '' } },
  };
}

/** The reactions that mean something on the message of a campaign now. */
export function campaignReactions(run: Run, { stands, planId }: CampaignView): readonly ReactionKind[] {
  if (run.status === 'awaiting-approval') return planId === run.plan.id ? ['approve', 'reject'] : ['reject'];
  const ofRun = meaningfulReactions(run);
  const beforeNext = nextInCampaign(run) !== undefined && stands === undefined && canStopBeforeNext(run);
  const all: readonly ReactionKind[] = beforeNext ? [...ofRun, 'pause', 'abort'] : ofRun;
  return reactionKinds.filter((kind) => all.includes(kind));
}

/**
 * Whether what is asked for on the message of the campaign keeps its next cluster from beginning, while it does
 * nothing to the run any more: that is done, or only puts settings back.
 */
export const canStopBeforeNext = (run: Run): boolean =>
  run.status === 'done' || (run.status === 'rolling' && !meaningfulIntents(run).includes('pause'));

const what = ({ options: { version } }: Run): string =>
  version === undefined
    ? inLanguage({ en: 'Restart', zh: '重启' })
    : inLanguage({ en: `Change to ${quoted(version)}`, zh: `变更到 ${quoted(version)}` });

function head(run: Run, { clusters, then, before = [] }: Campaign, { stands }: CampaignView): string {
  const title = inLanguage({
    en: `${what(run)} of ${clusters.length} clusters`,
    zh: `${what(run)}，${clusters.length} 个集群`,
  });
  const done = inLanguage({
    en: `${clusters.length - then.length - (run.status === 'done' ? 0 : 1)} of ${clusters.length} done`,
    zh: `已完成 ${clusters.length - then.length - (run.status === 'done' ? 0 : 1)}/${clusters.length} 个`,
  });
  switch (run.status) {
    case 'awaiting-approval':
      return before.length === 0 && run.options.campaign?.after === undefined
        ? inLanguage({ en: `:raised_hand: ${title}? Needs approval`, zh: `:raised_hand: ${title}？需要批准` })
        : inLanguage({
            en: `:raised_hand: ${title}: ${done}, the next waits for approval`,
            zh: `:raised_hand: ${title}：${done}，下一个等待批准`,
          });
    case 'approved':
    case 'rolling':
      return inLanguage({
        en: `:arrows_counterclockwise: ${title}: ${done}`,
        zh: `:arrows_counterclockwise: ${title}：${done}`,
      });
    case 'pausing':
    case 'paused':
      return inLanguage({
        en: `:double_vertical_bar: ${title}: paused, ${done}`,
        zh: `:double_vertical_bar: ${title}：已暂停，${done}`,
      });
    case 'held':
      return inLanguage({
        en: `:rotating_light: ${title} is held: ${done}`,
        zh: `:rotating_light: ${title}：挂起，${done}`,
      });
    case 'aborting':
      return inLanguage({
        en: `:octagonal_sign: ${title}: aborting, ${done}`,
        zh: `:octagonal_sign: ${title}：正在中止，${done}`,
      });
    case 'done':
      if (then.length === 0)
        return inLanguage({ en: `:white_check_mark: ${title}: all done`, zh: `:white_check_mark: ${title}：全部完成` });
      return stands === undefined
        ? inLanguage({
            en: `:arrows_counterclockwise: ${title}: ${done}`,
            zh: `:arrows_counterclockwise: ${title}：${done}`,
          })
        : inLanguage({ en: `:warning: ${title} stands: ${done}`, zh: `:warning: ${title}：停住，${done}` });
    case 'aborted':
    case 'failed':
    case 'rejected':
    case 'expired':
      return inLanguage({
        en: `:octagonal_sign: ${title}: ${run.status}, ${done}`,
        zh: `:octagonal_sign: ${title}：${statusInWords(run.status)}，${done}`,
      });
    default:
      return assertNever(run);
  }
}

/** What it waits for, and what happens to the clusters that have not begun. */
function whatNow(run: Run, campaign: Campaign, speech: Speech, { stands, planId }: CampaignView): string {
  const here = `*${quoted(run.cluster)}*`;
  if (stands !== undefined && run.status === 'done')
    return inLanguage({
      en:
        `*The campaign stands after ${quoted(run.cluster)}:* ${stands}. Nothing more begins by itself. Once that is ` +
        `settled, \`${speech.command} continue ${quoted(run.id)}\` goes on.`,
      zh:
        `*批量任务停在 ${quoted(run.cluster)} 之后：* ${stands}。不会自己再开始别的。解决之后，` +
        `用 \`${speech.command} continue ${quoted(run.id)}\` 继续。`,
    });
  const later =
    stands === undefined
      ? ''
      : inLanguage({ en: ` The campaign then stands: ${stands}.`, zh: `之后批量任务会停住：${stands}。` });
  switch (run.status) {
    case 'awaiting-approval':
      if (planId !== run.plan.id)
        return inLanguage({
          en:
            `${here} is next. Approvals of the campaign count there if this is still the plan that they ` +
            'were for, from ' +
            'whoever may approve there. Where they do not, it is approved in the message of its own run.',
          zh: `下一个是 ${here}。如果计划仍是当时批准的那份，批量任务的批准在那里算数，只要批准的人在那里也可以批准。不算数的，请在它自己任务的消息里批准。`,
        });
      return inLanguage({
        en:
          `*Approval:* ${approvalRule(run.plan, speech)}; ${approvalsSoFar(run)}. It is for exactly these plans: ` +
          'one cluster after the other, each once the one before is done, well and at rest. The whole plan of ' +
          `${here} stands in the message of its run. The request expires ${moment(run.expiresAt)}.`,
        zh:
          `*批准：* ${approvalRule(run.plan, speech)}；${approvalsSoFar(run)}。批准的正是这些计划：逐个集群进行，前一个完成、正常并平稳之后才开始下一个。` +
          `${here} 的完整计划在它任务的消息里。请求到 ${moment(run.expiresAt)} 过期。`,
      });
    case 'approved':
    case 'rolling':
      return `${oneByOne(campaign)}${later}`;
    case 'pausing':
    case 'paused':
      return inLanguage({
        en: `Nothing else begins before ${here} is resumed and done.${later}`,
        zh: `${here} 恢复并完成之前，不会开始别的。${later}`,
      });
    case 'held':
      return inLanguage({
        en:
          `*Nothing else begins* before the hold of ${here} is answered in the message of its run, and ${here} is ` +
          `done.${later}`,
        zh: `在 ${here} 任务的消息里答复挂起、${here} 完成之前，*不会开始别的*。${later}`,
      });
    case 'aborting':
      return inLanguage({ en: `No other cluster begins after ${here}.`, zh: `${here} 之后不会开始别的集群。` });
    case 'done':
      return campaign.then.length === 0
        ? inLanguage({ en: 'Every cluster of the campaign is done.', zh: '批量任务的所有集群都已完成。' })
        : inLanguage({
            en: `*${quoted(campaign.then[0]?.cluster ?? '')}* begins once ${here} is at rest.`,
            zh: `${here} 平稳之后开始 *${quoted(campaign.then[0]?.cluster ?? '')}*。`,
          });
    case 'aborted':
    case 'failed':
    case 'rejected':
    case 'expired':
      return campaignStands(run, campaign, speech.command);
    default:
      return assertNever(run);
  }
}

const oneByOne = ({ then }: Campaign): string =>
  then.length === 0
    ? inLanguage({ en: 'This is the last cluster.', zh: '这是最后一个集群。' })
    : inLanguage({
        en: 'One cluster at a time: the next begins once this one is done, well and at rest.',
        zh: '一次一个集群：这一个完成、正常并平稳之后，开始下一个。',
      });

function howTo(run: Run, speech: Speech, view: CampaignView): string | undefined {
  const kinds = campaignReactions(run, view);
  if (kinds.length === 0) return undefined;
  const isBetween = canStopBeforeNext(run) && nextInCampaign(run) !== undefined;
  const does: Readonly<Record<ReactionKind, string>> = {
    approve: inLanguage({
      en: `approve these ${count(run.options.campaign?.clusters.length ?? 0, 'plan')}`,
      zh: `批准这 ${run.options.campaign?.clusters.length ?? 0} 份计划`,
    }),
    reject: 'reject',
    pause: isBetween
      ? inLanguage({ en: 'do not begin the next', zh: '不开始下一个' })
      : inLanguage({ en: 'pause the run in progress', zh: '暂停正在执行的任务' }),
    resume: inLanguage({ en: 'go on', zh: '继续' }),
    abort: isBetween
      ? inLanguage({ en: 'do not begin the next', zh: '不开始下一个' })
      : inLanguage({
          en: 'abort the run in progress; the next does not begin',
          zh: '中止正在执行的任务；不开始下一个',
        }),
  };
  return inLanguage({
    en: `React here with ${kinds.map((kind) => `:${seedName(kind, speech.reactions)}: ${does[kind]}`).join(' · ')}.`,
    zh: `可在这里用表情回应：${kinds.map((kind) => `:${seedName(kind, speech.reactions)}: ${does[kind]}`).join(' · ')}。`,
  });
}
