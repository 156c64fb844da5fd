import { describe, expect, it } from 'vitest';
import { changedMaterially } from '../../src/engine/material-change.js';
import { isActive } from '../../src/roll/active.js';
import { gpid } from '../../src/roll/ids.js';
import type { Run, RunIn } from '../../src/roll/run.js';
import { settingsInForce, type SettingsInForce } from '../../src/roll/settings-in-force.js';
import { bob, policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const replicaRoll = (cluster: IdealCluster, rules = policy): CoreRun => rolling(cluster, { roles: ['replica'] }, rules);

describe('the settings guard', () => {
  it.each(['move-primaries', 'downgrade-secondaries', 'close-replicas', 'await-return', 'heal'])(
    'gives a new leader at %s the settings of that step, and people are told',
    (step) => {
      const cluster = new IdealCluster();
      const roll = replicaRoll(cluster);
      roll.until(() => atStep(roll, step));
      cluster.elect(meta(2));
      const before = roll.acts.length;
      roll.until(() => roll.events('leader-changed').length === 1 && roll.acts.length >= before + 2);
      expect(roll.acts.slice(before, before + 2)).toEqual([
        'assign_delay 3600000',
        step === 'heal' ? 'add_secondary 100' : 'add_secondary 0',
      ]);
      roll.untilStatus('done');
      expect(roll.acts.filter((act) => act.startsWith('restart'))).toHaveLength(3);
    },
  );

  it('turns flow control on before it holds replicas, and off again at the end', () => {
    const cluster = new IdealCluster();
    cluster.settings = { ...cluster.settings, flowControl: false };
    const roll = replicaRoll(cluster).untilStatus('done');
    expect(roll.acts.slice(0, 4)).toEqual([
      'level steady',
      'assign_delay 3600000',
      'flow_control true',
      'add_secondary 0',
    ]);
    expect(roll.acts.slice(-4)).toEqual([
      'add_secondary DEFAULT',
      'assign_delay DEFAULT',
      'flow_control false',
      'level lively',
    ]);
    expect(cluster.settings.flowControl).toBe(false);
  });

  it('where DEFAULT is not what was there before, what was there is set', () => {
    const cluster = new IdealCluster();
    cluster.settings = { assignDelayMs: 900_000, addSecondaryMax: 7, flowControl: true };
    const roll = replicaRoll(cluster).untilStatus('done');
    expect(roll.acts.slice(-5)).toEqual([
      'add_secondary DEFAULT',
      'add_secondary 7',
      'assign_delay DEFAULT',
      'assign_delay 900000',
      'level lively',
    ]);
    expect(cluster.settings).toEqual({ assignDelayMs: 900_000, addSecondaryMax: 7, flowControl: true });
  });

  it('a setting that does not take is for people, after the stall time, and nothing is proposed before', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('set-add-secondary-max');
    const roll = replicaRoll(cluster).untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: { reason: 'settings-refused', what: expect.stringMatching(/^[a-z ]+ could not be set for 5 min/) },
    });
    expect(roll.acts.some((act) => act.startsWith('move'))).toBe(false);
    cluster.ignored.clear();
    roll.say('retry', bob);
    roll.untilStatus('done');
  });

  it('does not clear its own proposals: a level that somebody raised is put right after their tick', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('move-primaries');
    const roll = replicaRoll(cluster).untilAct('move 2 primaries from 10.0.0.1:34801');
    const at = roll.now;
    cluster.level = 'lively';
    roll.until(() => roll.acts.filter((act) => act === 'level steady').length === 2);
    expect(roll.now - at).toBeGreaterThanOrEqual(10_000);
  });
});

const inForce = (run: Run): SettingsInForce => (isActive(run) ? settingsInForce(run) : 'none');

const atStep = (roll: CoreRun, step: string): boolean =>
  roll.where() === `10.0.0.2:34801 ${step}` && roll.next.kind === 'look';

