import type { gateMessages } from '../../roll/messages/gates.js';
import type { Sentences } from '../sentences.js';
import { minuteUtc, person, stableMinutes } from '../common.js';
import { have, maybeIgnored, notAlive, numbered, some, withNumbers } from './phrases.js';
import { theirWords } from '../their-words.js';

const nobodySays = 'and the process commands do not say which one is meant: one command would take all of them down';
const inConfiguration = (placeholders: string): string =>
  `Give restart, or stop and start, ${placeholders} in the configuration`;

/** `allow`: as it is typed, with all that is needed at once. */
const knownAndStays = (allow: string | undefined, what: string): string =>
  allow === undefined ? '' : `. If that is known and ${what}, ask anew with --allow ${allow}`;

export const gateSentences: Sentences<keyof typeof gateMessages> = {
  'other-cluster-answers': ({ said, configured }) =>
    `${
      said === undefined
        ? 'the metas do not say which cluster they are of (before Pegasus 2.3 none do)'
        : `the metas answer for cluster "${said}"`
    }, the configuration says "${configured}"`,
  'cluster-locked': ({ by, reason }) => `locked by ${person(by)}: ${theirWords(reason)}`,
  'metas-silent': ({ metas }) =>
    `${metas.join(', ')} ${metas.length === 1 ? 'does' : 'do'} not answer: with another meta down the ` +
    'cluster could be without a leader',
  'dead-partitions-not-read': () => 'whether partitions have lost all their replicas was not read',
  'dead-partitions': ({ partitions, allow }) =>
    `${numbered(partitions, 'partition has', 'partitions have')} all replicas dead: \`ddd_diagnose -g ` +
    `TABLE_ID\` in the shell shows what can be done${knownAndStays(allow, 'they stay lost')}`,
  'servers-needed': ({ servers, partitions }) =>
    `without ${servers.length === 1 ? servers.join('') : `one of ${servers.slice(0, 5).join(', ')}`} ` +
    `${numbered(partitions, 'partition')} could not take writes`,
  'black-list-not-read': () => 'which servers the meta gives no secondaries was not read',
  'black-list-unknown': ({ said }) => `which servers the meta gives no secondaries cannot be said: ${said}`,
  'servers-black-listed': ({ servers, leader }) =>
    `${servers.slice(0, 5).join(', ')}${servers.length > 5 ? ` and ${servers.length - 5} more` : ''} ` +
    `${servers.length === 1 ? 'is' : 'are'} in the black list of the meta: after a restart the meta gives nothing ` +
    'back to such a server, and copies all that it had to others. Take it off the list first, in the shell: ' +
    `remote_command -l ${leader} meta.lb.assign_secondary_black_list clear (or with those that shall stay on it, ` +
    'comma-separated). A server that is to leave the cluster is left out of the roll instead',
  'servers-full': ({ servers, percent }) =>
    `${some(servers)} ${have(servers.length)} less than ${percent} % free on a disk: Pegasus puts no copy there, and ` +
    'refuses writes to what is there, so a copy that is lost in a restart does not come back. Make room on it first, ' +
    'and wait up to 10 minutes: so seldom a server counts its free space',
  'no-servers-listed': () => 'the meta lists no replica server at all',
  'servers-missing': ({ dead, ignored, unknown, allow }) =>
    [
      ...(dead.length > 0 ? [notAlive(dead)] : []),
      ...maybeIgnored(ignored),
      ...(unknown.length > 0 ? [`the meta does not know ${unknown.join(', ')}`] : []),
    ].join('; ') + knownAndStays(allow, `${dead.length === 1 ? 'it stays' : 'they stay'} dead`),
  'freeze-rule-unknown': ({ said }) => `whether the meta freezes with one server away cannot be said: ${said}`,
  'freezes-by-count': ({ alive, left, least, missing, lower }, say) =>
    `with one of ${alive} servers away ${left} would be left, and below ` +
    `min_live_node_count_for_unfreeze = ${least} the meta freezes: ` +
    (lower === undefined ? notAlive(missing) : say(lower)),
  'freezes-by-percentage': ({ left, of, percentage, missing }) =>
    `with one server away ${left} of ${of} would be left, and below meta.live_percentage = ` +
    `${percentage} the meta freezes${missing.length === 0 ? '' : `: ${notAlive(missing)}`}`,
  'add-a-server': () => 'there is no other server, so add one first',
  'lower-min-live-by-hand': ({ to, asked }) =>
    (asked
      ? '--lower-min-live cannot be done here, because only admin.kind: native reads and changes it, over HTTP, and ' +
        'this bot could not read it. Lower '
      : 'lower ') +
    'it on the leader before the roll (from 2.4 on: HTTP ' +
    `/updateConfig?min_live_node_count_for_unfreeze=${to}) and set minLiveNodes in this cluster's ` +
    'configuration accordingly',
  'min-live-fixed': ({ asked }) =>
    `${asked ? '--lower-min-live cannot be done here: ' : ''}these servers do not let it be changed ` +
    'while they run (they can from 2.4 on), so it takes another value in their config.ini and a ' +
    'restart of the metas',
  'ask-for-lower-min-live': ({ to, leader }) =>
    `ask with --lower-min-live, and the run lowers it to ${to} on the leader and puts it back at the ` +
    `end; or lower it yourself (HTTP /updateConfig?min_live_node_count_for_unfreeze=${to} on ${leader})`,
  'meta-not-at-work': ({ level }) => `the meta's level in force is ${level}: it repairs nothing and refuses updates`,
  'tables-changing': ({ tables, allow }) =>
    `a table is being changed: ${tables.join(', ')}` +
    (allow === undefined
      ? ''
      : `. To roll meanwhile what holds no copy of a table that splits, ask anew with --allow ${allow}`),
  'partitions-short': ({ partitions, allow }) => {
    const known = knownAndStays(allow, 'what is lost stays lost');
    return `${numbered(partitions, 'partition misses', 'partitions miss')} copies${known}`;
  },
  'few-copies': ({ tables, copies, planned }) => {
    const then = planned
      ? `To roll all the same: --allow-low-replication ${tables.join(',')}`
      : 'Made or changed after the plan was approved, so nobody has approved that';
    return (
      `fewer than three copies: ${withNumbers(tables, copies)}. With one copy a partition is down while ` +
      `its server is away, with two a single copy is left. ${then}`
    );
  },
  'version-rule-blocks': ({ rule, from, what, source }) =>
    `from ${from.join(', ')}: ${what}${source === undefined ? '' : ` (${source})`} ` +
    `To do it all the same: --allow version=${rule}`,
  'started-too-often': ({ node, starts, until }) =>
    `${node} was started ${starts} times in a row, each within ${stableMinutes} minutes of the one before: after ` +
    `another one the meta would ignore it for ${stableMinutes} minutes. It can be restarted from ` +
    // The first minute that is whole by then.
    `${minuteUtc(until + 59_999)} on`,
  'add-secondary-is-zero': ({ leader }) =>
    'add_secondary_max_count_for_one_node is 0, left behind by something else: no lost copy is ' +
    `repaired. Put it back first, in the shell: remote_command -l ${leader} ` +
    'meta.lb.add_secondary_max_count_for_one_node DEFAULT',
  'servers-share-host': ({ role, nodes, host }) =>
    `the ${role} servers ${nodes.join(', ')} share the host ${host}, ${nobodySays}. ` +
    inConfiguration('{port}, {address} or {index}'),
  'roles-share-host': ({ roles, nodes, host }) =>
    `servers of several roles (${roles.join(', ')}), ${nodes.join(', ')} share the host ${host}, ` +
    `${nobodySays}. ${inConfiguration('{role}, {port} or {address}')}`,
  'servers-not-replaceable': ({ nodes, whys }) =>
    nodes
      .slice(0, 3)
      .map((node, nth) => `${node}: ${whys[nth] ?? ''}`)
      .join('; ') + (nodes.length > 3 ? `; and ${nodes.length - 3} more` : ''),
  'driver-not-asked': ({ nodes }) =>
    `whether the process commands work for ${nodes.slice(0, 3).join(', ')}` +
    `${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''} was not read`,
  'alerts-firing': ({ alerts, matchers }) =>
    `${numbered(alerts.length, 'alert fires', 'alerts fire')} (of ${matchers}): ${some(alerts, 3)}. Nothing is begun ` +
    'under it; who knows better silences it in Alertmanager',
  'alerts-not-read': ({ why }) => `whether an alert fires is not known${why === undefined ? '' : `: ${why}`}`,
  'calendar-closed': ({ why }, say) => `${say(why)}. To roll all the same: --outside-window "why"`,
  'freeze-in-force': ({ until, reason }) => `a freeze is in force until ${minuteUtc(until)}: ${theirWords(reason)}`,
  'window-closed': ({ opensAt, windows }) =>
    `its change window is closed${opensAt === undefined ? '' : ` until ${minuteUtc(opensAt)}`} (${windows.join('; ')})`,
  'outside-window': () => 'it is outside its change window',
  'gate-blocks': ({ gate, reason }, say) => `${gate}: ${say(reason)}`,
};
