import { describe, expect, it } from 'vitest';
import { seeds, Story } from './story.js';

describe('a replica server is killed', () => {
  it.each(seeds(8))(
    'is UNALIVE after 20 to 22 s, has new primaries 0.5 s later, and comes back 20 replicas a tick (seed %i)',
    async (seed) => {
      const story = new Story({ seed });
      const node = story.node(5);
      await story.pass(3);
      const led = story.primaries(node);
      expect(await story.cluster.stop(node, 'KILL')).toBe(true);
      expect(story.status(node)).toBe('ALIVE');
      expect(story.unavailable()).toBe(led);

      const detected = await story.until(() => story.status(node) === 'UNALIVE');
      expect(detected).toBeGreaterThanOrEqual(20);
      expect(detected).toBeLessThanOrEqual(22.1);
      expect(await story.until(() => story.unavailable() === 0)).toBeLessThanOrEqual(0.5);
      expect(await story.until(() => story.row(node) === 'U/0/0/0')).toBeLessThanOrEqual(0.5);
      await story.pass(28);
      expect(story.row(node)).toBe('U/0/0/0'); // within the assign delay nobody else gets its replicas
      const lost = story.notFull();

      await story.cluster.start(node);
      const alive = await story.until(() => story.status(node) === 'ALIVE');
      expect(alive).toBeGreaterThanOrEqual(0.9);
      expect(alive).toBeLessThanOrEqual(2.4);
      const steps = new Set<number>();
      const healed = await story.until(() => {
        steps.add(Math.ceil(story.replicas(node) / 20) * 20);
        return story.notFull() === 0;
      });
      expect(healed + alive).toBeGreaterThan(20);
      expect(healed + alive).toBeLessThan(33);
      expect([...steps]).toEqual([0, 20, 40, 60]);
      expect(story.replicas(node)).toBe(lost);
      expect(story.primaries(node)).toBe(0);
    },
  );

  it('spreads its leadership evenly over the others', async () => {
    const story = new Story();
    await story.cluster.stop(story.node(5), 'KILL');
    await story.pass(25);
    const led = [1, 2, 3, 4].map((place) => story.primaries(story.node(place)));
    expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(4);
    expect(led.reduce((sum, count) => sum + count)).toBe(88);
  });

  it('goes to other servers once the assign delay has run out', async () => {
    const story = new Story();
    const node = story.node(3);
    story.set('meta.lb.assign_delay_ms', '15000');
    await story.cluster.stop(node, 'KILL');
    await story.until(() => story.status(node) === 'UNALIVE');
    const healed = await story.until(() => story.notFull() === 0);
    expect(healed).toBeGreaterThan(15);
    expect(healed).toBeLessThan(32);
    expect(story.row(node)).toBe('U/0/0/0');
    await story.cluster.start(node);
    await story.until(() => story.status(node) === 'ALIVE');
    await story.pass(40);
    expect(story.row(node)).toBe('A/0/0/0');
    expect(story.serving(node)).toBeGreaterThan(45); // it still holds what the meta gave to others
  });
});

describe('a replica server restarts before it is missed', () => {
  it('is never seen as down and leads again; only its start time tells', async () => {
    const story = new Story({ timing: { noticeShare: 0 } });
    const node = story.node(3);
    const before = story.row(node);
    const info = story.ask(node, 'server-info');
    await story.cluster.stop(node, 'KILL');
    await story.pass(0.5);
    await story.cluster.start(node);
    const rows = new Set<string>();
    for (let second = 0; second < 40; second++) {
      rows.add(story.row(node));
      await story.pass(1);
    }
    expect([...rows]).toEqual([before]);
    expect(story.unavailable()).toBe(0);
    expect(story.ask(node, 'server-info')).not.toBe(info);
    expect(story.log.filter((line) => line.includes('resume'))).toHaveLength(story.primaries(node));
  });

  it('is declared dead when the new process aborts, though it was "started"', async () => {
    const story = new Story();
    const node = story.node(5);
    story.cluster.faults.spoilNextStart(node, { diesAfterMs: 200 });
    await story.cluster.stop(node, 'KILL');
    expect(await story.cluster.start(node)).toBe(true);
    await story.pass(1);
    expect(story.cluster.isUp(node)).toBe(false);
    expect(story.status(node)).toBe('ALIVE');
    await story.pass(22);
    expect(story.row(node)).toBe('U/0/0/0');
  });

  it('is ignored from the sixth quick start on, until it has run for 600 s', async () => {
    const story = new Story();
    const node = story.node(4);
    const seen: (string | undefined)[] = [];
    for (let restart = 1; restart <= 8; restart++) {
      await story.cluster.stop(node, 'KILL');
      await story.cluster.start(node);
      await story.pass(7.55);
      seen.push(story.status(node));
    }
    expect(seen).toEqual(['ALIVE', 'ALIVE', 'ALIVE', 'ALIVE', 'ALIVE', 'ALIVE', 'ALIVE', 'UNALIVE']);
    expect(story.ask(node, 'server-info')).toContain('Pegasus Server 2.5.0');
    await story.pass(560);
    expect(story.status(node)).toBe('UNALIVE');
    await story.pass(40);
    expect(story.status(node)).toBe('ALIVE');
  });
});

describe('a replica server hangs', () => {
  it('answers nothing and goes on as if nothing had been, when it is continued in time', async () => {
    const story = new Story({ timing: { noticeShare: 0 } });
    const node = story.node(5);
    const before = story.row(node);
    story.cluster.faults.hang(node);
    expect(story.cluster.remoteCommand(node, 'server-info', [])).toEqual({ kind: 'hangs' });
    await story.pass(13);
    story.cluster.faults.unhang(node);
    await story.pass(30);
    expect(story.row(node)).toBe(before);
  });

  it('loses everything when it hangs for longer, and closes it when it goes on', async () => {
    const story = new Story();
    const node = story.node(5);
    story.cluster.faults.hang(node);
    await story.pass(25);
    expect(story.row(node)).toBe('U/0/0/0');
    expect(story.unavailable()).toBe(0);
    story.cluster.faults.unhang(node);
    await story.pass(1);
    expect(story.status(node)).toBe('ALIVE');
    await story.pass(60);
    expect(story.notFull()).toBe(0);
  });

  it('is not ended by SIGTERM before it goes on, but is by SIGKILL', async () => {
    const story = new Story();
    const node = story.node(5);
    story.cluster.faults.hang(node);
    let gone = false;
    void story.cluster.stop(node, 'TERM').then(() => (gone = true));
    await story.pass(10);
    expect([gone, story.cluster.isUp(node)]).toEqual([false, true]);
    story.cluster.faults.unhang(node);
    await story.pass(2.1);
    expect([gone, story.cluster.isUp(node)]).toEqual([true, false]);
    story.cluster.faults.hang(story.node(4));
    expect(await story.cluster.stop(story.node(4), 'KILL')).toBe(true);
    expect(story.cluster.isUp(story.node(4))).toBe(false);
  });
});
