import { formatDuration } from '../../lib/duration.js';
import type { noteMessages } from '../../roll/messages/notes.js';
import type { Sentences } from '../sentences.js';
import { person } from '../common.js';
import { are, have, numbered } from './phrases.js';

const settings: Readonly<Record<string, { readonly name: string; readonly why: string }>> = {
  assignDelayMs: {
    name: 'assign_delay_ms',
    why: 'it keeps the meta from copying what a server holds that is only away for its restart',
  },
  addSecondaryMax: {
    name: 'add_secondary_max_count_for_one_node',
    why: 'it decides whether a server that is being emptied gets its replicas back',
  },
  flowControl: {
    name: 'add_secondary_enable_flow_control',
    why: 'without it add_secondary_max_count_for_one_node holds nothing back',
  },
};

const shown = (name: string, value: string | number | boolean | undefined): string =>
  name === 'assignDelayMs' && typeof value === 'number'
    ? `${value} (${formatDuration(value)})`
    : String(value ?? 'what it was');

const levelByHand = (from: string | undefined, to: string): string =>
  `somebody set the level of the meta from ${from ?? 'what it was'} to ${to} by hand`;
const putsBackBefore = 'The run puts back what was there before it';

/** Partitions whose server from before the run has no copy of them any more, or is not ALIVE. */
const stay = (gone: number): string =>
  `${numbered(gone, 'partition stays', 'partitions stay')} where ${gone === 1 ? 'it is' : 'they are'}, as the server ` +
  `that led ${gone === 1 ? 'it' : 'them'} has no copy any more or is not ALIVE`;

