import { assertNever } from '../../../src/lib/assert-never.js';
import { isMember, without, type Partition } from './catalogue.js';
import { fits, type Change } from './change.js';
import { close } from './closing.js';
import { cure } from './cure.js';
import { forgetDrop, noteDrop } from './dropped.js';
import { partitionMemory, setActions, type Action, type LeaderMemory } from './leader-memory.js';
import { learn } from './learning.js';
import type { LocalReplica, ReplicaHost } from './replica-host.js';
import { speaksNewer } from './server-process.js';
import { atMostFreezed } from './settings.js';
import { grain } from './timing.js';
import { ableHost, actingLeader, answers, effectiveLevel, noteCounts, now, type World } from './world.js';

/** Sends a proposal to its target. A target that cannot take it never answers: the next tick sends it again. */
export function send(world: World, leader: LeaderMemory, partition: Partition, action: Action): void {
  const process = world.processes.get(leader.meta);
  if (action.unnamed === true && process !== undefined && speaksNewer(process.version)) {
    world.abort(
      process,
      `assertion of send_proposal: ${partition.gpid} ${action.type} lacks the host:port of ${action.node}`,
    );
    return;
  }
  const memory = partitionMemory(leader, partition);
  const target = ableHost(world, action.target);
  if (memory.busy || target === undefined) return;
  switch (action.type) {
    case 'ADD_SECONDARY':
    case 'ADD_SECONDARY_FOR_LB':
      learn(world, partition, action, () => {
        ask(world, partition, action.target, { kind: 'add-secondary', node: action.node }, 0);
      });
      return;
    case 'ASSIGN_PRIMARY':
    case 'UPGRADE_TO_PRIMARY':
      ask(world, partition, action.target, { kind: 'make-primary', node: action.node });
      return;
    case 'DOWNGRADE_TO_SECONDARY':
      ask(world, partition, action.target, { kind: 'downgrade-primary', node: action.node });
      return;
    case 'DOWNGRADE_TO_INACTIVE':
    case 'REMOVE':
      ask(world, partition, action.target, {
        kind: 'remove',
        node: action.node,
        lingers: action.type === 'REMOVE' || memory.fromBalancer,
      });
      return;
    case 'UPGRADE_TO_SECONDARY':
      return;
    default:
      assertNever(action.type);
  }
}

/** A replica server asks the leader for a change; it takes effect when ZooKeeper has it. */
export function ask(
  world: World,
  partition: Partition,
  asker: string,
  change: Change,
  delayMs = reconfigureDelay(world),
): void {
  const leader = actingLeader(world);
  if (leader !== undefined) partitionMemory(leader, partition).busy = true;
  world.agenda.after(delayMs, () => {
    if (leader !== undefined) partitionMemory(leader, partition).busy = false;
    grant(world, partition, asker, change);
  });
}

function grant(world: World, partition: Partition, asker: string, change: Change): void {
  if (ableHost(world, asker) === undefined || partition.table.status !== 'AVAILABLE' || !fits(partition, asker, change))
    return;
  const leader = actingLeader(world);
  if (leader === undefined || atMostFreezed(effectiveLevel(world, leader))) {
    const waiting = world.waiting.get(partition) ?? new Map<string, () => void>();
    world.waiting.set(partition, waiting);
    waiting.set(change.node, () => {
      grant(world, partition, asker, change);
    });
    world.emit('partition', partition.gpid, `waits for the meta: ${change.kind} ${change.node}`);
    return;
  }
  apply(world, leader, partition, change);
}

/** Requests that were refused while the cluster was frozen or had no leader are tried again. */
export function retryRefused(world: World): void {
  if (world.waiting.size === 0) return;
  world.agenda.after(world.random.between(100, world.timing.retryMs), () => {
    const all = [...world.waiting];
    world.waiting.clear();
    for (const [, waiting] of all) for (const retry of waiting.values()) retry();
    for (const [{ gpid }] of all) world.emit('partition', gpid, 'has asked the meta again');
  });
}

