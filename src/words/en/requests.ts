import { formatDuration } from '../../lib/duration.js';
import type { requestMessages } from '../../roll/messages/requests.js';
import type { Sentences } from '../sentences.js';
import { person } from '../common.js';
import { are, have } from './phrases.js';
import { theirWords } from '../their-words.js';

export const requestSentences: Sentences<keyof typeof requestMessages> = {
  'no-such-servers': ({ servers, known }) =>
    `no replica server ${servers.join(', ')} in this cluster; it has ${known.join(', ')}`,
  'no-such-partitions': ({ gpids }) =>
    `no partition ${gpids.join(', ')} in this cluster; a partition is named by its table's id and its own number, ` +
    'such as 3.7',
  'allowed-server-lives': ({ nodes, answers }) => {
    const alive = nodes.filter((node) => !answers.includes(node));
    return [
      ...(alive.length === 0 ? [] : [`${alive.join(', ')} ${are(alive.length)} ALIVE`]),
      ...(answers.length === 0 ? [] : [`the process of ${answers.join(', ')} answers`]),
      'only a server that is dead and stays dead can be allowed with dead-server',
    ].join('; ');
  },
  'allowed-partition-lives': ({ gpids }) =>
    `${gpids.join(', ')} ${have(gpids.length)} a copy on a server that is ALIVE, or ${are(gpids.length)} being made ` +
    'by a split; only a partition that has lost every copy can be allowed with dead-partition',
  'allowed-table-not-splitting': ({ tables }) =>
    `${tables.join(', ')} ${are(tables.length)} not splitting, so there is nothing to allow with splitting`,
  'no-such-version-rules': ({ rules, known }) =>
    `no version rule ${rules.join(', ')} that could block; there are ${known.join(', ')}`,
  'no-such-tables': ({ tables, known }) => `no table ${tables.join(', ')} in this cluster; it has ${known.join(', ')}`,
  'no-cluster-configured': () => 'no cluster is configured',
  'no-such-cluster': ({ cluster, known }) =>
    `there is no cluster ${cluster} here; there ${are(known.length)} ${known.join(', ')}`,
  'cluster-busy': ({ cluster, run, status, by }) =>
    `${cluster} is busy with run ${run} (${status}), asked for by ${person(by)}`,
  'settings-being-restored': ({ cluster }) =>
    `the settings of ${cluster} that an earlier run left behind are being put back first; ask again in a moment`,
  'another-request-under-way': ({ cluster }) => `another request for ${cluster} is being looked at right now`,
  'nothing-to-roll': ({ cluster, servers, whys }, say) => {
    const leftOut = servers.map((server, place) => [server, ...whys.slice(place, place + 1).map(say)].join(' '));
    return `there is nothing to roll in ${cluster}${leftOut.length === 0 ? '' : `: ${leftOut.join('; ')}`}`;
  },
  'no-install-command': ({ cluster, version }) =>
    `${cluster} has no install command in the configuration (processes.install), so nothing would ` +
    `bring version ${version}. Configure one, or install the package yourself and roll without ` +
    '--version',
  'continue-of-active': ({ run, status }) =>
    `run ${run} has not ended (${status}): answer its hold or resume it, or abort it first`,
  'continue-of-done': ({ run }) => `run ${run} is done: nothing of it is left to be rolled`,
  'continue-of-unbegun': ({ run }) => `run ${run} was never begun: ask for it anew with roll`,
  'rollback-of-active': ({ run, status }) =>
    `run ${run} has not ended (${status}): only a run that has ended can be rolled back`,
  'rollback-of-rollback': ({ run }) =>
    `run ${run} was a rollback itself; for the newer version ask for it with roll and --version`,
  'rollback-of-restart': ({ run }) =>
    `run ${run} installed no version, it was a restart: there is nothing to roll back`,
  'rollback-of-nothing': ({ run }) => `run ${run} began on no server: there is nothing to roll back`,
  'rollback-to-unknown': ({ run }) =>
    `which version the servers of run ${run} had before is not known; ask for the old version with roll and --version`,
  'rollback-to-several': ({ run, ways }, say) =>
    `the servers of run ${run} had different versions before, and a rollback goes to one. Ask for each of them: ` +
    ways.map(say).join('; '),
  'rollback-way': ({ cluster, version, nodes }) =>
    `/pegasus roll ${cluster} --version ${version} for ${nodes.join(',')} ` +
    '(replica servers by --nodes, others by --only)',
  'rollback-not-listed': ({ run, servers, known }) =>
    `the leader does not list ${servers.join(', ')}, which run ${run} upgraded; it lists ${known.join(', ')}. ` +
    'Start what is down, or see whether it has another name now, then ask again',
  'cluster-unreadable': ({ cluster, why }, say) => `${cluster} cannot be read: ${say(why)}`,
  'no-answer-within': ({ ms }) => `it did not answer within ${formatDuration(ms)}`,
  'run-has-ended': ({ run }) => `run ${run} has ended`,
  'not-decided': () => 'it could not be decided on, so nothing was done; the log of the bot has the details',
  'bot-is-stopping': () => 'the bot is stopping; say it again when it is back',
  'bot-met-error': ({ error }) => `the bot met an error of its own, so nothing was done: ${error}`,
  'not-written': ({ why, newRun }, say) =>
    (newRun
      ? 'the run could not be written down, so it was not begun: '
      : 'it could not be written down, so nothing was done: ') + say(why),
  'written-or-not': ({ why }, say) =>
    'whether this was done is not known: ' +
    (why === undefined
      ? 'the disk of the bot failed while it was being written down. The bot ends, to be started anew. When it is back'
      : say(why)) +
    ', look with `/pegasus status` before you say it again',
  'disk-refuses': () => 'the disk of the bot refuses writes',
  'store-taken-over': () =>
    "another bot has taken over this bot's database, so this one ends. Say it again in a minute, and " +
    'the other one answers',
  'store-unlocked': () =>
    "the lock of the bot's database was removed, so the bot ends, to be started anew. Say it again when it is back",
  'store-failed-before': () =>
    'an earlier save failed and could not be taken back, so the bot ends, to be started anew. Say it ' +
    'again when it is back',
  'store-taken-over-meanwhile': () =>
    "another bot took over this bot's database while it was being written down. This one ends. In a minute, when the " +
    'other one answers',
  'store-unlocked-meanwhile': () =>
    "the lock of the bot's database was removed while it was being written down. The bot ends, to be started anew. " +
    'When it is back',
  'cluster-locked-already': ({ cluster, by, reason }) =>
    `the cluster ${cluster} is locked already, by ${person(by)}: ${theirWords(reason)}`,
  'cluster-locked-now': ({ cluster, then }, say) =>
    `the cluster ${cluster} is locked: no new run may start${then === undefined ? '' : `. ${say(then)}`}`,
  'cluster-unlocked': ({ cluster, by, reason }) =>
    `the cluster ${cluster} is unlocked` +
    (by === undefined ? '' : `; ${person(by)} had locked it: ${theirWords(reason)}`),
  'cluster-not-locked': ({ cluster }) => `the cluster ${cluster} is not locked`,
  'cluster-is-locked': ({ cluster, by, reason }) =>
    `the cluster ${cluster} is locked by ${person(by)}: ${theirWords(reason)}`,
  'run-under-lock': ({ run, status, begins }) =>
    `Run ${run} (${status}) ` +
    (begins ? 'cannot begin before it is unlocked' : 'goes on; pause or abort it if it should not'),
};
