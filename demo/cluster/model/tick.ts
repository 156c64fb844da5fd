import { canBalance, countOperations, planBalance } from './balance.js';
import type { Partition } from './catalogue.js';
import { cure, toCure } from './cure.js';
import { partitionMemory, setActions, type Action, type LeaderMemory } from './leader-memory.js';
import { send } from './reconfigure.js';
import { atMostFreezed } from './settings.js';
import { actingLeader, effectiveLevel, need, now, type World } from './world.js';

/** Balance migrations that one tick begins; the rest is planned anew with the next. */
const migrationsPerTick = 40;

interface Proposal {
  readonly partition: Partition;
  readonly action: Action;
}

/** The leader's tick, every `lb_interval_ms` from when it has loaded its state. */
export function startTicking(world: World, leader: LeaderMemory, firstMs: number): void {
  leader.cancelTick = world.agenda.after(firstMs, () => {
    startTicking(world, leader, world.timing.tickMs);
    if (actingLeader(world) === leader) tick(world, leader);
  });
}

/** Cure what is not well, additions within the flow-control limit, then balance. */
function tick(world: World, leader: LeaderMemory): void {
  const level = effectiveLevel(world, leader);
  if (atMostFreezed(level)) return;
  leader.newly.clear();
  const adds: Proposal[] = [];
  let sent = 0;
  for (const partition of toCure(world, leader)) {
    if (partitionMemory(leader, partition).busy) continue;
    const action = cure(world, leader, partition);
    if (action === undefined) continue;
    if (action.type === 'ADD_SECONDARY' || action.type === 'ADD_SECONDARY_FOR_LB') adds.push({ partition, action });
    else {
      send(world, leader, partition, action);
      if (world.leader !== leader) return;
      sent++;
    }
  }
  const added = sendAdds(world, leader, adds);
  if (world.leader !== leader) return;
  if (sent + added > 0) world.emit('tick', leader.meta, `${sent} sent, ${added} of ${adds.length} added`);
  if (leader.waitingSince !== undefined && sent + added > 0) {
    need(world, 'tick', leader.meta, leader.waitingSince, now(world));
    leader.waitingSince = undefined;
  }
  if (added < adds.length && leader.addSecondaryMax > 0) leader.waitingSince = now(world);
  balance(world, leader, level === 'lively');
}

/**
 * With flow control on, at most `addSecondaryMax` a receiving server, partitions without any secondary first; with 0
 * not even those.
 */
function sendAdds(world: World, leader: LeaderMemory, adds: readonly Proposal[]): number {
  const given = new Map<string, number>();
  const urgentFirst = [
    ...adds.filter(({ partition }) => partition.secondaries.length === 0),
    ...adds.filter(({ partition }) => partition.secondaries.length > 0),
  ];
  let sent = 0;
  for (const { partition, action } of urgentFirst) {
    const already = given.get(action.node) ?? 0;
    if (leader.flowControl && already >= leader.addSecondaryMax) continue;
    given.set(action.node, already + 1);
    send(world, leader, partition, action);
    if (world.leader !== leader) break;
    sent++;
  }
  return sent;
}

/** Counts what is uneven, on steady too; on lively the moves are registered and sent in the same tick. */
function balance(world: World, leader: LeaderMemory, lively: boolean): void {
  if (!canBalance(world, leader)) return;
  if (!lively && leader.operationsOf === world.catalogue.version) return;
  leader.operationsOf = world.catalogue.version;
  const migrations = planBalance(world, leader);
  leader.operations = countOperations(migrations);
  if (!lively) return;
  for (const { kind, partition, actions } of migrations.slice(0, migrationsPerTick)) {
    world.emit('proposal', partition.gpid, `balancer: ${kind}`);
    setActions(leader, partition, actions, true);
    const [head] = actions;
    if (head !== undefined) send(world, leader, partition, head);
  }
  if (migrations.length > 0) leader.waitingSince ??= now(world);
}
