import { describe, expect, it } from 'vitest';
import { triedAgainAt } from '../../src/roll/setting-tries.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta } from '../support/ideal-cluster.js';

const quick = { ...policy, timing: { ...policy.timing, pollInterval: 1_000 } };
const quarterMs = 15 * 60_000;

describe('a setting that does not take', () => {
  it('is tried less and less often: a quarter of an hour of it is some tries, and not hundreds', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }, quick);
    cluster.ignored.add('set-assign-delay');
    const begun = roll.now;
    roll.until(() => roll.now - begun >= quarterMs);
    const tries = roll.acts.filter((act) => act.startsWith('assign_delay')).length;
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(30);
    expect(roll.run.status).toBe('held');
  });

  it('is tried every ten seconds where the meta repairs nothing without it, also while the run stands', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }, quick).untilStep('heal');
    cluster.settings = { ...cluster.settings, addSecondaryMax: 0 };
    cluster.ignored.add('set-add-secondary-max');
    const begun = roll.now;
    const before = roll.acts.length;
    roll.until(() => roll.now - begun >= quarterMs);
    expect(roll.run.status).toBe('held');
    const tries = roll.acts.slice(before).length;
    expect(tries).toBeGreaterThan(80);
    expect(tries).toBeLessThan(110);
  });

  it('is tried at once by a new leader, and when it reads otherwise', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }, quick);
    cluster.ignored.add('set-assign-delay');
    const tries = (): number => roll.acts.filter((act) => act.startsWith('assign_delay')).length;
    roll.until(() => tries() >= 7);
    const slow = roll.now;
    cluster.elect(meta(2));
    roll.until(() => tries() >= 8);
    expect(roll.now - slow).toBeLessThanOrEqual(3_000);
    roll.until(() => tries() >= 14);
    const stuck = roll.now;
    cluster.settings = { ...cluster.settings, assignDelayMs: 5 };
    roll.until(() => tries() >= 15);
    expect(roll.now - stuck).toBeLessThanOrEqual(3_000);
  });

  const waitAfter = (tries: number, firstMs: number, releasing: boolean): number =>
    triedAgainAt({ act: 'set-add-secondary-max', leader: meta(0), since: 0, at: 0, tries, releasing }, firstMs);

  it('has its tries a second apart at first, and a minute at last', () => {
    expect([1, 2, 3, 4, 6, 7, 8, 1_000].map((tries) => waitAfter(tries, 1_000, false))).toEqual([
      1_000, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect([1, 3, 4, 5, 1_000].map((tries) => waitAfter(tries, 1_000, true))).toEqual([
      1_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(waitAfter(5, 120_000, false)).toBe(120_000);
  });
});