describe('a second failure', () => {
  it('while a server is away: add_secondary goes back to its old value at once, and people are asked', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster);
    roll.outcome = (command) => {
      cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStep('await-return');
    cluster.die(server(4));
    const before = roll.acts.length;
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'second-failure', nodes: [server(4)] } });
    roll.step();
    expect(roll.acts.slice(before)).toEqual(['add_secondary 20']);
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(cluster.settings.addSecondaryMax).toBe(20);
    expect(roll.commands).toHaveLength(1);
  });

  it.each([
    ['set-level', 'lively'],
    ['set-assign-delay', 'steady'],
  ] as const)('add_secondary goes back although another setting does not take (%s)', (refused, level) => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster);
    roll.outcome = (command) => {
      cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStep('await-return');
    cluster.ignored.add(refused);
    cluster.level = level;
    cluster.settings = { ...cluster.settings, assignDelayMs: 600_000 };
    cluster.die(server(4));
    roll.untilStatus('held');
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    expect(cluster.settings.addSecondaryMax).toBe(20);
  });

  it('names the server that failed as soon as the cluster does, and says when it is over, in the hold that stands', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster).untilStep('close-replicas');
    const whole = cluster.partition(gpid(1, 0));
    const [secondary] = whole.secondaries;
    if (secondary === undefined) throw new Error('no secondary');
    // The copies of a dead server are missed before the meta sees it not ALIVE.
    whole.secondaries = [];
    roll.untilStatus('held');
    const held = (): RunIn<'held'> => {
      if (roll.run.status !== 'held') throw new Error(roll.run.status);
      return roll.run;
    };
    const { since, hold, log } = held();
    expect(inWords(hold)).toMatchObject({
      nodes: [],
      gpids: ['1.0'],
      what: expect.stringContaining('Which server failed is not known yet'),
    });
    expect(inWords(hold.what)).toContain(
      'Writes may be failing. The meta can repair again (add_secondary is back at 20): at once what cannot take writes, everything else when',
    );

    cluster.die(server(4));
    roll.until(() => held().hold.nodes.length > 0);
    expect(inWords(held().hold)).toMatchObject({
      nodes: [server(4)],
      what: expect.stringContaining('10.0.0.4:34801 is not ALIVE'),
    });
    expect(held().hold.what).not.toContain('not known yet');
    expect(changedMaterially({ ...held(), hold }, held())).toBe(true);

    cluster.nodes.forEach((node) => {
      node.alive = true;
    });
    whole.secondaries = [secondary];
    roll.until(() => held().hold.now !== undefined);
    expect(inWords(held().hold)).toMatchObject({
      now: 'every server is ALIVE and every partition can take writes; 3 partitions miss copies',
      overSince: roll.run.updatedAt,
    });
    // The buttons of the message stay those of this hold, and the thread is told once.
    expect(held()).toMatchObject({ since, log });
    whole.secondaries = [];
    roll.until(() => held().hold.now === undefined);
    expect(held().hold.gpids).toEqual(['1.0']);
  });

  it('gives the assign delay back as well once the meta names a dead server, and takes it again when the run goes on', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster).untilStep('close-replicas');
    cluster.die(server(4));
    roll.untilStatus('held').until(() => cluster.settings.assignDelayMs === 600_000);
    expect(inWords(roll.run)).toMatchObject({
      status: 'held',
      hold: {
        what: expect.stringContaining(
          'once it has been missing for 10 min (the assign delay is back). That goes for the copies of 10.0.0.1:34801, too',
        ),
      },
    });
    cluster.nodes.forEach((node) => {
      node.alive = true;
    });
    roll.until(() => cluster.settings.assignDelayMs === 3_600_000);
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(cluster.settings).toEqual({ assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true });
  });

  it('says the value that is in force where the gates of a later server hold', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster).untilStep('heal');
    roll.until(() => !roll.where().startsWith(server(1)));
    cluster.die(server(4));
    roll.untilStatus('held');
    if (roll.run.status !== 'held') throw new Error(roll.run.status);
    expect(roll.run.hold.reason).toBe('gate');
    expect(inWords(roll.run.hold.what)).toContain('(add_secondary is back at 100)');
    const held = roll.now;
    roll.until(() => roll.now - held > 30_000);
    expect(cluster.settings.addSecondaryMax).toBe(100);
  });

  it('gives it back as well where a new leader does not even list the dead server', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster, { roles: ['replica'], canary: true }).untilStatus('paused');
    expect(cluster.settings.assignDelayMs).toBe(3_600_000);
    cluster.nodes.splice(
      cluster.nodes.findIndex(({ address }) => address === server(4)),
      1,
    );
    expect(inForce(roll.run)).toBe('all');
    roll.until(() => cluster.settings.assignDelayMs === 600_000);
    roll.until(() => inForce(roll.run) !== 'all');
    expect(inForce(roll.run)).toBe('own-delay');
    expect(roll.run.status).toBe('paused');
  });

  it('gives it back in the hold of a gate that waits for a dead server, too', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster);
    roll.until(() => roll.where() === `${server(2)} gates`);
    cluster.die(server(4));
    roll.untilStatus('held').until(() => cluster.settings.assignDelayMs === 600_000);
    expect(inWords(roll.run)).toMatchObject({
      hold: { reason: 'gate', what: expect.stringContaining('(the assign delay is back)') },
    });
  });

  it('of a server that is back, says that it does not have all its replicas yet', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster).untilStep('heal');
    cluster.die(server(4));
    roll.untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: { what: expect.stringContaining('while 10.0.0.1:34801 does not have all its replicas back') },
    });
  });

  it('between stop and start the server is started all the same', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const stopStart = {
      ...policy,
      procedure: { ...policy.procedure, replica: { restart: ['stop', 'start'] as const, upgrade: [] } },
    };
    const roll = replicaRoll(cluster, stopStart);
    const { outcome } = roll;
    roll.outcome = (command) => (command.verb === 'stop' ? undefined : outcome(command));
    roll.until(() => roll.commands.length === 1);
    cluster.die(server(4));
    roll.untilStatus('held');
    const [stop] = roll.commands;
    if (stop === undefined) throw new Error('no command');
    cluster.carryOut(stop);
    roll.tell({ kind: 'command-finished', id: stop.id, result: { kind: 'succeeded', tail: [] } });
    roll.until(() => roll.commands.length === 2);
    expect(roll.commands[1]?.verb).toBe('start');
    expect(roll.run.status).toBe('held');
  });

  it('a server that dies while it is drained is a failure, too', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = replicaRoll(cluster).untilStep('close-replicas');
    cluster.die(server(1));
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'second-failure', nodes: [server(1)] } });
    expect(roll.commands).toEqual([]);
  });
});

