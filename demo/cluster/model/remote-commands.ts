import type { Reply } from '../servers.js';
import { killPartition } from './kill-partition.js';
import type { LeaderMemory } from './leader-memory.js';
import { reach } from './meta-requests.js';
import { counterAnswer, counterFilter, noCounters, replicaCounters } from './perf-counters.js';
import type { LocalReplica, ReplicaHost } from './replica-host.js';
import { speaksNewer, wallClock, type ServerProcess } from './server-process.js';
import { json, newerWords, olderWords, type Words } from './words.js';
import { now, waitForTick, type World } from './world.js';

const int32 = 2 ** 31 - 1;
const generic = [
  'flush-log',
  'help',
  'perf-counters',
  'perf-counters-by-postfix',
  'perf-counters-by-prefix',
  'perf-counters-by-substr',
  'server-info',
];
const ofLeader = [
  'meta.lb.add_secondary_enable_flow_control',
  'meta.lb.add_secondary_max_count_for_one_node',
  'meta.lb.assign_delay_ms',
  'meta.lb.assign_secondary_black_list',
  'meta.lb.balancer_in_turn',
  'meta.lb.get_balance_operation_count',
  'meta.lb.ignored_app_list',
  'meta.lb.only_move_primary',
  'meta.lb.only_primary_balancer',
];
/** Registered only once the state has been read from ZooKeeper. */
const late = new Set(['meta.lb.add_secondary_max_count_for_one_node', 'meta.lb.add_secondary_enable_flow_control']);

/** A remote command to one process: the raw answer, in the words of that process's own version. */
export function remoteCommand(world: World, named: string, command: string, args: readonly string[]): Reply<string> {
  const address = world.processes.has(named) ? named : sameHost(named);
  const process = world.processes.get(address);
  const silence = reach(world, address);
  if (silence !== undefined) return silence;
  if (process === undefined || process.role === 'collector') return { kind: 'refused' };
  const known = commandsOf(world, process);
  if (command === 'help') return { kind: 'answer', value: help(known, process, args) };
  if (!known.includes(command)) return { kind: 'answer', value: `unknown command '${command}'` };
  return { kind: 'answer', value: run(world, process, command, args) };
}

const sameHost = (address: string): string =>
  address.startsWith('127.0.0.1:')
    ? address.replace('127.0.0.1', 'localhost')
    : address.replace(/^localhost:/, '127.0.0.1:');

/** What this process has registered just now. Only a leader has the `meta.lb` ones. */
function commandsOf(world: World, process: ServerProcess): readonly string[] {
  if (process.role === 'replica')
    return [...generic, 'replica.kill_partition', 'replica.query-app-envs', 'server-stat'].sort();
  const { leader } = world;
  const leads =
    leader?.meta === process.address ? ofLeader.filter((command) => leader.loaded || !late.has(command)) : [];
  return [...generic, 'meta.live_percentage', ...leads].sort();
}

function help(known: readonly string[], { version }: ServerProcess, [about]: readonly string[]): string {
  const first = speaksNewer(version)
    ? 'help|h|H|Help - Display help information'
    : 'help|Help|h|H [command] - display help information';
  if (about === undefined) return `${[first, ...known.filter((command) => command !== 'help')].join('\n')}\n`;
  if (!known.includes(about)) return `cannot find command '${about}'`;
  return speaksNewer(version) ? `${about}\n` : `${about}: ${about}\n`;
}

function run(world: World, process: ServerProcess, command: string, args: readonly string[]): string {
  const newer = speaksNewer(process.version);
  const words = newer ? newerWords : olderWords;
  const host = world.hosts.get(process.address);
  switch (command) {
    case 'server-info':
      return serverInfo(process, newer);
    case 'flush-log':
      return 'Flush done.';
    case 'meta.live_percentage':
      return integer(words, command, args, {
        newer,
        least: 0,
        most: newer ? 100 : int32,
        now: process.livePercentage,
        usual: world.config.livePercentage,
        set: (value) => (process.livePercentage = value),
      });
    default:
  }
  const filter = counterFilter(command, args);
  if (filter !== undefined)
    return host === undefined || newer
      ? counters(world, undefined, newer, filter)
      : counters(world, host, newer, filter);
  if (host !== undefined) return ofReplicaServer(world, host, command, args, newer);
  const { leader } = world;
  return leader === undefined ? `unknown command '${command}'` : ofLeadingMeta(world, leader, command, args, newer);
}

