import { expect, it } from 'vitest';
import { small, VirtualRoll } from '../support/virtual-roll.js';

/** The leader is lost in the middle of a drain, and the next one lists every server by another name. */
async function renamedInMidDrain(
  how: 'resolvable' | 'unresolvable',
): Promise<{ roll: VirtualRoll; led: number; starts: number | undefined }> {
  const roll = await VirtualRoll.open(small);
  await roll.request();
  await roll.approve();
  await roll.until(
    (run) =>
      'progress' in run && run.progress.phase.kind === 'target' && run.progress.phase.step.kind === 'move-primaries',
  );
  const leader = roll.cluster.truth().leader?.meta ?? '';
  roll.cluster.faults.loseLeader();
  roll.clock.after(5_000, () => {
    void roll.cluster.start(leader);
  });
  roll.cluster.faults.nameServersOtherwise(how);
  const [first = ''] = roll.cluster.replicaAddresses;
  return {
    roll,
    led: roll.cluster
      .truth()
      .partitions()
      .filter(({ primary }) => primary === first).length,
    starts: roll.cluster.truth().process(first)?.starts,
  };
}

it('a leader that tells both names: the roll goes on, and each server is emptied before it is stopped', async () => {
  const { roll } = await renamedInMidDrain('resolvable');
  await roll.until(({ status }) => status === 'done' || status === 'held');
  expect(roll.run().log.filter(({ kind }) => kind === 'held')).toEqual([]);
  expect(roll.cluster.truth().leader).toMatchObject({
    storedLevel: 'steady',
    assignDelayMs: 600_000,
    addSecondaryMax: 20,
    flowControl: true,
  });
  expect(roll.cluster.truth().notFull()).toEqual([]);
});

it('one that does not: the run holds, nothing is closed or stopped, and it goes on when the names are as before', async () => {
  const { roll, led, starts } = await renamedInMidDrain('unresolvable');
  expect(led).toBeGreaterThan(0);
  await roll.until(({ status }) => status === 'held');
  const held = roll.run();
  expect(held.status === 'held' && held.hold.reason).toBe('unlisted');
  const [first = ''] = roll.cluster.replicaAddresses;
  expect(roll.cluster.truth().process(first)).toMatchObject({ starts });
  expect(roll.cluster.truth().process(first)?.counts?.serving).toBeGreaterThan(0);
  roll.cluster.faults.nameServersAsBefore();
  await roll.clock.advance(10_000);
  await roll.engine.submit(held.id, { kind: 'retry', by: held.requestedBy, via: 'button' });
  await roll.until(({ status }) => status === 'done');
  expect(roll.cluster.truth().notFull()).toEqual([]);
});
