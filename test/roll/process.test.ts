import { describe, expect, it } from 'vitest';
import type { ProcessVerb } from '../../src/roll/act.js';
import { bob, carol, policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const verbs = (restart: readonly ProcessVerb[], upgrade: readonly ProcessVerb[]): typeof policy => ({
  ...policy,
  procedure: { replica: { restart, upgrade }, meta: { restart, upgrade }, collector: { restart, upgrade } },
});
const stopStart = verbs(['stop', 'start'], ['stop', 'install', 'start']);

describe('the process of a server', () => {
  it('an upgrade stops, replaces and starts, with the version as one argument', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] }, stopStart).untilStatus('done');
    expect(roll.commands.slice(0, 3).map(({ id, verb, version }) => ({ id, verb, version }))).toEqual([
      { id: 'cluster-x-0001.replica-0.1.stop', verb: 'stop', version: '2.5.0' },
      { id: 'cluster-x-0001.replica-0.1.install', verb: 'install', version: '2.5.0' },
      { id: 'cluster-x-0001.replica-0.1.start', verb: 'start', version: '2.5.0' },
    ]);
    expect([1, 2, 3].map((number) => cluster.processes.get(server(number)))).toMatchObject([
      { version: '2.5.0' },
      { version: '2.5.0' },
      { version: '2.5.0' },
    ]);
  });

  it.each([0, 60_000])('people are told what each server runs then, with a soak of %d ms too', (soakMs) => {
    const roll = rolling(new IdealCluster(), { version: '2.5.0', roles: ['replica', 'meta'], soakMs }).untilStatus(
      'done',
    );
    expect(roll.events('target-done').map(({ role, version }) => `${role} ${version ?? 'unknown'}`)).toEqual([
      ...Array<string>(3).fill('replica 2.5.0 (c0ffee2.)'),
      ...Array<string>(3).fill('meta 2.5.0 (c0ffee2.)'),
    ]);
  });

  it('what is waited for is the command under way, and not the one before', () => {
    const roll = rolling(new IdealCluster(), { version: '2.5.0', roles: ['replica'] }, stopStart);
    roll.outcome = () => undefined;
    roll.until(({ status }) => status === 'rolling' && roll.commands.length === 1);
    roll.step();
    const waiting = (): unknown => ('progress' in roll.run ? inWords(roll.run.progress.waiting?.what) : undefined);
    expect(waiting()).toBe('the command "stop" on 10.0.0.1:34801');
    const [stop] = roll.commands;
    if (stop === undefined) throw new Error('no command');
    roll.tell({ kind: 'command-finished', id: stop.id, result: { kind: 'succeeded', tail: [] } });
    expect(waiting()).toBeUndefined();
  });

  it('a server already on the version is not rolled', () => {
    const cluster = new IdealCluster();
    cluster.restart(server(2), '2.5.0');
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] });
    expect(inWords(roll.run.plan.skipped)).toEqual([
      { role: 'replica', address: server(2), why: 'already on 2.5.0 (c0ffee2.)' },
    ]);
    roll.untilStatus('done');
    expect(roll.acts.some((act) => act.endsWith(server(2)))).toBe(false);
  });

  it('a commit in the version tells builds of the same version apart', () => {
    const cluster = new IdealCluster();
    cluster.restart(server(1), '2.5.0');
    expect(rolling(cluster, { version: '2.5.0@c0ffee' }).run.plan.skipped).toHaveLength(1);
    expect(rolling(cluster, { version: '2.5.0@beef' }).run.plan.skipped).toEqual([]);
  });

  it('ALIVE alone proves nothing: the same process as before is waited for, and then asked about', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    // systemctl over ssh can say so and end with 0: what it printed is why.
    roll.outcome = () => ({ kind: 'succeeded', tail: ['Unit pegasus-replica.service not found.'] });
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({
      hold: { reason: 'not-restarted', node: server(1), raw: ['Unit pegasus-replica.service not found.'] },
    });
    expect(roll.commands).toHaveLength(1);
    // The meta gets nothing to repair elsewhere meanwhile: the replicas of the server are released, and it takes them
    // back.
    roll.outcome = (command) => {
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.say('retry');
    roll.untilStatus('done');
    expect(roll.commands.slice(0, 2).map(({ id }) => id)).toEqual([
      'cluster-x-0001.replica-0.1.restart',
      'cluster-x-0001.replica-0.2.restart',
    ]);
  });

  it('a command that failed holds with its last lines, and is not run again by itself', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.outcome = () => ({
      kind: 'failed',
      reason: 'exit code 255',
      tail: ['ssh: connect to host 10.0.0.1 port 22: No route to host'],
    });
    roll.untilStatus('held');
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.commands).toHaveLength(1);
    expect(roll.run).toMatchObject({
      hold: { reason: 'command-failed', raw: ['ssh: connect to host 10.0.0.1 port 22: No route to host'] },
    });
    // The server is away by then: leaving it out could leave two down.
    expect(roll.run.status === 'held' && roll.run.hold.choices.map(({ choice }) => choice)).toEqual(['retry', 'abort']);
  });

  it.each([
    ['restart', policy],
    ['stop', stopStart],
  ] as const)(
    'a %s that failed is not tried again when people abort right after they asked for that',
    (_verb, rules) => {
      const cluster = new IdealCluster();
      const roll = rolling(cluster, { roles: ['replica'] }, rules);
      roll.outcome = (command) => {
        cluster.kill(command.address);
        return { kind: 'failed', reason: 'exit code 255', tail: [] };
      };
      roll.untilStatus('held');
      roll.say('retry');
      expect(roll.say('abort', carol)).toMatchObject({ accepted: true });
      roll.untilStatus('aborted');
      expect(roll.commands).toHaveLength(1);
      expect(inWords(roll.events('ended'))).toMatchObject([
        { left: `${server(1)} was stopped and not seen back: look at it first` },
      ]);
    },
  );

  it('a server that its failed command left running is drained anew before it is stopped again, and only when the others are whole', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] }, stopStart);
    roll.outcome = () => ({ kind: 'failed', reason: 'exit code 255', tail: [] });
    roll.untilStatus('held');
    const before = roll.acts.length;
    roll.say('retry');
    roll.outcome = (command) => {
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.until(() => roll.commands.length === 2);
    const since = roll.acts.slice(before);
    expect(since.at(-1)).toBe(`stop ${server(1)}`);
    expect(since.some((act) => act.startsWith('move') || act.startsWith('downgrade'))).toBe(true);
    expect(since.slice(0, 1)).toEqual(['add_secondary 100']);
    roll.untilStatus('done');
  });

  it('a command that failed and had worked all the same is not repeated', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.outcome = (command) => {
      cluster.carryOut(command);
      return command.id.includes('replica-0.')
        ? { kind: 'lost', reason: 'the bot was killed', tail: [] }
        : { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    roll.say('retry');
    roll.untilStatus('done');
    expect(roll.commands.filter(({ address }) => address === server(1))).toHaveLength(1);
  });

  it('goes on where a chain of commands failed: what was stopped is not stopped again', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] }, stopStart);
    let failures = 1;
    roll.outcome = (command) => {
      if (command.verb === 'install' && failures-- > 0) return { kind: 'timed-out', afterMs: 300_000, tail: [] };
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    roll.say('retry');
    roll.untilStatus('done');
    expect(roll.commands.filter(({ address }) => address === server(1)).map(({ verb }) => verb)).toEqual([
      'stop',
      'install',
      'install',
      'start',
    ]);
  });

  it('another version than asked for holds, and is accepted by two people only', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] });
    roll.outcome = (command) => {
      if (command.verb === 'restart')
        cluster.restart(command.address, command.address === server(1) ? '2.4.9' : '2.5.0');
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: { reason: 'wrong-version', what: '10.0.0.1:34801 came back with 2.4.9 (c0ffee2.), not with 2.5.0' },
    });
    roll.say('force', bob);
    roll.say('force', carol);
    roll.untilStatus('done');
    expect(roll.commands.filter(({ address }) => address === server(1))).toHaveLength(2);
  });

  it('a process that never answers again holds after the start time, with nothing else stopped', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, {}, { ...stopStart, procedure: stopStart.procedure });
    roll.outcome = (command) => {
      if (command.verb === 'stop') cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'not-back' } });
    expect(new Set(roll.commands.map(({ address }) => address))).toEqual(new Set([server(1)]));
    // Somebody starts it by hand: retry sees it back, and runs nothing.
    cluster.restart(server(1), '2.4.0');
    roll.outcome = (command) => {
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.say('retry');
    roll.untilStatus('done');
    expect(roll.commands.filter(({ address }) => address === server(1)).map(({ verb }) => verb)).toEqual([
      'stop',
      'start',
    ]);
  });

  it.each([
    [undefined, policy.timing.start],
    [1_800_000, 1_800_000],
  ])('with a start timeout of %s ms it holds after %d ms', (startTimeoutMs, expected) => {
    const cluster = new IdealCluster();
    const asked = startTimeoutMs === undefined ? {} : { startTimeoutMs };
    const roll = rolling(cluster, asked, stopStart);
    roll.outcome = (command) => {
      if (command.verb === 'stop') cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    const since = roll.untilStep('await-return').now;
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'not-back' } });
    expect(Math.abs(roll.now - since - expected)).toBeLessThanOrEqual(2 * policy.timing.pollInterval);
  });

  it('metas: followers first, the leader last, whoever leads by then', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['meta'] });
    roll.outcome = (command) => {
      cluster.carryOut(command);
      if (command.address === meta(2)) cluster.leader = meta(3);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('done');
    expect(roll.commands.map(({ address }) => address)).toEqual([meta(2), meta(1), meta(3)]);
  });

  it('between two metas at least thirty seconds pass', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['meta'] });
    const times: number[] = [];
    roll.outcome = (command) => {
      times.push(roll.now);
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('done');
    expect(times.slice(1).map((at, index) => at - (times[index] ?? 0) >= 30_000)).toEqual([true, true]);
  });

  it('a meta whose start follows its stop is started although no leader answers meanwhile', () => {
    const cluster = new IdealCluster({ metas: 1 });
    const roll = rolling(cluster, { roles: ['meta'] }, stopStart);
    roll.outcome = (command) => {
      cluster.carryOut(command);
      roll.unreadable =
        command.verb === 'stop' ? { kind: 'unreachable', message: 'no meta answers', raw: [] } : undefined;
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('done');
    expect(roll.commands.map(({ verb }) => verb)).toEqual(['stop', 'start']);
  });

  it('a collector that does not come up is for people; two of them may go on without it', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['collector'] });
    roll.up = () => ({ up: false, why: 'connection refused' });
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'collector-down' } });
    roll.say('force', bob);
    roll.say('force', carol);
    roll.untilStatus('done');
    expect(roll.events('ended')).toMatchObject([{ rolled: [], notRolled: ['10.0.0.1:34101'] }]);
  });

  it('the simple mode sets the level and nothing else', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { mode: 'simple', roles: ['replica'] }).untilStatus('done');
    expect(roll.acts).toEqual([
      'level steady',
      'restart 10.0.0.1:34801',
      'restart 10.0.0.2:34801',
      'restart 10.0.0.3:34801',
      'level lively',
    ]);
  });

  it('a canary asks before the second server; a soak waits after each', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { canary: true, soakMs: 120_000, roles: ['replica'] }).untilStatus('paused');
    expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
    expect(roll.events('canary')).toEqual([expect.objectContaining({ address: server(1) })]);
    const first = roll.events('target-done')[0];
    expect(first?.spent.soak).toBeGreaterThanOrEqual(120_000);
    roll.say('resume');
    roll.untilStatus('done');
    expect(roll.commands).toHaveLength(3);
  });

  it('a count of balance operations that nobody understands holds the rebalance, and nothing before it', () => {
    const cluster = new IdealCluster();
    cluster.balanceOperations = {
      kind: 'not-understood',
      message: 'the balance_operation_count of the leader is not understood: it says "many"',
    };
    const roll = rolling(cluster, { rebalance: true, roles: ['replica'], nodes: [server(1)] });
    roll.until(() => roll.where() === 'rebalance');
    roll.untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: {
        reason: 'rebalance-stalled',
        what: expect.stringContaining('it says "many"; every server has been rolled'),
      },
    });
  });

  it('a rebalance gives leadership back on level lively, and puts the level back', () => {
    const cluster = new IdealCluster();
    cluster.level = 'steady';
    const roll = rolling(cluster, { rebalance: true, roles: ['replica'], nodes: [server(1)] });
    roll.until(() => cluster.level === 'lively');
    cluster.balanceOperations = 4;
    for (let turn = 0; turn < 30; turn += 1) roll.step();
    expect(roll.where()).toBe('rebalance');
    // A newer leader has not counted since the last change: that is not zero.
    cluster.balanceOperations = { kind: 'not-counted-yet' };
    for (let turn = 0; turn < 100; turn += 1) roll.step();
    expect(roll.where()).toBe('rebalance');
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
    expect(roll.acts.slice(-4)).toEqual([
      'add_secondary DEFAULT',
      'assign_delay DEFAULT',
      'level lively',
      'level steady',
    ]);
  });
});
