import type { types } from '@slack/bolt';
import { z } from 'zod';
import { clusterName, type ClusterName } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { readJson } from '../read-json.js';
import { clusterLeftOf, mayRebalance, wantsRebalance } from './cluster-left-words.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** `action_id` of the button that asks for a rebalance. Its run is archived by then: it names the cluster. */
export const rebalanceAction = 'pegasus_rebalance';

const value = z.object({ cluster: z.string().min(1).max(200) });

export const rebalanceButton = (cluster: string): types.Button => ({
  type: 'button',
  action_id: rebalanceAction,
  text: { type: 'plain_text', text: inLanguage({ en: 'Give leadership back', zh: '重新分布 primary' }) },
  value: JSON.stringify({ cluster }),
});

/** What mends an uneven leadership: a button, or when to ask. */
export function rebalanceParts(run: Run, command: string): readonly Part[] {
  const left = clusterLeftOf(run);
  if (!wantsRebalance(left)) return [];
  const typed = `\`${command} rebalance ${run.cluster}\``;
  if (!mayRebalance(left))
    return [
      {
        kind: 'context',
        text: inLanguage({
          en: `Once every server is ALIVE and every partition full, ${typed} gives leadership back evenly.`,
          zh: `等所有 server 都是 ALIVE、所有分片副本齐全，再用 ${typed} 让 primary 重新分布均匀。`,
        }),
      },
    ];
  return [
    {
      kind: 'actions',
      block: { type: 'actions', block_id: 'pegasus_outcome', elements: [rebalanceButton(run.cluster)] },
    },
    {
      kind: 'context',
      text: inLanguage({
        en:
          `The button, or ${typed}, asks for a small run that only lets the meta balance; it is approved ` +
          'like a roll.',
        zh: `点按钮，或输入 ${typed}，就会请求一次只让 meta 做均衡的小任务；它和滚动一样需要批准。`,
      }),
    },
  ];
}

/** The cluster that a click on it means; undefined: it is none of ours. */
export function readRebalance(actionId: string, text: string | undefined): ClusterName | undefined {
  const read = actionId === rebalanceAction ? readJson(value, text) : undefined;
  return read === undefined ? undefined : clusterName(read.cluster);
}
