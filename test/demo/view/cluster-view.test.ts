import { describe, expect, it } from 'vitest';
import { fieldCluster } from '../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';
import { scaledClock } from '../../../demo/cluster/scaled-clock.js';
import { clusterNews, type ClusterNews } from '../../../demo/page/cluster-protocol.js';
import { breaks } from '../../../demo/view/breaks.js';
import { ClusterView } from '../../../demo/view/cluster-view.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';

function watched(nodes = 5, tables?: { name: string; partitions: number; replicas: number }[]) {
  const clock = new VirtualClock();
  const time = scaledClock(clock, 20);
  const field = fieldCluster({ clock: time, seed: 1, generation: '2.5' }, nodes);
  const cluster = new SimulatedCluster({ ...field, ...(tables === undefined ? {} : { tables }) });
  const view = new ClusterView({ cluster, name: 'cluster-x', time, clock });
  const [dead = '', hung = ''] = cluster.replicaAddresses;
  const told: ClusterNews[] = [];
  return { clock, time, cluster, view, dead, hung, told };
}

/** What a page knows of servers and partitions that was told all of this, through the protocol's own eyes. */
function known(told: readonly ClusterNews[]) {
  const servers = new Map<string, unknown>();
  const cells = new Map<number, unknown>();
  let rest: Record<string, unknown> = {};
  for (const news of told) {
    const { whole, change } = clusterNews.parse(JSON.parse(JSON.stringify(news)));
    if (whole !== undefined) {
      servers.clear();
      cells.clear();
    }
    const { servers: changed = [], cells: moved = [], seconds: _seconds, events: _events, at: _at, ...others } = change;
    for (const server of changed) servers.set(server.address, server);
    for (const cell of moved) cells.set(cell[0], cell);
    rest = { ...rest, ...others };
  }
  return { servers: [...servers], cells: [...cells].sort(([one], [other]) => one - other), rest };
}

describe('what the page is told of the cluster', () => {
  it('is the same for who has heard every change and for who comes later', async () => {
    const { clock, cluster, view, dead, hung, told } = watched();
    told.push(...view.first());
    view.subscribe((news) => told.push(news));
    cluster.faults.kill(dead);
    await clock.advance(1_000);
    cluster.faults.hang(hung);
    await clock.advance(2_000);
    void cluster.start(dead);
    cluster.faults.loseLeader(5_000);
    await clock.advance(3_000);
    cluster.faults.splitTable('temp');
    await clock.advance(1_000);
    const later = view.first();
    expect(known(told)).toEqual(known(later));
    expect(told.length).toBeGreaterThan(20);
    view.close();
    cluster.close();
  });

  it('is a few times a second, and only what has changed', async () => {
    const { clock, cluster, view, told } = watched(50, [{ name: 'usertable', partitions: 5_000, replicas: 3 }]);
    view.subscribe((news) => told.push(news));
    await clock.advance(2_000);
    expect(told).toHaveLength(8);
    for (const { whole, change } of told) {
      expect(whole).toBeUndefined();
      expect(Object.keys(change).filter((key) => key !== 'seconds' && key !== 'sums')).toEqual(['at']);
    }
    expect(Math.max(...told.map((news) => JSON.stringify(news).length))).toBeLessThan(400);
    view.close();
    cluster.close();
  });

  it('is what stands of what was broken, until it is ended', () => {
    const { cluster, view, dead } = watched();
    const standing = () => view.first()[0]?.change.standing;
    for (const { end, fault } of breaks) {
      view.faultDone(fault(dead));
      view.faultDone(fault(dead));
      expect(standing()).toHaveLength(end === undefined ? 0 : 1);
      if (end !== undefined) view.faultDone(end(dead));
      expect(standing()).toEqual([]);
    }
    view.close();
    cluster.close();
  });

  it('has what happened to the bot, the cluster and time, each by who did it', async () => {
    const { clock, cluster, view, dead } = watched();
    view.botChanged(true);
    view.speedChanged(0);
    cluster.faults.kill(dead);
    view.faultDone({ kind: 'kill', address: dead });
    await clock.advance(2_000);
    const events = view.first()[0]?.change.events?.map(({ by, text }) => `${by}: ${text}`);
    expect(events).toEqual([
      'bot: the bot is up',
      'person: time stands still',
      'cluster: the process of 34801 is gone',
      'person: 34801: Kill it',
      'cluster: the meta gives 34801 up',
    ]);
    view.close();
    cluster.close();
  });
});
