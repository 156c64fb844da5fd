import { formatDuration } from '../../lib/duration.js';
import type { Campaign } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import type { Run } from '../../roll/run.js';
import { count, listing, mention, quoted } from '../text.js';
import { continueWords } from './continue-button.js';
import { content, type Content, type Part } from './parts.js';
import { rollbackWords } from './rollback-plan.js';
import { inLanguage } from '../language.js';

/** What a run has to do with others: the one it rolls back or continues, and its campaign. */
export const circumstances = ({ cluster, options }: Plan): readonly string[] => [
  ...(options.rollsBack === undefined ? [] : [rollbackWords(options.rollsBack)]),
  ...(options.continues === undefined ? [] : [continueWords(options.continues)]),
  ...(options.campaign === undefined ? [] : [campaignWords(options.campaign, cluster)]),
];

const name = (cluster: string): string => `\`${quoted(cluster)}\``;

/** Where this run is in its campaign, and what its approval is for besides. */
function campaignWords({ clusters, after, then }: Campaign, cluster: string): string {
  const place = clusters.findIndex((each) => each === cluster) + 1;
  const from =
    after === undefined
      ? ''
      : inLanguage({
          en:
            `, after run \`${quoted(after)}\`. Approvals of that run count here, from whoever may approve here, ` +
            'if this is still the plan that they were for',
          zh: `，在任务 \`${quoted(after)}\` 之后。如果计划仍是当时批准的那份，那个任务的批准在这里算数，只要批准的人在这里也可以批准`,
        });
  const where = inLanguage({
    en: `*Campaign:* ${place} of ${clusters.length}${from}.`,
    zh: `*批量任务：* 第 ${place}/${clusters.length} 个${from}。`,
  });
  if (then.length === 0) return where;
  const lines = then.map(({ cluster: next, servers, totalMs }) =>
    inLanguage({
      en: `• ${name(next)}: ${count(servers, 'server')}, about ${formatDuration(totalMs)}`,
      zh: `• ${name(next)}：${servers} 台 server，大约 ${formatDuration(totalMs)}`,
    }),
  );
  return [
    inLanguage({
      en: `${where} *An approval is for these as well*, each once the one before is done and at rest:`,
      zh: `${where} *批准也包括这些*，前一个完成并平稳之后才开始下一个：`,
    }),
    listing(lines, 1_200, '\n'),
  ].join('\n');
}

/** What becomes of the campaign of a run that has ended. */
export function campaignParts(run: Run, command: string): readonly Part[] {
  const { campaign } = run.options;
  const [next] = campaign?.then ?? [];
  if (campaign === undefined || next === undefined) return [];
  const text =
    run.status === 'done'
      ? inLanguage({
          en:
            `Next in the campaign is ${name(next.cluster)}, once this cluster is at rest. Where it cannot begin, the ` +
            'message of the campaign says why.',
          zh: `批量任务的下一个是 ${name(next.cluster)}，在这个集群平稳之后。如果不能开始，批量任务的消息会说明原因。`,
        })
      : campaignStands(run, campaign, command);
  return [{ kind: 'context', text }];
}

/** Its run has ended and is not done: who has not begun, and how that comes about. */
export function campaignStands({ id, cluster, status }: Run, { then }: Campaign, command: string): string {
  const rest = then.map((planned) => planned.cluster);
  const again = `\`${command} roll ${quoted([cluster, ...rest].join(','))}\``;
  if (status === 'rejected' || status === 'expired')
    return inLanguage({
      en: `Nothing more begins. To roll them, ask again: ${again}.`,
      zh: `不会再开始别的。要滚动它们，请重新请求：${again}。`,
    });
  if (rest.length === 0)
    return inLanguage({
      en: `The rest of ${name(cluster)} is asked for with \`${command} continue ${quoted(id)}\`.`,
      zh: `${name(cluster)} 剩余的部分，用 \`${command} continue ${quoted(id)}\` 请求。`,
    });
  return inLanguage({
    en:
      `The campaign stands: ${listing(rest.map(name), 600)} ${rest.length === 1 ? 'has' : 'have'} not begun. ` +
      `${rest.length === 1 ? 'It follows' : 'They follow'} when a run of the rest of ${name(cluster)} is done ` +
      `(\`${command} continue ${quoted(id)}\`). To leave ${name(cluster)} as it is: ` +
      `\`${command} roll ${quoted(rest.join(','))}\`.`,
    zh:
      `批量任务停住：${listing(rest.map(name), 600)} 还没有开始。` +
      `${name(cluster)} 剩余部分的任务完成之后（\`${command} continue ${quoted(id)}\`），就会开始。` +
      `要让 ${name(cluster)} 保持现状：\`${command} roll ${quoted(rest.join(','))}\`。`,
  });
}

/** Calls whoever asked for the campaign: it does not go on by itself after this run. */
export function standsPost(run: Run, why: string, command: string): Content {
  const clusters = (run.options.campaign?.then ?? []).map(({ cluster }) => name(cluster));
  return content([
    {
      kind: 'section',
      text: inLanguage({
        en:
          `:warning: ${mention(run.requestedBy)} The campaign stands after ${quoted(run.cluster)}: ${why}. ` +
          `${listing(clusters, 1_000)} ${clusters.length === 1 ? 'has' : 'have'} not begun. Once that is settled, ` +
          `\`${command} continue ${quoted(run.id)}\` goes on.`,
        zh:
          `:warning: ${mention(run.requestedBy)} 批量任务停在 ${quoted(run.cluster)} 之后：${why}。` +
          `${listing(clusters, 1_000)} 还没有开始。解决之后，用 \`${command} continue ${quoted(run.id)}\` 继续。`,
      }),
    },
  ]);
}