function apply(world: World, leader: LeaderMemory, partition: Partition, change: Change): void {
  const { catalogue } = world;
  const host = world.hosts.get(change.node);
  const time = now(world);
  switch (change.kind) {
    case 'downgrade-primary': {
      catalogue.configure(partition, undefined, [...partition.secondaries, change.node]);
      const replica = host?.replicas.get(partition);
      if (replica !== undefined) replica.status = 'secondary';
      pop(leader, partition, ['DOWNGRADE_TO_SECONDARY'], change.node);
      break;
    }
    case 'make-primary':
      catalogue.configure(partition, change.node, without(partition.secondaries, change.node));
      forgetDrop(leader, partition, change.node);
      takeWrites(world, host, partition, 'primary');
      pop(leader, partition, ['UPGRADE_TO_PRIMARY', 'ASSIGN_PRIMARY'], change.node);
      missDead(world, partition);
      break;
    case 'remove':
      remove(world, leader, partition, change.node, change.lingers);
      pop(leader, partition, ['DOWNGRADE_TO_INACTIVE', 'REMOVE'], change.node);
      break;
    case 'add-secondary':
      catalogue.configure(partition, partition.primary, [...partition.secondaries, change.node]);
      forgetDrop(leader, partition, change.node);
      takeWrites(world, host, partition, 'secondary');
      pop(leader, partition, ['ADD_SECONDARY', 'ADD_SECONDARY_FOR_LB'], change.node);
      break;
    case 'resume':
      catalogue.configure(partition, change.node, partition.secondaries);
      takeWrites(world, host, partition, 'primary');
      missDead(world, partition);
      break;
    default:
      assertNever(change);
  }
  world.emit(
    'partition',
    partition.gpid,
    `${change.kind} ${change.node}: ballot ${partition.ballot}, ${partition.primary ?? '-'} [${partition.secondaries.join(',')}]`,
  );
  const replica = host?.replicas.get(partition);
  if (replica !== undefined && replica.leftAt === undefined && !isMember(partition, change.node)) replica.leftAt = time;
  follow(world, leader, partition);
}

/**
 * What the leader sends at once after a change: a new primary always; a missing secondary only with
 * flow control off (docs/pegasus.md, "Flow control"). Every other registered action waits for the tick.
 */
function follow(world: World, leader: LeaderMemory, partition: Partition): void {
  if (partition.primary !== undefined) {
    const missing = partition.secondaries.length + 1 < partition.table.replicas;
    if (leader.flowControl || !missing || partitionMemory(leader, partition).actions.length > 0) return;
  }
  if (atMostFreezed(effectiveLevel(world, leader))) return;
  const action = cure(world, leader, partition);
  if (action !== undefined) send(world, leader, partition, action);
}

/** Takes a server out of a configuration and notes that it was dropped, and when. */
function remove(world: World, leader: LeaderMemory, partition: Partition, node: string, lingers: boolean): void {
  const wasPrimary = partition.primary === node;
  world.catalogue.configure(
    partition,
    wasPrimary ? undefined : partition.primary,
    without(partition.secondaries, node),
  );
  noteDrop(world, leader, partition, node);
  const host = world.hosts.get(node);
  const replica = host?.replicas.get(partition);
  if (host === undefined || replica === undefined) return;
  replica.leftAt ??= now(world);
  replica.lingers = lingers;
  if (wasPrimary) replica.status = 'inactive';
  syncLater(world, host);
}

function pop(leader: LeaderMemory, partition: Partition, types: readonly Action['type'][], node: string): void {
  const memory = partitionMemory(leader, partition);
  const head = memory.actions[0];
  if (head?.node === node && types.includes(head.type))
    setActions(leader, partition, memory.actions.slice(1), memory.fromBalancer);
}

