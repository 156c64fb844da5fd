import { describe, expect, it } from 'vitest';
import { nth, Story } from './story.js';

const delay = 'meta.lb.assign_delay_ms';
const max = 'meta.lb.add_secondary_max_count_for_one_node';
const flow = 'meta.lb.add_secondary_enable_flow_control';

/** What the real servers answered, word for word. */
describe('a leader of 2.5 answers in words', () => {
  it.each([
    [delay, [], '600000'],
    [delay, ['3600000'], 'OK'],
    [delay, ['DEFAULT'], 'OK'],
    [delay, ['default'], 'ERR: invalid arguments'],
    [delay, ['0'], 'ERR: invalid arguments'],
    [delay, ['abc'], 'ERR: invalid arguments'],
    [delay, ['9999999999'], 'ERR: invalid arguments'],
    [delay, ['1', '2'], 'ERR: invalid arguments'],
    [max, [], '20'],
    [max, ['0'], 'OK'],
    [max, ['-1'], 'ERR: invalid arguments'],
    [flow, [], 'true'],
    [flow, ['false'], 'OK'],
    [flow, ['no'], 'ERR: invalid arguments'],
    ['meta.lb.assign_secondary_black_list', [], 'get ok: '],
    ['meta.lb.assign_secondary_black_list', ['127.0.0.1:34801,127.0.0.1:34802'], 'set ok'],
    ['meta.lb.assign_secondary_black_list', ['clear'], 'clear ok'],
    ['meta.lb.assign_secondary_black_list', ['nonsense'], 'invalid arguments'],
    ['meta.lb.get_balance_operation_count', [], 'total=0'],
    ['meta.lb.get_balance_operation_count', ['detail'], 'move_pri=0,copy_pri=0,copy_sec=0,total=0'],
    ['meta.lb.get_balance_operation_count', ['nonsense'], 'ERR: invalid arguments'],
    ['nosuch-command', [], "unknown command 'nosuch-command'"],
    ['flush-log', [], 'Flush done.'],
    ['perf-counters', ['.*'], expect.stringContaining('"counters":[]')],
  ])('%s %j: %s', (command, args, answer) => {
    const story = new Story();
    expect(story.ask(story.leader, command, ...args)).toEqual(answer);
  });

  it('keeps what was set, and DEFAULT brings back the config file', () => {
    const story = new Story();
    story.set(max, '0');
    expect(story.ask(story.leader, max)).toBe('0');
    story.set(max, 'DEFAULT');
    expect(story.ask(story.leader, max)).toBe('20');
  });
});

describe('a newer leader answers in JSON', () => {
  it.each([
    [delay, [], { error: 'ok', [delay]: '600000' }],
    [delay, ['3600000'], { error: 'ok' }],
    [delay, ['DEFAULT'], { error: 'ok', [delay]: 600_000 }],
    [delay, ['default'], { error: 'ok', [delay]: 600_000 }],
    [delay, ['0'], { error: 'ok' }],
    [delay, ['9999999999'], { error: 'ok' }],
    [delay, ['abc'], { error: "ERR: invalid argument 'abc', the value is not acceptable" }],
    [delay, ['a', 'b'], { error: "ERR: invalid arguments 'a b', only one argument is acceptable" }],
    [max, ['9999999999'], { error: "ERR: invalid argument '9999999999', the value is not acceptable" }],
    [flow, [], { error: 'ok', [flow]: 'true' }],
    [flow, ['x'], { error: "ERR: invalid arguments, 'x' is not a boolean" }],
    ['meta.lb.get_balance_operation_count', [], { total: 0 }],
    [
      'server-info',
      [],
      {
        build_type: 'Release',
        git_SHA: 'db756dcdf24e2af6169659a67548501ed61f106c',
        start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        version: '2.6.0-SNAPSHOT',
      },
    ],
  ])('%s %j: %j', (command, args, answer) => {
    const story = new Story({ generation: 'newer' });
    expect(JSON.parse(story.ask(story.leader, command, ...args))).toEqual(answer);
  });

  it('has no replica counters any more, and an unknown command is still plain text', () => {
    const story = new Story({ generation: 'newer' });
    expect(JSON.parse(story.ask(story.node(1), 'perf-counters', '.*replica(Count)'))).toEqual({
      counters: [],
      result: 'OK',
      timestamp: 0,
      timestamp_str: '1970-01-01 00:00:00',
    });
    expect(story.ask(story.meta(2), delay)).toBe(`unknown command '${delay}'`);
  });

  it('prints its operation count in cluster_info as JSON of several lines, -1 in all until it has counted', async () => {
    const story = new Story({ generation: 'newer' });
    expect(story.info('balance_operation_count')).toContain('"total": -1');
    await story.clock.advance(20_000);
    expect(story.info('balance_operation_count')).toBe(
      '{\n  "copy_pri": 0,\n  "copy_sec": 0,\n  "move_pri": 0,\n  "total": 0\n}',
    );
    expect(story.info('primary_meta_server')).toBe('localhost:34601');
  });

  it('is reached by its address too', () => {
    const story = new Story({ generation: 'newer' });
    expect(story.ask('127.0.0.1:34801', 'flush-log')).toBe('Flush done.');
    expect(story.ask('localhost:39999', 'flush-log')).toBe('refused');
  });
});

