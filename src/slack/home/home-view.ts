import type { types } from '@slack/bolt';
import type { ClusterCard, ClusterOverview } from '../../engine/run-service.js';
import type { IntentKind } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { openFormAction } from '../form/listen-form.js';
import { button } from '../render/buttons.js';
import { clusterParts } from '../render/cluster-parts.js';
import { meaningfulIntents } from '../render/meaningful.js';
import { content } from '../render/parts.js';
import { statusParts } from '../render/status-parts.js';
import { count, cut, listing, moment, quoted } from '../text.js';
import { homeActions, homePrefix } from './actions.js';
import { header, note, plain, section } from './blocks.js';
import { historyBlocks } from './history-blocks.js';
import type { FoundRuns, Search } from './search.js';
import { inLanguage, statusInWords } from '../language.js';

/** What can be said from here: an approval needs the plan before one's eyes, and a hold its message. */
export const homeIntents = ['pause', 'resume', 'abort', 'abort-to-roll-back'] as const satisfies readonly IntentKind[];

export interface HomeContext {
  readonly at: number;
  /** With their health, or just their cards while they are being read. */
  readonly clusters: readonly (ClusterOverview | ClusterCard)[];
  /** Those that have not ended, in the order of `inOrder`. */
  readonly active: readonly Run[];
  readonly search: Search;
  readonly found: FoundRuns;
  /** Where the message of a run is, by its id. */
  readonly links: Readonly<Record<string, string>>;
  /** What came of the last thing the person did here; mrkdwn. */
  readonly notice: string | undefined;
}

/** Those that wait for people first, then the oldest. */
export const inOrder = (runs: readonly Run[]): readonly Run[] =>
  [...runs].sort(
    (left, right) =>
      Number(waitsForPeople(right)) - Number(waitsForPeople(left)) || left.requestedAt - right.requestedAt,
  );

const waitsForPeople = ({ status }: Run): boolean =>
  status === 'held' || status === 'paused' || status === 'awaiting-approval';

/** Slack takes 100 blocks: 10 runs of 3, 30 clusters and 10 of the history stay well below. */
const mostRuns = 10;
const mostClusters = 30;

export function homeView(context: HomeContext): types.HomeView {
  return {
    type: 'home',
    callback_id: 'pegasus_home',
    blocks: [
      {
        type: 'actions',
        block_id: 'top',
        elements: [
          {
            type: 'button',
            action_id: openFormAction,
            text: plain(inLanguage({ en: 'Roll a cluster', zh: '滚动集群' })),
            style: 'primary',
          },
          { type: 'button', action_id: homeActions.refresh, text: plain(inLanguage({ en: 'Refresh', zh: '刷新' })) },
        ],
      },
      ...(context.notice === undefined ? [] : [section(`:warning: ${context.notice}`)]),
      ...runBlocks(context),
      ...clusterBlocks(context),
      ...historyBlocks(context),
      note(
        inLanguage({
          en:
            `As of ${moment(context.at)}. While this tab is in use it follows what happens; Refresh reads ` +
            'the clusters again.',
          zh: `截至 ${moment(context.at)}。使用这个标签页期间，它会随发生的事更新；「刷新」会重新读取各集群。`,
        }),
      ),
    ],
  };
}

/** What those see who may not look at clusters. `reason` is a sentence for them. */
export function refusedHome(reason: string): types.HomeView {
  return { type: 'home', callback_id: 'pegasus_home', blocks: [section(reason)] };
}