function takeWrites(
  world: World,
  host: ReplicaHost | undefined,
  partition: Partition,
  status: 'primary' | 'secondary',
): void {
  if (host === undefined) return;
  const replica = host.hold(partition, status, now(world));
  replica.leftAt = undefined;
  replica.lingers = false;
  noteCounts(world, host);
}

/** The meta gives a server up: its primaries are cleared by the meta itself, its secondaries by their primaries. */
export function dropDead(world: World, leader: LeaderMemory, node: string): void {
  const { primaries, secondaries } = world.catalogue.of(node);
  const led = [...primaries];
  const followed = [...secondaries];
  for (const partition of led) {
    remove(world, leader, partition, node, false);
    world.emit('partition', partition.gpid, `lost its primary ${node}: ballot ${partition.ballot}`);
    follow(world, leader, partition);
  }
  for (const partition of followed)
    if (partition.primary !== undefined)
      ask(world, partition, partition.primary, { kind: 'remove', node, lingers: false });
}

/** A primary that is new, or back, finds out which of its secondaries are gone. */
function missDead(world: World, partition: Partition): void {
  for (const node of partition.secondaries) {
    if (follows(world, partition, node)) continue;
    world.agenda.after(world.timing.reconfigureSpreadMs + reconfigureDelay(world), () => {
      miss(world, partition, node);
    });
  }
}

/** The primary takes a secondary that no longer answers it out of the configuration. */
export function miss(world: World, partition: Partition, node: string): void {
  if (follows(world, partition, node) || !partition.secondaries.includes(node) || partition.primary === undefined)
    return;
  ask(world, partition, partition.primary, { kind: 'remove', node, lingers: false }, 0);
}

/** Its replica of the partition takes prepares. */
function follows(world: World, partition: Partition, node: string): boolean {
  const replica = ableHost(world, node)?.replicas.get(partition);
  return replica?.place === 'serving' && replica.status !== 'learner' && replica.status !== 'inactive';
}

/** The server's next config sync: replicas that the meta no longer lists are closed then. */
export function syncLater(world: World, host: ReplicaHost): void {
  if (host.syncPending) return;
  host.syncPending = true;
  const { configSyncMs } = world.timing;
  const { starts, startedAt } = host.process;
  const since = (now(world) - startedAt) % configSyncMs;
  world.agenda.after(configSyncMs - since, () => {
    host.syncPending = false;
    if (host.process.starts !== starts || !answers(host.process)) return;
    if (actingLeader(world) === undefined) syncLater(world, host);
    else sync(world, host);
  });
}

/** Compares what the server has with what the meta lists for it. */
export function sync(world: World, host: ReplicaHost): void {
  const node = host.process.address;
  const stale: LocalReplica[] = [];
  const lingering: LocalReplica[] = [];
  for (const replica of host.replicas.values()) {
    const { partition } = replica;
    const listed = partition.table.status !== 'DROPPED' && isMember(partition, node);
    if (replica.place !== 'serving' && listed && partition.primary === node)
      ask(world, partition, node, { kind: 'remove', node, lingers: false });
    if (replica.place !== 'serving' || replica.status === 'learner') continue;
    if (listed && replica.status === 'primary') missDead(world, partition);
    if (!listed && replica.lingers) lingering.push(replica);
    else if (!listed && (replica.status !== 'inactive' || partition.table.status === 'DROPPED')) stale.push(replica);
    else if (listed && replica.status === 'inactive') {
      if (partition.primary === node) ask(world, partition, node, { kind: 'resume', node });
      else {
        takeWrites(world, host, partition, 'secondary');
        world.emit('partition', partition.gpid, `${node} takes writes again`);
      }
    }
  }
  close(world, host, stale, false);
  close(world, host, lingering, true);
}

function reconfigureDelay(world: World): number {
  const { reconfigureMs, reconfigureSpreadMs } = world.timing;
  return reconfigureMs + Math.floor((world.random.next() * reconfigureSpreadMs) / grain) * grain;
}
