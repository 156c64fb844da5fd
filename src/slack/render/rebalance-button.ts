import type { types } from '@slack/bolt';
import { z } from 'zod';
import { clusterName, type ClusterName } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { clusterLeftOf, mayRebalance, wantsRebalance } from './cluster-left-words.js';
import type { Part } from './parts.js';

/** `action_id` of the button that asks for a rebalance. Its run is archived by then: it names the cluster. */
export const rebalanceAction = 'pegasus_rebalance';

const value = z.object({ cluster: z.string().min(1).max(200) });

export const rebalanceButton = (cluster: string): types.Button => ({
  type: 'button',
  action_id: rebalanceAction,
  text: { type: 'plain_text', text: 'Give leadership back' },
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
        text: `Once every server is ALIVE and every partition full, ${typed} gives leadership back evenly.`,
      },
    ];
  return [
    {
      kind: 'actions',
      block: { type: 'actions', block_id: 'pegasus_outcome', elements: [rebalanceButton(run.cluster)] },
    },
    {
      kind: 'context',
      text:
        `The button, or ${typed}, asks for a small run that only lets the meta balance; it is approved ` +
        'like a roll.',
    },
  ];
}

/** The cluster that a click on it means; undefined: it is none of ours. */
export function readRebalance(actionId: string, text: string | undefined): ClusterName | undefined {
  if (actionId !== rebalanceAction || text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = value.safeParse(json);
  return parsed.success ? clusterName(parsed.data.cluster) : undefined;
}
