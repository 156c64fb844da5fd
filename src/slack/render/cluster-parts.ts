import type { ClusterHealth, ClusterOverview, RunSummary } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import { count, cut, inTheirWords, listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { calendarWords } from './calendar-words.js';
import type { Part } from './parts.js';
import { planTitle } from './plan-parts.js';
import { inLanguage, statusInWords } from '../language.js';

/** One cluster for whoever asks what can be rolled. `where` leads to the run that is there. */
export function clusterParts(cluster: ClusterOverview, where: string): readonly Part[] {
  const { lock, active, last } = cluster;
  const calendar = calendarWords(cluster.calendar);
  const lines = [
    `*${quoted(cluster.cluster)}*${inLanguage({ en: ': ', zh: '：' })}${healthWords(cluster.health)}`,
    ...(lock === undefined
      ? []
      : [
          inLanguage({
            en: `:lock: locked by ${mention(lock.by)}, ${moment(lock.at)}: ${inTheirWords(lock.reason)}`,
            zh: `:lock: 由 ${mention(lock.by)} 锁定，${moment(lock.at)}：${inTheirWords(lock.reason)}`,
          }),
        ]),
    ...(calendar === undefined ? [] : [calendar]),
    ...(active === undefined
      ? []
      : [
          inLanguage({
            en: `${planTitle(active.plan)}: ${active.status}, asked for by ${mention(active.requestedBy)}. ${where}`,
            zh:
              `${planTitle(active.plan)}：${statusInWords(active.status)}，由 ${mention(active.requestedBy)} 发起。` +
              where,
          }),
        ]),
    ...(active === undefined && last !== undefined ? [lastWords(last)] : []),
  ];
  return [{ kind: 'section', text: lines.map((line) => cut(line, 700)).join('\n') }];
}

function healthWords(health: ClusterHealth): string {
  switch (health.kind) {
    case 'well':
      return inLanguage({
        en: `:large_green_circle: well, ${size(health)}`,
        zh: `:large_green_circle: 正常，${size(health)}`,
      });
    case 'troubled':
      return inLanguage({
        en: `:warning: ${size(health)}; ${listing(
          health.blocks.map(({ reason }) => sentenceOf(reason)),
          500,
          '; ',
        )}`,
        zh: `:warning: ${size(health)}；${listing(
          health.blocks.map(({ reason }) => sentenceOf(reason)),
          500,
          '；',
        )}`,
      });
    case 'unreadable':
      return inLanguage({
        en: `:red_circle: can't be read: ${cut(sentenceOf(health.why), 300)}`,
        zh: `:red_circle: 读不到状态：${cut(sentenceOf(health.why), 300)}`,
      });
    default:
      return assertNever(health);
  }
}

const size = ({ replicaServers, metas, tables }: Extract<ClusterHealth, { kind: 'well' | 'troubled' }>): string =>
  inLanguage({
    en: `${count(replicaServers, 'replica server')}, ${count(metas, 'meta')}, ${count(tables, 'table')}`,
    zh: `${replicaServers} 台 replica server，${metas} 个 meta，${tables} 张表`,
  });

function lastWords({ status, version, requestedBy, endedAt }: RunSummary): string {
  const what =
    version === undefined
      ? inLanguage({ en: 'restart', zh: '重启' })
      : inLanguage({ en: `upgrade to ${quoted(version)}`, zh: `升级到 ${quoted(version)}` });
  const at = endedAt === undefined ? '' : `${inLanguage({ en: ' ', zh: '，' })}${moment(endedAt)}`;
  return inLanguage({
    en: `Last run: ${what}, ${status}${at}, asked for by ${mention(requestedBy)}`,
    zh: `最近一次任务：${what}，${statusInWords(status)}${at}，由 ${mention(requestedBy)} 发起`,
  });
}
