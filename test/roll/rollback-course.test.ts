import { describe, expect, it } from 'vitest';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { makePlan } from '../../src/roll/make-plan.js';
import { CoreRun, policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { optionsOf, rollingBack, upgraded, versions } from '../support/rollbacks.js';

describe('a rollback', () => {
  it('puts the version before on every server that was upgraded, drained one at a time', () => {
    const cluster = new IdealCluster();
    const { run } = upgraded(cluster, { roles: ['replica'] });
    const back = rollingBack(cluster, run).untilStatus('done');
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0']);
    expect(back.acts.filter((act) => /^(close|install)/.test(act))).toEqual(
      [3, 2, 1].flatMap((place) => [`close ${server(place)}`, `install ${server(place)}`]),
    );
    expect(back.commands.every(({ version }) => version === '2.4.0')).toBe(true);
  });

  it('puts a server that is down back at once, without a drain, then goes on with the others as always', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1), server(2)] });
    cluster.die(server(1));
    const back = rollingBack(cluster, run).untilStatus('done');
    const works = back.acts.filter((act) => /^(move|close|install|restart|add_secondary)/.test(act));
    expect(works[0]).toBe('add_secondary 0');
    expect(works.slice(1, 3)).toEqual([`install ${server(1)}`, `restart ${server(1)}`]);
    expect(works).toContain(`close ${server(2)}`);
    expect(works).not.toContain(`close ${server(1)}`);
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('begins with no other server while one is down, and goes to that one when it dies in the middle', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1), server(2), server(3)] });
    const back = rollingBack(cluster, run);
    back.until(() => back.where() === '10.0.0.2:34801 gates');
    cluster.die(server(1));
    back.until(() => back.where() === '10.0.0.1:34801 process');
    expect(back.events('note').map(({ message }) => message.code)).toEqual(['down-first', 'put-back-as-it-is']);
    back.untilStatus('done');
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it.each([
    [
      'a server that it does not roll back is dead',
      (cluster: IdealCluster) => {
        cluster.die(server(4));
      },
    ],
    [
      'two are dead that it rolls back',
      (cluster: IdealCluster) => {
        cluster.die(server(1));
        cluster.die(server(2));
      },
    ],
    [
      'the one that is not ALIVE answers',
      (cluster: IdealCluster) => {
        cluster.die(server(1));
        cluster.processes.set(server(1), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
      },
    ],
  ])('does not begin while %s', (_what, trouble) => {
    const cluster = new IdealCluster({ nodes: 5 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1), server(2)] });
    trouble(cluster);
    const back = rollingBack(cluster, run);
    expect(back.run.plan.gates.some((gate) => gate.gate === 'nodes-alive' && gate.verdict === 'block')).toBe(true);
    back.untilStatus('held');
    expect(back.commands).toEqual([]);
  });

  it('is no waiver: a partition that lacks more than the copy of the dead server blocks', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    const short = cluster.tables[0]?.partitions.find(({ secondaries }) => secondaries.length === 1);
    short?.secondaries.splice(0);
    const back = rollingBack(cluster, run);
    back.untilStatus('held');
    expect(back.run).toMatchObject({ hold: { reason: 'gate' } });
    expect(back.commands).toEqual([]);
  });

  it('stops for a second failure while the dead server is put back', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    const back = rollingBack(cluster, run);
    back.outcome = () => ({ kind: 'succeeded', tail: [] });
    back.untilStep('await-return');
    cluster.die(server(2));
    back.untilStatus('held');
    expect(back.run).toMatchObject({ hold: { reason: 'second-failure' } });
  });

  it('another run waits for a dead server, also for one that it rolls itself', () => {
    const cluster = new IdealCluster();
    cluster.die(server(1));
    const { plan } = new CoreRun(cluster, { version: '2.5.0', nodes: [server(1)] }).run;
    expect(plan.gates.some((gate) => gate.gate === 'nodes-alive' && gate.verdict === 'block')).toBe(true);
  });

  it('in a cluster that froze for want of the server that is down puts it back all the same', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    cluster.effectiveLevel = 'freezed';
    const seen = cluster.observe({
      processes: cluster.nodes.map(({ address }) => address),
      ddd: true,
      blackList: true,
    });
    const context = { now: 0, policy: { ...policy, minLiveNodes: 3 }, restarts: [], lock: undefined };
    const { gates } = makePlan(seen, optionsOf(run), { ...context, calendar: alwaysOpen });
    expect(gates.flatMap((gate) => (gate.verdict === 'block' ? [gate.gate] : []))).toEqual([]);
  });

  it('in a cluster that froze for want of it goes through to its end, and lets the others follow', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1), server(2)] });
    cluster.die(server(1));
    cluster.effectiveLevel = 'freezed';
    const back = rollingBack(cluster, run);
    back.outcome = (command) => {
      cluster.carryOut(command);
      cluster.effectiveLevel = undefined;
      return { kind: 'succeeded', tail: [] };
    };
    back.untilStatus('done');
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('does not raise a level that somebody has frozen by hand for a server that is down', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    cluster.level = 'freezed';
    const back = rollingBack(cluster, run).untilStatus('held');
    expect(back.commands).toEqual([]);
  });

  it('drains the server that was down when it is back before its turn', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    const back = new CoreRun(cluster, optionsOf(run));
    expect(back.run.plan.putsBack).toBe(server(1));
    cluster.restart(server(1), '2.5.0');
    for (const node of cluster.nodes) node.alive = true;
    for (const { partitions } of cluster.tables)
      for (const partition of partitions) if (partition.secondaries.length < 2) partition.secondaries.push(server(1));
    back.say('approve');
    back.untilStatus('done');
    expect(back.acts).toContain(`close ${server(1)}`);
    expect(back.events('note').map(({ message }) => message.code)).not.toContain('put-back-as-it-is');
  });

  it('begins anew with a drain where the server comes up by itself after the package was installed', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['replica'], nodes: [server(1)] });
    cluster.die(server(1));
    const back = rollingBack(cluster, run);
    back.outcome = (command) => {
      if (command.verb === 'install' && back.commands.length === 1) {
        cluster.restart(server(1), '2.5.0');
        for (const node of cluster.nodes) node.alive = true;
        for (const { partitions } of cluster.tables)
          for (const partition of partitions)
            if (partition.secondaries.length < 2) partition.secondaries.push(server(1));
      } else cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    back.untilStatus('done');
    const restart = back.acts.indexOf(`restart ${server(1)}`);
    expect(back.acts.indexOf(`close ${server(1)}`)).toBeLessThan(restart);
    expect(back.acts).toContain(`close ${server(1)}`);
    expect(versions(cluster)).toEqual(['2.4.0', '2.4.0', '2.4.0', '2.4.0']);
  });

  it('rolls a server whose package was installed and whose process was not restarted', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'], nodes: [server(1), server(2)] });
    roll.outcome = (command) => {
      if (command.verb === 'install' && command.address === server(2)) cluster.die(server(4));
      else cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    roll.say('abort');
    roll.untilStatus('aborted');
    cluster.restart(server(4), '2.4.0');
    for (const node of cluster.nodes) node.alive = true;
    for (const { partitions } of cluster.tables)
      for (const [place, partition] of partitions.entries()) {
        partition.primary = server((place % 4) + 1);
        partition.secondaries.splice(0, 9, server(((place + 1) % 4) + 1), server(((place + 2) % 4) + 1));
      }
    const { targets } = new CoreRun(cluster, optionsOf(roll.run)).run.plan;
    expect(targets.map(({ address, version }) => [address, version?.split(' ')[0]])).toEqual([
      [server(2), '2.4.0'],
      [server(1), '2.5.0'],
    ]);
    const back = rollingBack(cluster, roll.run).untilStatus('done');
    expect(back.commands.map(({ address, verb, version }) => `${verb} ${version} ${address}`)).toEqual(
      [2, 1].flatMap((place) => [`install 2.4.0 ${server(place)}`, `restart 2.4.0 ${server(place)}`]),
    );
  });

  it('rolls a server whose install command failed: nobody knows what is on its disk', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'], nodes: [server(1)] });
    roll.outcome = () => ({ kind: 'failed', reason: 'exit code 1', tail: ['Broken pipe'] });
    roll.untilStatus('held');
    roll.say('abort-to-roll-back');
    roll.untilStatus('aborted');
    const back = rollingBack(cluster, roll.run).untilStatus('done');
    expect(back.commands.map(({ verb, version }) => `${verb} ${version}`)).toEqual(['install 2.4.0', 'restart 2.4.0']);
  });

  it('puts a meta that is down back first, the others after it', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['meta'] });
    cluster.kill(meta(3));
    const back = rollingBack(cluster, run);
    expect(back.run.plan.putsBack).toBe(meta(3));
    expect(back.run.plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [gate.gate] : []))).toEqual([]);
    back.untilStatus('done');
    expect(back.commands.map(({ address, verb }) => `${verb} ${address}`).slice(0, 2)).toEqual([
      `install ${meta(3)}`,
      `restart ${meta(3)}`,
    ]);
    expect(back.commands.at(-1)?.address).toBe(cluster.leader);
    expect(cluster.metas.map((address) => cluster.processes.get(address))).toMatchObject(
      Array.from({ length: 3 }, () => ({ version: '2.4.0' })),
    );
  });

  it('waits where two metas are down, or one that it does not roll back', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = upgraded(cluster, { roles: ['meta'] });
    cluster.kill(meta(2));
    cluster.kill(meta(3));
    const back = rollingBack(cluster, run).untilStatus('held');
    expect(back.run).toMatchObject({ hold: { reason: 'gate' } });
    expect(back.commands).toEqual([]);
  });
});
