import { describe, expect, it } from 'vitest';
import { bob, carol, policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

/** The replicas of these servers never close. */
function stuckAt(cluster: IdealCluster, ...numbers: readonly number[]): void {
  cluster.counts = (node) => ({
    kind: 'counted',
    serving: numbers.some((number) => server(number) === node) || !cluster.closed.has(node) ? 6 : 0,
    opening: 0,
    closing: 0,
  });
}

/** No replica comes back while this is so. */
function healsNot(cluster: IdealCluster): () => void {
  const heal = cluster.heal.bind(cluster);
  cluster.heal = () => undefined;
  return () => {
    cluster.heal = heal;
  };
}

const silence = { kind: 'unreachable', message: 'no meta answers', raw: [] } as const;

/** What can stop an undrain, and how it is put right. */
const stops: readonly [reason: string, stop: (roll: CoreRun) => () => void][] = [
  ['heal-stalled', (roll) => healsNot(roll.cluster)],
  [
    'unreadable',
    (roll) => {
      roll.unreadable = silence;
      return () => {
        roll.unreadable = undefined;
      };
    },
  ],
  [
    'second-failure',
    (roll) => {
      const fourth = roll.cluster.nodes[3];
      if (fourth === undefined) throw new Error('there is no fourth server');
      fourth.alive = false;
      return () => {
        fourth.alive = true;
      };
    },
  ],
];

describe('a server that people have skipped', () => {
  it.each(stops)('is not restarted after all, when its undrain was held for %s and people retry', (reason, stop) => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    stuckAt(cluster, 2);
    const roll = rolling(cluster, { roles: ['replica'] }).untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'close-stalled', node: server(2) } });
    const putRight = stop(roll);
    roll.say('skip', carol);
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason, node: server(2) } });
    putRight();
    roll.say('retry', bob);
    roll.untilStatus('done');
    expect(roll.acts).not.toContain(`restart ${server(2)}`);
    expect(inWords(roll.events('target-skipped').map(({ address, why }) => [address, why]))).toEqual([
      [server(2), `skipped by <@${carol}>`],
    ]);
    expect(roll.events('ended')).toMatchObject([{ rolled: [1, 3, 4, 5].map(server), notRolled: [server(2)] }]);
  });
});

describe('a half-done drain that people retry', () => {
  /**
   * Held at the first server with everything off it, and its replicas come back one by one, one in about two minutes.
   */
  function heldDrained(): CoreRun {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    stuckAt(cluster, 1);
    healsNot(cluster);
    const roll = rolling(cluster, { roles: ['replica'] }).untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'close-stalled', node: server(1) } });
    cluster.counts = undefined;
    let last = roll.now;
    cluster.heal = () => {
      if (roll.now - last < 120_000) return;
      last = roll.now;
      const short = cluster.tables[0]?.partitions.find(({ secondaries }) => secondaries.length < 2);
      short?.secondaries.push(server(1));
      cluster.closed.delete(server(1));
    };
    return roll;
  }

  it('gets its replicas back at the speed of a release, however long it takes while their number falls, and is drained anew', () => {
    const roll = heldDrained();
    const at = roll.now;
    const before = roll.acts.length;
    roll.say('retry', carol);
    for (let turn = 0; turn < 3; turn += 1) roll.step();
    expect(roll.cluster.settings.addSecondaryMax).toBe(100);
    roll.until(() => roll.acts.slice(before).includes('add_secondary 0'));
    expect(roll.now - at).toBeGreaterThan(2 * policy.timing.stall);
    expect(roll.events('held')).toHaveLength(1);
    expect(
      roll.cluster
        .observe({ processes: [], ddd: false })
        .tables[0]?.partitions.every(({ secondaries }) => secondaries.length === 2),
    ).toBe(true);
  });

  it('stops at once for a second failure while the replicas come back', () => {
    const roll = heldDrained();
    roll.say('retry', carol);
    for (let turn = 0; turn < 3; turn += 1) roll.step();
    const fourth = roll.cluster.nodes[3];
    if (fourth !== undefined) fourth.alive = false;
    const at = roll.now;
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'second-failure', nodes: [server(4)] } });
    expect(roll.now - at).toBeLessThan(10_000);
  });

  it('is not begun anew outside its window, and the run pauses only when everything is back', () => {
    const roll = heldDrained();
    roll.context = {
      calendar: {
        window: { kind: 'always' },
        freeze: { kind: 'in-force', until: roll.now + 86_400_000, reason: 'Spring Festival' },
      },
    };
    roll.say('retry', carol);
    roll.untilStatus('paused');
    expect(
      roll.cluster
        .observe({ processes: [], ddd: false })
        .tables[0]?.partitions.every(({ secondaries }) => secondaries.length === 2),
    ).toBe(true);
    expect(roll.commands).toEqual([]);
  });
});
