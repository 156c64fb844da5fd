import type { RollsBack } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import { couldBeRolledBack, forbidsWayBack } from '../../roll/rollback.js';
import type { Run } from '../../roll/run.js';
import { count, inTheirWords, quoted } from '../text.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** What a rollback undoes, and in which order. */
export const rollbackWords = ({ run, from, servers }: RollsBack): string =>
  inLanguage({
    en:
      `*Rolls back:* run \`${quoted(run)}\`, which put ${quoted(from)}` +
      ` on ${count(servers.length, 'server')}; the last ` +
      'one first. One that is down by then comes before all others, without a drain',
    zh: `*回滚：* 任务 \`${quoted(run)}\`，它给 ${servers.length} 台 server 装上了 ${quoted(from)}；从最后升级的开始。到时没起来的，排在所有其他之前，不排空`,
  });

/** A server that the earlier run has left down does not stand in the way of its own rollback or continuation. */
export function rollbackDown({ putsBack, options: { version } }: Plan): readonly Part[] {
  if (putsBack === undefined) return [];
  const does =
    version === undefined
      ? inLanguage({ en: 'it is started', zh: '启动它' })
      : inLanguage({ en: `${quoted(version)} is installed and it is started`, zh: `装上 ${quoted(version)} 并启动` });
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          `*\`${quoted(putsBack)}\` was down when this plan was made.* If it still is, it comes first, without a ` +
          `drain: ${does}. No other server is begun until it is back and ` +
          'every partition is full. If it is back by then, it is rolled like the others.',
        zh:
          `*做这份计划时 \`${quoted(putsBack)}\` 没有运行。* 如果到时仍没有运行，它排在最前，不排空：${does}。它恢复、所有分片副本齐全之前，不会开始别的 server。` +
          '如果到时已恢复，就和其他 server 一样滚动。',
      }),
    },
  ];
}

/** Why a run that stands does not offer its rollback, where a rule forbids it. */
export function noWayBack(run: Run): readonly Part[] {
  const [forbidden] = couldBeRolledBack(run) ? forbidsWayBack(run) : [];
  if (forbidden === undefined) return [];
  return [
    {
      kind: 'context',
      text: inLanguage({
        en:
          `:no_entry: Roll back is not offered: version rule \`${quoted(forbidden.name)}\`. ` +
          inTheirWords(forbidden.what, 600),
        zh: `:no_entry: 不提供回滚：版本规则 \`${quoted(forbidden.name)}\`。${inTheirWords(forbidden.what, 600)}`,
      }),
    },
  ];
}
