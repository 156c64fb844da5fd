import type { types } from '@slack/bolt';
import { cut, quoted } from '../text.js';
import type { FieldName, ReadForm } from './entries.js';
import { sentenceView } from './form-view.js';
import type { FieldFaults } from './read-entries.js';
import { inLanguage } from '../language.js';

/** What a submission is acknowledged with; `undefined` closes the form. */
export type FormAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: types.ModalView }
  | undefined;

/** What came of a request that was made with the form. */
export type Outcome =
  | { readonly kind: 'posted'; readonly run: string; readonly channel: string }
  | {
      readonly kind: 'refused';
      readonly field: FieldName | undefined;
      readonly plain: string;
      readonly mrkdwn: string;
    };

const longestError = 1_000;

export const update = (view: types.ModalView): FormAnswer => ({ response_action: 'update', view });

export const postedWords = ({ run, channel }: Extract<Outcome, { kind: 'posted' }>): string =>
  inLanguage({
    en: `The plan of run \`${quoted(run)}\` is posted in <#${channel}>.`,
    zh: `任务 \`${quoted(run)}\` 的计划已发到 <#${channel}>。`,
  });

export const postedView = (outcome: Extract<Outcome, { kind: 'posted' }>): types.ModalView =>
  sentenceView(`:white_check_mark: ${postedWords(outcome)}`, false);

/** Slack shows an error at an input of the view, and nowhere else; what has none stands at the cluster. */
export function errorsAt({ blocks }: ReadForm, faults: FieldFaults): FormAnswer {
  const errors: Record<string, string> = {};
  for (const [field, block] of Object.entries(blocks)) {
    const fault = Object.entries(faults).find(([name]) => name === field)?.[1];
    if (fault !== undefined) errors[block] = cut(fault, longestError);
  }
  if (Object.keys(errors).length === 0)
    errors[blocks.cluster ?? 'cluster'] = cut(Object.values(faults).join(' '), longestError);
  return { response_action: 'errors', errors };
}
