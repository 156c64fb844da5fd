import { describe, expect, it } from 'vitest';
import { gpid } from '../../src/roll/ids.js';
import type { CoreRun } from '../support/core-run.js';
import { rolling } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';

const hour = 3_600_000;

/** People think for an hour; the bot looks at the cluster meanwhile. */
function thinkIt(roll: CoreRun): void {
  for (const end = roll.now + hour; roll.now < end; ) roll.step();
}

const sum = (spent: object): number => Object.values(spent).reduce<number>((all, ms) => all + Number(ms), 0);

describe('the time that a server took', () => {
  it('is that of its steps together, from the first check on', () => {
    const roll = rolling(new IdealCluster()).untilStatus('done');
    for (const { ms, spent } of roll.events('target-done')) expect(ms).toBe(sum(spent));
    expect(roll.events('target-done')).toHaveLength(7);
  });

  it('is none of a pause before it', () => {
    const roll = rolling(new IdealCluster(), { canary: true, roles: ['replica'] }).untilStatus('paused');
    thinkIt(roll);
    roll.say('resume');
    roll.untilStatus('done');
    for (const { spent } of roll.events('target-done')) expect(spent.gates).toBeLessThan(60_000);
  });

  it.each(['close-replicas', 'heal'] as const)('is none of a hold in %s, whatever could be read meanwhile', (step) => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster, { roles: ['replica'] }).untilStep(step);
    const partition = cluster.partition(gpid(1, 0));
    const { secondaries } = partition;
    partition.secondaries = [];
    roll.untilStatus('held');
    thinkIt(roll);
    roll.unreadable = { kind: 'timeout', message: 'no answer', raw: [] };
    thinkIt(roll);
    roll.unreadable = undefined;
    roll.tell({ kind: 'recovered', awayMs: 60_000 });
    partition.secondaries.push(...secondaries.filter((address) => !partition.secondaries.includes(address)));
    thinkIt(roll);
    roll.say('retry');
    roll.untilStatus('done');
    const [first] = roll.events('target-done');
    expect(first?.ms).toBe(sum(first?.spent ?? {}));
    expect(first?.ms).toBeLessThan(10 * 60_000);
  });
});
