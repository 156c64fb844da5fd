import type { Random } from '../../src/lib/random.js';
import { hasEnded } from '../../src/roll/run.js';
import type { World } from '../world/world.js';
import { lurk, type FaultKind } from './kind.js';

/** Its name, the act that sets it, and values that no run wants. */
const settings = [
  ['meta.lb.assign_delay_ms', 'set-assign-delay', ['61000', '7200000']],
  ['meta.lb.add_secondary_max_count_for_one_node', 'set-add-secondary-max', ['3', '7']],
  ['meta.lb.add_secondary_enable_flow_control', 'set-flow-control', ['false']],
] as const;

/**
 * Operators who do not know of the run, or mean it. Only while servers are rolled: what is changed as it leaves is
 * theirs.
 */
export const handKinds: readonly FaultKind[] = [
  {
    name: 'setting changed by hand',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [60_000, 300_000],
    begin: (world, random) => {
      const [name, act, values] = random.pick(settings) ?? settings[0];
      const value = random.pick(values) ?? values[0];
      return whileRolling(world, random, (leader) => {
        world.cluster.remoteCommand(leader, name, [value]);
        world.hands.push({ at: world.clock.now(), leader, act, value });
      });
    },
  },
  {
    name: 'cluster frozen by hand',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [60_000, 300_000],
    begin: (world, random) => {
      let before: string | undefined;
      const giveUp = whileRolling(world, random, (leader, level) => {
        before = level;
        world.cluster.controlMeta(leader, 'freezed');
        world.hands.push({ at: world.clock.now(), leader, act: 'set-level', value: 'freezed' });
      });
      return () => {
        giveUp();
        const leader = world.cluster.truth().leader;
        if (before !== undefined && leader?.storedLevel === 'freezed') world.cluster.controlMeta(leader.meta, before);
      };
    },
  },
];

/** Strikes once, at a moment of its own in which servers are rolled. */
function whileRolling(world: World, random: Random, strike: (leader: string, levelBefore: string) => void): () => void {
  let patience = random.between(0, 60);
  return lurk(world, () => {
    const run = world.runs().find((each) => !hasEnded(each));
    const { leader } = world.cluster.truth();
    if (
      run?.status !== 'rolling' ||
      run.progress.phase.kind !== 'target' ||
      run.progress.saved === undefined ||
      leader?.loaded !== true
    )
      return false;
    patience -= 1;
    if (patience > 0) return false;
    world.trace.note('people', 'somebody changes a setting by hand');
    strike(leader.meta, run.progress.saved.level);
    return true;
  });
}
