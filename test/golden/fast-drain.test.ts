import { describe, expect, it } from 'vitest';
import type { RollOptions } from '../../src/roll/options.js';
import type { Step } from '../../src/roll/progress.js';
import type { Run } from '../../src/roll/run.js';
import { VirtualRoll, type VirtualRollOptions } from '../support/virtual-roll.js';

const small: VirtualRollOptions = { nodes: 4, tables: [{ name: 'temp', partitions: 12, replicas: 3 }] };
const asBefore = { level: 'steady', assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true };
const fast: Partial<RollOptions> = { drain: 'fast' };

async function rolled(options: VirtualRollOptions, asked: Partial<RollOptions>, before: (roll: VirtualRoll) => Promise<void> = () => Promise.resolve()): Promise<{ roll: VirtualRoll; run: Run; drains: readonly number[] }> {
  const roll = new VirtualRoll(options);
  await roll.request(asked);
  await roll.approve();
  await before(roll);
  const run = await roll.toTheEnd();
  if (!('progress' in run)) throw new Error(`it ended ${run.status}`);
  const steps: readonly Step['kind'][] = ['move-primaries', 'downgrade-secondaries', 'drain'];
  const drains = run.progress.targets.filter(({ role }) => role === 'replica').map(({ spent }) => steps.reduce((sum, step) => sum + (spent[step] ?? 0), 0));
  return { roll, run, drains };
}

function isWell(roll: VirtualRoll, when = ''): void {
  const { starts, notFull, settings } = roll.outcome();
  expect(roll.run().status, when).toBe('done');
  expect(Object.values(starts), when).toEqual(Object.keys(starts).map(() => 1));
  expect(notFull, when).toBe(0);
  expect(settings, when).toEqual(asBefore);
}

const notes = ({ log }: Run): readonly string[] => log.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
const inDrain = (run: Run): boolean => run.status === 'rolling' && run.progress.phase.kind === 'target' && run.progress.phase.step.kind === 'drain';

describe('a whole roll with the fast drain', () => {
  it.each(['2.5', 'newer'] as const)('empties every %s server in one tick of the meta instead of two', async (generation) => {
    const documented = await rolled({ generation }, { roles: ['replica'] });
    const { roll, run, drains } = await rolled({ generation }, { ...fast, roles: ['replica'] });
    expect(roll.outcome()).toMatchObject({ notFull: 0, settings: asBefore });
    expect(run.status).toBe('done');
    expect(notes(run)).toEqual(notes(documented.run));
    // 88 partitions, 5 servers. A tick is 10 s; a look and the reconfiguration come on top of what is left of it.
    expect(drains).toHaveLength(5);
    for (const [nth, ms] of drains.entries()) expect([ms <= 13_000, (documented.drains[nth] ?? 0) - ms >= 6_000], `${nth + 1}: ${ms} ms and ${documented.drains[nth] ?? 0} ms`).toEqual([true, true]);
  });

  it('goes on from what it sees when the bot is killed at any save', async () => {
    const undisturbed = new VirtualRoll(small);
    await undisturbed.request(fast);
    const before = undisturbed.disk.saves;
    await undisturbed.approve();
    await undisturbed.toTheEnd();
    isWell(undisturbed);
    const saves = undisturbed.disk.saves - before;
    expect(saves).toBeGreaterThan(70);
    for (let nth = 0; nth < 8; nth += 1) {
      const roll = new VirtualRoll(small);
      await roll.request(fast);
      const save = roll.disk.saves + 1 + Math.floor(((nth + 0.5) * saves) / 8);
      roll.disk.killAt = { save, written: nth % 2 === 0 };
      await Promise.race([roll.approve(), roll.clock.until(() => !roll.life.alive, 7_200_000)]);
      await roll.clock.until(() => !roll.life.alive, 7_200_000);
      await roll.killAndRestart(1_000 + (nth % 7) * 4_000);
      if (roll.run().status === 'awaiting-approval') await roll.approve();
      await roll.toTheEnd();
      isWell(roll, `killed at save ${save}`);
    }
  }, 120_000);

  it('goes on when it is killed between the proposals and their tick, before it heard that they were taken', async () => {
    for (const afterMs of [0, 300, 1_500, 6_000]) {
      const { roll, run } = await rolled(small, fast, async (early) => {
        await early.until(inDrain);
        await early.clock.advance(afterMs);
        await early.killAndRestart(2_000);
      });
      isWell(roll, `killed ${afterMs} ms into the drain`);
      expect(notes(run), `killed ${afterMs} ms into the drain`).toEqual([]);
    }
  });

  it('proposes anew to a new leader, and empties the server all the same', async () => {
    const { run, roll } = await rolled(small, { ...fast, roles: ['replica'] }, async (early) => {
      await early.until(inDrain);
      await early.clock.advance(1_000);
      const { leader } = early.cluster.truth();
      if (leader === undefined) throw new Error('nobody leads');
      await early.cluster.stop(leader.meta, 'KILL');
      await early.cluster.start(leader.meta);
    });
    expect(run.status).toBe('done');
    expect(run.log.some(({ kind }) => kind === 'leader-changed')).toBe(true);
    expect(roll.outcome().notFull).toBe(0);
  });

  it.each(['refused', 'cleared'] as const)('goes the documented way at the server where its proposals are %s, and says so', async (how) => {
    const { run, roll, drains } = await rolled(small, fast, async (early) => {
      await early.until((at) => at.status === 'rolling' && at.progress.phase.kind === 'target');
      if (how === 'refused') early.cluster.faults.refuseProposals(9);
      else early.cluster.faults.dropProposals(9);
    });
    isWell(roll);
    expect(notes(run)).toEqual([expect.stringMatching(how === 'refused' ? /^the fast drain does not work on .* \(the meta answered ERR_INVALID_PARAMETERS, 9 replicas are left\)/ : /^the fast drain does not work on .* \(nothing came of it, 9 replicas are left\)/)]);
    expect(drains.slice(1).every((ms) => ms <= 13_000), drains.join()).toBe(true);
  });
});
