import type { ClusterAct } from '../../src/roll/act.js';
import type { Stage } from '../stage/stage.js';
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
    begin: (stage, random) => {
      const giveUp = lurk(stage, () => {
        const { act, at } = stage.lastAct ?? { act: undefined, at: 0 };
        if (
          act === undefined ||
          !emptying.has(act.kind) ||
          stage.clock.now() - at > 5_000 ||
          stage.serverAtHand() === undefined
        )
          return false;
        stage.chronicle.note('fault', `the names change with the leader, ${how}`);
        changeNames(stage, how, random.between(2_000, 60_000));
        return true;
      });
      return () => {
        giveUp();
        stage.cluster.faults.nameServersAsBefore();
      };
    },
  }),
);

function changeNames(stage: Stage, how: 'resolvable' | 'unresolvable', downMs: number): void {
  const leader = stage.cluster.truth().leader?.meta;
  stage.cluster.faults.loseLeader();
  if (leader !== undefined) revive(stage, leader, downMs);
  stage.cluster.faults.nameServersOtherwise(how);
  // Whoever watches knows servers by one name: no plan is made with the others.
  const look = (): void => {
    if (stage.up && stage.serverAtHand() === undefined) stage.cluster.faults.nameServersAsBefore();
    else if (stage.cluster.otherNames !== 'none') stage.clock.after(lookEveryMs, look);
  };
  look();
}
