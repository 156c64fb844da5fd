import { describe, expect, it } from 'vitest';
import { onlyFull } from '../../src/roll/fullness.js';
import { gpid, type Gpid } from '../../src/roll/ids.js';
import { gpidsOf, partitionsOf } from '../../src/roll/members.js';
import type { Drain } from '../../src/roll/options.js';
import { rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';

/** Of five servers with a partition each, the first leads 1.0 and follows 1.3 and 1.4. */
const five = (): IdealCluster => new IdealCluster({ nodes: 5, partitions: 5 });

describe('partitions that a copy may be taken from', () => {
  const left = (cluster: IdealCluster): readonly Gpid[] => {
    const seen = cluster.observe({ processes: [], ddd: false });
    return gpidsOf(onlyFull(seen, partitionsOf(seen, server(1))));
  };

  it('are those with every copy, and no others of the cluster', () => {
    expect(left(five())).toEqual(['1.0', '1.3', '1.4']);
  });

  it('are none that misses a copy of another server, led or followed', () => {
    const cluster = five();
    cluster.partition(gpid(1, 0)).secondaries = [server(2)];
    cluster.partition(gpid(1, 4)).secondaries = [server(1)];
    expect(left(cluster)).toEqual(['1.3']);
  });

  it('are none that misses its primary, though the meta lists all its copies', () => {
    const cluster = five();
    cluster.partition(gpid(1, 4)).primary = undefined;
    cluster.partition(gpid(1, 4)).secondaries = [server(5), server(1), server(2)];
    expect(left(cluster)).toEqual(['1.0', '1.3']);
  });

  it('are none with a copy on a server that is not ALIVE, which a frozen meta goes on listing', () => {
    const cluster = five();
    for (const node of cluster.nodes) if (node.address === server(5)) node.alive = false;
    expect(left(cluster)).toEqual(['1.0']);
  });

  it('are none with two copies of three asked for, and all with two of two', () => {
    const cluster = five();
    cluster.addTable('pair', 5, 2);
    cluster.partition(gpid(2, 4)).secondaries = [];
    cluster.partition(gpid(2, 4)).primary = server(1);
    expect(left(cluster)).toEqual(['1.0', '1.3', '1.4', '2.0']);
  });
});

describe.each<{ drain: Drain; step: 'downgrade-secondaries' | 'drain'; taken: readonly Gpid[] }>([
  // What it led it follows by then.
  { drain: 'documented', step: 'downgrade-secondaries', taken: [gpid(1, 0), gpid(1, 3)] },
  { drain: 'fast', step: 'drain', taken: [gpid(1, 3)] },
])('a copy that is lost elsewhere before the $drain drain', ({ drain, step, taken }) => {
  const short = gpid(1, 4);

  /** Right after the gates, which let only a full cluster pass. */
  function begun(): { roll: CoreRun; cluster: IdealCluster; lose: () => void; giveBack: () => void } {
    const cluster = five();
    const roll = rolling(cluster, { drain }).untilNext('set-add-secondary-max');
    const partition = cluster.partition(short);
    return {
      roll,
      cluster,
      lose: () => (partition.secondaries = [server(1)]),
      giveBack: () => partition.secondaries.push(server(2)),
    };
  }

  /** The partitions that the core wants to take from the server, the next time it wants any. */
  function downgraded(roll: CoreRun): readonly Gpid[] {
    const { next } = roll.untilNext(step);
    return next.kind === 'act' && 'downgrades' in next.act ? next.act.downgrades.map((each) => each.gpid) : [];
  }

  it('keeps its partition from being downgraded, and no other', () => {
    const { roll, lose } = begun();
    expect(downgraded(begun().roll)).toContain(short);
    lose();
    expect(downgraded(roll)).toEqual(taken);
  });

  it('is waited for: the server stays unclosed and follows it, until it is full and can be taken too', () => {
    const { roll, cluster, lose, giveBack } = begun();
    lose();
    downgraded(roll);
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.where()).toBe(`${server(1)} ${step}`);
    expect(cluster.partition(short)).toMatchObject({ primary: server(5), secondaries: [server(1)] });
    giveBack();
    expect(downgraded(roll)).toEqual([short]);
    roll.untilStep('close-replicas');
    expect(roll.run.status).toBe('rolling');
  });

  it('that does not come back is for people to decide: nothing of it is proposed meanwhile', () => {
    const { roll, cluster, lose } = begun();
    lose();
    downgraded(roll);
    const before = roll.acts.length;
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'downgrades-stalled', node: server(1), gpids: [short] } });
    expect(roll.acts.slice(before)).toHaveLength(1);
    expect(cluster.partition(short).secondaries).toEqual([server(1)]);
    expect(roll.commands).toEqual([]);
  });
});
