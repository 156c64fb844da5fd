import { describe, expect, it } from 'vitest';
import { blocks } from '../../src/roll/gates/gates.js';
import { makePlan, planLook } from '../../src/roll/make-plan.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { defaultOptions } from '../../src/roll/options.js';
import type { ClusterPolicy } from '../../src/roll/policy.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

/** With a driver that reads before its commands whether they would do. */
const asking: ClusterPolicy = { ...policy, asksDriver: true };
const another = { kind: 'no', why: 'a new container may get another address' } as const;
const silent = { kind: 'unknown', why: 'kubectl did not end within 15 s' } as const;

describe('a server that its driver could not replace', () => {
  it('blocks the plan, which has asked about every server', () => {
    const cluster = new IdealCluster();
    cluster.notReplaceable.set(server(2), another);
    const first = cluster.observe({ processes: [], ddd: false });
    const context = { now: 0, policy: asking, restarts: [], lock: undefined, calendar: alwaysOpen };
    const [blocking] = blocks(makePlan(cluster.observe(planLook(first, asking)), defaultOptions, context).gates);
    expect(blocking).toMatchObject({ gate: 'replaceable', lasting: true, nodes: [server(2)] });
    expect(inWords(blocking?.reason)).toBe(`${server(2)}: a new container may get another address`);
    // A reading for which nobody asked the driver says nothing of it.
    const [unread] = blocks(makePlan(cluster.observe(planLook(first, policy)), defaultOptions, context).gates);
    expect(unread).toMatchObject({ gate: 'replaceable', lasting: false });
  });

  it('keeps the run from beginning, until that was put right', () => {
    const cluster = new IdealCluster();
    cluster.notReplaceable.set(server(2), another);
    const roll = rolling(cluster, {}, asking).untilStatus('held');
    expect(roll.acts).toEqual([]);
    expect(roll.commands).toEqual([]);
    expect(roll.run).toMatchObject({ hold: { reason: 'gate', gates: [{ gate: 'replaceable' }] } });
    cluster.notReplaceable.clear();
    roll.say('retry');
    roll.untilStatus('done');
  });

  it('is waited for where nobody could say it', () => {
    const cluster = new IdealCluster();
    cluster.notReplaceable.set(server(1), silent);
    const roll = rolling(cluster, {}, asking);
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.run.status).toBe('approved');
    cluster.notReplaceable.clear();
    roll.untilStatus('done');
  });

  it('is found before anything of it is moved, if it came to be so in the middle of a run', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, {}, asking);
    roll.untilAct(`restart ${server(1)}`);
    cluster.notReplaceable.set(server(2), another);
    roll.untilStatus('held');
    expect(roll.where()).toBe(`${server(2)} gates`);
    expect(roll.acts.filter((act) => act.includes(`from ${server(2)}`))).toEqual([]);
    expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
    cluster.notReplaceable.clear();
    roll.say('retry');
    roll.untilStatus('done');
    expect(roll.commands.map(({ address }) => address)).toContain(server(2));
  });

  it('is asked about for each role, and of no driver that has nothing to read', () => {
    const roles = ['replica', 'meta', 'collector'] as const;
    const cluster = new IdealCluster();
    cluster.notReplaceable.set(meta(2), another);
    expect(rolling(cluster, { roles: ['meta'] }, asking).untilStatus('held').commands).toEqual([]);
    rolling(cluster, { roles }, policy).untilStatus('done');
    rolling(new IdealCluster(), { roles }, asking).untilStatus('done');
  });
});
