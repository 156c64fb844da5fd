import { describe, expect, it } from 'vitest';
import { unknownTargets } from '../../src/roll/make-plan.js';
import type { RollOptions } from '../../src/roll/options.js';
import { rollbackOf } from '../../src/roll/rollback.js';
import type { Run } from '../../src/roll/run.js';
import { words } from '../../src/words/words.js';
import { alice, bob, CoreRun, policy, rolling } from '../support/core-run.js';
import { collector, IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { optionsOf, upgraded } from '../support/rollbacks.js';

const whyNot = (run: Run): string => {
  const asked = rollbackOf(run);
  return asked.kind === 'impossible' ? words(asked.why) : 'possible';
};

describe('what a rollback asks for', () => {
  it('is the version before, on every server that was upgraded: the last role and the last server come first', () => {
    const { run } = upgraded(new IdealCluster({ nodes: 4 }));
    expect(optionsOf(run, 'it crashes')).toMatchObject({
      version: '2.4.0',
      reason: 'it crashes',
      roles: ['collector', 'meta', 'replica'],
      canary: false,
      rollsBack: { run: 'cluster-x-0001', from: '2.5.0' },
    });
    expect(optionsOf(run).rollsBack.servers.map(({ address }) => address)).toEqual([
      collector(1),
      meta(1),
      meta(3),
      meta(2),
      ...[4, 3, 2, 1].map(server),
    ]);
  });

  it('leaves out what the run did not come to', () => {
    const { run } = upgraded(new IdealCluster(), {}, (roll) => roll.where() === '10.0.0.3:34801 gates');
    const { roles, rollsBack } = optionsOf(run);
    expect(roles).toEqual(['replica']);
    expect(rollsBack.servers).toEqual([2, 1].map((place) => ({ role: 'replica', address: server(place) })));
  });

  it('has what was approved for the run, but its canary', () => {
    const options: Partial<RollOptions> = {
      mode: 'simple',
      canary: true,
      startTimeoutMs: 900_000,
      allowLowReplication: ['temp'],
      outsideWindow: 'tonight',
      roles: ['replica'],
    };
    const { run } = upgraded(new IdealCluster(), options, ({ run: { status } }) => status === 'paused');
    const { canary: _canary, roles: _roles, ...kept } = options;
    expect(optionsOf(run)).toMatchObject({ ...kept, canary: false, roles: ['replica'] });
  });

  it('names the commit where the version alone would not tell', () => {
    const cluster = new IdealCluster();
    const { run } = upgraded(cluster, { version: '2.5.0', roles: ['replica'] });
    if (!('progress' in run)) throw new Error('no progress');
    const [target] = run.progress.targets;
    if (target?.before === undefined) throw new Error('no target');
    const sameVersion = { ...target, before: { ...target.before, version: '2.5.0', commit: 'abcdef0123' } };
    expect(optionsOf({ ...run, progress: { ...run.progress, targets: [sameVersion] } }).version).toBe('2.5.0@abcdef01');
  });

  it('is impossible, with a sentence that says why', () => {
    const cluster = new IdealCluster();
    expect(whyNot(upgraded(cluster, {}, (roll) => roll.where().endsWith('gates')).run)).toBe(
      'run cluster-x-0001 began on no server: there is nothing to roll back',
    );
    expect(whyNot(rolling(cluster, { version: '2.5.0' }).run)).toBe(
      'run cluster-x-0001 has not ended (approved): only a run that has ended can be rolled back',
    );
    const restart = rolling(cluster, { roles: ['replica'] }).untilStatus('done');
    expect(whyNot(restart.run)).toBe(
      'run cluster-x-0001 installed no version, it was a restart: there is nothing to roll back',
    );
  });

  it('is not one where the servers had different versions: it says what to type for each', () => {
    const cluster = new IdealCluster();
    cluster.restart(server(2), '2.4.1');
    expect(whyNot(upgraded(cluster, { roles: ['replica'] }).run)).toBe(
      'the servers of run cluster-x-0001 had different versions before, and a rollback goes to one. Ask for each of ' +
        'them: /pegasus roll cluster-x --version 2.4.0 for 10.0.0.3:34801,10.0.0.1:34801 (replica servers by --nodes, ' +
        'others by --only); /pegasus roll cluster-x --version 2.4.1 for 10.0.0.2:34801 (replica servers by --nodes, ' +
        'others by --only)',
    );
  });
});

describe('the plan of a rollback', () => {
  it('rolls the same servers in the reverse order, metas with the leader last, and says that it is a downgrade', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { plan } = new CoreRun(cluster, optionsOf(upgraded(cluster).run)).run;
    expect(plan.targets.map(({ address }) => address)).toEqual([
      collector(1),
      meta(3),
      meta(2),
      meta(1),
      ...[4, 3, 2, 1].map(server),
    ]);
    expect(plan.downgradeFrom).toEqual(['2.5.0']);
  });

  it('leaves the others out', () => {
    const cluster = new IdealCluster();
    const { run } = upgraded(cluster, {}, (roll) => roll.where() === '10.0.0.2:34801 gates');
    const { plan } = new CoreRun(cluster, optionsOf(run)).run;
    expect(plan.targets.map(({ address }) => address)).toEqual([server(1)]);
    expect(plan.skipped.map(({ address, why }) => `${address} ${words(why)}`)).toEqual([
      '10.0.0.2:34801 not upgraded by run cluster-x-0001',
      '10.0.0.3:34801 not upgraded by run cluster-x-0001',
    ]);
  });

  it('asks what is known of the way back, also when the server that was upgraded is down', () => {
    const cluster = new IdealCluster();
    for (const { address } of cluster.nodes) cluster.restart(address, '2.0.0');
    const { run } = upgraded(cluster, { version: '2.1.0', nodes: [server(1)], roles: ['replica'] });
    cluster.die(server(1));
    const { plan } = new CoreRun(cluster, optionsOf(run)).run;
    expect(plan.versionNotes?.map(({ name }) => name)).toEqual(['back-to-2.0']);
    expect(plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [gate.gate] : []))).toEqual(['version-path']);
  });

  it('stays the approved one while the server that is rolled back comes and goes', () => {
    const cluster = new IdealCluster();
    const options = optionsOf(upgraded(cluster, { nodes: [server(1)], roles: ['replica'] }).run);
    const before = new CoreRun(cluster, options).run.plan.id;
    cluster.die(server(1));
    expect(new CoreRun(cluster, options).run.plan.id).toBe(before);
    cluster.restart(server(1), '2.7.0');
    expect(new CoreRun(cluster, options).run.plan.id).not.toBe(before);
  });

  it('is not made while the leader does not list one of its servers', () => {
    const cluster = new IdealCluster();
    const options = optionsOf(upgraded(cluster, { nodes: [server(1)], roles: ['replica'] }).run);
    cluster.unlisted.add(server(1));
    const found = unknownTargets(cluster.observe({ processes: [], ddd: true }), options, policy);
    expect(found).toMatchObject({ message: { code: 'rollback-not-listed', servers: [server(1)] } });
  });
});

