import type { Plan } from '../../roll/plan.js';
import { inLanguage } from '../language.js';
import { count, listing, quoted } from '../text.js';
import type { Part } from './parts.js';

/** What it costs is said wherever it is approved. */
export function fastDrain(plan: Plan): readonly Part[] {
  if (plan.drain !== 'fast') return [];
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          '*Fast drain:* a server gives up all its replicas in one step instead of the documented two. It ' +
          'takes one tick of the meta less; writes in flight at that moment can run into their client’s ' +
          'timeout.',
        zh: '*fast 方式排空：* server 用一步交出所有副本，而不是文档里的两步。它少用 meta 的一个周期；那一刻正在进行的写操作，客户端可能会超时。',
      }),
    },
  ];
}

/** A gate says it, where the run restarts metas. */
export function silent({ silentMetas = [], gates }: Plan): readonly Part[] {
  if (silentMetas.length === 0 || gates.some(({ gate, verdict }) => gate === 'metas-answer' && verdict === 'block'))
    return [];
  const named = listing(
    silentMetas.map((meta) => `\`${quoted(meta)}\``),
    400,
  );
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          `*${count(silentMetas.length, 'meta')} ${silentMetas.length === 1 ? 'does' : 'do'} not answer:* ` +
          `${named}. With another one down the cluster may have no leader. Start ` +
          `${silentMetas.length === 1 ? 'it' : 'them'} before this run.`,
        zh: `*${silentMetas.length} 个 meta 没有应答：* ${named}。再少一个，集群可能就没有 leader。请在任务开始之前启动它。`,
      }),
    },
  ];
}

/** What is changed in a small cluster, so that it does not freeze. */
export function minLive({ minLive: lowered }: Plan): readonly Part[] {
  if (lowered === undefined) return [];
  const { from, to } = lowered;
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          `*\`min_live_node_count_for_unfreeze\` is lowered from ${from} to ${to}* while the run lasts, ` +
          `and put back after. With ${count(to, 'server')} left the cluster works on instead of freezing; ` +
          'with fewer it freezes as before.',
        zh:
          `*\`min_live_node_count_for_unfreeze\` 在任务期间从 ${from} 调低到 ${to}*，之后还原。剩下 ${to} 台 server 时集群继续工作而不冻结；` +
          '再少就照旧冻结。',
      }),
    },
  ];
}