function runBlocks({ active, links }: HomeContext): readonly types.KnownBlock[] {
  if (active.length === 0)
    return [
      header(inLanguage({ en: 'Runs', zh: '任务' })),
      section(
        inLanguage({
          en: 'Nothing is running, and nothing awaits approval.',
          zh: '没有任务在执行，也没有等待批准的。',
        }),
      ),
    ];
  const shown = active.slice(0, mostRuns);
  const rest = active.slice(mostRuns);
  return [
    header(
      active.length === 1
        ? inLanguage({ en: 'One run', zh: '1 个任务' })
        : inLanguage({ en: `${active.length} runs`, zh: `${active.length} 个任务` }),
    ),
    ...shown.flatMap((run) => [
      ...content(statusParts(run, whereToAnswer(run, links[run.id]))).blocks,
      ...runButtons(run),
    ]),
    ...(rest.length === 0
      ? []
      : [
          note(
            inLanguage({
              en: `and ${listing(
                rest.map(({ id, status }) => `\`${quoted(id)}\` (${status})`),
                1_500,
              )}`,
              zh: `另有 ${listing(
                rest.map(({ id, status }) => `\`${quoted(id)}\`（${statusInWords(status)}）`),
                1_500,
              )}`,
            }),
          ),
        ]),
  ];
}

function whereToAnswer(run: Run, link: string | undefined): string {
  const words =
    run.status === 'awaiting-approval'
      ? inLanguage({ en: 'Read and approve the plan', zh: '查看并批准计划' })
      : run.status === 'held'
        ? inLanguage({ en: 'Read it and answer', zh: '查看并答复' })
        : inLanguage({ en: 'See it here', zh: '看这里' });
  return link === undefined
    ? inLanguage({ en: `It is in <#${run.channel}>.`, zh: `它在 <#${run.channel}>。` })
    : `<${link}|${words}>.`;
}

function runButtons(run: Run): readonly types.KnownBlock[] {
  const said = homeIntents.filter((intent) => meaningfulIntents(run).includes(intent));
  return said.length === 0
    ? []
    : [
        {
          type: 'actions',
          block_id: `run ${run.id}`.slice(0, 255),
          elements: said.map((intent) => button(run, intent, homePrefix)),
        },
      ];
}

function clusterBlocks({ clusters, links }: HomeContext): readonly types.KnownBlock[] {
  if (clusters.length === 0)
    return [
      header(inLanguage({ en: 'Clusters', zh: '集群' })),
      section(inLanguage({ en: 'No cluster is configured.', zh: '没有配置任何集群。' })),
    ];
  const sorted = [...clusters].sort((left, right) => urgency(right) - urgency(left));
  const rest = sorted.slice(mostClusters);
  return [
    header(inLanguage({ en: 'Clusters', zh: '集群' })),
    ...sorted.slice(0, mostClusters).flatMap((cluster) =>
      'health' in cluster
        ? content(
            clusterParts(
              cluster,
              cluster.active === undefined ? '' : whereToAnswer(cluster.active, links[cluster.active.id]),
            ),
          ).blocks
        : [
            section(
              inLanguage({
                en: `*${quoted(cluster.cluster)}*: :hourglass_flowing_sand: being read …`,
                zh: `*${quoted(cluster.cluster)}*：:hourglass_flowing_sand: 正在读取 …`,
              }),
            ),
          ],
    ),
    ...(rest.length === 0
      ? []
      : [
          section(
            cut(
              inLanguage({
                en: `and ${count(rest.length, 'more cluster', 'more clusters')}: ${listing(
                  rest.map(({ cluster }) => `\`${quoted(cluster)}\``),
                  2_500,
                )}`,
                zh: `另有 ${rest.length} 个集群：${listing(
                  rest.map(({ cluster }) => `\`${quoted(cluster)}\``),
                  2_500,
                )}`,
              }),
              3_000,
            ),
          ),
        ]),
  ];
}

/** What needs people stands first; otherwise the order of the configuration stays. */
function urgency(cluster: ClusterOverview | ClusterCard): number {
  if (!('health' in cluster)) return cluster.lock === undefined ? 0 : 1;
  if (cluster.health.kind !== 'well') return 3;
  return cluster.active !== undefined ? 2 : cluster.lock === undefined ? 0 : 1;
}
