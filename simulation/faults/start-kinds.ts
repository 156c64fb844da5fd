import { hasEnded } from '../../src/roll/run.js';
import type { TargetState } from '../../src/roll/progress.js';
import type { World } from '../world/world.js';
import { lurk, type FaultKind } from './kind.js';

/** Servers that are started by others than the run: by their supervisors, or by people. */
export const startKinds: readonly FaultKind[] = [
  {
    name: 'rolled server crash loops',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (world, random) => {
      const [which, times, everyMs] = [random.next(), random.between(2, 6), random.between(20_000, 90_000)];
      return lurk(world, () =>
        again(world, 'rolled server crash loops', pick(world, which, 'done'), times, everyMs, flaps),
      );
    },
  },
  {
    name: 'server restarted by hand',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (world, random) => {
      const which = random.next();
      return lurk(world, () =>
        again(world, 'server restarted by hand', pick(world, which, 'done', 'pending', 'skipped'), 1, 0, restarts),
      );
    },
  },
  {
    name: 'server started again and again by others',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (world, random) => {
      const [which, everyMs] = [random.next(), random.between(28_000, 40_000)];
      return lurk(world, () =>
        again(world, 'server started again and again by others', pick(world, which, 'pending'), 4, everyMs, restarts),
      );
    },
  },
];

/**
 * A replica server of the run under way, once it has begun, that is in one of these states and is not the one at hand.
 */
function pick(world: World, which: number, ...states: readonly TargetState[]): string | undefined {
  const run = world.runs().find((each) => !hasEnded(each));
  if (run === undefined || !('progress' in run) || !run.log.some(({ kind }) => kind === 'target-started'))
    return undefined;
  const atHand = world.serverAtHand();
  const servers = run.progress.targets
    .filter(({ role, state, address }) => role === 'replica' && states.includes(state) && address !== atHand)
    .map(({ address }) => address);
  return servers[Math.floor(which * servers.length)];
}

function again(
  world: World,
  name: string,
  address: string | undefined,
  times: number,
  everyMs: number,
  start: (world: World, address: string) => void,
): boolean {
  if (address === undefined) return false;
  world.trace.note('fault', `${name}: ${address}`);
  for (let nth = 0; nth < times; nth += 1) {
    world.clock.after(nth * everyMs, () => {
      // Not while a command of the run is at work there, nor what is down already.
      if ((world.processes.underWay.get(address) ?? 0) > 0 || !world.cluster.isUp(address)) return;
      world.disturbed();
      start(world, address);
    });
  }
  return true;
}

const flaps = (world: World, address: string): void => {
  world.cluster.faults.flap(address, 1_500);
};

const restarts = (world: World, address: string): void => {
  void world.cluster.stop(address, 'TERM').then(() => world.cluster.start(address));
};
