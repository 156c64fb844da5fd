import { describe, expect, it } from 'vitest';
import { bob, carol, rolling, type CoreRun } from '../support/core-run.js';
import { configured, IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const beforeTheStop = ['gates', 'move-primaries', 'downgrade-secondaries', 'close-replicas', 'last-look'];

/** A run at this step of the second server, about to look; an act of the step may have been done already. */
function at(step: string, cluster = new IdealCluster()): { roll: CoreRun; cluster: IdealCluster } {
  // A server that is found empty comes to its last look at a look of its own.
  if (step === 'last-look') cluster.counts = () => ({ kind: 'counted', serving: 0, opening: 0, closing: 0 });
  const roll = rolling(cluster);
  // Gates that pass are left on the reading that they were met on.
  if (step === 'gates')
    roll.until(() => roll.where() === '10.0.0.2:34801 gates' || roll.where() === '10.0.0.2:34801 move-primaries');
  else roll.until(() => roll.where() === `10.0.0.2:34801 ${step}` && roll.next.kind === 'look');
  return { roll, cluster };
}

/** A run whose first server was stopped and does not come back. */
function withoutFirst(): { roll: CoreRun; cluster: IdealCluster } {
  const cluster = new IdealCluster();
  const roll = rolling(cluster);
  roll.outcome = (command) => {
    cluster.kill(command.address);
    return { kind: 'succeeded', tail: [] };
  };
  roll.untilStep('await-return');
  return { roll, cluster };
}

describe('pause', () => {
  it('stays a pause while the cluster cannot be read, however long: nobody rolls on with a retry', () => {
    const { roll } = at('gates');
    roll.say('pause');
    roll.untilStatus('paused');
    const since = roll.now;
    roll.unreadable = { kind: 'unreachable', message: 'no meta answers', raw: [] };
    roll.until(() => roll.now - since > 600_000);
    expect(roll.run).toMatchObject({ status: 'paused', progress: { unreadable: { message: 'no meta answers' } } });
    expect(roll.say('retry')).toMatchObject({ accepted: false });
  });

  it.each(beforeTheStop)(
    'at %s of the second server: replicas are given back, then it is paused, and the server starts over',
    (step) => {
      const { roll, cluster } = at(step);
      const before = roll.acts.length;
      expect(roll.say('pause')).toMatchObject({ accepted: true });
      expect(roll.run.status).toBe('pausing');
      roll.untilStatus('paused');
      expect(roll.acts.slice(before).filter((act) => !act.startsWith('add_secondary'))).toEqual([]);
      for (let turn = 0; turn < 4; turn += 1) roll.step();
      expect(cluster.settings).toMatchObject({ addSecondaryMax: 100, assignDelayMs: 3_600_000 });
      expect(
        cluster
          .observe({ processes: [], ddd: false })
          .tables[0]?.partitions.every(({ secondaries }) => secondaries.length === 2),
      ).toBe(true);
      expect(roll.events('paused')).toMatchObject([{ settingsStayOn: true }]);

      roll.say('resume', carol);
      roll.untilStatus('done');
      expect(roll.acts.filter((act) => act === 'restart 10.0.0.2:34801')).toHaveLength(1);
    },
  );

  it.each(
    ['move-primaries', 'downgrade-secondaries', 'close-replicas', 'last-look'].flatMap((step) => [
      ['pause', step] as const,
      ['abort', step] as const,
    ]),
  )('%s at %s: a new leader is not told to keep replicas off a server that is given them back', (word, step) => {
    const { roll, cluster } = at(step);
    const before = roll.acts.length;
    roll.say(word);
    cluster.elect(meta(2));
    roll.untilStatus(word === 'pause' ? 'paused' : 'aborted');
    expect(roll.acts.slice(before).filter((act) => act === 'add_secondary 0')).toEqual([]);
  });

  it.each(['await-return', 'heal'])('at %s: the server is seen back and full first', (step) => {
    const { roll } = at(step);
    roll.say('pause');
    roll.untilStatus('paused');
    expect(roll.events('target-done').map(({ address }) => address)).toEqual([server(1), server(2)]);
    roll.say('resume');
    roll.untilStatus('done');
    expect(roll.commands).toHaveLength(7);
  });

  it.each(['await-return', 'heal'])(
    'at %s of the last server: nothing is left to pause, whatever the window says, and the run leaves by itself',
    (step) => {
      const cluster = new IdealCluster();
      const roll = rolling(cluster, { roles: ['replica'] });
      roll.until(() => roll.where() === `${server(3)} ${step}`);
      expect(roll.say('pause')).toMatchObject({ accepted: true });
      roll.context = {
        calendar: {
          window: { kind: 'always' },
          freeze: { kind: 'in-force', until: roll.now + 86_400_000, reason: 'Spring Festival' },
        },
      };
      roll.untilStatus('done');
      expect(roll.events('paused')).toEqual([]);
      expect(inWords(roll.events('note'))).toMatchObject([
        { message: 'leadership is not given back as it was before the run: paused by <@U0BOB>' },
        { message: expect.stringContaining('nothing left to pause') },
      ]);
      expect(cluster.settings).toEqual(configured);
    },
  );

  it('while a command runs, the command is waited for', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    const { outcome } = roll;
    roll.outcome = () => undefined;
    roll.until(() => roll.commands.length === 1);
    roll.say('pause');
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    expect(roll.run.status).toBe('pausing');
    const [command] = roll.commands;
    if (command === undefined) throw new Error('no command');
    cluster.carryOut(command);
    roll.outcome = outcome;
    roll.tell({ kind: 'command-finished', id: command.id, result: { kind: 'succeeded', tail: [] } });
    roll.untilStatus('paused');
    expect(roll.commands).toHaveLength(1);
  });

  it('called off before it took effect, the run goes on', () => {
    const { roll } = at('close-replicas');
    roll.say('pause');
    roll.say('resume');
    expect(roll.run.status).toBe('rolling');
    roll.untilStatus('done');
  });

  it('before anything was touched it stands at once, and is checked anew on resume', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.say('pause');
    expect(roll.run.status).toBe('paused');
    cluster.ddd = [];
    cluster.settings = { ...cluster.settings, addSecondaryMax: 0 };
    roll.say('resume');
    roll.untilStatus('held');
    expect(roll.acts).toEqual([]);
  });
});

