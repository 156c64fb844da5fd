import { describe, expect, it } from 'vitest';
import { gpid } from '../../src/roll/ids.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { alice, bob, carol, rolling, type CoreRun } from '../support/core-run.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

/**
 * A table as it is right after its creation: each partition has its primary and lacks the others until the meta may add
 * them.
 */
function make(cluster: IdealCluster, name: string, { partitions = 4, copies = 3, status = 'AVAILABLE' } = {}): void {
  cluster.addTable(name, partitions, copies);
  const table = cluster.tables.at(-1);
  if (table === undefined) throw new Error('no table');
  table.status = status;
  for (const partition of table.partitions) {
    cluster.lacking.set(partition, partition.secondaries);
    partition.secondaries = [];
  }
}

const holdOf = ({ run }: CoreRun) => {
  if (run.status !== 'held') throw new Error(`not held: ${run.status}`);
  return run.hold;
};

describe('a table that is made while a server is drained', () => {
  it.each(['move-primaries', 'downgrade-secondaries', 'close-replicas', 'last-look'])(
    'in %s: is no second failure; it gets its copies first, and the server is drained anew',
    (step) => {
      const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
      const roll = rolling(cluster).untilStep(step);
      make(cluster, 'made');
      roll.untilStatus('done');
      expect(roll.events('held')).toEqual([]);
      expect(
        roll
          .events('note')
          .map(({ message }) => words(message))
          .join(),
      ).toContain('made (8 missing)');
      expect(roll.commands.filter(({ address }) => address === server(1))).toHaveLength(1);
    },
  );

  it('is named and waited for as long as it is being made, and no replica is closed meanwhile', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilStep('downgrade-secondaries');
    make(cluster, 'made', { status: 'CREATING' });
    roll.until(
      () =>
        roll.where().endsWith('close-replicas') && 'progress' in roll.run && roll.run.progress.waiting !== undefined,
    );
    if (!('progress' in roll.run)) throw new Error('no progress');
    expect(inWords(roll.run.progress.waiting?.what)).toBe('tables that are being changed: made (CREATING)');
    const since = roll.now;
    roll.until(() => roll.now - since > 60_000);
    expect(roll.acts).not.toContain(`close ${server(1)}`);
    const made = cluster.tables.at(-1);
    if (made !== undefined) made.status = 'AVAILABLE';
    roll.untilStatus('done');
  });

  it('while it is away: the server comes back, and its copies and those of the new table are waited for by name', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilNext('flush-log');
    roll.outcome = (command) => {
      if (command.address === server(1)) make(cluster, 'made');
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStep('heal');
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('gets its copies while the server is away, however long that takes to come back', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    const roll = rolling(cluster).untilNext('flush-log');
    roll.outcome = (command) => {
      cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStep('await-return');
    make(cluster, 'made');
    const since = roll.now;
    roll.until(() => roll.now - since > 20_000);
    // The leader lists it as ALIVE: it could still be given replicas.
    expect(cluster.settings.addSecondaryMax).toBe(0);
    cluster.die(server(1));
    roll.until(() => cluster.settings.addSecondaryMax !== 0);
    expect(roll.where()).toBe(`${server(1)} await-return`);
    cluster.restart(server(1), '2.4.0');
    for (const node of cluster.nodes) node.alive = true;
    roll.outcome = (command) => {
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('does not get them while the process that was drained still runs, though its command says that it succeeded', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    const roll = rolling(cluster).untilNext('flush-log');
    roll.outcome = () => ({ kind: 'succeeded', tail: [] });
    roll.untilStep('await-return');
    make(cluster, 'made');
    roll.until(() => roll.where() !== `${server(1)} await-return` || roll.run.status !== 'rolling');
    expect(holdOf(roll).reason).toBe('not-restarted');
    expect(roll.acts.filter((act) => act.includes('add_secondary')).at(-1)).toMatch(/ 0$/);
  });

  it.each(['DROPPING', 'DROP_FAILED', 'RECALLING', 'CREATE_FAILED'])(
    'a table that is %s is no second failure either',
    (status) => {
      const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
      cluster.addTable('events', 4, 3);
      const roll = rolling(cluster).untilStep('downgrade-secondaries');
      const events = cluster.tables.at(-1);
      if (events === undefined) throw new Error('no table');
      events.status = status;
      const since = roll.now;
      roll.until(() => roll.now - since > 20_000);
      expect(roll.run.status).toBe('rolling');
      expect(inWords('progress' in roll.run ? roll.run.progress.waiting?.what : '')).toContain(`events (${status})`);
      events.status = status === 'RECALLING' ? 'AVAILABLE' : 'DROPPED';
      for (const partition of events.partitions)
        if (status === 'RECALLING') cluster.lacking.set(partition, partition.secondaries.splice(0));
      roll.untilStatus('done');
      expect(roll.events('held')).toEqual([]);
    },
  );

  it('and which has been whole once counts like every other: what it loses then is a second failure', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    const roll = rolling(cluster).untilStep('move-primaries');
    make(cluster, 'made');
    roll.until(() => roll.where().endsWith(' flush-log') || roll.where().endsWith(' last-look'));
    const partition = cluster.partition(gpid(2, 2));
    partition.secondaries = [];
    roll.untilStatus('held');
    expect(holdOf(roll)).toMatchObject({ reason: 'second-failure', gpids: [gpid(2, 2)] });
  });

  it('hides no server that dies', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    const roll = rolling(cluster).untilStep('close-replicas');
    make(cluster, 'made', { status: 'CREATING' });
    cluster.die(server(4));
    roll.untilStatus('held');
    expect(holdOf(roll)).toMatchObject({ reason: 'second-failure', nodes: [server(4)] });
  });
});

describe('a table with one copy that is made in mid-run', () => {
  const made = (step: string, mutation2pcMinReplicaCount = 2): { cluster: IdealCluster; roll: CoreRun } => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster);
    Object.assign(roll, { rules: { ...roll.rules, mutation2pcMinReplicaCount } });
    roll.untilStep(step);
    cluster.addTable('single', 8, 1);
    return { cluster, roll };
  };

  it.each([
    ['downgrade-secondaries', 2],
    ['close-replicas', 0],
    ['last-look', 2],
    ['heal', 2],
  ] as const)('in %s: the hold names the table, and offers to skip the server or to waive it', (step, min) => {
    const { roll } = made(step, min);
    roll.untilStatus('held');
    expect(holdOf(roll).reason).toBe('gate');
    expect(inWords(holdOf(roll).what)).toContain('single (1)');
    expect(holdOf(roll).what).not.toContain('--allow-low-replication');
    expect(holdOf(roll).choices.map(({ choice }) => choice)).toEqual(['retry', 'skip', 'force', 'abort']);
    expect(inWords(holdOf(roll).choices.find(({ choice }) => choice === 'force')?.does)).toContain(
      'few copies of single',
    );
  });

  it('two approvers waive it, for every server that is left, and the log has who', () => {
    const { roll } = made('downgrade-secondaries');
    roll.untilStatus('held');
    expect(roll.say('force', bob).accepted).toBe(true);
    expect(roll.run.status).toBe('held');
    expect(roll.say('force', carol).accepted).toBe(true);
    roll.untilStatus('done');
    expect(roll.events('held')).toHaveLength(1);
    expect(
      roll
        .events('note')
        .map(({ message }) => words(message))
        .join(),
    ).toContain(`single is rolled in spite of its few copies, as <@${bob}> and <@${carol}> decided`);
    expect(roll.commands.filter(({ role }) => role === 'replica')).toHaveLength(4);
    // It says nothing of how often that server was restarted.
    expect('progress' in roll.run ? roll.run.progress.targets.flatMap(({ forced }) => forced) : ['?']).toEqual([]);
  });

  it('is not offered while something else blocks too', () => {
    const { cluster, roll } = made('heal');
    cluster.ddd = [gpid(1, 1)];
    roll.untilStatus('held');
    expect(holdOf(roll).choices.map(({ choice }) => choice)).toEqual(['retry', 'skip', 'abort']);
  });

  it('passes when the table is gone and people retry', () => {
    const { cluster, roll } = made('downgrade-secondaries');
    roll.untilStatus('held');
    const single = cluster.tables.at(-1);
    if (single !== undefined) single.status = 'DROPPED';
    expect(roll.say('retry', alice).accepted).toBe(true);
    roll.untilStatus('done');
  });
});

