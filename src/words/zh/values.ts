import type { valueMessages } from '../../roll/messages/values.js';
import { byReason, quoted, shownReasons } from '../common.js';
import type { Sentences } from '../sentences.js';
import { some } from './phrases.js';

const printedAs: Readonly<Record<string, string>> = {
  FV_BOOL: 'true 或 false',
  FV_DOUBLE: '带两位小数的数，如 10.00',
};

/** `A、B（why）`: the servers of one reason together. */
const withReasons = (nodes: readonly string[], reasons: readonly string[]): string =>
  some(
    byReason(nodes, reasons).map(([reason, of]) => `${some(of)}（${reason}）`),
    shownReasons,
  );

export const valueSentences: Sentences<keyof typeof valueMessages> = {
  'has-value': ({ key, value }) => `${key} 已经是 ${quoted(value)}`,
  'value-not-read': () => '没有查询它',
  'value-unreachable': ({ error }) => `它的 HTTP 没有应答：${error}`,
  'no-such-flag': ({ name }) =>
    `它的 /config 里没有 ${name}。那个页面列出每个 flag 的名字（不带 section），而配置文件里的 key 并不都是 flag`,
  'no-config-page': () => '它没有 /config 页面（Pegasus 2.3 起才有）',
  'value-not-understood': ({ said }) => said,
  'flag-of-another-section': ({ name, section }) => `它的 ${name} 在 section ${section} 里`,
  'never-printed-so': ({ name, type, value }) =>
    `${name} 是 ${type}，会打印成${printedAs[type] ?? '数字'}：没有 server 会报出 ${quoted(value)}`,
  'values-not-told': ({ key, value, nodes, whys }, say) =>
    `不知道这些 server 的 ${key} 是不是 ${quoted(value)}：` +
    withReasons(
      nodes,
      whys.map((why) => say(why)),
    ) +
    '。弄清楚之前，一台也不重启',
  'wait-for-value': ({ node, key, why }, say) => `${node} 说出它的 ${key}（${say(why)}）`,
  'wrong-value': ({ node, key, wanted, found }) =>
    `${node} 已重启，恢复后 ${key} 是 ${quoted(found)}，不是 ${quoted(wanted)}。新配置放上去了吗？下一台 server 很可能也一样`,
  'value-not-proven': ({ node, key, wanted, why }, say) =>
    `${node} 已重启，但不知道 ${key} 是不是 ${quoted(wanted)}：${say(why)}`,
  'does-look-for-value': ({ value, drains }) =>
    `重新查询；如果到时报出的值不是 ${quoted(value)}，就从头处理这台 server（${drains ? '先排空，再' : ''}重新执行命令）`,
  'does-accept-value': () => '让这台 server 保持现在的值，继续',
  'wrong-value-now': ({ node, key, found }) => `${node} 的 ${key} 是 ${quoted(found)}`,
  'value-untold-now': ({ node, key, why }, say) => `不知道 ${node} 的 ${key}：${say(why)}`,
  'value-taken-now': ({ node, key, value }) => `${node} 的 ${key} 是 ${quoted(value)}`,
};
