import type { LeaderMemory } from './leader-memory.js';
import { boolean, int32, integer } from './remote-values.js';
import { json, newerWords, olderWords } from './words.js';
import { waitForTick, type World } from './world.js';

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

export const commandsOfLeader = ({ loaded }: LeaderMemory): readonly string[] =>
  ofLeader.filter((command) => loaded || !late.has(command));

/** The answer of the meta that leads, to a command of the balancer. */
export function ofLeadingMeta(
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