describe('a rolling upgrade mixes versions', () => {
  it('takes the installed version with the next start, and each process speaks its own words', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.cluster.install(node, '2.6.0-SNAPSHOT');
    expect(story.ask(node, 'server-info')).toMatch(
      /^Pegasus Server 2\.5\.0 \(0ca31b70eac7321bb17fb034105695597245d47b\) Release, Started at 2026-01-02 02:0\d:\d\d$/,
    );
    await story.cluster.stop(node, 'KILL');
    await story.cluster.start(node);
    await story.pass(3);
    expect(JSON.parse(story.ask(node, 'server-info'))).toMatchObject({
      version: '2.6.0-SNAPSHOT',
      start_time: '2026-01-02 03:04:05',
    });
    expect(story.ask(story.node(2), 'server-info')).toMatch(/^Pegasus Server 2\.5\.0/);
    expect(story.status(node)).toBe('ALIVE');
  });

  it('can be told to come up with the old version, slowly, or not for long', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.cluster.install(node, '2.5.1');
    story.cluster.faults.spoilNextStart(node, { keepsOldVersion: true });
    story.cluster.faults.spoilNextStart(node, { slowerByMs: 30_000, diesAfterMs: 45_000 });
    const restart = async (): Promise<void> => {
      await story.cluster.stop(node, 'KILL');
      await story.cluster.start(node);
      await story.pass(5);
    };
    await restart();
    expect(story.ask(node, 'server-info')).toContain('2.5.0');
    await restart();
    expect([story.cluster.isUp(node), story.ask(node, 'server-info')]).toEqual([true, 'no-handler']);
    await story.pass(30);
    expect(story.ask(node, 'server-info')).toMatch(/^Pegasus Server 2\.5\.1 \([0-9a-f]{40}\)/);
    await story.pass(15);
    expect(story.cluster.isUp(node)).toBe(false);
    await restart();
    expect(story.ask(node, 'server-info')).toContain('2.5.1');
  });
});

describe('kill_partition', () => {
  it('says when a named replica is not there, and takes anything else', () => {
    const story = new Story();
    const node = story.node(2);
    expect(story.ask(node, 'replica.kill_partition', '9', '9')).toBe('ERR_OBJECT_NOT_FOUND');
    expect(story.ask(node, 'replica.kill_partition', '1', '2', '3')).toBe('ERR_INVALID_PARAMETERS');
    const before = story.serving(node);
    expect(story.ask(node, 'replica.kill_partition', 'abc')).toBe('ERR_OK');
    expect(story.serving(node)).toBe(before);
  });

  it('"1.0" in one argument is all of table 1', async () => {
    const story = new Story();
    const node = story.node(2);
    const ofTable = (): number => Number(/^(\d+) processed/.exec(story.ask(node, 'replica.query-app-envs', '1'))?.[1]);
    const others = story.serving(node) - ofTable();
    expect(ofTable()).toBeGreaterThan(3);
    expect(story.ask(node, 'replica.kill_partition', '1.0')).toBe('ERR_OK');
    await story.pass(1);
    expect(ofTable()).toBe(0);
    expect(story.serving(node)).toBe(others);
  });

  it('on live secondaries leaves the meta reporting them until their primaries notice', async () => {
    const story = new Story();
    const node = story.node(2);
    await story.leadNothing(node);
    story.set(max, '0');
    const had = story.replicas(node);
    story.ask(node, 'replica.kill_partition');
    await story.pass(1);
    expect([story.serving(node), story.replicas(node)]).toEqual([0, had]);
    await story.pass(101);
    expect(story.replicas(node)).toBe(0);
  });

  it('has a primary take itself out first, so that another one leads', async () => {
    const story = new Story();
    const partition = nth(story.partitions(), 0);
    const primary = partition.primary ?? '';
    expect(story.ask(primary, 'replica.kill_partition', '1', '0')).toBe('ERR_OK');
    expect(story.ask(primary, 'replica.kill_partition', '1', '0')).toBe('ERR_OBJECT_NOT_FOUND');
    await story.pass(1.5);
    expect(partition.secondaries).toContain(nth(story.partitions(), 0).primary);
  });
});