describe('the way back', () => {
  const toNew = { version: '2.1.0', roles: ['replica'], canary: true } as const;
  const old = (): IdealCluster => {
    const cluster = new IdealCluster();
    for (const { address } of cluster.nodes) cluster.restart(address, '2.0.0');
    return cluster;
  };

  it('is looked up before the upgrade, so that the plan says that there is none', () => {
    expect(new CoreRun(old(), toNew).run.plan.wayBack?.map(({ name }) => name)).toEqual(['back-to-2.0']);
    expect(new CoreRun(new IdealCluster(), { version: '2.5.0' }).run.plan.wayBack).toBeUndefined();
  });

  it('that is forbidden aborts nothing: the answer names the rule', () => {
    const roll = rolling(old(), toNew).untilStatus('paused');
    const { accepted, message } = roll.say('abort-to-roll-back');
    expect({ accepted, rule: message }).toMatchObject({
      accepted: false,
      rule: { code: 'way-back-forbidden', rule: 'back-to-2.0' },
    });
    expect(roll.run.status).toBe('paused');
  });

  it('that is allowed by name is kept with the run until its rollback is asked for', () => {
    const roll = rolling(old(), toNew).untilStatus('paused');
    const terms = { allowVersionRules: ['back-to-2.0'], reason: 'our own build' };
    roll.tell({ kind: 'intent', intent: { kind: 'abort-to-roll-back', by: alice, via: 'command', terms } });
    roll.untilStatus('aborted');
    expect(roll.run).toMatchObject({ progress: { stopRequest: { rollsBackFor: alice, terms } } });
    const asked = rollbackOf(roll.run);
    const plan =
      asked.kind === 'possible' ? new CoreRun(roll.cluster, { ...asked.options, ...terms }).run.plan : undefined;
    expect(plan?.gates.flatMap((gate) => (gate.verdict === 'block' ? [gate.gate] : []))).toEqual([]);
    expect(plan?.versionNotes).toMatchObject([{ name: 'back-to-2.0', waived: true }]);
  });

  it('is asked for once: a second press finds the run aborting', () => {
    const roll = rolling(new IdealCluster(), { version: '2.5.0', roles: ['replica'], canary: true }).untilStatus(
      'paused',
    );
    expect(roll.say('abort-to-roll-back', alice).accepted).toBe(true);
    expect(roll.say('abort-to-roll-back', bob)).toMatchObject({ accepted: false });
    roll.untilStatus('aborted');
    expect(roll.run).toMatchObject({ progress: { stopRequest: { rollsBackFor: alice } } });
  });
});
