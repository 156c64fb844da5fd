import { describe, expect, it } from 'vitest';
import { nth, Story } from './story.js';

describe('process commands', () => {
  it('say whether there was anything to do', async () => {
    const story = new Story();
    const node = story.node(1);
    expect(await story.cluster.start(node)).toBe(false);
    expect(await story.cluster.stop(node, 'KILL')).toBe(true);
    expect(story.cluster.isUp(node)).toBe(false);
    expect(await story.cluster.stop(node, 'KILL')).toBe(false);
    expect(await story.cluster.start(node)).toBe(true);
    expect(story.cluster.isUp(node)).toBe(true);
    expect(await story.cluster.start('127.0.0.1:1')).toBe(false);
  });

  it('cannot start a process whose predecessor is still on its way out', async () => {
    const story = new Story();
    const node = story.node(1);
    const stopped = story.cluster.stop(node, 'TERM');
    await story.pass(1);
    expect([await story.cluster.start(node), story.cluster.isUp(node)]).toEqual([false, true]);
    await story.pass(1);
    expect([await stopped, story.cluster.isUp(node)]).toEqual([true, false]);
  });

  it('reach collectors too, which answer no remote command', async () => {
    const story = new Story();
    const collector = '127.0.0.1:34101';
    expect([story.cluster.isUp(collector), story.ask(collector, 'server-info')]).toEqual([true, 'refused']);
    await story.cluster.stop(collector, 'KILL');
    expect(story.cluster.isUp(collector)).toBe(false);
    await story.cluster.start(collector);
    expect(story.cluster.isUp(collector)).toBe(true);
  });

  it('can lie: success is reported and nothing is done', async () => {
    const story = new Story();
    const node = story.node(1);
    const info = story.ask(node, 'server-info');
    story.cluster.faults.lieAboutCommands(node);
    await story.cluster.install(node, '2.6.0');
    expect([await story.cluster.stop(node, 'TERM'), await story.cluster.start(node)]).toEqual([true, true]);
    await story.pass(30);
    expect(story.ask(node, 'server-info')).toBe(info);
    expect(story.cluster.truth().process(node)).toMatchObject({ up: true, starts: 0, alive: true });
  });

  it('are not the only way to go: a server can flap', async () => {
    const story = new Story();
    const node = story.node(1);
    const starts = (): number | undefined => story.cluster.truth().process(node)?.starts;
    story.cluster.faults.flap(node, 3000);
    expect([story.cluster.isUp(node), starts()]).toEqual([false, 0]);
    await story.pass(6);
    expect([story.cluster.isUp(node), starts(), story.status(node)]).toEqual([true, 1, 'ALIVE']);
  });

  it('answer nothing while a replica server still opens its replicas, nor say it is alive', async () => {
    const story = new Story({ timing: { openReplicaMs: 600 } });
    const node = story.node(1);
    await story.cluster.stop(node, 'KILL');
    await story.pass(25);
    await story.cluster.start(node);
    await story.pass(10);
    expect([story.ask(node, 'server-info'), story.status(node)]).toEqual(['no-handler', 'UNALIVE']);
    expect(story.cluster.truth().process(node)?.counts?.opening).toBeGreaterThan(50);
    await story.until(() => story.status(node) === 'ALIVE');
    expect(story.cluster.truth().process(node)?.counts).toMatchObject({ opening: 0, closing: 0 });
  });

  it('a broken replica is replaced without anybody being asked', async () => {
    const story = new Story();
    const { primary } = nth(story.partitions(), 0);
    story.cluster.faults.breakReplica(primary ?? '', '1.0');
    await story.until(() => nth(story.partitions(), 0).primary !== primary);
    expect(await story.until(() => story.notFull() === 0 && story.unavailable() === 0)).toBeLessThan(12);
  });
});
