import type { types } from '@slack/bolt';
import type { ClusterCard, ClusterOverview } from '../../engine/run-service.js';
import type { IntentKind } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { openFormAction } from '../form/listen-form.js';
import { button } from '../render/buttons.js';
import { clusterParts } from '../render/cluster-parts.js';
import { historyLine } from '../render/history-line.js';
import { meaningfulIntents } from '../render/meaningful.js';
import { content } from '../render/parts.js';
import { statusParts } from '../render/status-parts.js';
import { count, cut, listing, moment, quoted } from '../text.js';
import type { FoundRuns, Search } from './search.js';

/** `action_id`s of the Home tab. Those of its buttons on runs begin with `homePrefix`. */
export const homePrefix = 'pegasus_home_';
export const homeActions = {
  refresh: 'pegasus_home_refresh',
  words: 'pegasus_home_words',
  cluster: 'pegasus_home_cluster',
  older: 'pegasus_home_older',
  newer: 'pegasus_home_newer',
  clear: 'pegasus_home_clear',
} as const;
/** What can be said from here: an approval needs the plan before one's eyes, and a hold its message. */
export const homeIntents = ['pause', 'resume', 'abort'] as const satisfies readonly IntentKind[];

/** The value of the menu that means every cluster: no cluster is called so. */
export const everyCluster = '*';

export interface HomeScene {
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
const mostInAMenu = 99;

export function homeView(scene: HomeScene): types.HomeView {
  return {
    type: 'home',
    callback_id: 'pegasus_home',
    blocks: [
      {
        type: 'actions',
        block_id: 'top',
        elements: [
          { type: 'button', action_id: openFormAction, text: plain('Roll a cluster'), style: 'primary' },
          { type: 'button', action_id: homeActions.refresh, text: plain('Refresh') },
        ],
      },
      ...(scene.notice === undefined ? [] : [section(`:warning: ${scene.notice}`)]),
      ...runBlocks(scene),
      ...clusterBlocks(scene),
      ...historyBlocks(scene),
      note(
        `As of ${moment(scene.at)}. While this tab is in use it follows what happens; Refresh reads ` +
          'the clusters again.',
      ),
    ],
  };
}

/** What those see who may not look at clusters. `reason` is a sentence for them. */
export function refusedHome(reason: string): types.HomeView {
  return { type: 'home', callback_id: 'pegasus_home', blocks: [section(reason)] };
}

function runBlocks({ active, links }: HomeScene): readonly types.KnownBlock[] {
  if (active.length === 0) return [header('Runs'), section('Nothing is running, and nothing awaits approval.')];
  const shown = active.slice(0, mostRuns);
  const rest = active.slice(mostRuns);
  return [
    header(active.length === 1 ? 'One run' : `${active.length} runs`),
    ...shown.flatMap((run) => [
      ...content(statusParts(run, whereToAnswer(run, links[run.id]))).blocks,
      ...runButtons(run),
    ]),
    ...(rest.length === 0
      ? []
      : [
          note(
            `and ${listing(
              rest.map(({ id, status }) => `\`${quoted(id)}\` (${status})`),
              1_500,
            )}`,
          ),
        ]),
  ];
}

function whereToAnswer(run: Run, link: string | undefined): string {
  const words =
    run.status === 'awaiting-approval'
      ? 'Read and approve the plan'
      : run.status === 'held'
        ? 'Read it and answer'
        : 'See it here';
  return link === undefined ? `It is in <#${run.channel}>.` : `<${link}|${words}>.`;
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

function clusterBlocks({ clusters, links }: HomeScene): readonly types.KnownBlock[] {
  if (clusters.length === 0) return [header('Clusters'), section('No cluster is configured.')];
  const sorted = [...clusters].sort((left, right) => urgency(right) - urgency(left));
  const rest = sorted.slice(mostClusters);
  return [
    header('Clusters'),
    ...sorted
      .slice(0, mostClusters)
      .flatMap((cluster) =>
        'health' in cluster
          ? content(
              clusterParts(
                cluster,
                cluster.active === undefined ? '' : whereToAnswer(cluster.active, links[cluster.active.id]),
              ),
            ).blocks
          : [section(`*${quoted(cluster.cluster)}*: :hourglass_flowing_sand: being read …`)],
      ),
    ...(rest.length === 0
      ? []
      : [
          section(
            cut(
              `and ${count(rest.length, 'more cluster', 'more clusters')}: ${listing(
                rest.map(({ cluster }) => `\`${quoted(cluster)}\``),
                2_500,
              )}`,
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

function historyBlocks({ search, found, links, clusters }: HomeScene): readonly types.KnownBlock[] {
  const searched = search.words !== '' || search.cluster !== undefined;
  return [
    header('History'),
    {
      type: 'input',
      // Another id for another text: Slack would keep what was typed.
      block_id: `words ${search.words}`.slice(0, 255),
      dispatch_action: true,
      optional: true,
      label: plain('Search'),
      element: {
        type: 'plain_text_input',
        action_id: homeActions.words,
        placeholder: plain('cluster, version, outcome, reason, day, mine … then Enter'),
        dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
        ...(search.words === '' ? {} : { initial_value: search.words }),
      },
    },
    ...filters(search, clusters, searched),
    ...(found.runs.length === 0
      ? [section(searched ? 'No run fits that.' : 'No run has finished yet.')]
      : found.runs.map((run) => section(historyLine(run, links[run.id])))),
    ...pages(found),
  ];
}

function filters(search: Search, clusters: HomeScene['clusters'], searched: boolean): readonly types.KnownBlock[] {
  const every = option('All clusters', everyCluster);
  const options = [every, ...clusters.slice(0, mostInAMenu).map(({ cluster }) => option(cluster, cluster))];
  const chosen = options.find(({ value }) => value === search.cluster) ?? every;
  const menu: readonly types.ActionsBlockElement[] =
    clusters.length < 2
      ? []
      : [
          {
            type: 'static_select',
            action_id: homeActions.cluster,
            options,
            initial_option: chosen,
            placeholder: plain('All clusters'),
          },
        ];
  const clear: readonly types.ActionsBlockElement[] = searched
    ? [{ type: 'button', action_id: homeActions.clear, text: plain('Show all') }]
    : [];
  const elements = [...menu, ...clear];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: `filters ${search.cluster ?? ''}`, elements }];
}

function pages({ from, runs, all, newer, older }: FoundRuns): readonly types.KnownBlock[] {
  if (!newer && !older) return [];
  const turn = (action: string, label: string): types.Button => ({
    type: 'button',
    action_id: action,
    text: plain(label),
  });
  return [
    note(`${from + 1} to ${from + runs.length} of ${all}, the newest first`),
    {
      type: 'actions',
      block_id: `pages ${from}`,
      elements: [
        ...(newer ? [turn(homeActions.newer, 'Newer')] : []),
        ...(older ? [turn(homeActions.older, 'Older')] : []),
      ],
    },
  ];
}

const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });
const header = (text: string): types.HeaderBlock => ({ type: 'header', text: plain(text) });
const section = (text: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cut(text, 3_000) },
});
const note = (text: string): types.ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: cut(text, 2_000) }],
});
const option = (label: string, value: string): types.PlainTextOption => ({ text: plain(cut(label, 75)), value });
