import { describe, expect, it } from 'vitest';
import type { ClusterAct } from '../../src/roll/act.js';
import { gpid } from '../../src/roll/ids.js';
import type { RollOptions } from '../../src/roll/options.js';
import type { Run } from '../../src/roll/run.js';
import { desiredSettings, wouldClearProposals } from '../../src/roll/settings-guard.js';
import { carol, CoreRun, policy, rolling } from '../support/core-run.js';
import { configured, IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const fastRoll = (cluster: IdealCluster, options: Partial<RollOptions> = {}): CoreRun =>
  rolling(cluster, { drain: 'fast', leaveLeadership: true, ...options });
const draining = (act: string): boolean => /^(move|downgrade|drain)/.test(act);
const notes = (roll: CoreRun): readonly string[] => roll.events('note').map(({ message }) => words(message));

function drainOf(roll: CoreRun): Extract<ClusterAct, { kind: 'drain' }> {
  const { next } = roll.untilNext('drain');
  if (next.kind !== 'act' || next.act.kind !== 'drain') throw new Error('no drain');
  return next.act;
}

describe('which drain a plan has', () => {
  const cluster = new IdealCluster();
  const planned = (options: Partial<RollOptions>, rules = policy): Run['plan'] =>
    new CoreRun(cluster, options, rules).run.plan;

  it('is the documented one, unless the request or the cluster says fast', () => {
    const fast = { ...policy, drain: 'fast' as const };
    expect(planned({})).not.toHaveProperty('drain');
    expect(planned({ drain: 'documented' })).not.toHaveProperty('drain');
    expect(planned({ drain: 'fast' })).toMatchObject({ drain: 'fast' });
    expect(planned({}, fast)).toMatchObject({ drain: 'fast' });
    expect(planned({ drain: 'documented' }, fast)).not.toHaveProperty('drain');
  });

  it('is none where nothing is drained', () => {
    const fast = { ...policy, drain: 'fast' as const };
    expect(planned({ mode: 'simple' }, fast)).not.toHaveProperty('drain');
    expect(planned({ roles: ['meta'] }, fast)).not.toHaveProperty('drain');
  });

  it('takes one tick less in the estimate, and is part of what is approved', () => {
    const documented = planned({});
    const fast = planned({}, { ...policy, drain: 'fast' });
    expect(documented.estimate.replicaServerMs - fast.estimate.replicaServerMs).toBe(policy.timing.metaTick);
    expect(fast.id).not.toBe(documented.id);
  });

  it('asks again when the cluster got another drain between plan and approval', () => {
    const roll = new CoreRun(cluster, {}, { ...policy, drain: 'fast' });
    const changed = new CoreRun(cluster, {});
    changed.run = roll.run;
    changed.say('approve');
    changed.until((run) => run.status === 'awaiting-approval');
    expect(inWords(changed.events('replanned'))).toMatchObject([{ why: 'servers are emptied the documented way now' }]);
    expect(changed.run.votes).toEqual([]);
  });
});

describe('the fast drain', () => {
  it('empties every server with one batch in place of two', () => {
    const cluster = new IdealCluster();
    const roll = fastRoll(cluster).untilStatus('done');
    expect(roll.acts.filter(draining).map((act) => act.replace(/\d led and \d followed/, 'all'))).toEqual(
      [1, 2, 3].map((node) => `drain all from 10.0.0.${node}:34801`),
    );
    expect(
      roll
        .events('target-done')
        .filter(({ role }) => role === 'replica')
        .map(({ spent }) => Object.keys(spent)),
    ).toEqual(
      Array<unknown>(3).fill([
        'gates',
        'drain',
        'close-replicas',
        'flush-log',
        'last-look',
        'process',
        'await-return',
        'heal',
      ]),
    );
    expect(cluster.settings).toEqual(configured);
  });

  it('hands every primary to those that lead it next in the other drain, and takes the rest from their primaries', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 12 });
    const roll = fastRoll(cluster);
    roll.until(() => roll.where() === '10.0.0.3:34801 drain');
    const { handovers, downgrades } = drainOf(roll);
    expect(handovers.length).toBeGreaterThan(0);
    const rolled = handovers.filter(({ to }) => [server(1), server(2)].includes(to));
    expect(rolled.length).toBeGreaterThan(handovers.length / 2);
    for (const { gpid: id, from, to } of handovers) {
      const { primary, secondaries } = cluster.partition(id);
      expect(primary).toBe(from);
      expect(secondaries).toContain(to);
    }
    expect(downgrades.length).toBeGreaterThan(0);
    for (const { gpid: id, primary, node } of downgrades) {
      expect(node).toBe(server(3));
      expect(cluster.partition(id).primary).toBe(primary);
    }
  });

  it('holds add_secondary at 0, also on a new leader, to which it proposes anew', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('drain');
    const roll = fastRoll(cluster).untilNext('drain');
    expect(cluster.settings.addSecondaryMax).toBe(0);
    roll.step();
    cluster.elect(meta(2));
    const at = roll.now;
    cluster.ignored.clear();
    const again = drainOf(roll);
    expect(again.leader).toBe(meta(2));
    expect(roll.now - at).toBeLessThan(5_000);
    expect(cluster.settings.addSecondaryMax).toBe(0);
    expect(roll.untilStatus('done').acts.filter(draining)).toHaveLength(4);
    expect(notes(roll)).toEqual([]);
  });

  it('leaves a partition alone that misses a copy already, and goes on with it once it is full', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 5 });
    const roll = fastRoll(cluster).untilNext('set-add-secondary-max');
    const partition = cluster.partition(gpid(1, 0));
    const [lost, ...others] = partition.secondaries;
    partition.secondaries = others;
    const { handovers, downgrades } = drainOf(roll);
    expect([...handovers, ...downgrades].map((each) => each.gpid)).not.toContain('1.0');
    roll.step();
    for (let turn = 0; turn < 8; turn += 1) roll.step();
    expect(roll.where()).toBe('10.0.0.1:34801 drain');
    partition.secondaries = [...others, ...(lost === undefined ? [] : [lost])];
    roll.untilStep('close-replicas');
    expect(partition.primary).not.toBe(server(1));
    expect(notes(roll)).toEqual([]);
  });

  it('holds when a partition stays short: nothing is proposed for it', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 5 });
    const roll = fastRoll(cluster).untilNext('set-add-secondary-max');
    const partition = cluster.partition(gpid(1, 0));
    partition.secondaries = partition.secondaries.slice(1);
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'downgrades-stalled', node: server(1), gpids: ['1.0'] } });
    expect(partition.primary).toBe(server(1));
  });

  it('sends nothing at all when a primary has nowhere to go', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 4 });
    cluster.addTable('pair', 4, 2);
    const roll = fastRoll(cluster, { allowLowReplication: ['pair'] }).untilNext('set-add-secondary-max');
    cluster.partition(gpid(2, 0)).secondaries = [];
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'cannot-drain', gpids: ['2.0'] } });
    expect(roll.acts.filter(draining)).toEqual([]);
  });

  it('waits until what it led has another primary before it closes anything', () => {
    const cluster = new IdealCluster();
    const roll = fastRoll(cluster).untilNext('drain');
    roll.step();
    const led = cluster.partition(gpid(1, 0));
    const next = led.primary;
    led.primary = undefined;
    if (next !== undefined) led.secondaries.push(next);
    for (let turn = 0; turn < 4; turn += 1) roll.step();
    expect(roll.where()).toBe('10.0.0.1:34801 drain');
    expect(inWords(roll.run)).toMatchObject({ progress: { waiting: { what: '1 partitions to get another primary' } } });
    led.primary = led.secondaries.pop();
    roll.untilStep('close-replicas');
  });

  it('leaves the only copy of a partition where it is, with a waiver', () => {
    const cluster = new IdealCluster({ nodes: 3 });
    cluster.addTable('single', 3, 1);
    const roll = fastRoll(cluster, { allowLowReplication: ['single'] }).untilStatus('done');
    expect(roll.acts.filter(draining)).toHaveLength(3);
    expect(roll.acts.some((act) => act.startsWith('close'))).toBe(false);
  });

  it('takes replicas that come back to a drained server off the documented way', () => {
    const cluster = new IdealCluster();
    const roll = fastRoll(cluster).untilStep('close-replicas');
    cluster.partition(gpid(1, 2)).secondaries.push(server(1));
    roll.untilStatus('done');
    expect(roll.acts).toContain('downgrade 1 on 10.0.0.1:34801');
  });
});

