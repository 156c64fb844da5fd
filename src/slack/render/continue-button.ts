import type { types } from '@slack/bolt';
import { isWorthContinuing } from '../../roll/continuation.js';
import type { Continues } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { quoted } from '../text.js';
import { runButtonValue } from './run-button.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** `action_id` of the button of an outcome that asks for the rest of its run. */
export const continueAction = 'pegasus_continue';

/** What an aborted or failed run offers where servers are left to be rolled. */
export function continueParts(run: Run, command: string): readonly Part[] {
  if (!isWorthContinuing(run)) return [];
  const button: types.Button = {
    type: 'button',
    action_id: continueAction,
    text: { type: 'plain_text', text: inLanguage({ en: 'Roll the rest', zh: '做完剩余部分' }) },
    value: runButtonValue(run.id),
  };
  return [
    { kind: 'actions', block: { type: 'actions', block_id: 'pegasus_outcome_continue', elements: [button] } },
    {
      kind: 'context',
      text: inLanguage({
        en:
          `The button, or \`${command} continue ${quoted(run.id)}\`, asks for a run of the servers that are left; ` +
          'it is approved like a roll. What has been restarted is seen when its plan is made.',
        zh: `点按钮，或输入 \`${command} continue ${quoted(run.id)}\`，就会请求一个滚动剩余 server 的任务；它和滚动一样需要批准。哪些已经重启过，做计划时会看到。`,
      }),
    },
  ];
}

/** What a continuation leaves out, and what it begins with. */
export const continueWords = ({ run, servers }: Continues): string =>
  inLanguage({
    en: `*Continues:* run \`${quoted(run)}\`, without the servers that it has dealt with${
      servers.some(({ down }) => down === true)
        ? '. One that it left down comes before all others, without a drain, if it still is'
        : ''
    }`,
    zh: `*继续：* 任务 \`${quoted(run)}\`，不包括它已处理过的 server${
      servers.some(({ down }) => down === true)
        ? '。它留下的没起来的 server，如果到时仍没起来，排在所有其他之前，不排空'
        : ''
    }`,
  });
