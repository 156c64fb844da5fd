import { formatDuration } from '../../lib/duration.js';
import { roles, type Role } from '../../roll/ids.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import { inLanguage, inWords } from '../language.js';
import type { Speech } from '../reactions.js';
import {
  between,
  betweenClauses,
  count,
  cut,
  inTheirWords,
  listing,
  mention,
  moment,
  quoted,
  sentence,
} from '../text.js';
import { addressRuns } from './address-runs.js';
import { circumstances } from './campaign-words.js';
import { calendarParts } from './plan-calendar.js';
import { leadershipParts } from './plan-leadership.js';
import { fastDrain, minLive, silent } from './plan-cautions.js';
import { order } from './plan-order.js';
import { warningParts } from './plan-warnings.js';
import type { Part } from './parts.js';
import { approvers } from './people.js';
import { byRole } from './server-tasks.js';
import { rollbackDown } from './rollback-plan.js';
import { staleWords } from './stale-words.js';
import { versionParts } from './version-notes.js';
import { waiverParts } from './waiver-parts.js';
import { gateBlockWords, versions } from './words.js';
import { ownChecksWords } from './own-checks-words.js';

/** `Upgrade cluster-x to 2.5.0`, `Downgrade cluster-x to 2.4.0`, `Restart cluster-x`, `Rebalance cluster-x`. */
export function planTitle(plan: Plan): string {
  const { version } = plan.options;
  if (onlyRebalances(plan.options))
    return inLanguage({ en: `Rebalance ${quoted(plan.cluster)}`, zh: `重新分布 ${quoted(plan.cluster)} 的 primary` });
  if (plan.options.rollsBack !== undefined)
    return inLanguage({
      en: `Roll back ${quoted(plan.cluster)} to ${quoted(version ?? '')}`,
      zh: `回滚 ${quoted(plan.cluster)} 到 ${quoted(version ?? '')}`,
    });
  if (version === undefined)
    return inLanguage({ en: `Restart ${quoted(plan.cluster)}`, zh: `重启 ${quoted(plan.cluster)}` });
  return inLanguage({
    en: `${plan.downgradeFrom === undefined ? 'Upgrade' : 'Downgrade'} ${quoted(plan.cluster)} to ${quoted(version)}`,
    zh: `${plan.downgradeFrom === undefined ? '升级' : '降级'} ${quoted(plan.cluster)} 到 ${quoted(version)}`,
  });
}

/** The whole plan: what matters first, then the rest. */
export function planParts(plan: Plan, asked: { readonly by: string; readonly at: number }): readonly Part[] {
  return [...planHead(plan, asked), ...planDetails(plan)];
}

/** What will be done, why, for how long, and what stands in the way. */
export function planHead(plan: Plan, asked: { readonly by: string; readonly at: number }): readonly Part[] {
  const { targets, estimate, options } = plan;
  const rebalances = onlyRebalances(options);
  const what = rebalances
    ? inLanguage({
        en: `*Leadership is given back evenly*, about *${formatDuration(estimate.totalMs)}*. ${rebalanceWords()}`,
        zh: `*让 primary 重新分布均匀*，大约 *${formatDuration(estimate.totalMs)}*。${rebalanceWords()}`,
      })
    : targets.length === 0
      ? inLanguage({
          en: 'Nothing to do: no server is left to be rolled.',
          zh: '没有要做的：没有剩下要滚动的 server。',
        })
      : inLanguage({
          en: `*${byRole(targets)}*, one at a time, about *${formatDuration(estimate.totalMs)}* in all.`,
          zh: `*${byRole(targets)}*，逐台进行，总共大约 *${formatDuration(estimate.totalMs)}*。`,
        });
  return [
    {
      kind: 'section',
      text: [
        what,
        ...(rebalances ? [] : [inLanguage({ en: `*Version:* ${versions(plan)}`, zh: `*版本：* ${versions(plan)}` })]),
        ...staleWords(plan),
        ...circumstances(plan),
        inLanguage({
          en: `*Why:* ${options.reason === undefined ? 'no reason given' : inTheirWords(options.reason, 600)}`,
          zh: `*原因：* ${options.reason === undefined ? '没有给出' : inTheirWords(options.reason, 600)}`,
        }),
        inLanguage({
          en: `Asked for by ${mention(asked.by)}, ${moment(asked.at)}`,
          zh: `由 ${mention(asked.by)} 发起，${moment(asked.at)}`,
        }),
      ].join('\n'),
    },
    ...blocking(plan),
    ...rollbackDown(plan),
    ...versionParts(plan),
    ...silent(plan),
    ...warningParts(plan),
    ...leadershipParts(plan),
    ...waiverParts(plan),
    ...minLive(plan),
    ...fastDrain(plan),
    ...calendarParts(plan),
  ];
}

/** How it is done, in which order, who is left out, and which checks pass. */
export function planDetails(plan: Plan): readonly Part[] {
  const passing = plan.gates.filter(({ verdict }) => verdict === 'pass').map(({ gate }) => gate);
  return [
    ...(onlyRebalances(plan.options) ? [] : [fields(plan)]),
    ...order(plan),
    ...skipped(plan),
    ...(passing.length === 0
      ? []
      : [
          {
            kind: 'context' as const,
            text: inLanguage({
              en:
                `:heavy_check_mark: ${count(passing.length, 'check')} ` +
                `${passing.length === 1 ? 'passes' : 'pass'}: ${passing.join(', ')}`,
              zh: `:heavy_check_mark: ${passing.length} 个检查项通过：${passing.join('、')}`,
            }),
          },
        ]),
  ];
}