describe('where the fast drain does not work', () => {
  it('falls back to the two documented steps two ticks after the meta cleared it, says so, and tries it at the next server', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('drain');
    const roll = fastRoll(cluster).untilNext('drain');
    const at = roll.now;
    roll.untilNext('move-primaries');
    expect(roll.now - at).toBeGreaterThanOrEqual(20_000);
    expect(roll.now - at).toBeLessThan(24_000);
    expect(notes(roll)).toEqual([
      'the fast drain does not work on 10.0.0.1:34801 (nothing came of it, 6 replicas are left): it is emptied in the two documented steps instead',
    ]);
    cluster.ignored.clear();
    roll.untilStatus('done');
    expect(roll.acts.filter((act) => draining(act) && act.endsWith('10.0.0.1:34801'))).toEqual([
      expect.stringMatching(/^drain/),
      expect.stringMatching(/^move/),
      expect.stringMatching(/^downgrade/),
    ]);
    expect(roll.acts.filter((act) => draining(act) && !act.endsWith('10.0.0.1:34801'))).toEqual([
      expect.stringMatching(/^drain/),
      expect.stringMatching(/^drain/),
    ]);
  });

  it('falls back one tick after it was refused, with what the meta answered', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('drain');
    const roll = fastRoll(cluster).untilNext('drain');
    const at = roll.now;
    roll.tell({
      kind: 'performed',
      result: { ok: true, value: { refused: [{ gpid: gpid(1, 0), answer: 'ERR_INVALID_PARAMETERS' }] } },
    });
    roll.untilNext('move-primaries');
    expect(roll.now - at).toBeLessThan(14_000);
    expect(notes(roll)).toEqual([
      expect.stringContaining('(the meta answered ERR_INVALID_PARAMETERS, 6 replicas are left)'),
    ]);
    roll.untilStatus('done');
  });

  it('falls back for what it leads when only what it follows has left', () => {
    const cluster = new IdealCluster();
    const roll = fastRoll(cluster);
    const { handovers, downgrades } = drainOf(roll);
    cluster.perform({ kind: 'downgrade-secondaries', leader: cluster.leader, downgrades });
    cluster.ignored.add('drain');
    roll.step();
    roll.untilNext('move-primaries');
    cluster.ignored.clear();
    expect(notes(roll)).toHaveLength(1);
    roll.untilStatus('done');
    expect(roll.acts).toContain(`move ${handovers.length} primaries from 10.0.0.1:34801`);
  });

  it('asks again for the few that are left when most have gone', () => {
    const cluster = new IdealCluster();
    const roll = fastRoll(cluster);
    const { handovers, downgrades, leader } = drainOf(roll);
    cluster.perform({ kind: 'drain', leader, handovers: handovers.slice(1), downgrades: downgrades.slice(1) });
    cluster.ignored.add('drain');
    roll.step();
    cluster.ignored.clear();
    roll.untilStep('close-replicas');
    expect(roll.acts.filter(draining)).toEqual([
      'drain 2 led and 4 followed from 10.0.0.1:34801',
      'drain 1 led and 1 followed from 10.0.0.1:34801',
    ]);
    expect(notes(roll)).toEqual([]);
  });
});

