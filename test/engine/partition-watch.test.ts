import { describe, expect, it } from 'vitest';
import { availabilityOf } from '../../src/slack/render/availability-words.js';
import { outageKinds } from '../../src/roll/availability/outage.js';
import type { Availability } from '../../src/roll/availability/availability.js';
import type { Run } from '../../src/roll/run.js';
import { PartitionWatch } from '../../demo/view/partition-watch.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';

function measured(run: Run): Availability {
  const availability = availabilityOf(run);
  if (availability === undefined) throw new Error('nothing was measured');
  return availability;
}

/** How long partitions really lacked a primary and copies, by what the model's processes did. */
class Truth {
  readonly longest = { unreadable: 0, short: 0 };
  readonly sums = { unreadable: 0, short: 0 };
  readonly #since = new Map<string, number>();
  readonly #watch: PartitionWatch;

  constructor(roll: VirtualRoll) {
    this.#watch = new PartitionWatch(roll.cluster, {
      changed: (_before, now, at) => {
        this.#note('unreadable', now.gpid, now.state === 'unreadable', at);
        this.#note('short', now.gpid, now.state !== 'full', at);
      },
      restarted: () => undefined,
    });
  }

  end(at: number): void {
    this.#watch.settle();
    for (const key of [...this.#since.keys()]) {
      const [kind, gpid] = key.split(' ') as ['unreadable' | 'short', string];
      this.#note(kind, gpid, false, at);
    }
    this.#watch.close();
  }

  #note(kind: 'unreadable' | 'short', gpid: string, isOut: boolean, at: number): void {
    const key = `${kind} ${gpid}`;
    const since = this.#since.get(key);
    if (isOut && since === undefined) this.#since.set(key, at);
    if (isOut || since === undefined) return;
    this.#since.delete(key);
    this.sums[kind] += at - since;
    this.longest[kind] = Math.max(this.longest[kind], at - since);
  }
}

describe('the availability that a run has measured', () => {
  it('holds what really happened in a roll without a fault', async () => {
    const roll = await VirtualRoll.open(small);
    const truth = new Truth(roll);
    await roll.request({ roles: ['replica'] });
    await roll.approve();
    const run = await roll.toTheEnd();
    truth.end(roll.clock.now());
    const { outages, readings, unwatchedMs, byTarget, byStage, stages, course } = measured(run);
    expect(run.status).toBe('done');
    expect(outages.withoutPrimary.least).toBeLessThanOrEqual(truth.sums.unreadable);
    expect(outages.withoutPrimary.most).toBeGreaterThanOrEqual(truth.sums.unreadable);
    expect(outages.unwritable.longest.least).toBeLessThan(1_000);
    expect(outages.unwritable.longest.most).toBeLessThan(4_000);
    expect(outages.short.least).toBeLessThanOrEqual(truth.sums.short);
    expect(outages.short.most).toBeGreaterThanOrEqual(truth.sums.short);
    expect(outages.short.least).toBeGreaterThan(0.5 * truth.sums.short);
    expect(readings).toBeGreaterThan(20);
    expect(unwatchedMs).toBe(0);
    // Each of the four lost copies of its own while it was away, and the sums are those of the parts.
    expect(Object.keys(byTarget)).toEqual(['0', '1', '2', '3']);
    for (const kind of outageKinds) {
      const parts = Object.values(byStage).reduce((sum, times) => sum + times[kind].most, 0);
      expect(parts).toBe(outages[kind].most);
    }
    expect(stages.filter(({ stage }) => stage === 'heal').map(({ target }) => target)).toEqual([0, 1, 2, 3]);
    expect(course[0]).toMatchObject({ withoutPrimary: 0, unwritable: 0, short: 0, of: 12 });
    expect(course.at(-1)).toMatchObject({ short: 0 });
  });

  it('sees what a second failure takes from clients, and for how long about', async () => {
    const roll = await VirtualRoll.open(small);
    const truth = new Truth(roll);
    await roll.request({ roles: ['replica'] });
    await roll.approve();
    await roll.untilStep('heal');
    const { progress } = roll.run() as Extract<Run, { status: 'rolling' }>;
    const other = progress.targets.find(({ state }) => state === 'pending')?.address ?? '';
    roll.cluster.faults.kill(other);
    await roll.until(({ status }) => status === 'held');
    await roll.clock.advance(60_000);
    await roll.soon(roll.cluster.start(other));
    await roll.clock.advance(120_000);
    await roll.engine.submit(roll.run().id, {
      kind: 'abort',
      by: roll.run().requestedBy,
      via: 'button',
    });
    const run = await roll.toTheEnd();
    truth.end(roll.clock.now());
    const { outages } = measured(run);
    expect(outages.unwritable.peak).toBeGreaterThan(0);
    expect(outages.withoutPrimary.longest.most).toBeGreaterThanOrEqual(truth.longest.unreadable);
    expect(outages.withoutPrimary.longest.most).toBeLessThan(truth.longest.unreadable + 30_000);
  });

  it('outlives the bot; the time in which it was not there is not watched', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request({ roles: ['replica'] });
    await roll.approve();
    await roll.untilStep('heal');
    const before = measured(roll.run());
    await roll.killAndRestart(40_000);
    await roll.until((run) => measured(run).readings > before.readings);
    const after = measured(roll.run());
    expect(after.since).toBe(before.since);
    expect(after.unwatchedMs).toBeGreaterThanOrEqual(40_000);
    expect(after.unwatchedMs).toBeLessThan(60_000);
    const run = await roll.toTheEnd();
    expect(measured(run).unwatchedMs).toBe(after.unwatchedMs);
  });
});
