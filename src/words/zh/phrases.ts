import type { NodeAddress } from '../../roll/ids.js';
import type { RunStatus } from '../../roll/run.js';
import type { ClusterAct, CommandVerb } from '../../roll/act.js';
import { person, quickStarts, stableMinutes } from '../common.js';

/** A handful by name, the rest by number. */
export function some(items: readonly string[], most = 5): string {
  return items.length <= most
    ? items.join('、')
    : `${items.slice(0, most).join('、')} 等，另有 ${items.length - most} 个`;
}

export const all = (items: readonly string[]): string => items.join('、');
export const people = (users: readonly string[]): string => users.map(person).join('、');

export const notAlive = (nodes: readonly NodeAddress[]): string => `${all(nodes)} 不是 ALIVE`;

/** `events (2)`, of names and a number each. */
export const withNumbers = (names: readonly string[], numbers: readonly number[], unit = ''): string =>
  names.map((name, place) => `${name}（${numbers[place] ?? 0}${unit}）`).join('、');

export const commands = (verbs: readonly CommandVerb[]): string => verbs.map((verb) => `"${verb}"`).join('、');

/** What an act sets. Settings keep the names that Pegasus has for them. */
export const settingOf = (act: ClusterAct['kind']): string => {
  switch (act) {
    case 'set-level':
      return 'meta level';
    case 'set-add-secondary-max':
      return 'add_secondary 上限';
    case 'set-flow-control':
      return 'add_secondary 流控';
    case 'set-min-live-nodes':
      return 'min_live_node_count_for_unfreeze';
    default:
      return act.replace('set-', '').replaceAll('-', ' ');
  }
};

/** Why servers whose process answers may not be ALIVE, and what cures it. Nothing when there are none. */
export const maybeIgnored = (servers: readonly NodeAddress[]): readonly string[] =>
  servers.length === 0
    ? []
    : [
        `进程在运行并且有应答：可能因为连续 ${quickStarts} 次快速启动（unstable restart）而被 meta 忽略。` +
          `让它继续运行 ${stableMinutes} 分钟，期间不要再启动；或者重启 meta leader，它会忘掉之前的启动`,
      ];

/** How far a server is that opens its replicas, where it tells. */
export const opened = (done: number | undefined, of: number | undefined): string =>
  done === undefined || of === undefined ? '' : `（已打开 ${done}/${of}）`;

/** A name within a sentence: with a space to what is not written in Chinese. */
export const apart = (text: string): string =>
  `${/^[!-~]/.test(text) ? ' ' : ''}${text}${/[!-~]$/.test(text) ? ' ' : ''}`;

/** How a run stands. */
export const statuses: Readonly<Record<RunStatus, string>> = {
  'awaiting-approval': '等待批准',
  approved: '已批准',
  rolling: '执行中',
  pausing: '正在暂停',
  paused: '已暂停',
  held: '挂起',
  aborting: '正在中止',
  done: '已完成',
  aborted: '已中止',
  failed: '失败',
  rejected: '已驳回',
  expired: '已过期',
};

/** The same of what a message says as text. */
export const statusIn = (status: string): string =>
  Object.entries(statuses).find(([name]) => name === status)?.[1] ?? status;
