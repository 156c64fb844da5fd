import { describe, expect, it } from 'vitest';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { blocks } from '../../src/roll/gates/gates.js';
import type { NodeAddress } from '../../src/roll/ids.js';
import { makePlan, planLook } from '../../src/roll/make-plan.js';
import type { BlackList, Observation } from '../../src/roll/observation.js';
import { defaultOptions } from '../../src/roll/options.js';
import type { Plan } from '../../src/roll/plan.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const context = { now: 0, policy, restarts: [], lock: undefined, calendar: alwaysOpen };
const listed = (...servers: readonly NodeAddress[]): BlackList => ({ kind: 'read', servers });

function planOf(cluster: IdealCluster, change: Partial<Observation> = {}, options = defaultOptions): Plan {
  const look = planLook(cluster.observe({ processes: [], ddd: false }), policy);
  return makePlan({ ...cluster.observe(look), ...change }, options, context);
}

describe('a server in the black list of the meta', () => {
  it('blocks the plan, with the words that take it off', () => {
    const cluster = new IdealCluster();
    cluster.blackList = listed(server(2));
    const [blocking] = blocks(planOf(cluster).gates);
    expect(blocking).toMatchObject({ gate: 'black-list', lasting: true, nodes: [server(2)] });
    expect(inWords(blocking?.reason)).toContain(
      `remote_command -l ${cluster.leader} meta.lb.assign_secondary_black_list clear`,
    );
  });

  it('does not block the roll of others', () => {
    const cluster = new IdealCluster();
    cluster.blackList = listed(server(2));
    expect(blocks(planOf(cluster, {}, { ...defaultOptions, nodes: [server(1), server(3)] }).gates)).toEqual([]);
    expect(blocks(planOf(cluster, {}, { ...defaultOptions, roles: ['meta'] }).gates)).toEqual([]);
  });

  it('is known by its other name, too', () => {
    const cluster = new IdealCluster();
    const other = server(77);
    cluster.blackList = listed(other);
    expect(blocks(planOf(cluster).gates)).toEqual([]);
    const [blocking] = blocks(planOf(cluster, { otherNames: { [server(3)]: [other] } }).gates);
    expect(blocking).toMatchObject({ gate: 'black-list', nodes: [server(3)] });
  });

  it('blocks where the answer is not understood, or nobody asked', () => {
    const cluster = new IdealCluster();
    cluster.blackList = { kind: 'not-understood', message: 'the leader said "?"' };
    const [blocking] = blocks(planOf(cluster).gates);
    expect(inWords(blocking?.reason)).toContain('the leader said "?"');
    const unread = cluster.observe({ processes: [], ddd: true });
    const gates = blocks(makePlan(unread, defaultOptions, context).gates);
    expect(gates.map(({ gate }) => gate)).toContain('black-list');
  });

  it('is not known of a leader that does not tell, which is neither a pass nor a block', () => {
    const cluster = new IdealCluster();
    cluster.blackList = { kind: 'not-told' };
    const plan = planOf(cluster);
    expect(plan.gates.map(({ gate }) => gate)).not.toContain('black-list');
    expect(plan.warnings?.map(inWords)).toMatchObject([expect.stringContaining('is not known')]);
    expect(planOf(new IdealCluster()).warnings).toBeUndefined();
  });

  it('holds a run in which somebody lists a server before it is drained', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.untilAct(`restart ${server(1)}`);
    cluster.blackList = listed(server(2));
    roll.untilStatus('held');
    expect(roll.where()).toBe(`${server(2)} gates`);
    expect(roll.acts.filter((act) => act.includes(`from ${server(2)}`))).toEqual([]);
    cluster.blackList = listed();
    roll.say('retry');
    roll.untilStatus('done');
  });
});
