import { describe, expect, it } from 'vitest';
import { bob, carol, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';

/** The replicas of these servers never close. */
function stuckAt(cluster: IdealCluster, ...numbers: readonly number[]): void {
  cluster.counts = (node) => ({ kind: 'counted', serving: numbers.some((number) => server(number) === node) || !cluster.closed.has(node) ? 6 : 0, opening: 0, closing: 0 });
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

/** What can stop a retreat, and how it is put right. */
const stops: readonly [reason: string, stop: (roll: CoreRun) => () => void][] = [
  ['heal-stalled', (roll) => healsNot(roll.cluster)],
  ['unreadable', (roll) => {
    roll.unreadable = silence;
    return () => {
      roll.unreadable = undefined;
    };
  }],
  ['second-failure', (roll) => {
    const fourth = roll.cluster.nodes[3];
    if (fourth === undefined) throw new Error('there is no fourth server');
    fourth.alive = false;
    return () => {
      fourth.alive = true;
    };
  }],
];

describe('a server that people have skipped', () => {
  it.each(stops)('is not restarted after all, when its retreat was held for %s and people retry', (reason, stop) => {
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
    expect(roll.events('target-skipped').map(({ address, why }) => [address, why])).toEqual([[server(2), `skipped by <@${carol}>`]]);
    expect(roll.events('ended')).toMatchObject([{ rolled: [1, 3, 4, 5].map(server), notRolled: [server(2)] }]);
  });
});
