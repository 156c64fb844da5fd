import type { types } from '@slack/bolt';
import { inLanguage } from '../language.js';
import { cut, quoted } from '../text.js';
import { blockIdOf, type FieldName } from './entries.js';
import { note, several, text, warning } from './fields.js';
import type { FormCluster, FormContext, Servers } from './form-context.js';

/** Slack takes 250,000 characters of a view; the two lists of servers are most of it. */
const mostListed = 120_000;
/** What Slack's own words for an option need. */
const aroundAnOption = 70;

/** Fields about servers and tables: lists to choose from once the cluster has been read, text where it cannot be. */
export function serverFields(context: FormContext, chosen: FormCluster | undefined): readonly types.KnownBlock[] {
  const { servers, entries, turn } = context;
  if (chosen === undefined)
    return [
      note(
        inLanguage({
          en: 'Its servers are offered here once you have chosen a cluster.',
          zh: '选择集群之后，这里会列出它的 server。',
        }),
      ),
    ];
  const id = (field: FieldName, how: string): string => blockIdOf(field, turn, chosen.name, how);
  switch (servers?.kind) {
    case undefined:
    case 'reading':
      return [
        note(
          inLanguage({
            en:
              `:hourglass_flowing_sand: Reading the servers of ${quoted(chosen.name)} … Without waiting: ` +
              'all of them are rolled.',
            zh: `:hourglass_flowing_sand: 正在读取 ${quoted(chosen.name)} 的 server … 不等的话：滚动全部。`,
          }),
        ),
      ];
    case 'unread':
      return [
        warning(
          inLanguage({
            en:
              `${quoted(chosen.name)} can't be read just now, so its servers can't be offered: ` +
              cut(quoted(servers.why), 300),
            zh: `现在读不到 ${quoted(chosen.name)}，所以不能列出它的 server：${cut(quoted(servers.why), 300)}`,
          }),
        ),
        ...asText(context, id),
      ];
    case 'typed':
      return asText(context, id);
    case 'read': {
      if (listLength(servers) > mostListed)
        return [
          note(
            inLanguage({
              en: `${quoted(chosen.name)} has too many servers for a list.`,
              zh: `${quoted(chosen.name)} 的 server 太多，列不下。`,
            }),
          ),
          ...asText(context, id),
        ];
      const addresses = servers.replicaServers.map((address) => ({ value: address, label: address }));
      const tables = servers.lowTables.map(({ name, replicaCount }) => ({
        value: name,
        label: inLanguage({
          en: `${cut(name, 55)} (${replicaCount === 1 ? '1 copy' : `${replicaCount} copies`})`,
          zh: `${cut(name, 55)}（${replicaCount} 个副本）`,
        }),
      }));
      return [
        ...(addresses.length === 0
          ? [
              note(
                inLanguage({
                  en: `${quoted(chosen.name)} names no replica server.`,
                  zh: `${quoted(chosen.name)} 没有 replica server。`,
                }),
              ),
            ]
          : [
              several({
                label: only(),
                blockId: id('nodes', 'list'),
                options: addresses,
                initial: listed(entries.nodes),
                placeholder: inLanguage({ en: 'All of them', zh: '全部' }),
              }),
              several({
                label: except(),
                blockId: id('skip', 'list'),
                options: addresses,
                initial: listed(entries.skip),
                placeholder: inLanguage({ en: 'None', zh: '无' }),
              }),
            ]),
        ...(tables.length === 0
          ? []
          : [
              several({
                label: low(),
                blockId: id('tables', 'list'),
                options: tables,
                initial: listed(entries.tables),
                placeholder: inLanguage({ en: 'None', zh: '无' }),
                hint: lowHint(),
              }),
            ]),
      ];
    }
  }
}

/** The same fields, to be typed. */
const asText = (
  { entries }: FormContext,
  id: (field: FieldName, how: string) => string,
): readonly types.KnownBlock[] => [
  text({
    label: only(),
    blockId: id('nodes', 'text'),
    initial: entries.nodes,
    placeholder: '10.0.0.1:34801, 10.0.0.2:34801',
    hint: inLanguage({ en: 'Empty: all of them.', zh: '留空：全部。' }),
  }),
  text({ label: except(), blockId: id('skip', 'text'), initial: entries.skip, placeholder: '10.0.0.3:34801' }),
  text({
    label: low(),
    blockId: id('tables', 'text'),
    initial: entries.tables,
    placeholder: 'temp, stat',
    hint: lowHint(),
  }),
];

/** About how many characters the two lists of servers, and that of the tables, would be. */
const listLength = ({ replicaServers, lowTables }: Extract<Servers, { kind: 'read' }>): number =>
  2 * replicaServers.reduce((sum, address) => sum + 2 * address.length + aroundAnOption, 0) +
  lowTables.reduce((sum, { name }) => sum + 2 * name.length + aroundAnOption, 0);

const only = (): string => inLanguage({ en: 'Only these replica servers', zh: '只滚动这些 replica server' });
const except = (): string => inLanguage({ en: 'All but these replica servers', zh: '除这些之外的所有 replica server' });
const low = (): string =>
  inLanguage({ en: 'Tables with one or two copies that may be rolled', zh: '可以滚动的、只有一个或两个副本的表' });
const lowHint = (): string =>
  inLanguage({
    en: 'Their partitions can be unavailable while their server is away.',
    zh: '它们的 server 离线期间，这些表的分片可能不可用。',
  });

const listed = (entered: string | undefined): readonly string[] => (entered ?? '').split(',');
