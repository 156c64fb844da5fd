import { describe, expect, it } from 'vitest';
import { answered, seeds, Story } from './story.js';

describe('the leading meta dies', () => {
  it.each(['KILL', 'TERM'] as const)(
    'a standby leads 20 s later, with the settings of its config file (%s)',
    async (signal) => {
      const story = new Story();
      story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
      story.set('meta.lb.assign_delay_ms', '180000000');
      story.level('lively');
      const before = story.cluster
        .truth()
        .partitions()
        .map(({ primary }) => primary);
      void story.cluster.stop(story.meta(1), signal);
      await story.pass(3);
      expect(story.cluster.clusterInfo(story.meta(1))).toEqual({ kind: 'refused' });
      expect(story.cluster.clusterInfo(story.meta(2))).toEqual({
        kind: 'answer',
        value: { err: 'ERR_FORWARD_TO_OTHERS', forwardTo: story.meta(1) },
      });

      await story.until(() => story.leader === story.meta(2));
      const elected = story.clock.now();
      expect(story.cluster.clusterInfo(story.meta(2))).toEqual({
        kind: 'answer',
        value: { err: 'ERR_SERVICE_NOT_ACTIVE' },
      });
      expect(story.ask(story.meta(2), 'meta.lb.add_secondary_max_count_for_one_node')).toBe(
        "unknown command 'meta.lb.add_secondary_max_count_for_one_node'",
      );
      expect(story.ask(story.meta(2), 'meta.lb.assign_delay_ms')).toBe('600000');
      await story.until(() => story.cluster.truth().leader?.loaded === true);
      expect(story.clock.now() - elected).toBeLessThan(1000);

      expect(story.ask(story.leader, 'meta.lb.add_secondary_max_count_for_one_node')).toBe('20');
      expect(answered(story.cluster.controlMeta(story.leader, undefined))).toBe('fl_steady');
      expect(
        story.cluster
          .truth()
          .partitions()
          .map(({ primary }) => primary),
      ).toEqual(before);
      const election = story.cluster.truth().needed.find(({ kind }) => kind === 'election');
      expect((election?.to ?? 0) - (election?.from ?? 0)).toBeGreaterThanOrEqual(20_000);
      await story.pass(5);
      expect(answered(story.cluster.listNodes(story.leader, 'alive'))).toHaveLength(5);
    },
  );

  it('comes back as a standby, and is last in the queue', async () => {
    const story = new Story();
    await story.cluster.stop(story.meta(1), 'KILL');
    await story.cluster.start(story.meta(1));
    await story.pass(30);
    expect(story.leader).toBe(story.meta(2));
    expect(story.ask(story.meta(1), 'meta.lb.assign_delay_ms')).toBe("unknown command 'meta.lb.assign_delay_ms'");
    story.cluster.faults.loseLeader();
    expect(story.leader).toBe(story.meta(3));
    await story.pass(2);
    story.cluster.faults.loseLeader();
    expect(story.leader).toBe(story.meta(1));
  });

  it('forgets proposals, and presumes dead servers alive until the grace is over', async () => {
    const story = new Story();
    const node = story.node(5);
    await story.cluster.stop(node, 'KILL');
    story.movePrimariesAway(story.node(1));
    const led = story.primaries(story.node(1));
    story.cluster.faults.loseLeader();
    await story.pass(1);
    expect(story.status(node)).toBe('ALIVE');
    await story.pass(15);
    expect(story.primaries(story.node(1))).toBe(led);
    expect(story.status(node)).toBe('ALIVE');
    await story.pass(8);
    expect(story.row(node)).toBe('U/0/0/0');
  });

  it('loses its lock when it hangs for longer than its session, and ends itself when it goes on', async () => {
    const story = new Story();
    story.cluster.faults.hang(story.meta(1));
    await story.pass(19);
    expect(story.leader).toBe(story.meta(1));
    expect(story.cluster.clusterInfo(story.meta(1))).toEqual({ kind: 'hangs' });
    await story.pass(2);
    expect(story.leader).toBe(story.meta(2));
    story.cluster.faults.unhang(story.meta(1));
    expect(story.cluster.isUp(story.meta(1))).toBe(false);
  });

  it('is not noticed by anybody when a standby dies', async () => {
    const story = new Story();
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    await story.cluster.stop(story.meta(3), 'KILL');
    await story.pass(40);
    expect(story.leader).toBe(story.meta(1));
    expect(story.ask(story.leader, 'meta.lb.add_secondary_max_count_for_one_node')).toBe('0');
  });

  it('leaves nobody to ask when all metas are gone, and the first that comes back leads', async () => {
    const story = new Story();
    story.cluster.faults.killAllMetas();
    expect(story.cluster.metaAddresses.map((meta) => story.cluster.listNodes(meta, 'all').kind)).toEqual([
      'refused',
      'refused',
      'refused',
    ]);
    await story.pass(60);
    await story.cluster.start(story.meta(3));
    await story.pass(6);
    expect(story.leader).toBe(story.meta(3));
    expect(answered(story.cluster.listNodes(story.leader, 'alive'))).toHaveLength(5);
    expect(story.unavailable()).toBe(0);
  });
});

