import { describe, expect, it } from 'vitest';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { blocks } from '../../src/roll/gates/gates.js';
import { makePlan, planLook } from '../../src/roll/make-plan.js';
import type { FreeSpace } from '../../src/roll/observation.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import type { Plan } from '../../src/roll/plan.js';
import { policy, rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const context = { now: 0, policy, restarts: [], lock: undefined, calendar: alwaysOpen };
const free = (total: number, least = total): FreeSpace => ({ kind: 'read', total, least });

function planOf(
  spaces: readonly FreeSpace[],
  options: Partial<RollOptions> = {},
  diskSpace = { refusedBelow: 10, warnBelow: 15 },
): Plan {
  const cluster = new IdealCluster({ nodes: 5 });
  for (const [at, space] of spaces.entries()) cluster.freeSpace.set(server(at + 1), space);
  const look = planLook(cluster.observe({ processes: [], ddd: false }), policy);
  const rules = { ...context, policy: { ...policy, diskSpace } };
  return makePlan(cluster.observe(look), { ...defaultOptions, ...options }, rules);
}
const gateOf = ({ gates }: Plan) => gates.find(({ gate }) => gate === 'disk-space');
const warned = ({ warnings = [] }: Plan) => warnings.map(({ code }) => code);

describe('a server whose disk is full', () => {
  it('blocks the plan, and says what to do', () => {
    const plan = planOf([free(40), free(30, 9)]);
    expect(gateOf(plan)).toMatchObject({ verdict: 'block', lasting: true, nodes: [server(2)] });
    expect(blocks(plan.gates).map(({ reason }) => inWords(reason))).toEqual([
      `${server(2)} has less than 10 % free on a disk: Pegasus puts no copy there, and refuses writes to what is ` +
        'there, so a copy that is lost in a restart does not come back. Make room on it first, and wait up to ' +
        '10 minutes: so seldom a server counts its free space',
    ]);
  });

  it('is full at the limit of its own configuration, and not at it', () => {
    expect(gateOf(planOf([free(10)]))).toMatchObject({ verdict: 'pass' });
    expect(gateOf(planOf([free(9)]))).toMatchObject({ verdict: 'block' });
    expect(gateOf(planOf([free(9)], {}, { refusedBelow: 5, warnBelow: 7 }))).toMatchObject({ verdict: 'pass' });
  });

  it('does not block the roll of others, and is told', () => {
    const plan = planOf([free(5)], { nodes: [server(2)] });
    expect(gateOf(plan)).toMatchObject({ verdict: 'pass' });
    expect(plan.warnings).toEqual([{ code: 'others-full', servers: [server(1)], percent: 10 }]);
  });

  it('is nobody’s matter where no replica server is rolled', () => {
    const plan = planOf([free(5)], { roles: ['meta'] });
    expect(gateOf(plan)).toBeUndefined();
    expect(warned(plan)).toEqual([]);
  });

  it('holds a run in the middle, before that server is drained, and goes on when there is room', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.untilAct(`restart ${server(1)}`);
    cluster.freeSpace.set(server(2), free(4));
    roll.untilStatus('held');
    expect(roll.where()).toBe(`${server(2)} gates`);
    expect(roll.acts.filter((act) => act.includes(`from ${server(2)}`))).toEqual([]);
    cluster.freeSpace.set(server(2), free(50));
    roll.say('retry');
    roll.untilStatus('done');
  });
});

describe('free disk space in the plan', () => {
  it('is silent where there is enough', () => {
    expect(warned(planOf([free(80)]))).toEqual([]);
  });

  it('warns of little space', () => {
    expect(planOf([free(60, 14)]).warnings).toEqual([{ code: 'space-low', servers: [server(1)], percent: 15 }]);
  });

  it('warns where the others could not take what the fullest one has', () => {
    // 80 % of one server, on four others alike: each is left with 5 %.
    const plan = planOf([20, 25, 25, 25, 25].map((total) => free(total)));
    expect(plan.warnings).toMatchObject([{ code: 'space-for-loss', server: server(1), percent: 10 }]);
    expect(plan.warnings?.map(inWords)).toMatchObject([expect.stringContaining('stays away for longer than')]);
    expect(warned(planOf([50, 50, 50, 50, 50].map((total) => free(total))))).toEqual([]);
  });

  it('is said to be unknown where it is not told, and neither a pass nor a block', () => {
    const plan = planOf([{ kind: 'not-told' }]);
    expect(gateOf(plan)).toBeUndefined();
    expect(plan.warnings).toEqual([{ code: 'space-not-told', servers: [server(1)] }]);
    expect(blocks(plan.gates)).toEqual([]);
  });

  it('shows the raw words that nobody understands, and is never fine', () => {
    const plan = planOf([{ kind: 'not-understood', message: 'the shell said "?"' }]);
    expect(gateOf(plan)).toBeUndefined();
    expect(plan.warnings?.map(inWords)).toMatchObject([expect.stringContaining('the shell said "?"')]);
  });

  it('still blocks for one that is full where another does not tell', () => {
    expect(gateOf(planOf([{ kind: 'not-told' }, free(3)]))).toMatchObject({ verdict: 'block', nodes: [server(2)] });
  });
});