function serverInfo({ version, commit, startedAt }: ServerProcess, newer: boolean): string {
  if (newer) return json({ build_type: 'Release', git_SHA: commit, start_time: wallClock(startedAt), version });
  return `Pegasus Server ${version} (${commit}) Release, Started at ${wallClock(startedAt)}`;
}

/** The newest snapshot, up to 10 s old; each server takes them on its own beat. */
function counters(
  world: World,
  host: ReplicaHost | undefined,
  newer: boolean,
  filter: (name: string) => boolean,
): string {
  if (newer) return noCounters;
  if (host === undefined) return counterAnswer([], filter, now(world));
  const takenAt = snapshotTime(world, host);
  const all = [...replicaCounters(host.countsAt(takenAt), learning(host))];
  const turn = world.random.between(0, all.length - 1);
  return counterAnswer([...all.slice(turn), ...all.slice(0, turn)], filter, takenAt);
}

function snapshotTime(world: World, host: ReplicaHost): number {
  const age = (now(world) - host.process.startedAt) % world.timing.counterSnapshotMs;
  return now(world) - age;
}

const learning = (host: ReplicaHost): number =>
  [...host.replicas.values()].filter(({ place, status }) => place === 'serving' && status === 'learner').length;

function ofReplicaServer(
  world: World,
  host: ReplicaHost,
  command: string,
  args: readonly string[],
  newer: boolean,
): string {
  switch (command) {
    case 'replica.kill_partition':
      return killPartition(world, host, args);
    case 'replica.query-app-envs':
      return queryAppEnvs(host, args);
    case 'server-stat': {
      const { serving, opening, closing } = newer
        ? { serving: 0, opening: 0, closing: 0 }
        : host.countsAt(snapshotTime(world, host));
      return `closing_replica_count=${closing}, opening_replica_count=${opening}, serving_replica_count=${serving}, learning_count=${learning(host)}`;
    }
    default:
      return `unknown command '${command}'`;
  }
}

/** Replicas that are PRIMARY or SECONDARY by the server's own account: exact, and the same in every version. */
function queryAppEnvs(host: ReplicaHost, args: readonly string[]): string {
  const wanted = args
    .join(',')
    .split(',')
    .filter((id) => id !== '');
  const active = ({ place, status }: LocalReplica): boolean =>
    place === 'serving' && (status === 'primary' || status === 'secondary');
  const matches = ({ partition }: LocalReplica, id: string): boolean =>
    partition.gpid === id || String(partition.table.id) === id;
  const all = [...host.replicas.values()].filter(active);
  const chosen = wanted.length === 0 ? all : all.filter((replica) => wanted.some((id) => matches(replica, id)));
  const missing = wanted.filter((id) => !all.some((replica) => matches(replica, id))).length;
  const lines = chosen.map(
    ({ partition, status }) => `\n    ${partition.gpid}@${host.process.address}@${status === 'primary' ? 'P' : 'S'} : `,
  );
  return `${chosen.length} processed, ${missing} not found${lines.join('')}`;
}

function ofLeadingMeta(
  world: World,
  leader: LeaderMemory,
  command: string,
  args: readonly string[],
  newer: boolean,
): string {
  const words = newer ? newerWords : olderWords;
  const note = (value: number | boolean): void => {
    world.emit('setting', leader.meta, `${command} ${value}`);
    waitForTick(world, leader);
  };
  const count = (setting: 'assignDelayMs' | 'addSecondaryMax', least: number, most: number): string =>
    integer(words, command, args, {
      newer,
      least,
      most,
      now: leader[setting],
      usual: world.config[setting],
      set: (value) => {
        leader[setting] = value;
        note(value);
      },
    });
  switch (command) {
    case 'meta.lb.assign_delay_ms':
      return count('assignDelayMs', newer ? 0 : 1, newer ? Number.MAX_SAFE_INTEGER : int32);
    case 'meta.lb.add_secondary_max_count_for_one_node':
      return count('addSecondaryMax', 0, int32);
    case 'meta.lb.add_secondary_enable_flow_control':
      return boolean(words, command, args, leader.flowControl, (value) => {
        leader.flowControl = value;
        note(value);
      });
    case 'meta.lb.assign_secondary_black_list':
      return blackList(leader, args, newer);
    case 'meta.lb.get_balance_operation_count':
      return operationCount(leader, args, newer);
    case 'meta.lb.ignored_app_list':
      return ignoredApps(leader, args, newer);
    default:
      return boolean(words, command, args, leader.flags.get(command) ?? false, (value) => {
        leader.flags.set(command, value);
        note(value);
      });
  }
}

