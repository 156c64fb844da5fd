import type { Random } from '../../src/lib/random.js';
import type { ClusterAct } from '../../src/roll/act.js';
import type { Stage } from '../stage/stage.js';

/** One kind of fault. `begin` answers what ends it, if it does not end by itself. */
export interface FaultKind {
  readonly name: string;
  readonly weight: number;
  /** It strikes servers or their replicas, so that partitions may suffer through no act of the bot. */
  readonly disturbsCluster: boolean;
  readonly lastsMs: readonly [least: number, most: number];
  /** Its moment may come early and is waited for: it is let loose at the beginning, not at any time. */
  readonly fromTheStart?: true;
  readonly begin: (stage: Stage, random: Random) => (() => void) | undefined;
}

/** @throws when there is none. */
export const somebody = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = random.pick(items);
  if (item === undefined) throw new Error('there is nobody to strike');
  return item;
};

/** The server dies; its own supervisor starts it again after a while. */
export function strikeDown(stage: Stage, address: string, forMs: number): void {
  stage.cluster.faults.kill(address);
  revive(stage, address, forMs);
}

/** Not while a command of the run is at work there. */
export function revive(stage: Stage, address: string, afterMs: number): void {
  stage.clock.after(afterMs, () => {
    if ((stage.processes.underWay.get(address) ?? 0) > 0) revive(stage, address, 5_000);
    else void stage.cluster.start(address);
  });
}

/**
 * Looks at each act once it has been carried out, before the bot hears of it, and strikes once. Answers what makes it
 * give up.
 */
export function lurkAtActs(stage: Stage, strike: (act: ClusterAct) => boolean): () => void {
  const look = (act: ClusterAct): void => {
    if (!strike(act)) return;
    stage.afterActs.delete(look);
    stage.disturbed();
  };
  stage.afterActs.add(look);
  return () => {
    stage.afterActs.delete(look);
  };
}

/** Waits for its moment, second by second, and strikes at the cluster once. Answers what makes it give up. */
export const lurk = (stage: Stage, strike: () => boolean): (() => void) =>
  awaitMoments(stage, [
    () => {
      if (!strike()) return false;
      stage.disturbed();
      return true;
    },
  ]);

/**
 * One step after the other, each as soon as it answers that its moment had come.
 *
 * @param betweenMs so long after one step the next one is tried
 * @returns what makes it give up
 */
export function awaitMoments(stage: Stage, steps: readonly (() => boolean)[], betweenMs = 1_000): () => void {
  let waiting = true;
  let taken = 0;
  const look = (): void => {
    if (!waiting) return;
    const came = steps[taken]?.() === true;
    if (came) taken += 1;
    if (taken < steps.length) stage.clock.after(came ? betweenMs : 1_000, look);
  };
  look();
  return () => {
    waiting = false;
  };
}
