import { describe, expect, it } from 'vitest';
import { nth, seeds, Story } from './story.js';

describe('a server is drained, restarted and filled again', () => {
  it.each(seeds(6))('costs a tick a step and no partition its primary for long (seed %i)', async (seed) => {
    const story = new Story({ seed });
    const node = story.node(1);
    await story.pass(7);
    const had = story.replicas(node);
    story.set('meta.lb.assign_delay_ms', '180000000');
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');

    story.movePrimariesAway(node);
    expect(await story.until(() => story.primaries(node) === 0)).toBeLessThanOrEqual(10.8);
    await story.pass(1);
    expect(story.replicas(node)).toBe(had); // downgraded to secondary, nothing lost
    story.downgradeSecondaries(node);
    expect(await story.until(() => story.replicas(node) === 0)).toBeLessThanOrEqual(10.5);
    expect(story.serving(node)).toBe(had); // the server itself has not been told

    expect(story.ask(node, 'replica.kill_partition')).toBe('ERR_OK');
    const closed = await story.until(() => story.serving(node) === 0);
    expect(closed).toBeLessThanOrEqual(0.9);
    expect(story.ask(node, 'flush-log')).toBe('Flush done.');
    await story.pass(25);
    expect(story.replicas(node)).toBe(0); // add_secondary 0 with flow control on holds

    const stopping = story.clock.now();
    const stopped = story.cluster.stop(node, 'TERM');
    await story.pass(2);
    expect(await stopped).toBe(true);
    expect(story.clock.now() - stopping).toBe(2000);
    await story.cluster.start(node);
    await story.pass(3);
    expect(story.row(node)).toBe('A/0/0/0');
    story.set('meta.lb.add_secondary_max_count_for_one_node', '100');
    const healed = await story.until(() => story.notFull() === 0);
    expect(healed).toBeGreaterThanOrEqual(0.5);
    expect(healed).toBeLessThanOrEqual(11.2);
    expect(story.row(node)).toBe(`A/${had}/0/${had}`);
  });

  it('downgrades 53 replicas at one tick, and within half a second of it', async () => {
    const story = new Story();
    const node = story.node(2);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    await story.leadNothing(node);
    await story.pass(1);
    story.downgradeSecondaries(node);
    const had = story.replicas(node);
    await story.until(() => story.replicas(node) < had);
    expect(await story.until(() => story.replicas(node) === 0)).toBeLessThanOrEqual(0.5);
  });

  it('closes replicas that the meta no longer lists at the next config sync, without being told', async () => {
    const story = new Story();
    const node = story.node(2);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    await story.leadNothing(node);
    story.downgradeSecondaries(node);
    await story.until(() => story.replicas(node) === 0);
    expect(story.serving(node)).toBeGreaterThan(50);
    expect(await story.until(() => story.serving(node) === 0)).toBeLessThanOrEqual(31);
  });

  it('needs less log to replay when the replicas were closed first', async () => {
    const startOf = async (drained: boolean): Promise<number> => {
      const story = new Story({ timing: { writeMbPerSecond: 0.02 } });
      const node = story.node(1);
      if (drained) await story.drain(node);
      await story.cluster.stop(node, 'KILL');
      await story.cluster.start(node);
      return story.until(() => story.ask(node, 'server-info').startsWith('Pegasus Server'));
    };
    expect(await startOf(false)).toBeGreaterThan((await startOf(true)) + 3);
  });

  it('takes longer to close what has more in memory, and to fill what was away while more was written', async () => {
    const spans = async (writeMbPerSecond: number): Promise<readonly [close: number, heal: number]> => {
      const story = new Story({ timing: { writeMbPerSecond } });
      const node = story.node(1);
      await story.drain(node);
      await story.pass(120);
      story.set('meta.lb.add_secondary_max_count_for_one_node', '100');
      await story.until(() => story.notFull() === 0);
      const took = (kind: string): number =>
        story.cluster
          .truth()
          .needed.filter((span) => span.kind === kind)
          .reduce((sum, { from, to }) => sum + to - from, 0);
      return [took('close'), took('learn')];
    };
    const [idle, busy] = [await spans(0), await spans(0.1)];
    expect(busy[0]).toBeGreaterThan(idle[0] + 1000);
    expect(busy[1]).toBeGreaterThan(idle[1] + 1000);
  });

  it('takes a self-downgrade list from leading to nothing in one tick', async () => {
    const story = new Story();
    const node = story.node(1);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    for (const { appId, index, primary, secondaries } of story.partitions()) {
      if (primary === node) {
        const to = nth(secondaries, 0);
        expect(
          story.propose(
            appId,
            index,
            { target: node, node, type: 'DOWNGRADE_TO_INACTIVE' },
            { target: to, node: to, type: 'UPGRADE_TO_PRIMARY' },
          ),
        ).toBe('ERR_OK');
      } else if (secondaries.includes(node))
        story.propose(appId, index, { target: primary, node, type: 'DOWNGRADE_TO_INACTIVE' });
    }
    await story.until(() => story.replicas(node) < 50);
    expect(await story.until(() => story.replicas(node) === 0)).toBeLessThanOrEqual(0.5);
    await story.pass(0.5);
    expect(story.unavailable()).toBe(0);
  });

  it('counts what the cluster itself took time for', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.drain(node);
    const stopped = story.cluster.stop(node, 'TERM');
    await story.pass(2);
    await stopped;
    await story.cluster.start(node);
    await story.pass(30);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '100');
    await story.until(() => story.notFull() === 0);
    const { needed } = story.cluster.truth();
    const seconds = (kind: string): number =>
      needed.filter((span) => span.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0) / 1000;
    expect(needed.filter(({ kind }) => kind === 'tick').length).toBe(3);
    expect(seconds('tick')).toBeLessThanOrEqual(30);
    expect(seconds('close')).toBeGreaterThan(0.2);
    expect(seconds('stop')).toBe(2);
    expect(seconds('start')).toBeGreaterThan(0.9);
    expect(seconds('learn')).toBeGreaterThan(0.2);
    expect(seconds('learn')).toBeLessThan(1.5);
  });
});