interface IntegerSetting {
  readonly newer: boolean;
  readonly least: number;
  readonly most: number;
  readonly now: number;
  /** What DEFAULT restores: the value of the process's config file. */
  readonly usual: number;
  readonly set: (value: number) => void;
}

function integer(words: Words, command: string, args: readonly string[], setting: IntegerSetting): string {
  const [arg] = args;
  if (arg === undefined) return words.value(command, setting.now);
  if (args.length > 1) return words.badInteger(args);
  if ((setting.newer ? arg.toUpperCase() : arg) === 'DEFAULT') {
    setting.set(setting.usual);
    return words.restored(command, setting.usual);
  }
  const value = /^-?\d+$/.test(arg) ? Number(arg) : Number.NaN;
  if (!(value >= setting.least && value <= setting.most)) return words.badInteger(args);
  setting.set(value);
  return words.done;
}

function boolean(
  words: Words,
  command: string,
  args: readonly string[],
  present: boolean,
  set: (value: boolean) => void,
): string {
  const [arg] = args;
  if (arg === undefined) return words.value(command, present);
  if (args.length > 1 || (arg !== 'true' && arg !== 'false')) return words.badBoolean(args);
  set(arg === 'true');
  return words.done;
}

function blackList(leader: LeaderMemory, args: readonly string[], newer: boolean): string {
  const [arg] = args;
  if (arg === undefined)
    return newer
      ? json({ error: 'ok', assign_secondary_black_list: leader.blackList.join(',') })
      : `get ok: ${leader.blackList.join(',')}`;
  if (args.length > 1) return newer ? json({ error: 'invalid arguments' }) : 'invalid arguments';
  if (arg === 'clear') {
    leader.blackList = [];
    return newer ? json({ error: 'ok' }) : 'clear ok';
  }
  const nodes = arg.split(',');
  if (!nodes.every((node) => /^[^:\s]+:\d+$/.test(node)))
    return newer ? json({ error: 'invalid arguments' }) : 'invalid arguments';
  leader.blackList = nodes;
  return newer ? json({ error: 'ok' }) : 'set ok';
}

function operationCount(leader: LeaderMemory, args: readonly string[], newer: boolean): string {
  const { movePri, copyPri, copySec } = leader.operations;
  const counts: Readonly<Record<string, number>> = {
    move_pri: movePri,
    copy_pri: copyPri,
    copy_sec: copySec,
    total: movePri + copyPri + copySec,
  };
  const [which = 'total'] = args;
  const bad = newer ? json({ error: 'invalid arguments' }) : 'ERR: invalid arguments';
  if (args.length > 1) return bad;
  if (which === 'detail')
    return newer
      ? json(counts)
      : Object.entries(counts)
          .map(([name, count]) => `${name}=${count}`)
          .join(',');
  const count = counts[which];
  if (count === undefined) return bad;
  return newer ? json({ [which]: count }) : `${which}=${count}`;
}

function ignoredApps(leader: LeaderMemory, [verb, ids]: readonly string[], newer: boolean): string {
  const say = (text: string): string => (newer ? json({ error: text }) : text);
  switch (verb) {
    case 'get':
      return newer
        ? json({ error: 'ok', ignored_app_id_list: leader.ignoredApps.join(',') })
        : leader.ignoredApps.length === 0
          ? 'no ignored apps'
          : `ignored_app_id_list: ${leader.ignoredApps.join(',')}`;
    case 'clear':
      leader.ignoredApps = [];
      return say('clear ok');
    case 'set': {
      const apps = (ids ?? '').split(',').map(Number);
      if (ids === undefined || !apps.every((app) => Number.isInteger(app))) return say('ERR: invalid arguments');
      leader.ignoredApps = apps;
      return say('set ok');
    }
    default:
      return say('ERR: invalid arguments');
  }
}
