import { expect, it } from 'vitest';
import { ClusterRecords } from '../../src/engine/cluster-records.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { restartBudget } from '../../src/roll/gates/restart-budget.js';
import { nodesAlive } from '../../src/roll/gates/nodes-alive.js';
import { defaultOptions } from '../../src/roll/options.js';
import type { ClusterRecord, RunStore } from '../../src/store/run-store.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

/** A store that keeps the record of one cluster, and nothing else. */
function recordOnly(): Pick<RunStore, 'cluster' | 'commit'> {
  let kept: ClusterRecord = { restarts: [] };
  return {
    cluster: () => kept,
    commit: ({ cluster }) => {
      kept = cluster?.record ?? kept;
      return Promise.resolve();
    },
  };
}

it('starts by others, seen by a run, count for the restart budget, each once, in this run and in later ones', async () => {
  const cluster = new IdealCluster();
  const clusterRecords = new ClusterRecords(policy.cluster, recordOnly());
  const roll = rolling(cluster, { roles: ['replica'], canary: true }).untilStatus('paused');
  for (const _start of [1, 2, 3, 4]) {
    cluster.restart(server(2), '2.4.0');
    const until = roll.now + 60_000;
    while (roll.now < until) {
      roll.step();
      await clusterRecords.commit(roll.run, roll.next, roll.now, {});
    }
  }
  const { restarts } = clusterRecords.record();
  expect(restarts.map(({ address }) => address)).toEqual(Array<string>(4).fill(server(2)));
  const scene = {
    seen: cluster.observe({ processes: [], ddd: true }),
    policy,
    options: defaultOptions,
    now: roll.now,
    restarts,
    lock: undefined,
    calendar: alwaysOpen,
  };
  expect(inWords(restartBudget(scene, server(2)))).toMatchObject({
    verdict: 'block',
    reason: expect.stringContaining('was started 4 times in a row') as string,
  });
  expect(restartBudget(scene, server(3))).toMatchObject({ verdict: 'pass' });
});

it('a start between two runs counts in the later one, and what a run itself restarts counts once', async () => {
  const cluster = new IdealCluster();
  const clusterRecords = new ClusterRecords(policy.cluster, recordOnly());
  const live = async (until: (roll: ReturnType<typeof rolling>) => boolean, options: object): Promise<void> => {
    const roll = rolling(cluster, { roles: ['replica'], ...options });
    for (let turn = 0; turn < 2_000 && !until(roll); turn += 1) {
      await clusterRecords.commit(roll.run, roll.next, roll.now, {});
      roll.step();
    }
    expect(until(roll)).toBe(true);
  };
  await live((roll) => roll.run.status === 'done', {});
  const own = clusterRecords.record().restarts.map(({ address }) => address);
  expect([...own].sort()).toEqual([...new Set(own)].sort());
  cluster.restart(server(2), '2.4.0');
  await live((roll) => roll.run.status === 'paused', { canary: true });
  expect(clusterRecords.record().restarts.filter(({ address }) => address === server(2))).toHaveLength(2);
});

it('a server that is not ALIVE although its process answers is explained', () => {
  const cluster = new IdealCluster();
  for (const node of cluster.nodes) if (node.address === server(2)) node.alive = false;
  const scene = {
    seen: cluster.observe({ processes: [server(2)], ddd: true }),
    policy,
    options: defaultOptions,
    now: 0,
    restarts: [],
    lock: undefined,
    calendar: alwaysOpen,
  };
  expect(inWords(nodesAlive(scene))).toMatchObject({
    verdict: 'block',
    reason: `${server(2)} is not ALIVE; the process runs and answers: the meta may be ignoring it after 5 quick starts (unstable restart). Leave it running for 10 minutes without another start, or restart the leading meta, which forgets its starts`,
  });
  expect(inWords(nodesAlive({ ...scene, seen: cluster.observe({ processes: [], ddd: true }) }))).toMatchObject({
    reason: `${server(2)} is not ALIVE`,
  });
});

it('in a second failure it is explained, too, as soon as the run that is held has asked it', () => {
  const cluster = new IdealCluster();
  const roll = rolling(cluster, { roles: ['replica'] }).untilStep('heal');
  for (const node of cluster.nodes) if (node.address === server(3)) node.alive = false;
  roll.untilStatus('held');
  roll.until(
    ({ status, ...run }) =>
      status === 'held' &&
      'hold' in run &&
      words(run.hold.what).includes('The process runs and answers: the meta may be ignoring it'),
    5,
  );
  cluster.kill(server(3));
  roll.until(
    ({ status, ...run }) => status === 'held' && 'hold' in run && !words(run.hold.what).includes('runs and answers'),
    5,
  );
});
