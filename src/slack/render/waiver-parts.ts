import type { Plan } from '../../roll/plan.js';
import { count, listing, quoted } from '../text.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** What whoever asked wants to be no obstacle, and what that means: approvers approve it with the plan. */
export function waiverParts(plan: Plan): readonly Part[] {
  const { deadServers = [], deadPartitions = [], splitting = [] } = plan.namedWaivers ?? {};
  return [...lowReplication(plan), ...dead(deadServers), ...lost(deadPartitions), ...split(splitting)];
}

function lowReplication({ waivers }: Plan): readonly Part[] {
  if (waivers.length === 0) return [];
  const tables = waivers.map(({ table, replicaCount }) =>
    inLanguage({
      en: `${quoted(table)} (${count(replicaCount, 'replica')})`,
      zh: `${quoted(table)}（${replicaCount} 个副本）`,
    }),
  );
  return [
    alert(
      inLanguage({
        en:
          `*Waived:* ${listing(tables, 800)}. ` +
          'Partitions of these tables can be unavailable while their server is away.',
        zh: `*豁免：* ${listing(tables, 800)}。这些表的分片，在它们的 server 离线期间可能不可用。`,
      }),
    ),
  ];
}

function dead(servers: readonly string[]): readonly Part[] {
  if (servers.length === 0) return [];
  const one = servers.length === 1;
  return [
    alert(
      inLanguage({
        en:
          `*Allowed to stay dead:* ${listing(servers.map(quoted), 800)}` +
          `. ${one ? 'It is' : 'They are'} left out, and the ` +
          'others are rolled as long as each partition has all its copies on them. Another dead server blocks as ' +
          `always. Once ${one ? 'it is' : 'one of them is'} ALIVE again its waiver is over.`,
        zh:
          `*允许保持宕机：* ${listing(servers.map(quoted), 800)}。不滚动它们；只要每个分片的副本在其他 server 上齐全，其他 server 就照样滚动。` +
          '别的 server 宕机仍会阻塞。一旦又是 ALIVE，它的豁免就到此为止。',
      }),
    ),
  ];
}

function lost(partitions: readonly string[]): readonly Part[] {
  if (partitions.length === 0) return [];
  const one = partitions.length === 1;
  return [
    alert(
      inLanguage({
        en:
          `*Allowed to lack every copy:* ${one ? 'partition' : 'partitions'}` +
          ` ${listing(partitions.map(quoted), 800)}. ` +
          `${one ? 'It is' : 'They are'} not repaired by this and not waited for. ` +
          'A server that is restarted may hold ' +
          'the last data of it on its disk: it stays there.',
        zh: `*允许副本全部丢失：* 分片 ${listing(partitions.map(quoted), 800)}。不修复，也不等待。重启的 server 磁盘上可能有它最后的数据：会保留在那里。`,
      }),
    ),
  ];
}

function split(tables: readonly string[]): readonly Part[] {
  if (tables.length === 0) return [];
  return [
    alert(
      inLanguage({
        en:
          `*Allowed to split meanwhile:* ${listing(tables.map(quoted), 800)}` +
          '. Metas, collectors and servers without a ' +
          'copy of it are rolled; a server that holds copies of it waits until the split is over.',
        zh:
          `*允许期间分裂：* ${listing(tables.map(quoted), 800)}。照样滚动 meta server、collector 和没有它的副本的 server；` +
          '有它的副本的 server 要等到分裂结束。',
      }),
    ),
  ];
}

const alert = (text: string): Part => ({ kind: 'alert', level: 'warning', text });
