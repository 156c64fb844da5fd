import { somebody, type FaultKind } from './kind.js';

/** Disks that run full, before a run is asked for or while it is at work, until somebody makes room. */
const runsFull = (name: string, weight: number, fromTheStart: boolean): FaultKind => ({
  name,
  weight,
  // A partition that loses a copy meanwhile does not get one there.
  disturbsCluster: true,
  lastsMs: [120_000, 900_000],
  ...(fromTheStart ? { fromTheStart: true as const } : {}),
  begin: ({ cluster }, random) => {
    const address = somebody(random, cluster.replicaAddresses);
    const left = random.between(0, 11);
    // One of two disks is enough for a server to be full.
    cluster.faults.leaveFree(address, left, random.pick([left, 60]));
    return () => {
      cluster.faults.makeRoom(address);
    };
  },
});

export const spaceKinds: readonly FaultKind[] = [
  runsFull('server disk full at first', 3, true),
  runsFull('server disk runs full', 3, false),
];
