import { close } from './closing.js';
import type { LocalReplica, ReplicaHost } from './replica-host.js';
import { ask, miss } from './reconfigure.js';
import type { World } from './world.js';

/**
 * `replica.kill_partition` (docs/pegasus.md, "kill_partition"): none = all; `APP` = a whole table, and what is not a
 * number is table 0; `APP INDEX` = one replica, the only form that says when there is none. The replicas
 * are flushed and closed; a primary first has itself taken out of the configuration, a secondary is
 * missed by its primary much later.
 */
export function killPartition(world: World, host: ReplicaHost, args: readonly string[]): string {
  if (args.length > 2) return 'ERR_INVALID_PARAMETERS';
  const [app, index] = args.map((arg) => Number.parseInt(arg, 10) || 0);
  const killed = [...host.replicas.values()].filter(
    ({ place, partition }) =>
      place === 'serving' &&
      (app === undefined || partition.table.id === app) &&
      (index === undefined || partition.index === index),
  );
  if (killed.length === 0) return args.length === 2 ? 'ERR_OBJECT_NOT_FOUND' : 'ERR_OK';
  giveUp(world, host, killed);
  return 'ERR_OK';
}

/** Closes replicas that fail, or are made to. */
export function giveUp(world: World, host: ReplicaHost, replicas: readonly LocalReplica[]): void {
  for (const replica of replicas) beMissed(world, host, replica);
  close(world, host, replicas, false);
}

function beMissed(world: World, host: ReplicaHost, { partition }: LocalReplica): void {
  const node = host.process.address;
  if (partition.primary === node) ask(world, partition, node, { kind: 'remove', node, lingers: false });
  if (!partition.secondaries.includes(node)) return;
  world.agenda.after(world.random.between(world.timing.noticeMinMs, world.timing.killNoticeMaxMs), () => {
    miss(world, partition, node);
  });
}
