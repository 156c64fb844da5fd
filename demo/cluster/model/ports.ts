import type { LiveReplicas, ServerFacts, SimulatedPorts } from '../servers.js';
import { changeFlag } from './flags.js';
import type { ReplicaHost } from './replica-host.js';
import { retryRefused } from './reconfigure.js';
import { waitForTick, type World } from './world.js';

/** What the machine of a process shows of it: its port, and what it says of itself over HTTP. */

export function portOf(world: World, address: string): 'closed' | 'open' | 'frozen' {
  const process = world.processes.get(address);
  if (process?.listening !== true) return 'closed';
  return process.hung ? 'frozen' : 'open';
}

export function serverFacts(world: World, address: string): ServerFacts | undefined {
  const process = world.processes.get(address);
  if (process === undefined || portOf(world, address) !== 'open') return undefined;
  const { role, version, commit, startedAt } = process;
  const host = world.hosts.get(address);
  return {
    role,
    version,
    commit,
    startedAt,
    now: world.wallClock() + process.clockAheadMs,
    clusterName: world.clusterName,
    replicas: host === undefined ? undefined : liveReplicas(host),
  };
}

function liveReplicas(host: ReplicaHost): LiveReplicas {
  const found = { primary: 0, secondary: 0, learner: 0, inactive: 0 };
  for (const { place, status } of host.replicas.values()) if (place === 'serving') found[status] += 1;
  return {
    ...host.counts,
    learning: found.learner,
    primaries: found.primary,
    secondaries: found.secondary,
    inactive: found.inactive,
  };
}

export function metaRole(world: World, meta: string): ReturnType<SimulatedPorts['metaRole']> {
  const { leader } = world;
  return leader?.meta === meta
    ? { kind: 'leading', loaded: leader.loaded }
    : { kind: 'standby', leader: world.lockHolder === meta ? undefined : world.lockHolder };
}

/** A flag counts from the moment it is set: what was refused while the cluster was frozen is tried again. */
export function updateFlag(world: World, address: string, name: string, value: string): string {
  const process = world.processes.get(address);
  if (process === undefined || portOf(world, address) !== 'open') return 'ERR_NETWORK_FAILURE';
  const said = changeFlag(process, name, value);
  if (said === 'ERR_OK') {
    world.emit('setting', address, `${name} ${value}`);
    if (world.leader?.meta === address) {
      retryRefused(world);
      waitForTick(world, world.leader);
    }
  }
  return said;
}