describe('freezed', () => {
  it('hides a dead server: UNALIVE, and still in every configuration, until the level is steady again', async () => {
    const story = new Story({ timing: { noticeShare: 0 } });
    const node = story.node(4);
    await story.leadNothing(node);
    story.level('freezed');
    const had = story.replicas(node);
    await story.cluster.stop(node, 'KILL');
    await story.pass(28);
    expect(story.row(node)).toBe(`U/${had}/0/${had}`);
    expect(story.notFull()).toBe(0);
    story.level('steady');
    expect(await story.until(() => story.replicas(node) === 0)).toBeLessThan(4);
  });

  it('comes by itself with three of five dead; only the effective level says so', async () => {
    const story = new Story();
    for (const place of [4, 3]) {
      await story.cluster.stop(story.node(place), 'KILL');
      await story.pass(50);
    }
    expect(story.info('meta_function_level')).toBe('steady');
    await story.cluster.stop(story.node(2), 'KILL');
    const led = story.primaries(story.node(2));
    await story.pass(25);
    expect(story.info('meta_function_level')).toBe('freezed');
    expect(answered(story.cluster.controlMeta(story.leader, undefined))).toBe('fl_steady');
    expect(story.row(story.node(2))).toMatch(/^U\/\d\d\/0\//);
    expect(story.partitions().filter(({ primary }) => primary === undefined)).toHaveLength(led);
    for (const place of [2, 3, 4]) await story.cluster.start(story.node(place));
    await story.until(() => story.notFull() === 0, 200);
    expect(story.info('meta_function_level')).toBe('steady');
    expect(story.unavailable()).toBe(0);
  });

  it('stops a cluster of three with one dead, unless one live server fewer is allowed', async () => {
    for (const [minLiveNodes, unavailable] of [
      [3, true],
      [2, false],
    ] as const) {
      const story = new Story({ nodes: 3, config: { minLiveNodes } });
      await story.cluster.stop(story.node(1), 'KILL');
      await story.pass(40);
      expect(story.unavailable() > 0).toBe(unavailable);
    }
  });

  it('does not stop a cluster of three when the server was emptied first', async () => {
    const story = new Story({ nodes: 3 });
    await story.drain(story.node(1));
    await story.cluster.stop(story.node(1), 'KILL');
    await story.pass(40);
    expect(story.info('meta_function_level')).toBe('freezed');
    expect(story.unavailable()).toBe(0);
  });

  it('counts live servers against meta.live_percentage', async () => {
    const story = new Story({ nodes: 6 });
    await story.cluster.stop(story.node(1), 'KILL');
    await story.pass(25);
    expect(story.info('meta_function_level')).toBe('steady');
    story.set('meta.live_percentage', '90');
    expect(story.info('meta_function_level')).toBe('freezed');
    story.set('meta.live_percentage', 'DEFAULT');
    expect(story.info('meta_function_level')).toBe('steady');
  });
});

describe('lively', () => {
  it.each(seeds(4))(
    'gives leadership back evenly within a few ticks, and then has nothing left to do (seed %i)',
    async (seed) => {
      const story = new Story({ seed });
      await story.cluster.stop(story.node(5), 'KILL');
      await story.pass(30);
      await story.cluster.start(story.node(5));
      await story.until(() => story.notFull() === 0);
      await story.pass(11);
      expect(story.primaries(story.node(5))).toBe(0);
      expect(story.info('balance_operation_count')).not.toContain('total=0');
      story.level('lively');
      const spread = (): number => {
        const led = [1, 2, 3, 4, 5].map((place) => story.primaries(story.node(place)));
        return Math.max(...led) - Math.min(...led);
      };
      expect(await story.until(() => spread() <= 3)).toBeLessThan(32);
      await story.until(
        () => story.info('balance_operation_count') === 'move_pri=0,copy_pri=0,copy_sec=0,total=0',
        300,
      );
      expect(story.notFull()).toBe(0);
      expect(spread()).toBeLessThanOrEqual(3);
    },
  );

  it('moves copies too, and what the balancer took off a server lingers in closing', async () => {
    const story = new Story();
    story.set('meta.lb.assign_delay_ms', '1000');
    await story.cluster.stop(story.node(5), 'KILL');
    await story.pass(80);
    await story.cluster.start(story.node(5));
    await story.pass(15);
    story.level('lively');
    await story.until(
      () => story.info('balance_operation_count')?.endsWith('total=0') === true && story.replicas(story.node(5)) > 45,
      900,
    );
    const closing = [1, 2, 3, 4].map((place) => story.cluster.truth().process(story.node(place))?.counts?.closing ?? 0);
    expect(closing.reduce((sum, count) => sum + count)).toBeGreaterThan(20);
    expect(story.notFull()).toBe(0);
  });

  it('does nothing while a server that owns replicas is dead or a partition is not full', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.drain(node);
    story.level('lively');
    const led = (): readonly number[] => [1, 2, 3, 4, 5].map((place) => story.primaries(story.node(place)));
    const before = led();
    await story.pass(40);
    expect(led()).toEqual(before);
  });
});
