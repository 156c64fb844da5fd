import type { Reply } from '../servers.js';
import { killPartition } from './kill-partition.js';
import { commandsOfLeader, ofLeadingMeta } from './leader-commands.js';
import { reach } from './meta-requests.js';
import { counterAnswer, counterFilter, noCounters, replicaCounters } from './perf-counters.js';
import type { LocalReplica, ReplicaHost } from './replica-host.js';
import { speaksNewer, wallClock, type ServerProcess } from './server-process.js';
import { int32, integer } from './remote-values.js';
import { json, newerWords, olderWords } from './words.js';
import { now, type World } from './world.js';

const generic = [
  'flush-log',
  'help',
  'perf-counters',
  'perf-counters-by-postfix',
  'perf-counters-by-prefix',
  'perf-counters-by-substr',
  'server-info',
];

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
  const leads = leader?.meta === process.address ? commandsOfLeader(leader) : [];
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
  if (filter !== undefined) return newer ? noCounters : counters(world, host, filter, process.clockAheadMs);
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
  filter: (name: string) => boolean,
  clockAheadMs: number,
): string {
  if (host === undefined) return counterAnswer([], filter, world.wallClock() + clockAheadMs);
  const takenAt = snapshotTime(world, host);
  const all = [...replicaCounters(host.countsAt(takenAt), learning(host))];
  const turn = world.random.between(0, all.length - 1);
  return counterAnswer(
    [...all.slice(turn), ...all.slice(0, turn)],
    filter,
    takenAt + world.wallClock() - now(world) + clockAheadMs,
  );
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
