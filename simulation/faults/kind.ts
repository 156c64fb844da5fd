import type { Random } from '../../src/lib/random.js';
import type { ClusterAct } from '../../src/roll/act.js';
import type { World } from '../world/world.js';

/** One kind of fault. `begin` answers what ends it, if it does not end by itself. */
export interface FaultKind {
  readonly name: string;
  readonly weight: number;
  /** It strikes servers or their replicas, so that partitions may suffer through no act of the bot. */
  readonly disturbsCluster: boolean;
  readonly lastsMs: readonly [least: number, most: number];
  /** Its moment may come early and is waited for: it is let loose at the beginning, not at any time. */
  readonly fromTheStart?: true;
  readonly begin: (world: World, random: Random) => (() => void) | undefined;
}

/** @throws when there is none. */
export const somebody = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = random.pick(items);
  if (item === undefined) throw new Error('there is nobody to strike');
  return item;
};

/** The server dies; its own supervisor starts it again after a while. */
export function strikeDown(world: World, address: string, forMs: number): void {
  world.cluster.faults.kill(address);
  revive(world, address, forMs);
}

/** Not while a command of the run is at work there. */
export function revive(world: World, address: string, afterMs: number): void {
  world.clock.after(afterMs, () => {
    if ((world.processes.underWay.get(address) ?? 0) > 0) revive(world, address, 5_000);
    else void world.cluster.start(address);
  });
}

/**
 * Looks at each act once it has been carried out, before the bot hears of it, and strikes once. Answers what makes it
 * give up.
 */
export function lurkAtActs(world: World, strike: (act: ClusterAct) => boolean): () => void {
  const look = (act: ClusterAct): void => {
    if (!strike(act)) return;
    world.afterActs.delete(look);
    world.disturbed();
  };
  world.afterActs.add(look);
  return () => {
    world.afterActs.delete(look);
  };
}

/** Waits for its moment, second by second, and strikes at the cluster once. Answers what makes it give up. */
export const lurk = (world: World, strike: () => boolean): (() => void) =>
  awaitMoments(world, [
    () => {
      if (!strike()) return false;
      world.disturbed();
      return true;
    },
  ]);

/**
 * One step after the other, each as soon as it answers that its moment had come.
 *
 * @param betweenMs so long after one step the next one is tried
 * @returns what makes it give up
 */
export function awaitMoments(world: World, steps: readonly (() => boolean)[], betweenMs = 1_000): () => void {
  let waiting = true;
  let taken = 0;
  const look = (): void => {
    if (!waiting) return;
    const came = steps[taken]?.() === true;
    if (came) taken += 1;
    if (taken < steps.length) world.clock.after(came ? betweenMs : 1_000, look);
  };
  look();
  return () => {
    waiting = false;
  };
}
