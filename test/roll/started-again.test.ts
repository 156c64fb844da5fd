import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../../src/roll/ids.js';
import { carol, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { savedAndRead } from '../support/saved-run.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const held = (roll: CoreRun): Extract<CoreRun['run'], { status: 'held' }>['hold'] => {
  if (roll.run.status !== 'held') throw new Error(`not held, but ${roll.run.status}`);
  return roll.run.hold;
};
const stops = (roll: CoreRun): readonly NodeAddress[] => roll.commands.map(({ address }) => address);

/** So much time passes in looks. */
function pass(roll: CoreRun, ms: number): void {
  const until = roll.now + ms;
  while (roll.now < until) roll.step();
}

/** Somebody starts a server that had died, and the meta knows it again. */
function startByHand(cluster: IdealCluster, address: NodeAddress): void {
  cluster.restart(address, '2.4.0');
  for (const node of cluster.nodes) if (node.address === address) node.alive = true;
}

describe('a server that was started without the run', () => {
  it('holds before the next server is begun, when it is one that the run has rolled', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'], soakMs: 60_000 }).untilStep('soak');
    cluster.restart(server(1), '2.4.0');
    roll.untilStatus('held');
    expect(stops(roll)).toEqual([server(1)]);
    expect(held(roll)).toMatchObject({
      reason: 'started-again',
      nodes: [server(1)],
      choices: [{ choice: 'retry' }, { choice: 'abort' }],
    });
    expect(inWords(held(roll).what)).toMatch(
      /^10\.0\.0\.1:34801 started again without this run \(first seen 2026-01-02 03:0\d:\d\d UTC; its process says that it was started at 2026-01-02 03:04:\d\d, by its own clock\)\. It may be crashing/,
    );
  });

  it('counts its crashes while the run is held, and holds again after the answer when it crashes on', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'], soakMs: 60_000 }).untilStep('soak');
    cluster.restart(server(1), '2.4.0');
    roll.untilStatus('held');
    for (const _crash of [2, 3]) {
      cluster.restart(server(1), '2.4.0');
      pass(roll, 15_000);
    }
    expect(inWords(held(roll).what)).toContain('started again 3 times without this run');
    roll.say('retry', carol);
    roll.untilStep('move-primaries');
    cluster.restart(server(1), '2.4.0');
    roll.untilStatus('held');
    expect(inWords(held(roll))).toMatchObject({
      reason: 'started-again',
      what: expect.stringContaining(
        `${server(1)}, which this run has rolled, started again without this run`,
      ) as string,
    });
    expect(stops(roll)).toEqual([server(1)]);
  });

  it('an operator who restarted one on purpose accepts that with a retry, and the roll goes on', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }).untilStep('heal');
    cluster.restart(server(3), '2.4.0');
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ reason: 'started-again', node: server(2), nodes: [server(3)] });
    roll.say('retry', carol);
    roll.untilStatus('done');
    expect(stops(roll)).toEqual([server(1), server(2), server(3)]);
  });

  it('whoever leaves the next server out has accepted it as well', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }).untilStep('heal');
    cluster.restart(server(1), '2.4.0');
    roll.untilStatus('held');
    roll.say('skip', carol);
    roll.untilStatus('done');
    expect(stops(roll)).toEqual([server(1), server(3)]);
  });

  it('is seen in the last look, after a drain, and the server at hand gets its replicas back first', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }).untilStep('close-replicas');
    cluster.ignored.add('close-replicas');
    cluster.counts = () => ({ kind: 'counted', serving: 1, opening: 0, closing: 0 });
    pass(roll, 12_000);
    cluster.restart(server(2), '2.4.0');
    cluster.counts = undefined;
    cluster.ignored.clear();
    roll.until(() => roll.run.status === 'held' || roll.commands.length > 0);
    expect(held(roll)).toMatchObject({ reason: 'started-again', nodes: [server(2)] });
    expect(cluster.settings.addSecondaryMax).toBe(0);
    roll.say('retry', carol);
    roll.untilStep('gates').untilStatus('done');
    expect(stops(roll)).toEqual([server(1), server(2), server(3)]);
  });

  it("is told in a canary's pause, once in the thread, and asked about after the resume", () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'], canary: true }).untilStatus('paused');
    for (const _crash of [1, 2, 3, 4]) {
      cluster.restart(server(1), '2.4.0');
      pass(roll, 15_000);
    }
    expect(roll.run.status).toBe('paused');
    expect(roll.events('note').map(({ message }) => words(message))).toEqual([
      expect.stringContaining(`${server(1)}, which this run has rolled, started again without this run`),
    ]);
    roll.say('resume', carol);
    roll.untilStatus('held');
    expect(inWords(held(roll))).toMatchObject({
      reason: 'started-again',
      what: expect.stringContaining('started again 4 times') as string,
    });
  });

  it('a meta that the run has rolled holds; another one is only told', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['meta'] }).until(({ log }) =>
      log.some(({ kind }) => kind === 'target-done'),
    );
    const [first] = stops(roll);
    const other = [1, 2, 3].map(meta).find((address) => address !== first && !roll.where().startsWith(address));
    if (first === undefined || other === undefined) throw new Error('no meta');
    cluster.restart(other, '2.4.0');
    pass(roll, 15_000);
    expect(roll.events('note').map(({ message }) => words(message))).toEqual([
      expect.stringMatching(`^${other} started again`),
    ]);
    cluster.restart(first, '2.4.0');
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ reason: 'started-again', nodes: [first] });
  });

  it('no answer proves nothing, and the starts of the run itself are its own', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { soakMs: 30_000 }).untilStep('soak');
    const reading = cluster.processes.get(server(2));
    cluster.kill(server(2));
    pass(roll, 15_000);
    if (reading !== undefined) cluster.processes.set(server(2), reading);
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('is known after the bot was away, too', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'], soakMs: 60_000 }).untilStep('soak');
    roll.run = savedAndRead(roll.run);
    cluster.restart(server(1), '2.4.0');
    roll.now += 120_000;
    roll.tell({ kind: 'recovered', awayMs: 120_000 });
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ reason: 'started-again', nodes: [server(1)] });
  });

  it('a run that was saved before start times were known goes on from what it sees first', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }).untilStep('heal');
    if (!('progress' in roll.run)) throw new Error('no progress');
    const { starts: _starts, asked: _asked, ...progress } = roll.run.progress;
    roll.run = savedAndRead({ ...roll.run, progress });
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });
});

