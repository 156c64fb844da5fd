import { describe, expect, it } from 'vitest';
import { answered, nth, Story } from './story.js';

describe('tables', () => {
  const entry = (story: Story, name: string) =>
    answered(story.cluster.listApps(story.leader, 'all')).find((app) => app.name === name);

  it('begin full and even, with addresses as real ones print them', () => {
    const story = new Story();
    expect(
      answered(story.cluster.listApps(story.leader, 'available')).map(
        ({ id, name, partitionCount, maxReplicaCount }) => [id, name, partitionCount, maxReplicaCount],
      ),
    ).toEqual([
      [1, 'temp', 8, 3],
      [2, 'usertable', 16, 3],
      [3, 'events', 64, 3],
    ]);
    expect(story.notFull()).toBe(0);
    for (const place of [1, 2, 3, 4, 5]) {
      expect(story.row(story.node(place))).toMatch(/^A\/5[1-5]\/1[78]\/3\d$/);
    }
    expect(story.info('primary_replica_count_stddev')).toBe('0.49');
    expect(nth(story.partitions(), 0).ballot).toBe(3);
  });

  it('are laid out for any number of servers and copies', () => {
    for (const nodes of [1, 2, 3, 4, 7, 100]) {
      const story = new Story({
        nodes,
        tables: [
          { name: 'one', partitions: 32, replicas: 1 },
          { name: 'two', partitions: 32, replicas: 2 },
        ],
      });
      for (const { primary, secondaries, maxReplicaCount } of story.partitions()) {
        expect(new Set([primary, ...secondaries]).size).toBe(Math.min(maxReplicaCount, nodes));
      }
    }
  });

  it('are created empty: the ticks place one copy after the other', async () => {
    const story = new Story();
    story.cluster.faults.createTable('young', 16, 3);
    expect(entry(story, 'young')?.status).toBe('CREATING');
    expect(story.cluster.queryConfig(story.leader, 'young')).toEqual({
      kind: 'answer',
      value: { err: 'ERR_BUSY_CREATING' },
    });
    await story.pass(1);
    expect(entry(story, 'young')).toMatchObject({ status: 'AVAILABLE', id: 4 });
    expect(story.unavailable()).toBe(16);
    const took = await story.until(() => story.notFull() === 0);
    expect(took).toBeGreaterThan(20);
    expect(took).toBeLessThan(34);
  });

  it('are dropped, closed by their servers, and can be named no more', async () => {
    const story = new Story();
    const before = story.serving(story.node(1));
    story.cluster.faults.dropTable('usertable');
    expect(story.cluster.queryConfig(story.leader, 'usertable')).toEqual({
      kind: 'answer',
      value: { err: 'ERR_BUSY_DROPPING' },
    });
    await story.pass(35);
    expect(entry(story, 'usertable')?.status).toBe('DROPPED');
    expect(entry(story, 'usertable')?.dropSecond).toBeGreaterThan(0);
    expect(story.cluster.queryConfig(story.leader, 'usertable')).toEqual({
      kind: 'answer',
      value: { err: 'ERR_OBJECT_NOT_FOUND' },
    });
    expect(story.cluster.queryConfig(story.leader, 'a/b')).toEqual({
      kind: 'answer',
      value: { err: 'ERR_INVALID_PARAMETERS' },
    });
    expect(story.serving(story.node(1))).toBeLessThan(before);
    expect(story.notFull()).toBe(0);
    await story.pass(25);
    expect(story.partitions()).toHaveLength(72);
  });

  it('are split: twice the partitions, the new ones without a primary until they are registered', async () => {
    const story = new Story();
    story.cluster.faults.splitTable('temp');
    const temp = () => answered(story.cluster.queryConfig(story.leader, 'temp')).partitions;
    expect(temp()).toHaveLength(16);
    expect(temp().filter(({ primary }) => primary === undefined)).toHaveLength(8);
    await story.pass(20);
    expect(temp().every(({ primary, secondaries }) => primary !== undefined && secondaries.length === 2)).toBe(true);
    expect(story.unavailable()).toBe(0);
  });

  it('are reported as all dead when the last two copies are gone', async () => {
    const story = new Story({ config: { minLiveNodes: 1, livePercentage: 0 } });
    const [first] = story.partitions();
    for (const node of [first?.primary, ...(first?.secondaries ?? [])]) {
      await story.cluster.stop(node ?? '', 'KILL');
      await story.pass(23);
    }
    expect(answered(story.cluster.dddDiagnose(story.leader, 1, -1))).toContainEqual({
      appId: 1,
      index: 0,
      reason: expect.stringContaining('not all alive'),
    });
    for (const node of [first?.primary, ...(first?.secondaries ?? [])]) await story.cluster.start(node ?? '');
    await story.until(() => story.notFull() === 0);
    expect(answered(story.cluster.dddDiagnose(story.leader, 1, -1))).toEqual([]);
  });
});
