import type { types } from '@slack/bolt';
import { isChannelId } from '../../lib/channel-id.js';
import type { NodeAddress } from '../../roll/ids.js';
import { cut, quoted } from '../text.js';
import { extras, modes, roleChoices } from './choices.js';
import { blockIdOf, writeNote, type Entries, type FieldName } from './entries.js';
import { boxes, menu, note, radio, several, text, warning } from './fields.js';

/** `callback_id` of the form, and of the shortcut that opens it. */
export const formId = 'pegasus_roll_form';
/** `action_id` of the menu of clusters: choosing one is told at once. */
export const clusterChosen = 'pegasus_form_cluster';

export interface FormCluster {
  readonly name: string;
  /** Configured channel, id or name; undefined: wherever it is asked for. */
  readonly channel: string | undefined;
  /** What keeps it from being rolled now: a lock, a closed window, a freeze; mrkdwn. */
  readonly hindrances: readonly string[];
  /** Its windows and freezes let it be rolled now. */
  readonly open: boolean;
}

/** What is known of the chosen cluster's servers. */
export type Servers =
  | { readonly kind: 'reading' }
  | {
      readonly kind: 'read';
      readonly replicaServers: readonly NodeAddress[];
      readonly lowTables: readonly { readonly name: string; readonly replicaCount: number }[];
    }
  | { readonly kind: 'unread'; readonly why: string }
  /** Filled in before: what was chosen stands there as text. */
  | { readonly kind: 'typed' };

export interface FormScene {
  readonly clusters: readonly FormCluster[];
  readonly servers: Servers | undefined;
  /** Where it was opened, when a plan can stand there. */
  readonly origin: string | undefined;
  /** What the fields begin with. */
  readonly entries: Entries;
  readonly turn: number;
  /** Why a request that was filled in already came to nothing; mrkdwn. Said at the top, where a view opens. */
  readonly trouble?: string;
}

/** Slack takes 250,000 characters of a view; the two lists of servers are most of it. */
const mostListed = 120_000;
/** What Slack's own words for an option need. */
const aroundAnOption = 70;

/** The form that asks for a roll. `entries.cluster` is the chosen cluster. */
export function formView(scene: FormScene): types.ModalView {
  const { entries, turn } = scene;
  const chosen = scene.clusters.find(({ name }) => name === entries.cluster);
  return {
    type: 'modal',
    callback_id: formId,
    private_metadata: writeNote({ turn, ...(scene.origin === undefined ? {} : { origin: scene.origin }) }),
    title: { type: 'plain_text', text: 'Roll a cluster' },
    submit: { type: 'plain_text', text: 'Make the plan' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(scene.trouble === undefined ? [] : [warning(cut(scene.trouble, 2_500))]),
      menu({
        label: 'Cluster',
        blockId: blockIdOf('cluster', turn),
        actionId: clusterChosen,
        options: scene.clusters.map(({ name }) => ({ value: name, label: name })),
        initial: entries.cluster,
        tellAtOnce: true,
        placeholder: 'Choose a cluster',
      }),
      ...(chosen?.hindrances ?? []).map(note),
      ...place(scene, chosen),
      text({
        label: 'Version',
        blockId: blockIdOf('version', turn),
        initial: entries.version,
        placeholder: '2.5.0',
        hint: 'Servers on it already are left out. Empty: a restart, no new version.',
      }),
      radio({ label: 'Mode', blockId: blockIdOf('mode', turn), options: modes, initial: entries.mode ?? 'ha' }),
      boxes({
        label: 'Roll these',
        blockId: blockIdOf('roles', turn),
        options: roleChoices,
        initial: (entries.roles ?? 'replica,meta,collector').split(','),
      }),
      ...serverFields(scene, chosen),
      text({
        label: 'Begin with this replica server',
        blockId: blockIdOf('from', turn),
        initial: entries.from,
        placeholder: '10.0.0.3:34801',
        hint: 'Those before it in the order are left out. Empty: from the first.',
      }),
      text({
        label: 'Only servers that started before',
        blockId: blockIdOf('started-before', turn),
        initial: entries['started-before'],
        placeholder: '2026-01-02 03:04',
        hint: 'By the servers’ own clocks and time zone: goes on with a restart that somebody has begun.',
      }),
      boxes({
        label: 'And',
        blockId: blockIdOf('extras', turn),
        options: extras,
        initial: (entries.extras ?? '').split(','),
        optional: true,
      }),
      text({
        label: 'Wait after each replica server',
        blockId: blockIdOf('soak', turn),
        initial: entries.soak,
        placeholder: '2m',
        hint: 'For example 90s, 5m or 1h. Empty: no wait.',
      }),
      text({
        label: 'Time that a server may take to start',
        blockId: blockIdOf('start-timeout', turn),
        initial: entries['start-timeout'],
        placeholder: '30m',
        hint: 'It is held after that. Empty: what the configuration says.',
      }),
      text({
        label: 'Allow by name',
        blockId: blockIdOf('allow', turn),
        initial: entries.allow,
        placeholder: 'version=skips-2.0',
        hint: 'What a plan has refused and says that it can be allowed. Approvers see it.',
      }),
      ...(chosen === undefined || chosen.open
        ? []
        : [
            text({
              label: 'Why outside its window',
              blockId: blockIdOf('window', turn, chosen.name),
              initial: entries.window,
              placeholder: 'the disks fill up tonight',
              hint:
                'Without it an approved run does not begin before the window opens. Approvers see it, ' +
                'and it is kept in the audit trail.',
              most: 500,
            }),
          ]),
      text({
        label: 'Why',
        blockId: blockIdOf('reason', turn),
        initial: entries.reason,
        placeholder: 'monthly upgrade',
        hint: 'Shown in the plan and kept in the audit trail.',
        most: 500,
      }),
    ],
  };
}