describe('a server that people have started because a hold said that it was down', () => {
  const five = (): CoreRun => rolling(new IdealCluster({ nodes: 5, partitions: 10 }), { roles: ['replica'] });
  const reasons = (roll: CoreRun): readonly string[] => roll.events('held').map(({ hold }) => hold.reason);

  it('is not asked about a second time: the one at hand, which had died in its drain', () => {
    const roll = five().untilStep('close-replicas');
    roll.cluster.die(server(1));
    roll.untilStatus('held');
    startByHand(roll.cluster, server(1));
    pass(roll, 30_000);
    roll.say('retry', carol);
    roll.untilStatus('done');
    expect(reasons(roll)).toEqual(['second-failure']);
    expect(stops(roll)).toEqual([1, 2, 3, 4, 5].map(server));
  });

  it('nor one that was not ALIVE at the gates of another', () => {
    const roll = five().until(({ log }) => log.some(({ kind }) => kind === 'target-done'));
    roll.cluster.die(server(4));
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({
      reason: 'gate',
      gates: expect.arrayContaining([expect.objectContaining({ gate: 'nodes-alive', nodes: [server(4)] })]) as unknown,
    });
    startByHand(roll.cluster, server(4));
    pass(roll, 30_000);
    roll.say('retry', carol);
    roll.untilStatus('done');
    expect(reasons(roll)).toEqual(['gate']);
  });

  it('nor by whoever leaves it out', () => {
    const roll = five().untilStep('close-replicas');
    roll.cluster.die(server(1));
    roll.untilStatus('held');
    startByHand(roll.cluster, server(1));
    pass(roll, 30_000);
    roll.say('skip', carol);
    roll.untilStatus('done');
    expect(reasons(roll)).toEqual(['second-failure']);
    expect(stops(roll)).toEqual([2, 3, 4, 5].map(server));
  });

  it('but is, when it has started more than once by then, or starts yet again', () => {
    for (const again of ['before the answer', 'after it']) {
      const roll = five().untilStep('close-replicas');
      roll.cluster.die(server(1));
      roll.untilStatus('held');
      startByHand(roll.cluster, server(1));
      pass(roll, 30_000);
      if (again === 'before the answer') {
        startByHand(roll.cluster, server(1));
        pass(roll, 30_000);
      }
      roll.say('retry', carol);
      if (again === 'after it') roll.cluster.restart(server(1), '2.4.0');
      roll.untilStatus('held');
      expect(held(roll), again).toMatchObject({ reason: 'started-again', nodes: [server(1)] });
    }
  });

  it('and another server that started meanwhile is not accepted with it', () => {
    const roll = five().untilStep('close-replicas');
    roll.cluster.die(server(1));
    roll.untilStatus('held');
    startByHand(roll.cluster, server(1));
    roll.cluster.restart(server(3), '2.4.0');
    pass(roll, 30_000);
    roll.say('retry', carol);
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ reason: 'started-again', nodes: [server(3)] });
  });
});

describe('what the watch costs', () => {
  it('asks a bounded number of servers in a look, all of them in turn, and none again at once', () => {
    const cluster = new IdealCluster({ nodes: 200, partitions: 20 });
    const roll = rolling(cluster, { roles: ['replica'], nodes: [server(1), server(2)], soakMs: 600_000 }).untilStep(
      'soak',
    );
    const asked: NodeAddress[][] = [];
    const begun = roll.now;
    while (roll.now - begun < 60_000) {
      if (roll.next.kind === 'look') asked.push([...roll.next.look.processes]);
      roll.step();
    }
    expect(Math.max(...asked.map((each) => each.length))).toBe(20);
    expect(new Set(asked.flat()).size).toBe(203);
    expect(asked.flat().length / 60).toBeLessThan(20.5);
  });

  it('a server is not begun before all of them were asked', () => {
    const cluster = new IdealCluster({ nodes: 200, partitions: 20 });
    const roll = rolling(cluster, { roles: ['replica'], nodes: [server(1), server(2)] }).untilStep('heal');
    cluster.restart(server(150), '2.4.0');
    roll.until(() => roll.run.status === 'held' || roll.where().startsWith(`${server(2)} move`));
    expect(held(roll)).toMatchObject({ reason: 'started-again', nodes: [server(150)] });
  });

  it('nobody else is asked while a server is drained or away', () => {
    const roll = rolling(new IdealCluster(), { roles: ['replica'] }).untilStep('move-primaries');
    while (!roll.where().endsWith('heal')) {
      if (roll.next.kind === 'look' && !roll.where().endsWith('last-look'))
        expect(roll.next.look.processes.filter((address) => address !== server(1))).toEqual([]);
      roll.step();
    }
  });
});
