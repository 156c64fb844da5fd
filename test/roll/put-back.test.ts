import { describe, expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { optionsOf, upgraded, versions } from '../support/rollbacks.js';

const stopFirst = ['stop', 'install', 'start'] as const;
const rules = {
  ...policy,
  procedure: { ...policy.procedure, replica: { ...policy.procedure.replica, upgrade: stopFirst } },
};

/** A rollback that has found a server down, and sets what it needs before the first command. */
function beforeTheFirstCommand(cluster: IdealCluster): CoreRun {
  const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
  cluster.die(server(1));
  const back = rolling(cluster, optionsOf(run), rules);
  back.run = { ...back.run, id: runId('cluster-x-0002') };
  back.untilNext('set-add-secondary-max');
  expect(back.where()).toBe(`${server(1)} process`);
  expect(back.acts).not.toContain('add_secondary 0');
  return back;
}

function comesBack(cluster: IdealCluster): void {
  cluster.restart(server(1), '2.5.0');
  for (const node of cluster.nodes) node.alive = true;
  for (const { partitions } of cluster.tables)
    for (const partition of partitions) if (partition.secondaries.length < 2) partition.secondaries.push(server(1));
}

describe('a server that is put back, before the first of its commands', () => {
  it('is not begun once people have paused, and is put back when they let the run go on', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const back = beforeTheFirstCommand(cluster);
    back.say('pause');
    back.untilStatus('paused');
    expect(back.commands).toEqual([]);
    expect(back.where()).toBe(`${server(1)} gates`);
    back.say('resume');
    back.untilStatus('done');
    expect(back.acts).not.toContain(`close ${server(1)}`);
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('is not begun where the bot was restarted, and pauses for that', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const back = beforeTheFirstCommand(cluster);
    back.context = { policy: { ...back.rules, onRestart: 'pause' } };
    back.tell({ kind: 'recovered', awayMs: 86_000 });
    back.untilStatus('paused');
    expect(back.commands).toEqual([]);
  });

  it('passes its gates anew after a bot that was away: what they have shown is old', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const back = beforeTheFirstCommand(cluster);
    back.tell({ kind: 'recovered', awayMs: 86_000 });
    expect(back.where()).toBe(`${server(1)} gates`);
    back.untilStatus('done');
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('is drained before it is stopped if it is back by itself', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const back = beforeTheFirstCommand(cluster);
    comesBack(cluster);
    back.untilStatus('done');
    expect(back.acts.indexOf(`close ${server(1)}`)).toBeGreaterThan(-1);
    expect(back.acts.indexOf(`close ${server(1)}`)).toBeLessThan(back.acts.indexOf(`stop ${server(1)}`));
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('waits at its gates where another server dies', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    const back = beforeTheFirstCommand(cluster);
    cluster.die(server(2));
    back.untilStatus('held');
    expect(back.run).toMatchObject({ hold: { reason: 'gate' } });
    for (let turn = 0; turn < 10; turn += 1) back.step();
    expect(back.run.status).toBe('held');
    expect(back.commands).toEqual([]);
  });
});