describe('abort', () => {
  it.each(beforeTheStop.slice(1))(
    'at %s: no more is sent, the replicas are given back, the settings restored',
    (step) => {
      const { roll, cluster } = at(step);
      const before = roll.acts.length;
      roll.say('abort', carol);
      roll.untilStatus('aborted');
      expect(roll.acts.slice(before)).toEqual([
        'add_secondary 100',
        'add_secondary DEFAULT',
        'assign_delay DEFAULT',
        'level lively',
      ]);
      expect(cluster.settings).toEqual(configured);
      expect(inWords(roll.events('ended'))).toMatchObject([
        { how: 'aborted', rolled: [server(1)], left: 'every setting is what it was before' },
      ]);
      expect(inWords(roll.run)).toMatchObject({ by: `<@${carol}>` });
    },
  );

  it('after the stop: the server is seen back and full, then the settings are restored', () => {
    const { roll } = at('await-return');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(roll.events('ended')).toMatchObject([{ rolled: [server(1), server(2)] }]);
  });

  it('in a passive wait it acts at once', () => {
    const { roll, cluster } = at('heal');
    cluster.perform({ kind: 'downgrade-secondaries', leader: cluster.leader, downgrades: [] });
    roll.say('abort');
    expect(roll.where()).toBe('leave-maintenance');
    roll.untilStatus('aborted');
  });

  it('a server that does not come back is named, and a second abort leaves at once', () => {
    const { roll, cluster } = withoutFirst();
    roll.say('abort', bob);
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    expect(roll.run.status).toBe('aborting');
    roll.say('abort', bob);
    roll.untilStatus('aborted');
    expect(inWords(roll.events('ended'))).toMatchObject([
      { left: '10.0.0.1:34801 was stopped and not seen back: look at it first' },
    ]);
    expect(cluster.settings).toEqual(configured);
  });

  it.each(['reaction', 'mention', 'reconciliation', 'disconnected'] as const)(
    'a %s never leaves at once, whoever it is from and however late',
    (via) => {
      const { roll } = withoutFirst();
      expect(roll.say('abort', bob, undefined, via).accepted).toBe(true);
      expect(inWords(roll.say('abort', bob, undefined, via))).toEqual({
        accepted: false,
        message:
          'already aborting, asked by you. To leave at once, press Abort on its message, or type the command 10 s after that',
      });
      expect(inWords(roll.say('abort', carol, undefined, via))).toEqual({
        accepted: false,
        message: `already aborting, asked by <@${bob}>. To leave at once, press Abort on its message, or type the command 10 s after that`,
      });
      roll.now += 60_000;
      expect(roll.say('abort', carol, undefined, via).accepted).toBe(false);
      expect(roll.where()).toContain('await-return');
      expect(roll.say('abort', carol, undefined, 'button').accepted).toBe(true);
      expect(roll.where()).toBe('leave-maintenance');
    },
  );

  it('a command leaves at once when it comes 10 s after the abort, and not together with it', () => {
    const { roll } = withoutFirst();
    roll.say('abort', bob, undefined, 'command');
    for (const by of [bob, carol]) expect(roll.say('abort', by, undefined, 'command').accepted).toBe(false);
    roll.now += 9_999;
    expect(roll.say('abort', carol, undefined, 'command').accepted).toBe(false);
    expect(roll.where()).toContain('await-return');
    roll.now += 1;
    expect(roll.say('abort', carol, undefined, 'command').accepted).toBe(true);
    expect(roll.where()).toBe('leave-maintenance');
    expect(inWords(roll.run)).toMatchObject({ progress: { stopRequest: { by: `<@${bob}>` } } });
  });

  it('before anything was touched it ends with nothing done', () => {
    const roll = rolling(new IdealCluster());
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(roll.acts).toEqual([]);
  });

  it('out of a hold it puts everything back', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('move-primaries');
    const roll = rolling(cluster).untilStatus('held');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(cluster.settings).toEqual(configured);
    expect(cluster.level).toBe('lively');
  });
});

