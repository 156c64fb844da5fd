import type { checkMessages } from '../../roll/messages/checks.js';
import type { Sentences } from '../sentences.js';
import { are, have, numbered, some, withNumbers } from './phrases.js';

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
const onlyFrom26 = (needed: boolean): string =>
  needed ? '' : '. That matters from Pegasus 2.6 on: servers and shells of it do not start without';

/** What `check` finds, each as a clause. What to do about it is said apart (`remedies.ts`). */
export const checkSentences: Sentences<keyof typeof checkMessages> = {
  'check-too-slow': ({ ms }) => `there was no answer within ${seconds(ms)}, so nothing is known of it`,
  'check-broke': ({ said }) => `this could not be looked at, by a fault of the bot: ${said}`,
  'check-read': ({ way, leader, level, servers, tables }) =>
    `${way} reads the cluster: leader ${leader}, level ${level}, ${numbered(servers, 'replica server')}, ` +
    numbered(tables, 'table'),
  'check-unread': ({ way, said }) => `${way} cannot read the cluster: ${said}`,
  'check-own-name': ({ name }) => `it calls itself ${name}`,
  'check-run-at-work': () =>
    'a run of this bot has its own settings on, so neither settings nor what is away now says anything of the cluster',
  'check-record-unknown': ({ why }) =>
    `what the bot keeps of this cluster is not known here, so neither whether a run is at work: ${why}`,
  'gates-pass': ({ gates }) => `these checks of a plan pass: ${gates.join(', ')}`,
  'metas-accept': ({ metas }) =>
    `${metas.length === 1 ? `meta ${metas.join('')} accepts` : `metas ${metas.join(', ')} accept`} connections`,
  'meta-refuses': ({ meta, why }) => `meta ${meta}: ${why}`,
  'meta-lists-agree': ({ metas }) => `the cluster has just the metas of the configuration: ${metas.join(', ')}`,
  'metas-of-no-cluster': ({ metas, known }) =>
    `the configuration names ${metas.join(', ')}, and the cluster knows no such meta, but ${known.join(', ')}: ` +
    'that may be the meta of another cluster',
  'metas-not-configured': ({ metas }) =>
    `the configuration does not name ${metas.join(', ')}, which the cluster has: with the others down the bot would ` +
    'find no leader',
  'meta-list-unresolved': ({ hosts }) =>
    `whether the configuration names the right metas is not known: ${some(hosts)} could not be resolved here`,
  'flow-control-on': () => 'meta.lb.add_secondary_enable_flow_control is true',
  'flow-control-off': () =>
    'meta.lb.add_secondary_enable_flow_control is false: the limit of copies that a server takes at a time does ' +
    'nothing, and a copy that is taken off a live server is back within seconds',
  'no-settings-left': ({ delay, most }) =>
    'no setting looks left behind: ' + `assign_delay_ms ${delay}, add_secondary_max_count_for_one_node ${most}`,
  'delay-of-script-left': ({ delay }) =>
    `assign_delay_ms is ${delay} (50 hours), as Pegasus' script of rolling updates sets it: it died, or somebody ` +
    'forgot to put it back. A server that dies is not replaced by copies elsewhere for so long',
  'delay-of-bot-left': ({ delay }) =>
    `assign_delay_ms is ${delay}, as a run of this bot sets it, and no run is known here to be at work: another bot ` +
    'has one there, or its database was lost',
  'delay-is-long': ({ delay }) =>
    `assign_delay_ms is ${delay}, more than an hour: the copies of a server that dies are made anew only after that`,
  'add-secondary-of-script-left': ({ most }) =>
    `add_secondary_max_count_for_one_node is ${most}, as rolling updates set it while copies come back: many copies ` +
    'at a time slow down whoever takes and gives them',
  'one-server-a-machine': () => 'each replica server has a machine of its own',
  'servers-on-one-machine': ({ hosts, counts }) =>
    `several replica servers on one machine: ${withNumbers(hosts, counts)}. The run stops one process at a time; ` +
    'who reboots such a machine takes all of them away',
  'copies-on-one-machine': ({ hosts, partitions }) =>
    `${numbered(partitions, 'partition has', 'partitions have')} two copies or more on one machine (${some(hosts)}): ` +
    'if it fails, they lose more than one at a time',
  'one-version': ({ version, servers }) => `all ${servers} processes that answer run ${version}`,
  'several-versions': ({ versions, counts }) => `processes of several versions: ${withNumbers(versions, counts)}`,
  'processes-silent': ({ servers, said }) =>
    `${some(servers)} ${servers.length === 1 ? 'does not say what it runs' : 'do not say what they run'}: ${said}`,
  'shell-fits': ({ shell }) => `the shell is of ${shell}, like the servers`,
  'shell-differs': ({ shell, servers }) =>
    `the shell is of ${shell}, the leader of ${servers}: what one of another version sends and prints may mean ` +
    'something else there',
  'shell-unread': ({ said }) => `which version the shell is of is not known: ${said}`,
  'clocks-agree': ({ servers, most }) =>
    `the clocks of ${numbered(servers, 'server')} and of this machine agree within ${seconds(most)}`,
  'clocks-differ': ({ servers, seconds: by }) =>
    'clocks differ from the one here, in seconds: ' +
    `${servers.map((server, nth) => `${server} ${signed(by[nth] ?? 0)}`).join(', ')}. ` +
    'Data with a time to live expires at other times there, and start times cannot be compared',
  'own-clock-differs': ({ seconds: by, servers }) =>
    `the clock of this machine differs by ${signed(-by)} s from that of ${numbered(servers, 'server')}, which agree ` +
    'with each other',
  'clocks-not-told': ({ servers, why }) => `how late it is there is not known of ${some(servers)}: ${why}`,
  'clock-not-understood': ({ server, said }) => `how late ${server} says it is was not understood: ${said}`,
  'names-resolve': ({ hosts }) => `${numbered(hosts, 'host resolves', 'hosts resolve')} both ways here`,
  'names-unresolved': ({ hosts, why }) => `${some(hosts)} ${have(hosts.length)} no address here: ${why}`,
  'no-reverse-name': ({ hosts, needed }) =>
    `${some(hosts)} ${are(hosts.length)} not resolved to a name here (reverse DNS)${onlyFrom26(needed)}`,
  'reverse-name-elsewhere': ({ hosts, names, needed }) =>
    `the name of an address leads elsewhere: ${hosts
      .slice(0, 5)
      .map((host, nth) => `${host} is ${names[nth] ?? ''}`)
      .join(', ')}${onlyFrom26(needed)}`,
  'names-not-answered': ({ hosts, why }) => `whether names resolve both ways is not known of ${some(hosts)}: ${why}`,
  'collector-seen-up': ({ collector }) => `collector ${collector} is up`,
  'collector-seen-down': ({ collector, why }) => `collector ${collector} is not up: ${why}`,
  'hosts-not-reached': () =>
    'no host was reached: the programs of this driver are run in a roll only, and could not be tried',
};

const signed = (by: number): string => (by > 0 ? `+${by}` : String(by));
