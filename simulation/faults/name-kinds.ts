import type { ClusterAct } from '../../src/roll/act.js';
import type { World } from '../world/world.js';
import { lurk, revive, type FaultKind } from './kind.js';

const lookEveryMs = 500;

/** What is done to a server that is being emptied: then it is worst to take it for empty. */
const emptying: ReadonlySet<ClusterAct['kind']> = new Set(['move-primaries', 'downgrade-secondaries', 'drain']);

/** A meta of another version takes the lead in the middle of a run, and lists every server by another name. */
export const nameKinds: readonly FaultKind[] = (['resolvable', 'unresolvable'] as const).map(
  (how): FaultKind => ({
    name: `names change with the leader, ${how}`,
    weight: 2,
    disturbsCluster: true,
    lastsMs: [60_000, 300_000],
    begin: (world, random) => {
      const giveUp = lurk(world, () => {
        const { act, at } = world.lastAct ?? { act: undefined, at: 0 };
        if (
          act === undefined ||
          !emptying.has(act.kind) ||
          world.clock.now() - at > 5_000 ||
          world.serverAtHand() === undefined
        )
          return false;
        world.trace.note('fault', `the names change with the leader, ${how}`);
        changeNames(world, how, random.between(2_000, 60_000));
        return true;
      });
      return () => {
        giveUp();
        world.cluster.faults.nameServersAsBefore();
      };
    },
  }),
);

function changeNames(world: World, how: 'resolvable' | 'unresolvable', downMs: number): void {
  const leader = world.cluster.truth().leader?.meta;
  world.cluster.faults.loseLeader();
  if (leader !== undefined) revive(world, leader, downMs);
  world.cluster.faults.nameServersOtherwise(how);
  // Whoever watches knows servers by one name: no plan is made with the others.
  const look = (): void => {
    if (world.up && world.serverAtHand() === undefined) world.cluster.faults.nameServersAsBefore();
    else if (world.cluster.otherNames !== 'none') world.clock.after(lookEveryMs, look);
  };
  look();
}
