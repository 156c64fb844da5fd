import { formatDuration } from '../../lib/duration.js';
import type { holdMessages } from '../../roll/messages/holds.js';
import type { Sentences } from '../sentences.js';
import { secondUtc } from '../common.js';
import { capital, have, maybeIgnored, notAlive, numbered, opened, settingOf, some } from './phrases.js';

const giveBack = (repairs: boolean): string =>
  repairs ? '; add_secondary is given back, so that the meta can repair' : '';
const missCopies = (partitions: number): string =>
  numbered(partitions, 'partition still misses', 'partitions still miss');

export const holdSentences: Sentences<keyof typeof holdMessages> = {
  'not-safe-to-stop': ({ node, blockedMs, reasons, repair }, say) =>
    `${node} is not safe to stop${blockedMs > 0 ? ` (blocked for ${formatDuration(blockedMs)})` : ''}: ` +
    `${reasons.map(say).join('; ')}${repair === undefined ? '' : `. ${say(repair)}`}`,
  'may-not-begin': ({ blockedMs, blocking }, say) =>
    `the roll may not begin${blockedMs > 1000 ? `, for ${formatDuration(blockedMs)} now` : ''}: ${say(blocking)}`,
  'not-emptied': ({ what, node }, say) =>
    `${say(what)}. ${node} is not stopped before it is empty: stopping it now would be an outage for what it holds`,
  'primaries-stay': ({ primaries, node }) => `${numbered(primaries, 'primary does', 'primaries do')} not leave ${node}`,
  'replicas-stay': ({ replicas, node }) => `${numbered(replicas, 'replica does', 'replicas do')} not leave ${node}`,
  'nowhere-to-go': ({ partitions, node, gpids }) =>
    `${numbered(partitions, 'partition')} that ${node} leads (${some(gpids)}) ${have(partitions)} no ` +
    'live secondary to take over',
  'drained-without-primary': ({ partitions, node }) =>
    `${numbered(partitions, 'partition')} that ${node} led ${have(partitions)} no primary, and ` +
    `${partitions === 1 ? 'takes' : 'take'} no reads and writes. ${node} is not stopped before that is ` +
    'mended',
  'replicas-return': ({ node, drains }) =>
    `replicas keep coming back to ${node} after ${drains} drains: something else changes this cluster`,
  'not-sure-to-close': ({ node, waited }, say) =>
    `the replicas of ${node} are not closed, as it is not sure that it holds none: waited for ${say(waited)}`,
  'not-sure-to-be-empty': ({ node, waited }, say) => `whether ${node} is empty is not sure: waited for ${say(waited)}`,
  'does-not-count-replicas': ({ node, why }, say) => `${node} does not say how many replicas it holds: ${say(why)}`,
  'replicas-do-not-close': ({ node, serving, opening, closing, before }) =>
    `the replicas of ${node} do not close: ${serving} serving, ${opening} opening, ${closing} closing (${before} ` +
    'before)',
  'start-not-said': ({ node, why }, say) =>
    `the process of ${node} does not say when it was started (${say(why)}): its return could not be proven`,
  'command-ended': ({ verb, node, how }, say) => `the command "${verb}" on ${node} ${say(how)}`,
  'command-failed': ({ reason }) => `failed: ${reason}`,
  'command-timed-out': ({ afterMs }) =>
    `did not end within ${formatDuration(afterMs)}, so it was ended, and with it whatever it had ` +
    'started. A server that was its child has ended too; how to start one so that it lives on is in ' +
    'the runbook (command-failed)',
  'command-lost': ({ reason }) => `was started, but its outcome is unknown: ${reason}`,
  'not-settled': ({ what, why, waitedMs }, say) =>
    `the cluster is not at rest, ${formatDuration(waitedMs)} after the last server was done: ${say(why)} (${what}). ` +
    'Every server is back, and no other one is begun before it is',
  'hook-not-succeeded': ({ verb, node }) =>
    `the command "${verb}" on ${node} was begun and is not known to have succeeded (the thread says what came of ` +
    'it); the run does not go on past it',
  overdue: ({ what, waitedMs, repair }, say) =>
    `${say(what)}, ${formatDuration(waitedMs)} after its commands ended` +
    (repair === undefined ? '' : `. ${say(repair)}`),
  'runs-and-not-alive': ({ node }) =>
    `${node} runs again, but the meta does not see it ALIVE: ${maybeIgnored([node]).join('')}`,
  'others-not-alive': ({ node, dead }) => `after the restart of ${node}, ${notAlive(dead)}`,
  'no-answer': ({ node, why }, say) => `${node} does not answer${why === undefined ? '' : `: ${say(why)}`}`,
  loading: ({ node, opened: done, of }) =>
    `${node} runs and is loading: it opens its replicas and replays their logs${opened(done, of, 'are open')}`,
  'copied-elsewhere': ({ afterMs }) =>
    `Its copies go to other servers once they have been missing for ${formatDuration(afterMs)} (the ` +
    'assign delay of the run); what cannot take writes is repaired at once',
  'collector-down': ({ node, why }, say) =>
    `the collector ${node} is not up: ${say(why)}. It only measures; the data is not at risk`,
  'not-restarted': ({ node, startedAt }) =>
    `the commands reported success, but the process of ${node} has been running since ${startedAt}, ` +
    'from before the commands',
  'wrong-version': ({ node, version, wanted }) =>
    `${node} came back with ${version}, not with ${wanted ?? 'the version asked for'}`,
  'heal-stalled': ({ partitions, node, tables, gpids }, say) =>
    `${missCopies(partitions)} copies after ${node} came back, and that does not get better: ` +
    `${some(gpids)}${tables === undefined ? '' : say(tables)}. No further server is begun before every ` +
    'partition is full',
  'undrain-stalled': ({ partitions, node }) =>
    `${missCopies(partitions)} copies after the drain of ${node} was given up. No server is begun ` +
    'before every partition is full',
  'tables-come-and-go': ({ tables, missing, changing }) =>
    ` (${[
      ...tables.map((table, place) => `${missing[place] ?? 0} of them of table ${table}, which is new or changed`),
      ...(changing.length === 0 ? [] : [`being changed: ${changing.join(', ')}`]),
    ].join('; ')})`,
  unlisted: ({ leader, node, strangers }) => {
    const unknown =
      `the leader ${leader} does not list ${node}, so what that server holds is not known: it counts ` +
      'neither as empty nor as full, and nothing is sent to it';
    return strangers.length === 0
      ? `${unknown}. A new leader lists a server again with its next beacon; one that stays away is not ` +
          `running, or was removed from the cluster: see \`nodes -d\` in the shell`
      : `${unknown}. It lists ${some(strangers)} instead, which the plan does not have: ` +
          `${strangers.length === 1 ? 'that may be' : 'one of them may be'} the same server by another ` +
          'name, as newer metas say host:port where older ones said ip:port. If the names have changed for ' +
          'good, abort, and ask for the roll anew: the new plan has the names of now';
  },
  unreadable: ({ ms, why }) => `the cluster has been unreadable for ${formatDuration(ms)}: ${why}`,
  'setting-refused': ({ act, ms, why, paused }) =>
    `${settingOf(act)} could not be set for ${formatDuration(ms)}${why === undefined ? '' : `: ${why}`}. ` +
    (paused ? 'The run stays paused and goes on trying' : 'The run does not go on without it'),
  'balance-stalled': ({ operations, rolled }, say) =>
    `${say(operations)}; ${rolled ? 'every server has been rolled' : 'no server is away'}`,
  'balance-still-wanted': ({ operations }) => `the leader still wants ${operations} balance operations`,
  'balance-still-not-counted': () => 'the leader still has not counted its balance operations',
  'disk-full': ({ repairs }) =>
    'the disk of the bot is full, so the state of the run could not be saved. With the space that it ' +
    `keeps for this it stopped the run${giveBack(repairs)}. Make room on the disk of the bot`,
  'own-error': ({ error, repairs }) =>
    `the bot met an error of its own: ${error}. It does nothing more in this run, so that it does no ` +
    `harm${giveBack(repairs)}`,
  'started-again': ({ servers, more }, say) =>
    [...servers.map(say), ...(more > 0 ? [`${more} more servers started again`] : [])].join('; '),
  'server-started-again': ({ node, rolled, times, since, startedAt }) =>
    `${rolled ? `${node}, which this run has rolled,` : node} started again${times === 1 ? '' : ` ${times} times`} ` +
    `without this run (first seen ${secondUtc(since)}; its process says that it was started at ` +
    `${startedAt === undefined ? 'a time that is not known' : `${startedAt}, by its own clock`})`,
  'hold-for-starts': ({ starts, servers }, say) =>
    `${say(starts)}. ${servers === 1 ? 'It' : 'They'} may be crashing, or somebody works on the ` +
    'cluster; no further server is stopped',
  'second-failure': ({ itself, others, low, target, standing, ignored, repair, hint }, say) => {
    const failed = [
      ...(itself === undefined ? [] : [say(itself)]),
      ...(others.length > 0 ? [notAlive(others)] : []),
      ...(low > 0 ? [`${numbered(low, 'partition has', 'partitions have')} too few copies to take writes`] : []),
    ].join('; ');
    const isNamed = itself !== undefined || others.length > 0;
    return [
      standing === undefined ? failed : `${failed} while ${target} ${say(standing)}`,
      ...maybeIgnored(ignored).map(capital),
      ...(low > 0 ? ['Writes may be failing'] : []),
      say(repair),
      'No further server is stopped',
      ...(hint === undefined ? [] : [say(hint)]),
      // A meta notices a dead server after up to 22 s: partitions can miss its copies before.
      ...(isNamed ? [] : ['Which server failed is not known yet; find it with "nodes -d"']),
    ].join('. ');
  },
  'died-before-healed': ({ node }) =>
    `${node}, the server at hand, died again after its restart, before it had all its replicas back`,
  'died-after-restart': ({ node }) => `${node}, the server at hand, died again after its restart`,
  'died-while-undrained': ({ node }) =>
    `${node}, the server at hand, died while it was given its replicas back; this run had not stopped it`,
  'died-while-drained': ({ node }) =>
    `${node}, the server at hand, died while it was drained; this run had not stopped it`,
  'is-away': () => 'is away',
  'is-not-healed': () => 'does not have all its replicas back',
  'is-just-restarted': () => 'has just been restarted',
  'is-drained': () => 'is drained',
  'start-it-itself': ({ node }) =>
    `This is no other server than the one at hand: start ${node}, and retry when it is ALIVE`,
  'may-be-it': ({ node, strangers }) =>
    `The leader does not list ${node}, which is away; ${some(strangers)} may be it by another name`,
  'meta-can-repair': () => 'The meta can repair',
  'meta-repairs-again': ({ addSecondaryMax, afterMs, also }) => {
    const value = `add_secondary is back at ${addSecondaryMax}`;
    const atOnce = `The meta can repair again (${value}): at once what cannot take writes`;
    return afterMs === undefined
      ? `${atOnce}, everything else when it names a dead server`
      : `${atOnce}; everything else, by copies on other servers, once it has been missing for ` +
          `${formatDuration(afterMs)} (the assign delay is back)` +
          (also === undefined ? '' : `. That goes for the copies of ${also}, too`);
  },
};
