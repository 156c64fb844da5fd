import { expect, it } from 'vitest';
import { clusterLeft } from '../../src/roll/cluster-left.js';
import { isActive } from '../../src/roll/active.js';
import { nodeAddress } from '../../src/roll/ids.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';

// After a change of leader nobody else knows of it any more.
it('speaks of a server that the request allows as dead, and that the leader does not list', () => {
  const cluster = new IdealCluster();
  const roll = rolling(cluster, { roles: ['replica'] });
  roll.until(() => roll.where() === '10.0.0.1:34801 gates');
  const { run } = roll;
  if (!isActive(run)) throw new Error(run.status);
  const gone = nodeAddress('10.0.0.9:34801');
  const seen = cluster.observe({ processes: cluster.metas, ddd: true });
  const dead = (allowDeadServers: readonly (typeof gone)[]): readonly string[] => {
    const left = clusterLeft({ ...run, options: { ...run.options, allowDeadServers } }, seen, policy);
    return left.kind === 'seen' ? left.dead : [];
  };
  expect(dead([gone])).toEqual([gone]);
  expect(dead([])).toEqual([]);
});