describe('a cluster that cannot be read', () => {
  it('is looked at again, and is for people after the stall time, with the raw lines', () => {
    const cluster = new IdealCluster();
    const roll = replicaRoll(cluster).untilStep('close-replicas');
    roll.unreadable = {
      kind: 'timeout',
      message: 'the shell did not answer within 45 s',
      raw: ['list nodes failed, error=ERR_TIMEOUT'],
    };
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.run.status).toBe('rolling');
    roll.untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: {
        reason: 'unreadable',
        what: expect.stringMatching(
          /^the cluster has been unreadable for 5 min.*: the shell did not answer within 45 s$/,
        ),
        raw: ['list nodes failed, error=ERR_TIMEOUT'],
      },
    });
    roll.unreadable = undefined;
    roll.say('retry');
    roll.untilStatus('done');
  });

  it('what is not understood is for people soon', () => {
    const roll = replicaRoll(new IdealCluster()).untilStep('close-replicas');
    roll.unreadable = { kind: 'not-understood', message: 'the shell printed something else', raw: ['???'] };
    const at = roll.now;
    roll.untilStatus('held');
    expect(roll.now - at).toBeLessThan(15_000);
  });
});

describe('after the bot was away', () => {
  it('comes back paused when the configuration says so, or when it was away for long', () => {
    const paused = replicaRoll(new IdealCluster(), { ...policy, onRestart: 'pause' }).untilStep('close-replicas');
    paused.tell({ kind: 'recovered', awayMs: 1_000 });
    paused.untilStatus('paused');
    const long = replicaRoll(new IdealCluster()).untilStep('close-replicas');
    long.tell({ kind: 'recovered', awayMs: policy.timing.maxAway + 1 });
    long.untilStatus('paused');
    expect(long.events('bot-restarted')).toMatchObject([{ comesBack: 'paused' }]);
  });

  it.each([
    ['was away for long', policy, policy.timing.maxAway + 1],
    ['is to pause after a restart', { ...policy, onRestart: 'pause' as const }, 1_000],
  ])('does not begin what was approved before, when it %s: that is resumed by people', (_name, rules, awayMs) => {
    const roll = replicaRoll(new IdealCluster(), rules);
    roll.now += awayMs;
    roll.tell({ kind: 'recovered', awayMs });
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    expect(roll.run).toMatchObject({ status: 'paused' });
    expect(roll.acts).toEqual([]);
    expect(roll.events('bot-restarted')).toMatchObject([{ comesBack: 'paused' }]);
    roll.say('resume');
    roll.untilStatus('done');
  });

  it('begins what was approved shortly before', () => {
    const roll = replicaRoll(new IdealCluster());
    roll.tell({ kind: 'recovered', awayMs: 60_000 });
    roll.untilStatus('done');
  });

  it('goes on where nothing is left to pause: leadership is given back evenly all the same', () => {
    const cluster = new IdealCluster();
    const roll = rolling(
      cluster,
      { rebalance: true, roles: ['replica'], nodes: [server(1)] },
      { ...policy, onRestart: 'pause' },
    );
    roll.until(() => roll.where() === 'rebalance');
    roll.tell({ kind: 'recovered', awayMs: 1_000 });
    expect(roll.run.status).toBe('rolling');
    expect(roll.events('bot-restarted')).toMatchObject([{ comesBack: 'going-on' }]);
    cluster.balanceOperations = 4;
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.where()).toBe('rebalance');
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
  });

  it('otherwise goes on by itself, with a note', () => {
    const roll = replicaRoll(new IdealCluster()).untilStep('close-replicas');
    roll.tell({ kind: 'recovered', awayMs: 1_000 });
    expect(roll.events('bot-restarted')).toMatchObject([{ comesBack: 'going-on' }]);
    roll.untilStatus('done');
  });
});

describe('an error of the bot right after add_secondary was set to 0', () => {
  it('gives it back with the next reading, and does not count the try that set it to 0', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster).until(() => cluster.settings.addSecondaryMax === 0);
    const observation = cluster.observe({ processes: [], ddd: false });
    roll.tell({
      kind: 'broken',
      message: 'thrown',
      raw: [],
      during: { kind: 'observed', observation },
    });
    expect(roll.run.status).toBe('held');
    expect(roll.next).toMatchObject({ kind: 'act', act: { kind: 'set-add-secondary-max' } });
    roll.step();
    expect(cluster.settings.addSecondaryMax).not.toBe(0);
  });
});

it('a pause right after add_secondary was set to 0 gives it back with the next reading', () => {
  const cluster = new IdealCluster();
  const roll = rolling(cluster).until(() => cluster.settings.addSecondaryMax === 0);
  roll.say('pause');
  roll.step();
  roll.step();
  expect(cluster.settings.addSecondaryMax).not.toBe(0);
});
