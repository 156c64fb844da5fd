import type { types } from '@slack/bolt';
import { inLanguage } from '../language.js';
import { historyLine } from '../render/history-line.js';
import { cut } from '../text.js';
import { everyCluster, homeActions } from './actions.js';
import { header, note, plain, section } from './blocks.js';
import type { FoundRuns, Search } from './search.js';

const mostInAMenu = 99;

interface Named {
  readonly cluster: string;
}

/** What ran, what is looked for in it, and the way to older ones. */
export function historyBlocks({
  search,
  found,
  links,
  clusters,
}: {
  readonly search: Search;
  readonly found: FoundRuns;
  readonly links: Readonly<Record<string, string>>;
  readonly clusters: readonly Named[];
}): readonly types.KnownBlock[] {
  const searched = search.words !== '' || search.cluster !== undefined;
  return [
    header(inLanguage({ en: 'History', zh: '历史' })),
    {
      type: 'input',
      // Another id for another text: Slack would keep what was typed.
      block_id: `words ${search.words}`.slice(0, 255),
      dispatch_action: true,
      optional: true,
      label: plain(inLanguage({ en: 'Search', zh: '搜索' })),
      element: {
        type: 'plain_text_input',
        action_id: homeActions.words,
        placeholder: plain(
          inLanguage({
            en: 'cluster, version, outcome, reason, day, mine … then Enter',
            zh: '集群、版本、结果、理由、日期、mine … 然后回车',
          }),
        ),
        dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
        ...(search.words === '' ? {} : { initial_value: search.words }),
      },
    },
    ...filters(search, clusters, searched),
    ...(found.runs.length === 0
      ? [
          section(
            searched
              ? inLanguage({ en: 'No run fits that.', zh: '没有符合的任务。' })
              : inLanguage({ en: 'No run has finished yet.', zh: '还没有已结束的任务。' }),
          ),
        ]
      : found.runs.map((run) => section(historyLine(run, links[run.id])))),
    ...pages(found),
  ];
}

function filters(search: Search, clusters: readonly Named[], searched: boolean): readonly types.KnownBlock[] {
  const every = option(inLanguage({ en: 'All clusters', zh: '所有集群' }), everyCluster);
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
            placeholder: plain(inLanguage({ en: 'All clusters', zh: '所有集群' })),
          },
        ];
  const clear: readonly types.ActionsBlockElement[] = searched
    ? [{ type: 'button', action_id: homeActions.clear, text: plain(inLanguage({ en: 'Show all', zh: '显示全部' })) }]
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
    note(
      inLanguage({
        en: `${from + 1} to ${from + runs.length} of ${all}, the newest first`,
        zh: `第 ${from + 1} 到 ${from + runs.length} 个，共 ${all} 个，最新的在前`,
      }),
    ),
    {
      type: 'actions',
      block_id: `pages ${from}`,
      elements: [
        ...(newer ? [turn(homeActions.newer, inLanguage({ en: 'Newer', zh: '较新' }))] : []),
        ...(older ? [turn(homeActions.older, inLanguage({ en: 'Older', zh: '较早' }))] : []),
      ],
    },
  ];
}

const option = (label: string, value: string): types.PlainTextOption => ({ text: plain(cut(label, 75)), value });
