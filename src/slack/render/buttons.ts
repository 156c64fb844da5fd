import type { types } from '@slack/bolt';
import { z } from 'zod';
import { runId, type RunId } from '../../roll/ids.js';
import { intentKinds, type IntentKind } from '../../roll/intent.js';
import { pauseOf } from '../../roll/user-actions.js';
import type { Run } from '../../roll/run.js';
import { meaningfulIntents } from './meaningful.js';
import type { Part } from './parts.js';

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
  Record<IntentKind, { readonly label: string; readonly style?: 'primary' | 'danger'; readonly confirm?: string }>
> = {
  approve: { label: 'Approve', style: 'primary' },
  withdraw: { label: 'Withdraw approval' },
  reject: { label: 'Reject', style: 'danger' },
  pause: { label: 'Pause' },
  resume: { label: 'Resume', style: 'primary' },
  abort: {
    label: 'Abort',
    style: 'danger',
    confirm:
      'The run stops at the next safe point, puts the settings of the cluster back and ends. Servers ' +
      'already rolled stay as they are.',
  },
  wait: { label: 'Wait', style: 'primary' },
  retry: { label: 'Retry', style: 'primary' },
  skip: { label: 'Skip this server' },
  force: {
    label: 'Force',
    style: 'danger',
    confirm: 'This goes on although a check says no: partitions may be unavailable. It takes a second approver.',
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
  const { label, style, confirm } = looks[intent];
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
            title: { type: 'plain_text', text: `${label} ${run.cluster}?`.slice(0, 100) },
            text: { type: 'plain_text', text: confirm },
            confirm: { type: 'plain_text', text: label },
            deny: { type: 'plain_text', text: 'Go back' },
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
    return 'That button belongs to an earlier hold. The run is held again, for what its message says now; answer that.';
  if (intent === 'resume' && (run.status === 'paused' || run.status === 'pausing') && at !== momentOf(run))
    return (
      'That button belongs to an earlier pause. Press Resume on the message as it stands now, if you ' +
      'want this run to go on.'
    );
  if (intent === 'abort' && run.status === 'aborting' && at !== run.since)
    return 'The run is being aborted already. To leave at once, press Abort on the message as it stands now.';
  return undefined;
}

/** What a button said, or undefined when it is none of ours. */
export function readClick(actionId: string, value: string | undefined, prefix = actionPrefix): Click | undefined {
  const intent = intentKinds.find((kind) => `${prefix}${kind}` === actionId);
  if (intent === undefined || value === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    return undefined;
  }
  const parsed = buttonValue.safeParse(json);
  return parsed.success
    ? { intent, run: runId(parsed.data.run), plan: parsed.data.plan, at: parsed.data.at }
    : undefined;
}
