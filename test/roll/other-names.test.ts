import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../src/roll/ids.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { rolling } from '../support/core-run.js';
import { inWords } from '../support/in-words.js';

const named = (number: number, port = 34801): ReturnType<typeof nodeAddress> =>
  nodeAddress(`rs${number}.example:${port}`);

/** From now on the leader lists every server as host:port; `told`: and says which address each one has. */
function rename(cluster: IdealCluster, told: 'both' | 'when asked' | 'never'): void {
  cluster.otherNames = {
    told,
    names: new Map(
      [1, 2, 3, 4, 5].flatMap((number) => [
        [server(number), named(number)] as const,
        [meta(number), named(number, 34601)] as const,
      ]),
    ),
  };
}

describe('a leader that lists servers by other names than the plan', () => {
  it.each(['both', 'when asked'] as const)(
    'which tells the others as well (%s): the roll goes on, and speaks to it in its own names',
    (told) => {
      const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
      const roll = rolling(cluster).untilStep('move-primaries');
      cluster.elect(meta(2));
      rename(cluster, told);
      roll.untilStatus('done');
      expect(roll.run.log.filter(({ kind }) => kind === 'held')).toEqual([]);
      expect(roll.acts.filter((act) => act.startsWith('move') && act.endsWith(` from ${named(2)}`))).toHaveLength(1);
      expect(roll.commands.map(({ address }) => address).slice(0, 4)).toEqual([1, 2, 3, 4].map(server));
      // The leader goes last, whatever it is called.
      expect(roll.commands.filter(({ role }) => role === 'meta').map(({ address }) => address)).toEqual([
        meta(3),
        meta(1),
        meta(2),
      ]);
    },
  );

  it.each(['move-primaries', 'downgrade-secondaries', 'close-replicas', 'last-look'])(
    'which does not: nothing is taken for empty in %s, no replica is closed, and the hold says what to do',
    (step) => {
      const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
      const roll = rolling(cluster).untilStep(step);
      if (roll.next.kind === 'act') roll.step();
      const before = roll.acts.length;
      cluster.elect(meta(2));
      rename(cluster, 'never');
      roll.untilStatus('held');
      if (roll.run.status !== 'held') throw new Error('not held');
      expect(roll.run.hold.reason).toBe('unlisted');
      expect(inWords(roll.run.hold.what)).toContain(`does not list ${server(1)}`);
      expect(inWords(roll.run.hold.what)).toContain('abort, and ask for the roll anew');
      expect(roll.acts.slice(before).filter((act) => /close|restart|move|downgrade|flush/.test(act))).toEqual([]);
      // It stands with replicas given back.
      roll.until(() => cluster.settings.addSecondaryMax > 0);
    },
  );

  it('which does not, while the server is away: it is brought back, and the hold comes after', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilNext('flush-log');
    roll.outcome = (command) => {
      rename(cluster, 'never');
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    if (roll.run.status !== 'held') throw new Error('not held');
    expect(roll.run.hold.reason).toBe('unlisted');
    expect(roll.commands).toHaveLength(1);
    expect(roll.run.hold.choices.map(({ choice }) => choice)).toEqual(['retry', 'abort']);
  });

  it('which lists it again soon, as a new leader does with the next beacon: the roll goes on', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilStep('close-replicas');
    cluster.unlisted.add(server(1));
    const since = roll.now;
    roll.until(() => roll.now - since > 5_000);
    expect(roll.acts.at(-1)).not.toContain('close');
    cluster.unlisted.clear();
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('which lists it no more, and no other: the hold says so', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilStep('downgrade-secondaries');
    cluster.unlisted.add(server(1));
    roll.untilStatus('held');
    if (roll.run.status !== 'held') throw new Error('not held');
    expect(roll.run.hold).toMatchObject({ reason: 'unlisted' });
    expect(inWords(roll.run.hold.what)).toContain('not running, or was removed from the cluster');
  });

  it('closes no replica while the leader counts some that its partitions do not show', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilStep('close-replicas');
    cluster.miscounted.add(server(1));
    roll.untilStatus('held');
    if (roll.run.status !== 'held') throw new Error('not held');
    expect(roll.acts).not.toContain(`close ${server(1)}`);
    expect(roll.run.hold.choices.map(({ choice }) => choice)).not.toContain('force');
  });
});