describe('what a replica server counts', () => {
  const count = (story: Story, node: string, kind = ''): number => {
    const { counters } = JSON.parse(story.ask(node, 'perf-counters', '.*replica(Count)')) as {
      counters: { name: string; value: number }[];
    };
    return counters.find(({ name }) => name === `replica*eon.replica_stub*${kind}replica(Count)`)?.value ?? NaN;
  };

  it('is a snapshot up to 10 s old, in no particular order, as floats', async () => {
    const story = new Story();
    const node = story.node(2);
    const had = story.serving(node);
    expect(count(story, node)).toBe(had);
    expect(story.ask(node, 'perf-counters', '.*replica(Count)')).toContain(`"value":${had}.0}`);
    const orders = new Set(Array.from({ length: 20 }, () => story.ask(node, 'perf-counters', '.*replica(Count)')));
    expect(orders.size).toBeGreaterThan(1);
    story.ask(node, 'replica.kill_partition');
    await story.until(() => story.serving(node) === 0);
    const stale = await story.until(() => count(story, node) === 0 && count(story, node, 'closing.') === 0);
    expect(stale).toBeLessThanOrEqual(10);
    const waits: number[] = [];
    for (const seed of [2, 3, 4, 5]) {
      const other = new Story({ seed });
      other.set(max, '0');
      other.ask(node, 'replica.kill_partition');
      waits.push(await other.until(() => count(other, node) === 0 && count(other, node, 'closing.') === 0));
    }
    expect(Math.max(...waits)).toBeGreaterThan(2);
  });

  it('can have a closing count that older removals keep above 0', async () => {
    const story = new Story();
    const node = story.node(2);
    story.cluster.faults.stickClosing(node, 8);
    await story.pass(11);
    expect(count(story, node, 'closing.')).toBe(8);
    await story.drain(node).catch(() => undefined);
    expect(story.serving(node)).toBe(8);
    await story.pass(500);
    expect(count(story, node, 'closing.')).toBe(0);
  });

  it('lists what it serves, exactly and at once, in query-app-envs', () => {
    const story = new Story();
    const node = story.node(3);
    const [first = '', ...lines] = story.ask(node, 'replica.query-app-envs').split('\n');
    expect(first).toBe(`${story.replicas(node)} processed, 0 not found`);
    expect(lines).toHaveLength(story.replicas(node));
    expect(lines.filter((line) => /^ {4}\d+\.\d+@127\.0\.0\.1:34803@P : $/.test(line))).toHaveLength(
      story.primaries(node),
    );
    expect(story.ask(node, 'replica.query-app-envs', '77')).toBe('0 processed, 1 not found');
  });

  it('is asked with POSIX basic expressions that match the whole name', () => {
    const story = new Story();
    const names = (pattern: string): number =>
      (story.ask(story.node(1), 'perf-counters', pattern).match(/"name"/g) ?? []).length;
    expect(names('.*replica(Count)')).toBe(3);
    expect(names('.*closing.replica(Count)')).toBe(1);
    expect(names('replica(Count)')).toBe(0);
    expect(names('[')).toBe(0);
  });
});
