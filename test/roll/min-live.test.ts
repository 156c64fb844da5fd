import { describe, expect, it } from 'vitest';
import type { GateBlock } from '../../src/roll/gates/verdict.js';
import type { RollOptions } from '../../src/roll/options.js';
import type { Plan } from '../../src/roll/plan.js';
import { alice, CoreRun, policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const small = { ...policy, minLiveNodes: 3 };
const lowering: Partial<RollOptions> = { roles: ['replica'], lowerMinLive: true };

/** Three replica servers, and metas that freeze below three of them. */
function threeServers(): IdealCluster {
  const cluster = new IdealCluster({ nodes: 3, metas: 3 });
  for (const address of cluster.metas) cluster.minLive.set(address, 3);
  return cluster;
}

const frozenGate = ({ gates }: Plan): GateBlock | undefined =>
  gates.find((gate): gate is GateBlock => gate.gate === 'not-frozen' && gate.verdict === 'block');
const values = (cluster: IdealCluster): (number | undefined)[] =>
  [1, 2, 3].map((number) => cluster.minLive.get(meta(number)));

const loweringRoll = (cluster: IdealCluster, options: Partial<RollOptions> = lowering): CoreRun =>
  rolling(cluster, options, small);

describe('where one server away would freeze the cluster', () => {
  it('the gate offers to lower the minimum, where that can be done', () => {
    const { plan } = new CoreRun(threeServers(), { roles: ['replica'] }, small).run;
    expect(inWords(frozenGate(plan)?.reason)).toContain('ask with --lower-min-live, and the run lowers it to 2');
    expect(plan.minLive).toBeUndefined();
  });

  it('the option makes the plan pass, stands in it, and is another plan', () => {
    const without = new CoreRun(threeServers(), { roles: ['replica'] }, small).run.plan;
    const { plan } = new CoreRun(threeServers(), lowering, small).run;
    expect(frozenGate(plan)).toBeUndefined();
    expect(plan.minLive).toEqual({ from: 3, to: 2 });
    expect(plan.id).not.toBe(without.id);
  });

  it.each([
    ['the way to the cluster does not read it', false, true, 'only admin.kind: native reads and changes it'],
    ['its servers do not let it be changed', true, false, 'do not let it be changed while they run'],
  ])('the plan blocks, and says why, when %s', (_when, told, mutable, why) => {
    const cluster = threeServers();
    if (!told) cluster.minLive.clear();
    cluster.minLiveMutable = mutable;
    const { plan } = new CoreRun(cluster, lowering, small).run;
    expect(inWords(frozenGate(plan))).toMatchObject({ lasting: true, reason: expect.stringContaining(why) });
    expect(inWords(frozenGate(plan)?.reason)).toContain('--lower-min-live cannot be done here');
    expect(plan.minLive).toBeUndefined();
  });

  it('nothing is lowered where there are servers enough, or none is rolled', () => {
    const enough = threeServers();
    enough.minLiveInFile = 2;
    for (const address of enough.metas) enough.minLive.set(address, 2);
    expect(new CoreRun(enough, lowering, small).run.plan.minLive).toBeUndefined();
    expect(new CoreRun(threeServers(), { ...lowering, roles: ['meta'] }, small).run.plan.minLive).toBeUndefined();
    const roll = loweringRoll(enough).untilStatus('done');
    expect(roll.acts.filter((act) => act.startsWith('min_live'))).toEqual([]);
  });

  it('a cluster that tells another minimum when the approval is complete is asked for again', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster);
    for (const address of cluster.metas) cluster.minLive.set(address, 5);
    roll.untilStatus('awaiting-approval');
    expect(inWords(roll.events('replanned')[0]?.why)).toContain('lowered from 5 to 2');
  });
});

