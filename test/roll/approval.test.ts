import { describe, expect, it } from 'vitest';
import { alice, bob, carol, CoreRun, policy } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const two = { ...policy, approvals: { ...policy.approvals, required: 2 } };

describe('approval', () => {
  it('nothing is done before as many people as required have approved', () => {
    const roll = new CoreRun(new IdealCluster(), {}, two);
    expect(inWords(roll.say('approve', bob))).toEqual({ accepted: true, message: 'approved: 1 of 2' });
    expect(roll.run.status).toBe('awaiting-approval');
    expect(inWords(roll.say('approve', bob))).toMatchObject({
      accepted: false,
      message: 'you have approved it already',
    });
    expect(roll.say('approve', carol)).toMatchObject({ accepted: true });
    expect(roll.run.status).toBe('approved');
    expect(roll.acts).toEqual([]);
  });

  it('nobody approves what they asked for themselves, unless the configuration says so', () => {
    const roll = new CoreRun(new IdealCluster());
    expect(inWords(roll.say('approve', alice))).toEqual({
      accepted: false,
      message: 'you asked for this run: somebody else must approve it',
    });
    const lenient = new CoreRun(
      new IdealCluster(),
      {},
      { ...policy, approvals: { ...policy.approvals, selfApproval: true } },
    );
    expect(lenient.say('approve', alice)).toMatchObject({ accepted: true });
  });

  it('an approval can be taken back until the run begins, and not after', () => {
    const roll = new CoreRun(new IdealCluster(), {}, two);
    roll.say('approve', bob);
    expect(roll.say('withdraw', bob)).toMatchObject({ accepted: true });
    roll.say('approve', carol);
    expect(roll.run.status).toBe('awaiting-approval');
    roll.say('approve', bob);
    expect(roll.run.status).toBe('approved');
    expect(roll.say('withdraw', bob)).toMatchObject({ accepted: true });
    expect(roll.run.status).toBe('awaiting-approval');
    roll.say('approve', bob);
    roll.untilStatus('rolling');
    expect(roll.say('withdraw', bob)).toMatchObject({ accepted: false });
  });

  it('whoever is late is told who was first', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.say('approve', bob);
    expect(inWords(roll.say('approve', carol))).toEqual({ accepted: false, message: 'already approved by <@U0BOB>' });
  });

  it('an approval of an older plan counts for nothing', () => {
    const roll = new CoreRun(new IdealCluster());
    expect(inWords(roll.say('approve', bob, 'another-plan'))).toEqual({
      accepted: false,
      message: 'that was an older plan: look at the new one',
    });
    expect(roll.say('approve', bob, roll.run.plan.id)).toMatchObject({ accepted: true });
  });

  it('expires, visibly, and takes no vote from then on', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.now += policy.approvals.expiresAfterMs;
    expect(inWords(roll.say('approve', bob))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('expired'),
    });
    expect(roll.run.status).toBe('expired');
    expect(roll.events('expired')).toHaveLength(1);
  });

  it('reminds people once, when a fifth of the time is left', () => {
    const roll = new CoreRun(new IdealCluster(), {}, two);
    const asked = roll.now;
    roll.say('approve', bob);
    roll.step();
    expect(roll.now - asked).toBe(0.8 * policy.approvals.expiresAfterMs);
    expect(roll.events('expiring')).toMatchObject([
      { expiresAt: asked + policy.approvals.expiresAfterMs, have: 1, need: 2 },
    ]);
    roll.step();
    expect(roll.run.status).toBe('expired');
    expect(roll.events('expiring')).toHaveLength(1);
  });

  it('reminds people when the configuration says, an hour before at the earliest unless it does', () => {
    const told = (approvals: Partial<typeof policy.approvals>): number => {
      const rules = { ...policy, approvals: { ...policy.approvals, ...approvals } };
      const roll = new CoreRun(new IdealCluster(), {}, rules);
      const asked = roll.now;
      roll.say('withdraw', bob);
      roll.step();
      return asked + rules.approvals.expiresAfterMs - roll.now;
    };
    expect(told({ warnBeforeMs: 60_000 })).toBe(60_000);
    expect(told({ expiresAfterMs: 86_400_000 })).toBe(3_600_000);
  });

  it('a request that is renewed reminds people anew', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.say('withdraw', bob);
    roll.step();
    expect(roll.events('expiring')).toHaveLength(1);
    roll.say('approve', bob);
    roll.say('withdraw', bob);
    expect(roll.run).not.toHaveProperty('warned');
    roll.step();
    expect(roll.events('expiring')).toHaveLength(2);
  });

  it('a rejection ends it', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.say('reject', bob);
    expect(roll.run).toMatchObject({ status: 'rejected', by: bob });
    expect(inWords(roll.say('approve', carol))).toEqual({
      accepted: false,
      message: `it has ended: rejected by <@${bob}>`,
    });
  });

  it('whoever comes too late hears who decided, and what came of it', () => {
    const late = (roll: CoreRun): string => words(roll.say('approve', carol).message);
    const expired = new CoreRun(new IdealCluster());
    expired.now += 1_800_000;
    expired.tell({ kind: 'time' });
    expect(late(expired)).toBe('it has ended: expired, as not enough people had approved it in time');
    const aborted = new CoreRun(new IdealCluster());
    aborted.say('approve', bob);
    aborted.say('abort', alice);
    aborted.untilStatus('aborted');
    expect(late(aborted)).toBe(`it has ended: aborted by <@${alice}>`);
    const done = new CoreRun(new IdealCluster());
    done.say('approve', bob);
    done.untilStatus('done');
    expect(late(done)).toBe(`it has ended: approved by <@${bob}>, and done`);
  });

  it('a cluster that is no longer the one that was approved is asked for again, with no votes', () => {
    const cluster = new IdealCluster();
    const roll = new CoreRun(cluster, { version: '2.5.0' });
    const approved = roll.run.plan.id;
    roll.say('approve', bob);
    cluster.restart(server(2), '2.5.0');
    roll.untilStatus('awaiting-approval');
    expect(roll.run.plan.id).not.toBe(approved);
    expect(roll.run.votes).toEqual([]);
    expect(inWords(roll.events('replanned'))).toMatchObject([
      { why: 'replica 10.0.0.2:34801 is no longer to be rolled' },
    ]);
    expect(roll.acts).toEqual([]);
  });

  it.each([
    [
      'a server that is left out has come',
      'replica 10.0.0.4:34801 is there now, and left out: not among --nodes',
      (cluster: IdealCluster) => cluster.nodes.push({ address: server(4), alive: true }),
    ],
    [
      'a server that was left out has gone',
      'replica 10.0.0.3:34801 is not there any more',
      (cluster: IdealCluster) => cluster.nodes.pop(),
    ],
    [
      'a table got fewer copies, with a waiver for it',
      'tables rolled with fewer than three copies are now: temp (2)',
      (cluster: IdealCluster) => {
        for (const table of cluster.tables) table.replicaCount = 2;
      },
    ],
  ])('asked for again, it says what has changed: %s', (_what, why, change) => {
    const cluster = new IdealCluster();
    const roll = new CoreRun(cluster, { nodes: [server(1)], allowLowReplication: ['temp'] });
    roll.say('approve', bob);
    change(cluster);
    roll.untilStatus('awaiting-approval');
    expect(inWords(roll.events('replanned'))).toMatchObject([{ why }]);
  });

  it('another leader or moved primaries do not need another approval', () => {
    const cluster = new IdealCluster();
    const roll = new CoreRun(cluster);
    roll.say('approve', bob);
    cluster.leader = cluster.metas[2] ?? cluster.leader;
    roll.untilStatus('rolling');
    expect(roll.events('replanned')).toEqual([]);
  });

  it('a gate that blocks when the approval completes holds before anything is touched', () => {
    const cluster = new IdealCluster();
    const roll = new CoreRun(cluster);
    cluster.settings = { ...cluster.settings, addSecondaryMax: 0 };
    roll.say('approve', bob);
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'gate', gates: [{ gate: 'settings-sane' }] } });
    expect(roll.acts).toEqual([]);
    cluster.settings = { ...cluster.settings, addSecondaryMax: 20 };
    roll.say('retry', bob);
    roll.untilStatus('done');
  });

  it('a silence that is over is forgotten while a gate is waited for: neither told any longer nor held against the next one', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    const roll = new CoreRun(cluster);
    const [first] = cluster.nodes;
    if (first !== undefined) first.alive = false;
    roll.say('approve', bob);
    roll.unreadable = { kind: 'unreachable', message: 'no meta answers', raw: [] };
    roll.step();
    expect(roll.run).toMatchObject({ progress: { unreadable: { message: 'no meta answers' } } });
    roll.unreadable = undefined;
    roll.step();
    expect(inWords(roll.run)).toMatchObject({
      status: 'approved',
      progress: { waiting: { what: expect.stringContaining('nodes-alive') } },
    });
    expect(roll.run).not.toHaveProperty('progress.unreadable');
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    roll.unreadable = { kind: 'not-understood', message: 'no table of nodes', raw: ['?'] };
    roll.step();
    expect(roll.run.status).toBe('approved');
    roll.unreadable = undefined;
    if (first !== undefined) first.alive = true;
    roll.untilStatus('done');
  });
});