/** Where the plan will stand; asked for only where nothing else says it. */
function place(scene: FormScene, chosen: FormCluster | undefined): readonly types.KnownBlock[] {
  if (chosen === undefined) return [];
  if (chosen.channel !== undefined)
    return [note(`Its plan is posted in ${channelWords(chosen.channel)}, for all to see and to approve.`)];
  if (scene.origin !== undefined)
    return [note(`Its plan is posted in <#${scene.origin}>, for all to see and to approve.`)];
  return [
    {
      type: 'input',
      block_id: blockIdOf('channel', scene.turn),
      label: { type: 'plain_text', text: 'Channel' },
      hint: { type: 'plain_text', text: 'Where the plan is posted, for all to see and to approve. I must be in it.' },
      element: {
        type: 'conversations_select',
        action_id: 'value',
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(scene.entries.channel === undefined ? {} : { initial_conversation: scene.entries.channel }),
      },
    },
  ];
}

const channelWords = (channel: string): string =>
  isChannelId(channel) ? `<#${channel}>` : `#${quoted(channel.replace(/^#/, ''))}`;

/** Fields about servers and tables: lists to choose from once the cluster has been read, text where it cannot be. */
function serverFields(scene: FormScene, chosen: FormCluster | undefined): readonly types.KnownBlock[] {
  const { servers, entries, turn } = scene;
  if (chosen === undefined) return [note('Its servers are offered here once you have chosen a cluster.')];
  const id = (field: FieldName, how: string): string => blockIdOf(field, turn, chosen.name, how);
  switch (servers?.kind) {
    case undefined:
    case 'reading':
      return [
        note(
          `:hourglass_flowing_sand: Reading the servers of ${quoted(chosen.name)} … Without waiting: ` +
            'all of them are rolled.',
        ),
      ];
    case 'unread':
      return [
        warning(
          `${quoted(chosen.name)} can't be read just now, so its servers can't be offered: ` +
            cut(quoted(servers.why), 300),
        ),
        ...asText(scene, id),
      ];
    case 'typed':
      return asText(scene, id);
    case 'read': {
      if (listLength(servers) > mostListed)
        return [note(`${quoted(chosen.name)} has too many servers for a list.`), ...asText(scene, id)];
      const addresses = servers.replicaServers.map((address) => ({ value: address, label: address }));
      const tables = servers.lowTables.map(({ name, replicaCount }) => ({
        value: name,
        label: `${cut(name, 55)} (${replicaCount === 1 ? '1 copy' : `${replicaCount} copies`})`,
      }));
      return [
        ...(addresses.length === 0
          ? [note(`${quoted(chosen.name)} names no replica server.`)]
          : [
              several({
                label: only,
                blockId: id('nodes', 'list'),
                options: addresses,
                initial: listed(entries.nodes),
                placeholder: 'All of them',
              }),
              several({
                label: except,
                blockId: id('skip', 'list'),
                options: addresses,
                initial: listed(entries.skip),
                placeholder: 'None',
              }),
            ]),
        ...(tables.length === 0
          ? []
          : [
              several({
                label: low,
                blockId: id('tables', 'list'),
                options: tables,
                initial: listed(entries.tables),
                placeholder: 'None',
                hint: lowHint,
              }),
            ]),
      ];
    }
  }
}

/** The same fields, to be typed. */
const asText = ({ entries }: FormScene, id: (field: FieldName, how: string) => string): readonly types.KnownBlock[] => [
  text({
    label: only,
    blockId: id('nodes', 'text'),
    initial: entries.nodes,
    placeholder: '10.0.0.1:34801, 10.0.0.2:34801',
    hint: 'Empty: all of them.',
  }),
  text({ label: except, blockId: id('skip', 'text'), initial: entries.skip, placeholder: '10.0.0.3:34801' }),
  text({
    label: low,
    blockId: id('tables', 'text'),
    initial: entries.tables,
    placeholder: 'temp, stat',
    hint: lowHint,
  }),
];

/** About how many characters the two lists of servers, and that of the tables, would be. */
const listLength = ({ replicaServers, lowTables }: Extract<Servers, { kind: 'read' }>): number =>
  2 * replicaServers.reduce((sum, address) => sum + 2 * address.length + aroundAnOption, 0) +
  lowTables.reduce((sum, { name }) => sum + 2 * name.length + aroundAnOption, 0);

const only = 'Only these replica servers';
const except = 'All but these replica servers';
const low = 'Tables with one or two copies that may be rolled';
const lowHint = 'Their partitions can be unavailable while their server is away.';

const listed = (entered: string | undefined): readonly string[] => (entered ?? '').split(',');

/** What stands in the form's place while the plan is made, and afterwards. `text` is mrkdwn. */
export function sentenceView(text: string, busy: boolean): types.ModalView {
  return {
    type: 'modal',
    callback_id: 'pegasus_roll_told',
    title: { type: 'plain_text', text: 'Roll a cluster' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: cut(text, 3_000) } },
      ...(busy ? [note('You may close this: the plan is posted all the same, and I tell you if it cannot be.')] : []),
    ],
  };
}
