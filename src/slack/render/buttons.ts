import type { types } from '@slack/bolt';
import { z } from 'zod';
import { runId, type RunId } from '../../roll/ids.js';
import { intentKinds, type IntentKind } from '../../roll/intent.js';
import { pauseOf } from '../../roll/user-actions.js';
import type { Run } from '../../roll/run.js';
import { readJson } from '../read-json.js';
import { meaningfulIntents } from './meaningful.js';
import type { Part } from './parts.js';
import { type InEach, inLanguage } from '../language.js';

/** `action_id` of a button. */
const actionPrefix = 'pegasus_';
export const actionPattern = new RegExp(`^${actionPrefix}(${intentKinds.join('|')})$`);

/** Which run, which plan and which moment of it a button was drawn for. */
const buttonValue = z.object({
  run: z.string().min(1).max(200),
  plan: z.string().min(1).max(200),
  at: z.number().optional(),
});

const looks: Readonly<
  Record<
    IntentKind,
    { readonly label: InEach<string>; readonly style?: 'primary' | 'danger'; readonly confirm?: InEach<string> }
  >
> = {
  approve: { label: { en: 'Approve', zh: '批准' }, style: 'primary' },
  withdraw: { label: { en: 'Withdraw approval', zh: '撤回批准' } },
  reject: { label: { en: 'Reject', zh: '驳回' }, style: 'danger' },
  pause: { label: { en: 'Pause', zh: '暂停' } },
  resume: { label: { en: 'Resume', zh: '恢复' }, style: 'primary' },
  abort: {
    label: { en: 'Abort', zh: '中止' },
    style: 'danger',
    confirm: {
      en:
        'The run stops at the next safe point, puts the settings of the cluster back and ends. Servers ' +
        'already rolled stay as they are.',
      zh: '任务会在下一个安全点停住，还原集群的设置，然后结束。已经滚动过的 server 保持现状。',
    },
  },
  'abort-to-roll-back': {
    label: { en: 'Roll back', zh: '回滚' },
    style: 'danger',
    confirm: {
      en:
        'The run is aborted, as by Abort. As soon as it has ended, the plan that puts the version before on the ' +
        'servers already upgraded is posted; nothing is rolled back until that is approved.',
      zh:
        '任务会像「中止」那样中止。它一结束，就会发出把已升级的 server 装回之前版本的计划；' +
        '计划获批准之前，什么都不会回滚。',
    },
  },
  wait: { label: { en: 'Wait', zh: '继续等' }, style: 'primary' },
  retry: { label: { en: 'Retry', zh: '重试' }, style: 'primary' },
  skip: { label: { en: 'Skip this server', zh: '跳过这台 server' } },
  force: {
    label: { en: 'Force', zh: '强制继续' },
    style: 'danger',
    confirm: {
      en: 'This goes on although a check says no: partitions may be unavailable. It takes a second approver.',
      zh: '检查不通过仍继续：可能有分片不可用。需要第二个审批人。',
    },
  },
};

/** The row of buttons that mean something now; no row when none does. */
export function buttons(run: Run): readonly Part[] {
  const intents = meaningfulIntents(run);
  if (intents.length === 0) return [];
  return [
    {
      kind: 'actions',
      block: { type: 'actions', block_id: 'pegasus_actions', elements: intents.map((intent) => button(run, intent)) },
    },
  ];
}

/** The button that says `intent`; `prefix` begins its `action_id`. */
export function button(run: Run, intent: IntentKind, prefix = actionPrefix): types.Button {
  const { style, confirm } = looks[intent];
  const label = inLanguage(looks[intent].label);
  return {
    type: 'button',
    action_id: `${prefix}${intent}`,
    text: { type: 'plain_text', text: label },
    value: JSON.stringify({ run: run.id, plan: run.plan.id, at: momentOf(run) }),
    // Where waiting is offered it is the safe answer: only one button stands out.
    ...(style === undefined || (intent === 'retry' && meaningfulIntents(run).includes('wait')) ? {} : { style }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: {
              type: 'plain_text',
              text: inLanguage({ en: `${label} ${run.cluster}?`, zh: `${label} ${run.cluster}？` }).slice(0, 100),
            },
            text: { type: 'plain_text', text: inLanguage(confirm) },
            confirm: { type: 'plain_text', text: label },
            deny: { type: 'plain_text', text: inLanguage({ en: 'Go back', zh: '返回' }) },
            style: 'danger',
          },
        }),
  };
}

export interface Click {
  readonly intent: IntentKind;
  readonly run: RunId;
  readonly plan: string;
  /** Of the hold, the pause or the abort that it was drawn in; absent for any other state. */
  readonly at: number | undefined;
}

/**
 * An answer is to one hold and no later one, a resume to one pause, and “abort again” to the abort that is under way.
 */
function momentOf(run: Run): number | undefined {
  if (run.status === 'held' || run.status === 'aborting') return run.since;
  return run.status === 'paused' || run.status === 'pausing' ? pauseOf(run)?.at : undefined;
}

/** Why a click counts no more, as a sentence: the run has gone on since its button was drawn. */
export function whyStale({ intent, at }: Click, run: Run): string | undefined {
  const isAnswer = intent === 'wait' || intent === 'retry' || intent === 'skip' || intent === 'force';
  if (isAnswer && run.status === 'held' && at !== run.since)
    return inLanguage({
      en: 'That button belongs to an earlier hold. The run is held again, for what its message says now; answer that.',
      zh: '那个按钮属于之前的一次挂起。任务又挂起了，原因见它的消息；请答复现在这一次。',
    });
  if (intent === 'resume' && (run.status === 'paused' || run.status === 'pausing') && at !== momentOf(run))
    return inLanguage({
      en:
        'That button belongs to an earlier pause. Press Resume on the message as it stands now, if you ' +
        'want this run to go on.',
      zh: '那个按钮属于之前的一次暂停。如果要让任务继续，请点它的消息上现在的「恢复」。',
    });
  if (intent === 'abort-to-roll-back' && (run.status === 'held' || run.status === 'paused') && at !== momentOf(run))
    return inLanguage({
      en: 'The run has gone on since that button was drawn. Read its message as it stands now, then press there.',
      zh: '那个按钮画出来之后，任务已有变化。请先看它现在的消息，再点那里的按钮。',
    });
  if (intent === 'abort' && run.status === 'aborting' && at !== run.since)
    return inLanguage({
      en: 'The run is being aborted already. To leave at once, press Abort on the message as it stands now.',
      zh: '任务已经在中止。要立刻离开，请点它的消息上现在的「中止」。',
    });
  return undefined;
}

/** What a button said, or undefined when it is none of ours. */
export function readClick(actionId: string, value: string | undefined, prefix = actionPrefix): Click | undefined {
  const intent = intentKinds.find((kind) => `${prefix}${kind}` === actionId);
  const read = readJson(buttonValue, value);
  return intent === undefined || read === undefined
    ? undefined
    : { intent, run: runId(read.run), plan: read.plan, at: read.at };
}