describe('the server at hand', () => {
  it('dies while it is drained: the hold says that it is this very one, and what to do', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    const roll = rolling(cluster).untilStep('downgrade-secondaries');
    cluster.die(server(1));
    roll.untilStatus('held');
    const { what, reason, choices } = holdOf(roll);
    expect(reason).toBe('second-failure');
    expect(inWords(what)).toContain(
      `${server(1)}, the server at hand, died while it was drained; this run had not stopped it`,
    );
    expect(inWords(what)).toContain(`start ${server(1)}, and retry`);
    expect(what).not.toContain('another');
    expect(choices.map(({ choice }) => choice)).toEqual(['retry', 'skip', 'abort']);
    cluster.restart(server(1), '2.4.0');
    for (const node of cluster.nodes) node.alive = true;
    roll.say('retry');
    // Whoever started it says so: nobody else knows that it was not its supervisor, after another crash.
    roll.untilStatus('held');
    expect(holdOf(roll)).toMatchObject({ reason: 'started-again', nodes: [server(1)] });
    roll.say('retry');
    roll.untilStatus('done');
  });

  it('dies with another one: both are named, each for what it is', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    const roll = rolling(cluster).untilStep('downgrade-secondaries');
    cluster.die(server(1));
    cluster.die(server(3));
    roll.untilStatus('held');
    expect(inWords(holdOf(roll).what)).toContain('the server at hand, died while it was drained');
    expect(inWords(holdOf(roll).what)).toContain(`${server(3)} is not ALIVE`);
  });
});