export const noteSentences: Sentences<keyof typeof noteMessages> = {
  'waivers-over': ({ nodes, gpids }) =>
    [
      ...(nodes.length === 0 ? [] : [`${nodes.join(', ')} ${are(nodes.length)} ALIVE again`]),
      ...(gpids.length === 0
        ? []
        : [`partition${gpids.length === 1 ? '' : 's'} ${gpids.join(', ')} ${have(gpids.length)} a copy again`]),
    ].join(', and ') +
    `. ${nodes.length + gpids.length === 1 ? 'Its waiver is' : 'Their waivers are'} over` +
    (nodes.length === 0 ? '.' : `; this run does not roll ${nodes.length === 1 ? 'that server' : 'those servers'}.`),
  'down-first': ({ node, instead }) =>
    `${node} is not ALIVE, and this run is to put it back: it comes first, and ${instead} waits until it is back`,
  'put-back-as-it-is': ({ node, version }) =>
    `${node} is down, so nothing is moved away from it: ` +
    `${version === undefined ? 'it is started' : `${version} is put on it`} as it is, then it is seen back`,
  'begun-anew': ({ node }) => `${node} runs, so it is begun anew from its start`,
  'left-to-load': ({ node }) => `${node} is loading, so its commands are not run again: it is waited for`,
  'tables-first': ({ node, tables, missing }) =>
    `new or changed tables cannot get their copies while ${node} is drained: ` +
    `${tables.map((table, place) => `${table} (${missing[place] ?? 0} missing)`).join(', ')}. Its ` +
    'replicas are given back first, and it is drained anew when every partition is full',
  'only-copy-kept': ({ node }) =>
    `${node} keeps the only copy of some partitions: its replicas are not closed before the restart, ` +
    'which replays more log',
  'closed-uncounted': ({ node, why, ms }) =>
    `${node} gives no count of its replicas (${why}): waited ${formatDuration(ms)} for them to close`,
  'fast-drain-failed': ({ node, refused, replicas }) =>
    `the fast drain does not work on ${node} ` +
    `(${refused === undefined ? 'nothing came of it' : `the meta answered ${refused}`}, ` +
    `${replicas} replicas are left): it is emptied in the two documented steps instead`,
  'flush-failed': ({ node, why }) =>
    `flush-log on ${node} did not work (${why}): at most the tail of its text log is lost`,
  'command-not-tried': ({ verb, node }) =>
    `the command "${verb}" on ${node} is not tried again, as the run is being aborted`,
  'not-silenced': ({ why }) =>
    `alerts could not be silenced for this run: ${why}. It goes on, and tries again; people may be called meanwhile`,
  'command-end-unheard': ({ verb, node, succeeded }) =>
    `the command "${verb}" on ${node} ${succeeded ? 'reported success' : 'did not report success'}, ` +
    'and the bot met an error when it heard of it',
  'error-noted': ({ error }) =>
    `The bot met an error of its own: ${error}. The run stays as it is; the log has the details`,
  'not-saved': ({ ms, why }) =>
    `For ${formatDuration(ms)} the state of this run could not be saved (${why}). Nothing new was ` +
    'begun on the cluster in that time. It is saved again',
  'level-for-balance': ({ level }) => `the level is ${level}; it is lively while the meta balances, and put back after`,
  'not-rebalanced': ({ why }, say) => `leadership is not given back evenly: ${say(why)}`,
  'leadership-restored': ({ moved, gone }) =>
    `leadership is given back as it was before the run: ${numbered(moved, 'primary', 'primaries')} moved` +
    (gone === 0 ? '' : `, ${stay(gone)}`),
  'leadership-left': ({ moved, left, gone, why }, say) => {
    const given = `leadership is not given back as it was before the run: ${say(why)}`;
    if (left === undefined) return given;
    const stays = [`${left} left where ${left === 1 ? 'it is' : 'they are'}`, ...(gone === 0 ? [] : [stay(gone)])];
    return `${given}. ${numbered(moved, 'primary', 'primaries')} moved, ${stays.join(', ')}`;
  },
  'nothing-moved': ({ ms }) => `nothing has moved for ${formatDuration(ms)}`,
  'nothing-to-pause': () => 'no server is left, so there is nothing left to pause: the settings are put back',
  'meta-silent': ({ meta, why, left, of }) =>
    `the meta ${meta} does not answer (${why}): ${left} of ${of} metas do, and without a leader ` +
    'nothing can be moved or repaired. Start it again; the run goes on meanwhile',
  'meta-answers': ({ meta }) => `the meta ${meta} answers again`,
  'few-copies-accepted': ({ tables, by }) =>
    `from here on ${tables.join(', ')} is rolled in spite of its few copies, as ` +
    `${by.map(person).join(' and ')} decided`,
  'min-live-lowered': ({ meta, was, to }) =>
    `min_live_node_count_for_unfreeze is lowered from ${was} to ${to} on the meta ${meta}, and put back at the end`,
  'min-live-unsaid': ({ meta, to }) =>
    `${meta} does not say whether its min_live_node_count_for_unfreeze is still ${to}`,
  'min-live-changed': ({ meta, value }) =>
    `${meta} has min_live_node_count_for_unfreeze = ${value} by now, which this run has not set: it is left so`,
  'min-live-kept': ({ meta, was, to, servers }) =>
    `${meta} keeps min_live_node_count_for_unfreeze = ${to} as long as ${servers} servers live: with ` +
    `${was} it would freeze`,
  'setting-by-hand': ({ name, from, to, leader, blind, wanted, leaving }) => {
    const setting = settings[name] ?? { name, why: 'it needs it' };
    const change = `${setting.name} from ${shown(name, from)} to ${shown(name, to)} on the leader ${leader}`;
    // In a time that nobody saw its process may have been restarted, and has what its own file says.
    const who = blind
      ? `somebody has changed ${change}, or its process was restarted`
      : `somebody set ${change}; this run did not`;
    if (wanted) return `${who}. The run puts back what it needs: ${setting.why}`;
    return (
      `${who}. ` +
      (leaving ? putsBackBefore : 'This run does not need it, and puts back at its end what was there before it')
    );
  },
  'level-by-hand': ({ from, to, frozen, leaving }) => {
    const back = leaving
      ? putsBackBefore
      : 'The run puts back what it needs: at another level the meta moves replicas while servers are away';
    return (
      `${levelByHand(from, to)}; this run did not. ` + (frozen ? 'The run stays as it is until somebody answers' : back)
    );
  },
  'frozen-by-hand': ({ from, to, then }, say) =>
    `${levelByHand(from, to)}: it moves and repairs nothing now. The run leaves that as it is and ${say(then)}`,
  'then-held': () => 'stays held; with an answer to the hold it puts the level back to steady',
  'then-paused': () => 'stays paused; resumed, it puts the level back to steady',
  'then-ends': () => 'ends with the level as it is',
  'then-pauses': () => 'pauses; resumed, it puts the level back to steady',
};
