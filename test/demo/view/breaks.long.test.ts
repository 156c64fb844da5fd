import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../demo/cluster/server/cluster-faults.js';
import { carryOutFault } from '../../../demo/cluster/server/faults.js';
import { breaks } from '../../../demo/view/breaks.js';
import type { HoldReason } from '../../../src/roll/hold.js';
import type { Step } from '../../../src/roll/progress.js';
import { hasEnded, type Run } from '../../../src/roll/run.js';
import { VirtualRoll } from '../../support/virtual-roll.js';

const replicas = ['127.0.0.1:34801', '127.0.0.1:34805'] as const;
const [atHand, another] = replicas;
const standbyMeta = '127.0.0.1:34603';

/** A whole roll, and what is broken in it at this step of its first server. */
async function broken(name: string, address: string, step: Step['kind']) {
  const roll = await VirtualRoll.open({ supervised: true });
  await roll.request();
  await roll.approve();
  await roll.untilStep(step);
  const door = { supervisor: roll.supervisor, cluster: faultsOf(roll.cluster.faults), shell: roll.noise };
  const chosen = breaks.find((each) => each.name === name);
  if (chosen === undefined) throw new Error(`nothing is called ${name}`);
  expect(carryOutFault(chosen.fault(address), door)).toBeUndefined();
  await roll.until((run) => run.status === 'held' || hasEnded(run), 1_800_000);
  const run = roll.run();
  return {
    run,
    holds: chosen.holds,
    follows: chosen.follows,
    close: () => {
      roll.life.kill();
      roll.cluster.close();
    },
  };
}

const reasonOf = (run: Run): HoldReason | undefined => (run.status === 'held' ? run.hold.reason : undefined);

describe('what is said of each thing that can be broken comes', () => {
  it.each<[name: string, address: string, step: Step['kind'], reason: HoldReason]>([
    ['kill', another, 'move-primaries', 'second-failure'],
    ['kill', another, 'heal', 'second-failure'],
    ['kill', atHand, 'move-primaries', 'second-failure'],
    ['fail-start', atHand, 'move-primaries', 'command-failed'],
    ['fail-start', another, 'move-primaries', 'command-failed'],
    ['crash-loop', another, 'move-primaries', 'second-failure'],
    ['crash-loop', atHand, 'move-primaries', 'started-again'],
    ['fill-disk', another, 'move-primaries', 'gate'],
    ['cut-meta', standbyMeta, 'move-primaries', 'gate'],
    ['stall-learning', '', 'move-primaries', 'heal-stalled'],
    ['garble-shell', '', 'heal', 'unreadable'],
  ])('%s of %s at %s: held for %s', async (name, address, step, reason) => {
    const { run, holds, follows, close } = await broken(name, address, step);
    expect(reasonOf(run)).toBe(reason);
    expect(holds).toContain(reason);
    expect(follows).toContain('held');
    close();
  });

  it.each([
    ['lose-leader', '', 'move-primaries'],
    ['fill-disk', atHand, 'move-primaries'],
    ['fail-start', atHand, 'heal'],
  ] as const)('%s of %s at %s holds nothing: the run goes on to its end', async (name, address, step) => {
    const { run, close } = await broken(name, address, step);
    expect(run.status).toBe('done');
    close();
  });

  it('and each is a fault of fault.sh, with a hold or without', () => {
    const tested = ['kill', 'fail-start', 'crash-loop', 'fill-disk', 'cut-meta', 'stall-learning', 'garble-shell'];
    // The demo itself is needed for the last two: demo-breaks.long.test.ts.
    const elsewhere = ['lose-leader', 'disconnect-slack', 'kill-bot'];
    expect(breaks.map(({ name }) => name).sort()).toEqual([...tested, ...elsewhere].sort());
    for (const { name, holds, follows } of breaks)
      expect([name, follows.includes('No hold'), holds.length]).toEqual([
        name,
        elsewhere.includes(name),
        elsewhere.includes(name) ? 0 : expect.any(Number),
      ]);
  });
});