describe('flow control', () => {
  it('off, a downgraded replica is back at once, whatever add_secondary says', async () => {
    const story = new Story();
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    story.set('meta.lb.add_secondary_enable_flow_control', 'false');
    const partition = nth(story.partitions(), 5);
    const node = nth(partition.secondaries, 0);
    const ballot = partition.ballot;
    story.propose(partition.appId, 5, { target: partition.primary, node, type: 'DOWNGRADE_TO_INACTIVE' });
    await story.until(() => nth(story.partitions(), 5).ballot > ballot);
    expect(await story.until(() => nth(story.partitions(), 5).secondaries.length === 2)).toBeLessThan(1.5);
    expect(nth(story.partitions(), 5)).toMatchObject({
      ballot: ballot + 2,
      secondaries: [partition.secondaries[1], node],
    });
  });

  it('on with 0, not even a lone primary gets a secondary', async () => {
    const story = new Story();
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    await story.cluster.stop(story.node(1), 'KILL');
    await story.pass(25);
    await story.cluster.stop(story.node(2), 'KILL');
    await story.pass(25);
    await story.cluster.start(story.node(1));
    await story.pass(60);
    const lonely = story.partitions().filter(({ secondaries }) => secondaries.length === 0);
    expect(lonely.length).toBeGreaterThan(0);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '20');
    await story.pass(12);
    expect(story.partitions().filter(({ secondaries }) => secondaries.length === 0).length).toBeLessThan(lonely.length);
  });

  it('repairs partitions below two replicas at once, without waiting for the assign delay', async () => {
    const story = new Story();
    await story.cluster.stop(story.node(1), 'KILL');
    await story.cluster.stop(story.node(2), 'KILL');
    await story.until(() => story.status(story.node(1)) === 'UNALIVE' && story.status(story.node(2)) === 'UNALIVE');
    await story.pass(45);
    expect(story.partitions().filter(({ secondaries }) => secondaries.length === 0)).toEqual([]);
    expect(story.notFull()).toBeGreaterThan(0); // those with two wait for their own server
  });

  it('restores the onebox defaults where the config file has them', () => {
    const story = new Story({ config: { flowControl: false, addSecondaryMax: 10 } });
    expect(story.ask(story.leader, 'meta.lb.add_secondary_enable_flow_control')).toBe('false');
    expect(story.ask(story.leader, 'meta.lb.add_secondary_max_count_for_one_node')).toBe('10');
  });
});
