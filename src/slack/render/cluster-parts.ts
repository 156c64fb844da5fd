import type { ClusterHealth, ClusterOverview, RunSummary } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import { count, cut, inTheirWords, listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { calendarWords } from './calendar-words.js';
import type { Part } from './parts.js';
import { planTitle } from './plan-parts.js';

/** One cluster for whoever asks what can be rolled. `where` leads to the run that is there. */
export function clusterParts(cluster: ClusterOverview, where: string): readonly Part[] {
  const { lock, active, last } = cluster;
  const calendar = calendarWords(cluster.calendar);
  const lines = [
    `*${quoted(cluster.cluster)}*: ${healthWords(cluster.health)}`,
    ...(lock === undefined
      ? []
      : [`:lock: locked by ${mention(lock.by)}, ${moment(lock.at)}: ${inTheirWords(lock.reason)}`]),
    ...(calendar === undefined ? [] : [calendar]),
    ...(active === undefined
      ? []
      : [`${planTitle(active.plan)}: ${active.status}, asked for by ${mention(active.requestedBy)}. ${where}`]),
    ...(active === undefined && last !== undefined ? [lastWords(last)] : []),
  ];
  return [{ kind: 'section', text: lines.map((line) => cut(line, 700)).join('\n') }];
}

function healthWords(health: ClusterHealth): string {
  switch (health.kind) {
    case 'well':
      return `:large_green_circle: well, ${size(health)}`;
    case 'troubled':
      return `:warning: ${size(health)}; ${listing(
        health.blocks.map(({ reason }) => sentenceOf(reason)),
        500,
        '; ',
      )}`;
    case 'unreadable':
      return `:red_circle: can't be read: ${cut(sentenceOf(health.why), 300)}`;
    default:
      return assertNever(health);
  }
}

const size = ({ replicaServers, metas, tables }: Extract<ClusterHealth, { kind: 'well' | 'troubled' }>): string =>
  `${count(replicaServers, 'replica server')}, ${count(metas, 'meta')}, ${count(tables, 'table')}`;

function lastWords({ status, version, requestedBy, endedAt }: RunSummary): string {
  return (
    `Last run: ${version === undefined ? 'restart' : `upgrade to ${quoted(version)}`}, ${status}${endedAt === undefined ? '' : ` ${moment(endedAt)}`}, ` +
    `asked for by ${mention(requestedBy)}`
  );
}
