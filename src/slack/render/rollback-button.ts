import type { types } from '@slack/bolt';
import { rollbackOf } from '../../roll/rollback.js';
import type { Run } from '../../roll/run.js';
import { count, quoted } from '../text.js';
import type { Part } from './parts.js';
import { runButtonValue } from './run-button.js';
import { inLanguage } from '../language.js';

/** `action_id` of the button of an outcome that asks for the rollback of its run. */
export const rollbackAction = 'pegasus_rollback';

/** What an aborted or failed upgrade offers: the way back, with what it comes to. */
export function rollbackParts(run: Run, command: string): readonly Part[] {
  if (run.status !== 'aborted' && run.status !== 'failed') return [];
  const asked = rollbackOf(run);
  if (asked.kind === 'impossible') return [];
  const { rollsBack, version = '' } = asked.options;
  const servers = count(rollsBack.servers.length, 'server');
  const button: types.Button = {
    type: 'button',
    action_id: rollbackAction,
    text: {
      type: 'plain_text',
      text: inLanguage({ en: `Roll back ${servers}`, zh: `回滚 ${rollsBack.servers.length} 台 server` }),
    },
    value: runButtonValue(run.id),
  };
  return [
    { kind: 'actions', block: { type: 'actions', block_id: 'pegasus_outcome_rollback', elements: [button] } },
    {
      kind: 'context',
      text: inLanguage({
        en:
          `${servers} may have ${quoted(rollsBack.from)} installed. The button, or \`${command} rollback ` +
          `${quoted(run.id)}\`, asks for a run that puts ${quoted(version)} back; it is approved like a roll.`,
        zh:
          `${rollsBack.servers.length} 台 server 可能已装上 ${quoted(rollsBack.from)}。点按钮，` +
          `或输入 \`${command} rollback ${quoted(run.id)}\`，就会请求一个装回 ${quoted(version)} 的任务；它和滚动一样需要批准。`,
      }),
    },
  ];
}