function fields(plan: Plan): Part {
  return {
    kind: 'fields',
    fields: [
      [inLanguage({ en: 'Mode', zh: '模式' }), modeWords(plan)],
      [inLanguage({ en: 'On each server', zh: '每台 server 上' }), procedures(plan)],
      [
        inLanguage({ en: 'A replica server takes', zh: '一台 replica server 用时' }),
        inLanguage({
          en: `about ${formatDuration(plan.estimate.replicaServerMs)}`,
          zh: `大约 ${formatDuration(plan.estimate.replicaServerMs)}`,
        }),
      ],
      ...extras(plan),
    ],
  };
}

/** How many approvals from whom. */
export function approvalRule(plan: Plan, speech?: Speech): string {
  const { required, selfApproval } = plan.approvals;
  const from = approvers(plan, speech);
  const who =
    from.length === 0 ? inLanguage({ en: 'anyone in the channel', zh: '频道里的任何人' }) : listing(from, 600);
  return inLanguage({
    en: `${count(required, 'approval')} needed, from ${who}${selfApproval ? '' : ', not the person who asked'}`,
    zh: `需要 ${required} 个批准，来自${from.length === 0 ? '' : ' '}${who}${selfApproval ? '' : '，发起人除外'}`,
  });
}

function extras(plan: Plan): readonly (readonly [string, string])[] {
  const { canary, soakMs, startTimeoutMs, rebalance } = plan.options;
  const all = [
    ...ownChecksWords(plan),
    ...(canary
      ? [inLanguage({ en: 'asks again after the first replica server', zh: '第一台 replica server 之后再问一次' })]
      : []),
    ...(soakMs > 0
      ? [
          inLanguage({
            en: `waits ${formatDuration(soakMs)} after each replica server`,
            zh: `每台 replica server 之后观察 ${formatDuration(soakMs)}`,
          }),
        ]
      : []),
    ...(startTimeoutMs === undefined
      ? []
      : [
          inLanguage({
            en: `gives a server ${formatDuration(startTimeoutMs)} to start`,
            zh: `每台 server 最多 ${formatDuration(startTimeoutMs)} 启动`,
          }),
        ]),
    ...(rebalance
      ? [inLanguage({ en: 'gives leadership back evenly at the end', zh: '最后让 primary 重新分布均匀' })]
      : []),
  ];
  return all.length === 0 ? [] : [[inLanguage({ en: 'Also', zh: '另外' }), all.join(betweenClauses())]];
}

function procedures(plan: Plan): string {
  const byVerbs = new Map<string, Role[]>();
  for (const role of roles) {
    if (!plan.targets.some((target) => target.role === role)) continue;
    const verbs = plan.procedure[role].join(between());
    byVerbs.set(verbs, [...(byVerbs.get(verbs) ?? []), role]);
  }
  if (byVerbs.size === 0) return inLanguage({ en: 'nothing', zh: '无' });
  if (byVerbs.size === 1) return [...byVerbs.keys()].join('');
  return [...byVerbs]
    .map(([verbs, forRoles]) => `${forRoles.join(between())}${inLanguage({ en: ': ', zh: '：' })}${verbs}`)
    .join(betweenClauses());
}

function skipped(plan: Plan): readonly Part[] {
  if (plan.skipped.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { role, address, why } of plan.skipped) {
    const reason = inLanguage({ en: `${role}, ${inWords(why)}`, zh: `${role}，${inWords(why)}` });
    byReason.set(reason, [...(byReason.get(reason) ?? []), address]);
  }
  const lines = [...byReason].map(
    ([why, addresses]) =>
      `${cut(sentence(why), 200)}${inLanguage({ en: ': ', zh: '：' })}${listing(addressRuns(addresses), 500)}`,
  );
  return [
    {
      kind: 'section',
      text: inLanguage({
        en: `*Left out* (${plan.skipped.length}):\n${listing(lines, 1200, '\n')}`,
        zh: `*不滚动*（${plan.skipped.length} 台）：\n${listing(lines, 1200, '\n')}`,
      }),
    },
  ];
}

function blocking(plan: Plan): readonly Part[] {
  const blocks = plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [cut(gateBlockWords(gate), 1000)] : []));
  if (blocks.length === 0) return [];
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          `*${count(blocks.length, 'check')} ${blocks.length === 1 ? 'blocks' : 'block'}.* Nothing starts ` +
          `before that is settled.\n${listing(blocks, 2000, '\n')}`,
        zh: `*${blocks.length} 个检查项不通过。* 解决之前什么都不会开始。\n${listing(blocks, 2000, '\n')}`,
      }),
    },
  ];
}

function modeWords({ options, drain }: Plan): string {
  if (options.mode === 'simple')
    return inLanguage({ en: 'simple: restarts without moving replicas', zh: 'simple：不迁移副本，直接重启' });
  return drain === 'fast'
    ? inLanguage({
        en: 'ha, fast drain: all replicas of a server leave it at once',
        zh: 'ha，fast 方式排空：server 的所有副本一次迁走',
      })
    : inLanguage({
        en: 'ha: primaries are moved away first, then secondaries',
        zh: 'ha：先迁走 primary，再降级 secondary',
      });
}

const rebalanceWords = (): string =>
  inLanguage({
    en:
      'No server is touched: the level of the meta is `lively` until it has nothing left to move, then ' +
      'what it was. It moves primaries first; where that is not enough it copies replicas.',
    zh:
      '不动任何 server：meta level 设为 `lively`，直到没有要移动的，然后还原。它先移动 primary；' +
      '不够时会复制副本。',
  });
