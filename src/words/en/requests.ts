import { formatDuration } from '../../lib/duration.js';
import type { requestMessages } from '../../roll/messages/requests.js';
import type { Sentences } from '../sentences.js';
import { are, person } from './phrases.js';
import { theirWords } from '../their-words.js';

export const requestSentences: Sentences<keyof typeof requestMessages> = {
  'no-such-servers': ({ servers, known }) =>
    `no replica server ${servers.join(', ')} in this cluster; it has ${known.join(', ')}`,
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
  'cluster-unreadable': ({ cluster, why }, say) => `${cluster} cannot be read: ${say(why)}`,
  'no-answer-within': ({ ms }) => `it did not answer within ${formatDuration(ms)}`,
  'run-has-ended': ({ run }) => `run ${run} has ended`,
  'not-decided': () => 'it could not be decided on, so nothing was done; the log of the bot has the details',
  'bot-is-stopping': () => 'the bot is stopping; say it again when it is back',
  'bot-met-error': ({ error }) => `the bot met an error of its own, so nothing was done: ${error}`,
  'not-written': ({ why, newRun }, say) =>
    `${newRun ? 'the run could not be written down, so it was not begun' : 'it could not be written down, so nothing was done'}: ` +
    say(why),
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
    `the cluster ${cluster} is unlocked${by === undefined ? '' : `; ${person(by)} had locked it: ${theirWords(reason)}`}`,
  'cluster-not-locked': ({ cluster }) => `the cluster ${cluster} is not locked`,
  'cluster-is-locked': ({ cluster, by, reason }) =>
    `the cluster ${cluster} is locked by ${person(by)}: ${theirWords(reason)}`,
  'run-under-lock': ({ run, status, begins }) =>
    `Run ${run} (${status}) ` +
    (begins ? 'cannot begin before it is unlocked' : 'goes on; pause or abort it if it should not'),
};
