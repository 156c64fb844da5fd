import { hasEnded } from '../../src/roll/run.js';
import type { TargetState } from '../../src/roll/progress.js';
import type { Stage } from '../stage/stage.js';
import { lurk, type FaultKind } from './kind.js';

/** Servers that are started by others than the run: by their supervisors, or by people. */
export const startKinds: readonly FaultKind[] = [
  {
    name: 'rolled server crash loops',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (stage, random) => {
      const [which, times, everyMs] = [random.next(), random.between(2, 6), random.between(20_000, 90_000)];
      return lurk(stage, () =>
        again(stage, 'rolled server crash loops', pick(stage, which, 'done'), times, everyMs, flaps),
      );
    },
  },
  {
    name: 'server restarted by hand',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (stage, random) => {
      const which = random.next();
      return lurk(stage, () =>
        again(stage, 'server restarted by hand', pick(stage, which, 'done', 'pending', 'skipped'), 1, 0, restarts),
      );
    },
  },
  {
    name: 'server started again and again by others',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [60_000, 400_000],
    begin: (stage, random) => {
      const [which, everyMs] = [random.next(), random.between(28_000, 40_000)];
      return lurk(stage, () =>
        again(stage, 'server started again and again by others', pick(stage, which, 'pending'), 4, everyMs, restarts),
      );
    },
  },
];

/**
 * A replica server of the run under way, once it has begun, that is in one of these states and is not the one at hand.
 */
function pick(stage: Stage, which: number, ...states: readonly TargetState[]): string | undefined {
  const run = stage.runs().find((each) => !hasEnded(each));
  if (run === undefined || !('progress' in run) || !run.log.some(({ kind }) => kind === 'target-started'))
    return undefined;
  const atHand = stage.serverAtHand();
  const servers = run.progress.targets
    .filter(({ role, state, address }) => role === 'replica' && states.includes(state) && address !== atHand)
    .map(({ address }) => address);
  return servers[Math.floor(which * servers.length)];
}

function again(
  stage: Stage,
  name: string,
  address: string | undefined,
  times: number,
  everyMs: number,
  start: (stage: Stage, address: string) => void,
): boolean {
  if (address === undefined) return false;
  stage.chronicle.note('fault', `${name}: ${address}`);
  for (let nth = 0; nth < times; nth += 1) {
    stage.clock.after(nth * everyMs, () => {
      // Not while a command of the run is at work there, nor what is down already.
      if ((stage.processes.underWay.get(address) ?? 0) > 0 || !stage.cluster.isUp(address)) return;
      stage.disturbed();
      start(stage, address);
    });
  }
  return true;
}

const flaps = (stage: Stage, address: string): void => {
  stage.cluster.faults.flap(address, 1_500);
};

const restarts = (stage: Stage, address: string): void => {
  void stage.cluster.stop(address, 'TERM').then(() => stage.cluster.start(address));
};
