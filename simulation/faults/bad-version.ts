import type { Random } from '../../src/lib/random.js';
import { hasEnded } from '../../src/roll/run.js';
import type { World } from '../world/world.js';
import { revive } from './kind.js';

/**
 * The version that is rolled out is no good: servers that run it die after a while, and stay down or are started again
 * by their supervisors. And what befalls a rollback in the middle: the bot dies at one of its commands, or the server
 * that is down comes back just then.
 * @returns what ends it
 */
export function badVersion(world: World, random: Random): () => void {
  const version = /--version (\S+)/.exec(world.scenario.options)?.[1];
  const diesAfterMs = random.between(5_000, 50_000);
  const staysDown = random.next() < 0.7;
  const comesBackAfterMs = random.between(5_000, 60_000);
  const isFatal = random.next() < 0.6;
  const inTheMiddle = random.pick(['bot dies', 'server comes back', 'nothing']) ?? 'nothing';
  const atCommand = random.between(1, 3);
  const seen = new Map<string, number>();
  let over = false;

  const kills = (): void => {
    for (const address of world.cluster.replicaAddresses) {
      const process = world.cluster.truth().process(address);
      const since = seen.get(address) ?? world.clock.now();
      if (process?.answers !== true || process.version !== version) {
        seen.delete(address);
        continue;
      }
      seen.set(address, since);
      const isFree = (world.processes.underWay.get(address) ?? 0) === 0;
      const others = world.cluster.replicaAddresses.every((other) => world.cluster.isUp(other));
      if (!isFree || !others || world.clock.now() - since < diesAfterMs) continue;
      world.trace.note('fault', `the new version dies on ${address}`);
      world.disturbed();
      world.cluster.faults.kill(address);
      if (!staysDown) revive(world, address, comesBackAfterMs);
    }
  };

  let struck = false;
  const meddles = (): void => {
    const run = world.runs().find((each) => !hasEnded(each) && each.options.rollsBack !== undefined);
    if (run === undefined || struck || !('progress' in run)) return;
    const commands = run.progress.targets.flatMap((target) => target.commands).length;
    if (commands < atCommand) return;
    struck = true;
    world.trace.note('fault', `in the middle of a rollback: ${inTheMiddle}`);
    if (inTheMiddle === 'bot dies') world.kill(random.between(500, 30_000));
    if (inTheMiddle !== 'server comes back') return;
    world.disturbed();
    for (const address of world.cluster.replicaAddresses)
      if (!world.cluster.isUp(address)) void world.cluster.start(address);
  };

  const look = (): void => {
    if (over) return;
    if (isFatal) kills();
    meddles();
    world.clock.after(1_000, look);
  };
  look();
  return () => {
    over = true;
  };
}
