import type { Random } from '../../src/lib/random.js';
import type { PartitionTruth } from '../../demo/cluster/model/truth.js';
import type { World } from '../world/world.js';
import { awaitMoments, lurk, revive, somebody, strikeDown } from './kind.js';

/** Within this the copies that they had are made on others. */
const healedMs = 3 * 3_600_000;

/** Servers die, and time passes until every partition that has a copy left has all of them on the others. */
export async function longDead(world: World, address: string): Promise<void> {
  const { cluster, clock, scenario } = world;
  if (scenario.losesPartitions === true) await lastCopyDies(world, address);
  const dead = [address, ...(scenario.alsoDead === undefined ? [] : [scenario.alsoDead])];
  for (const each of dead) if (cluster.isUp(each)) cluster.faults.kill(each);
  await clock.until(() => {
    const { leader, notFull, process } = cluster.truth();
    const allDead = dead.every((each) => process(each)?.alive === false);
    return leader?.loaded === true && allDead && notFull().every(isLost);
  }, healedMs);
  world.lost = cluster
    .truth()
    .notFull()
    .map(({ gpid }) => gpid);
}

/** The servers with the other copies of one of its partitions die before it, and come back: the newest copy is gone. */
async function lastCopyDies({ cluster, clock }: World, address: string): Promise<void> {
  const struck = cluster
    .truth()
    .partitions()
    .find(({ live }) => live.includes(address));
  if (struck === undefined) return;
  const others = struck.live.filter((each) => each !== address);
  // Or it would be copied to the servers that are left.
  cluster.faults.stallLearners();
  for (const other of others) cluster.faults.kill(other);
  await clock.until(() => {
    const { primary, secondaries = [] } = cluster.truth().partition(struck.gpid) ?? {};
    return primary === address && secondaries.length === 0;
  }, healedMs);
  cluster.faults.kill(address);
  await clock.until(() => cluster.truth().process(address)?.alive === false, healedMs);
  cluster.faults.releaseLearners();
  for (const other of others) void cluster.start(other);
  await clock.until(() => others.every((each) => cluster.truth().process(each)?.alive === true), healedMs);
}

/** Nobody leads it and nobody has a copy. */
export const isLost = ({ primary, secondaries }: PartitionTruth): boolean =>
  primary === undefined && secondaries.length === 0;

/**
 * In one of two histories it comes back all the same, while a run goes on without it, and dies once more a while later;
 * in a restless one always, and another server may die as well.
 * @returns whether it has ever been back, so that nobody thinks any more that it stays dead
 */
export function comesBack(world: World, address: string, random: Random): () => boolean {
  const { alsoDead, isRestless } = world.scenario;
  const comes = random.next() < 0.5;
  const [afterMs, livesMs, downMs] = [
    random.between(60_000, 300_000),
    random.between(30_000, 120_000),
    random.between(120_000, 400_000),
  ];
  let back = false;
  const look = (): void => {
    back ||= world.cluster.isUp(address);
    if (!back) world.clock.after(1_000, look);
  };
  look();
  if (alsoDead !== undefined) revive(world, alsoDead, random.between(150_000, 500_000));
  if (isRestless === true) comesInMidRun(world, address, livesMs, downMs, random);
  else if (comes)
    world.clock.after(afterMs, () => {
      start(world, address);
      world.clock.after(livesMs, () => {
        diesAgain(world, address, downMs);
      });
    });
  return () => back;
}

/** Once the run is at its first servers, so that most are still to come; and so that the run has seen it ALIVE. */
function comesInMidRun(world: World, address: string, livesMs: number, downMs: number, random: Random): void {
  const isAlive = (): boolean => world.cluster.truth().process(address)?.alive === true;
  awaitMoments(
    world,
    [
      () => {
        if (world.serverAtHand() === undefined) return false;
        start(world, address);
        return true;
      },
      isAlive,
      () => {
        if (isAlive()) diesAgain(world, address, downMs);
        return true;
      },
    ],
    livesMs,
  );
  if (random.next() >= 0.5) return;
  lurk(world, () => {
    const at = world.serverAtHand();
    if (at === undefined) return false;
    const others = world.cluster.replicaAddresses.filter((each) => each !== at && world.cluster.isUp(each));
    const other = somebody(random, others);
    world.clock.after(random.between(1_000, 120_000), () => {
      world.trace.note('fault', `${other} dies beside it`);
      world.disturbed();
      strikeDown(world, other, downMs);
    });
    return true;
  });
}

function start(world: World, address: string): void {
  world.trace.note('fault', `${address} comes back, and will die once more`);
  world.disturbed();
  void world.cluster.start(address);
}

function diesAgain(world: World, address: string, downMs: number): void {
  world.disturbed();
  world.cluster.faults.kill(address);
  revive(world, address, downMs);
}