describe('a run that lowers min_live_node_count_for_unfreeze', () => {
  it('lowers it before anything else, and puts it back at the very end', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStatus('done');
    expect(roll.acts[0]).toBe(`min_live 2 on ${meta(1)}`);
    expect(roll.acts.at(-1)).toBe(`min_live 3 on ${meta(1)}`);
    expect(values(cluster)).toEqual([3, 3, 3]);
    expect(roll.events('note').map(({ message }) => words(message))).toContain(
      `min_live_node_count_for_unfreeze is lowered from 3 to 2 on the meta ${meta(1)}, and put back at the end`,
    );
    expect(roll.events('maintenance-left')[0]?.restored.minLive).toEqual([{ meta: meta(1), was: 3, to: 2 }]);
    expect(inWords(roll.events('ended')[0]?.left)).toBe('every setting is what it was before');
  });

  it('does so in simple mode', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster, { ...lowering, mode: 'simple' }).untilStatus('done');
    expect(roll.acts.filter((act) => act.startsWith('min_live'))).toEqual([
      `min_live 2 on ${meta(1)}`,
      `min_live 3 on ${meta(1)}`,
    ]);
  });

  it('is written down before it is done: what the meta had, and which meta', () => {
    const roll = loweringRoll(threeServers()).untilNext('set-min-live-nodes');
    expect(roll.run).toMatchObject({
      progress: {
        saved: { minLive: [{ meta: meta(1), was: 3, to: 2 }] },
        pending: { act: { kind: 'set-min-live-nodes', meta: meta(1), value: 2 } },
      },
    });
  });

  it('lowers every meta that comes to lead before its other settings, and puts each back', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('await-return');
    cluster.elect(meta(2));
    const before = roll.acts.length;
    roll.untilAct(`min_live 2 on ${meta(2)}`);
    expect(roll.acts[before]).toBe(`min_live 2 on ${meta(2)}`);
    roll.untilStep('heal');
    cluster.elect(meta(1));
    roll.untilStatus('done');
    expect(roll.acts.filter((act) => act.startsWith('min_live'))).toEqual([
      `min_live 2 on ${meta(1)}`,
      `min_live 2 on ${meta(2)}`,
      `min_live 3 on ${meta(1)}`,
      `min_live 3 on ${meta(2)}`,
    ]);
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it.each(['move-primaries', 'close-replicas', 'heal', 'soak'])('puts it back when it is aborted at %s', (step) => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster, { ...lowering, soakMs: 60_000 }).untilStep(step);
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it('keeps it lowered while it is paused', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('heal');
    roll.say('pause', alice);
    roll.untilStatus('paused');
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(values(cluster)).toEqual([2, 3, 3]);
  });

  it('leaves the metas that it restarts alone: the new processes have what their file says', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster, { ...lowering, roles: ['replica', 'meta'] });
    // A new configuration comes with the restart, as people do it for such a cluster.
    cluster.minLiveInFile = 2;
    roll.untilStatus('done');
    expect(roll.acts.filter((act) => act.startsWith('min_live'))).toEqual([`min_live 2 on ${meta(1)}`]);
    expect(values(cluster)).toEqual([2, 2, 2]);
  });

  it('does not undo what somebody else has set meanwhile', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('heal');
    cluster.minLive.set(meta(1), 1);
    roll.untilStatus('done');
    expect(values(cluster)).toEqual([1, 3, 3]);
    expect(inWords(roll.events('note').at(-1)?.message)).toBe(
      `${meta(1)} has min_live_node_count_for_unfreeze = 1 by now, which this run has not set: it is left so`,
    );
    expect(roll.events('maintenance-left')[0]?.restored.minLive).toBeUndefined();
  });

  it('waits for a lowered meta that does not answer, and then says what is left to be done by hand', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('heal');
    cluster.elect(meta(2));
    cluster.minLive.delete(meta(1));
    roll.until(() => roll.where() === 'leave-maintenance');
    const leftAt = roll.now;
    roll.untilStatus('done');
    expect(roll.now - leftAt).toBeGreaterThanOrEqual(small.timing.stall);
    expect(values(cluster)).toEqual([undefined, 3, 3]);
    expect(inWords(roll.events('ended')[0]?.left)).toContain(
      `GET http://${meta(1)}/updateConfig?min_live_node_count_for_unfreeze=3`,
    );
    expect(roll.events('maintenance-left')[0]?.restored.minLive).toEqual([{ meta: meta(2), was: 3, to: 2 }]);
  });

  it('a meta that hangs for a moment is put back once it answers', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('heal');
    cluster.elect(meta(2));
    cluster.minLive.delete(meta(1));
    roll.until(() => roll.where() === 'leave-maintenance');
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    cluster.minLive.set(meta(1), 2);
    roll.untilStatus('done');
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it('does not freeze the cluster at its end: a server that is away may come back first', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('await-return');
    cluster.die(server(1));
    roll.say('abort');
    roll.say('abort');
    for (let turn = 0; turn < 30; turn += 1) roll.step();
    expect(roll.run.status).toBe('aborting');
    expect(values(cluster)).toEqual([2, 3, 3]);
    expect(inWords(roll.run)).toMatchObject({
      progress: {
        waiting: {
          what: expect.stringContaining(
            `${meta(1)} keeps min_live_node_count_for_unfreeze = 2 as long as 2 servers live`,
          ),
        },
      },
    });
    cluster.nodes.splice(0, 1, { address: server(1), alive: true });
    roll.untilStatus('aborted');
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it.each([
    [
      'another setting did not take',
      (roll: CoreRun) => {
        roll.cluster.ignored.add('set-level');
        roll.untilStatus('held');
        expect(roll.run).toMatchObject({ hold: { reason: 'settings-refused' } });
        roll.cluster.ignored.clear();
      },
    ],
    [
      'the bot was away',
      (roll: CoreRun) => {
        roll.step();
        roll.now += 600_000;
        roll.tell({ kind: 'recovered', awayMs: 600_000 });
      },
    ],
    [
      'the bot was away while it waited for just that',
      (roll: CoreRun) => {
        const [first] = roll.cluster.nodes;
        if (first !== undefined) first.alive = false;
        for (let turn = 0; turn < 20; turn += 1) roll.step();
        expect(roll.run).toMatchObject({
          progress: { phase: { kind: 'leave-maintenance', minLiveSince: expect.any(Number) } },
        });
        roll.now += 600_000;
        roll.tell({ kind: 'recovered', awayMs: 600_000 });
      },
    ],
  ])('gives a server its time to come back from when nothing else was left: %s for long', (_what, delay) => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).until(
      (run) => 'progress' in run && run.progress.phase.kind === 'leave-maintenance',
    );
    delay(roll);
    const [first] = cluster.nodes;
    if (first !== undefined) first.alive = false;
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.where()).toBe('leave-maintenance');
    if (first !== undefined) first.alive = true;
    roll.untilStatus('done');
    expect(values(cluster)).toEqual([3, 3, 3]);
    expect(inWords(roll.events('ended')[0]?.left)).toBe('every setting is what it was before');
  });

  it('and ends without it, and says so, when the server does not come back', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('await-return');
    cluster.die(server(1));
    roll.say('abort');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(values(cluster)).toEqual([2, 3, 3]);
    expect(inWords(roll.events('note').at(-1)?.message)).toContain('with 3 it would freeze');
    expect(inWords(roll.events('ended')[0]?.left)).toMatch(
      /^10\.0\.0\.1:34801 was stopped and not seen back: .*GET http:\/\/10\.0\.0\.1:34601\/updateConfig\?min_live_node_count_for_unfreeze=3$/,
    );
    expect(roll.run).toMatchObject({
      progress: { restored: true, saved: { minLive: [{ meta: meta(1), was: 3, to: 2 }] } },
    });
  });

  it('puts the others back although one meta answers and does not take it, and asks for help for that one', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilStep('heal');
    cluster.elect(meta(2));
    roll.untilAct(`min_live 2 on ${meta(2)}`);
    const perform = cluster.perform.bind(cluster);
    let takes: readonly string[] = [meta(2), meta(3)];
    cluster.perform = (act) =>
      act.kind === 'set-min-live-nodes' && !takes.includes(act.meta) ? { refused: [] } : perform(act);
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'settings-refused' } });
    expect(values(cluster)).toEqual([2, 3, 3]);

    takes = [];
    cluster.minLive.set(meta(2), 2);
    const before = roll.acts.length;
    const since = roll.now;
    for (let turn = 0; turn < 30; turn += 1) roll.step();
    const tries = roll.acts.slice(before);
    expect(new Set(tries)).toEqual(new Set([`min_live 3 on ${meta(1)}`, `min_live 3 on ${meta(2)}`]));
    expect(tries.length).toBeLessThanOrEqual((roll.now - since) / small.timing.pollInterval + 1);

    takes = [meta(1), meta(2)];
    roll.untilStatus('done');
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it('takes no server away while it does not take', () => {
    const cluster = threeServers();
    cluster.ignored.add('set-min-live-nodes');
    const roll = loweringRoll(cluster).untilStatus('held');
    expect(inWords(roll.run)).toMatchObject({
      hold: { reason: 'settings-refused', what: expect.stringContaining('min live nodes') },
    });
    expect(roll.acts.every((act) => act.startsWith('min_live'))).toBe(true);
    cluster.ignored.clear();
    roll.say('retry');
    roll.untilStatus('done');
    expect(values(cluster)).toEqual([3, 3, 3]);
  });

  it('does not take the next server when the leader no longer says what it has', () => {
    const cluster = threeServers();
    const roll = loweringRoll(cluster).untilAct(`restart ${server(1)}`);
    cluster.minLive.clear();
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'gate' } });
    expect(roll.acts).not.toContain(`restart ${server(2)}`);
  });

  it.each([
    ['before the act was carried out', false],
    ['after it was, before its outcome was known', true],
  ])('a bot that dies at any turn, %s, puts it back on every meta that led', (_when, carriedOut) => {
    for (let turn = 0; ; turn += 1) {
      const cluster = threeServers();
      const roll = loweringRoll(cluster);
      for (let before = 0; before < turn; before += 1) {
        roll.step();
        if (roll.acts.at(-1) === `restart ${server(2)}` && cluster.leader === meta(1)) cluster.elect(meta(2));
      }
      if (roll.run.status === 'done') {
        expect(turn).toBeGreaterThan(50);
        break;
      }
      const { next } = roll;
      if (carriedOut && next.kind === 'act') cluster.perform(next.act);
      roll.tell({ kind: 'recovered', awayMs: 30_000 });
      if (next.kind === 'command') roll.next = next;
      roll.untilStatus('done');
      expect(values(cluster), `death at turn ${turn}`).toEqual([3, 3, 3]);
      expect(inWords(roll.events('ended')[0]?.left)).toBe('every setting is what it was before');
    }
  });
});