describe('an abort that meets a hold', () => {
  it('is not forgotten: a setting that takes in the end lets the run end as aborted, by itself', () => {
    const { roll, cluster } = at('heal');
    cluster.ignored.add('set-assign-delay');
    roll.say('abort', carol);
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'settings-refused', choices: [{ choice: 'retry' }] } });
    cluster.ignored.clear();
    roll.untilStatus('aborted');
    expect(inWords(roll.run)).toMatchObject({ by: `<@${carol}>` });
    expect(cluster.settings).toEqual(configured);
  });

  it('is gone on with after a second failure has been answered', () => {
    const { roll, cluster } = at('close-replicas', new IdealCluster({ nodes: 5, partitions: 10 }));
    roll.say('abort', carol);
    cluster.die(server(4));
    roll.untilStatus('held');
    roll.say('retry', bob);
    roll.untilStatus('aborted');
    expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
  });
});

describe('a pause that was asked for before the run was held', () => {
  function heldWhilePausing(step: string): CoreRun {
    const { roll } = at(step);
    roll.say('pause', carol);
    roll.unreadable = { kind: 'unreachable', message: 'no meta answers', raw: [] };
    roll.untilStatus('held');
    roll.unreadable = undefined;
    return roll;
  }

  it.each(['move-primaries', 'close-replicas', 'await-return', 'heal'])(
    'still comes after the hold was answered (%s), and people are told',
    (step) => {
      const roll = heldWhilePausing(step);
      expect(inWords(roll.say('retry', bob))).toEqual({
        accepted: true,
        message: `trying again; it still pauses at the next safe point, as asked by <@${carol}>`,
      });
      expect(inWords(roll.events('pausing'))).toMatchObject([{ by: `<@${carol}>` }, { by: `<@${carol}>` }]);
      const { length } = roll.commands;
      roll.untilStatus('paused');
      expect(inWords(roll.run)).toMatchObject({ why: `paused by <@${carol}>` });
      expect(roll.commands).toHaveLength(length);
      roll.say('resume');
      roll.untilStatus('done');
    },
  );

  it('comes when the server is skipped', () => {
    const roll = heldWhilePausing('close-replicas');
    roll.say('skip', bob);
    roll.untilStatus('paused');
    roll.say('resume');
    roll.untilStatus('done');
  });

  it('can be called off', () => {
    const roll = heldWhilePausing('heal');
    roll.say('retry', bob);
    expect(inWords(roll.say('resume', bob))).toEqual({ accepted: true, message: 'the pause is called off' });
    roll.untilStatus('done');
    expect(roll.events('paused')).toEqual([]);
  });
});

it('a paused run stays paused when a setting does not take: it says so once, and goes on trying', () => {
  const { roll, cluster } = at('move-primaries');
  roll.say('pause');
  roll.untilStatus('paused');
  cluster.ignored.add('set-assign-delay');
  cluster.elect(meta(2));
  const { length } = roll.acts;
  for (let turn = 0; turn < 400; turn += 1) roll.step();
  expect(roll.run.status).toBe('paused');
  expect(roll.events('note').map(({ message }) => words(message))).toEqual([
    expect.stringMatching(/^assign delay could not be set for 5 min.*goes on trying$/),
  ]);
  cluster.ignored.clear();
  for (let turn = 0; turn < 10; turn += 1) roll.step();
  expect(cluster.settings.assignDelayMs).toBe(3_600_000);
  expect(new Set(roll.acts.slice(length))).toEqual(new Set(['assign_delay 3600000', 'add_secondary 100']));
  roll.say('resume');
  roll.untilStatus('done');
});

describe('what makes no sense at the moment is said in words, and changes nothing', () => {
  it.each([
    ['resume', 'it is not paused'],
    ['retry', 'it is not held, so there is nothing to retry'],
    ['approve', 'already approved by <@U0BOB>'],
    ['reject', 'it was approved and has begun: abort it to end it'],
  ] as const)('%s while rolling', (kind, text) => {
    const { roll } = at('close-replicas');
    const before = roll.run;
    expect(inWords(roll.say(kind))).toEqual({ accepted: false, message: text });
    expect(roll.run).toBe(before);
  });
});