describe('stopping in the middle of a fast drain', () => {
  const midway = (): { roll: CoreRun; cluster: IdealCluster } => {
    const cluster = new IdealCluster();
    cluster.ignored.add('drain');
    const roll = fastRoll(cluster).untilNext('drain');
    roll.step();
    return { roll, cluster };
  };

  it('pause and abort give the replicas back first, and abort again leaves at once', () => {
    for (const say of ['pause', 'abort'] as const) {
      const { roll, cluster } = midway();
      roll.say(say);
      roll.untilStep('undrain');
      expect(roll.acts.filter(draining)).toHaveLength(1);
      roll.untilStatus(say === 'pause' ? 'paused' : 'aborted');
      expect(cluster.settings.addSecondaryMax, say).not.toBe(0);
      expect(roll.acts.some((act) => act.startsWith('restart'))).toBe(false);
    }
  });

  it('a second failure stops it at once and lets the meta repair', () => {
    const { roll, cluster } = midway();
    cluster.die(server(2));
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'second-failure' } });
    for (let turn = 0; turn < 3; turn += 1) roll.step();
    expect(cluster.settings.addSecondaryMax).toBe(20);
  });

  it('retry after a hold gives the replicas back and starts it over; a bot that comes back proposes anew what is left', () => {
    const { roll, cluster } = midway();
    cluster.die(server(2));
    roll.untilStatus('held');
    for (const node of cluster.nodes) node.alive = true;
    cluster.heal();
    cluster.restart(server(2), '2.4.0');
    cluster.ignored.clear();
    roll.say('retry', carol);
    expect(roll.where()).toBe('10.0.0.1:34801 undrain');
    roll.untilStep('gates');

    const other = midway().roll;
    other.tell({ kind: 'recovered', awayMs: 4_000 });
    const at = other.now;
    other.untilNext('drain');
    expect(other.now - at).toBeLessThan(2_000);
    expect(notes(other)).toEqual([]);
  });

  it('no level is set while its proposals wait for their tick', () => {
    const { roll } = midway();
    const { run } = roll;
    if (run.status !== 'rolling' || run.progress.phase.kind !== 'target') throw new Error('it does not roll');
    expect(desiredSettings(run, roll.cluster.observe({ processes: [], ddd: false }), { policy }).addSecondaryMax).toBe(
      0,
    );
    const level: ClusterAct = { kind: 'set-level', leader: meta(1), level: 'steady' };
    expect(wouldClearProposals(level, run.progress.phase, roll.now, policy.timing.metaTick)).toBe(true);
    expect(
      wouldClearProposals(level, run.progress.phase, roll.now + policy.timing.metaTick, policy.timing.metaTick),
    ).toBe(false);
  });
});
