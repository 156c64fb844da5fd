import { describe, expect, it } from 'vitest';
import type { RollOptions } from '../../src/roll/options.js';
import type { Step } from '../../src/roll/progress.js';
import type { Run } from '../../src/roll/run.js';
import { isWell, killedAtSave, undisturbed } from '../support/killed-roll.js';
import { asBefore, small, VirtualRoll, type VirtualRollOptions } from '../support/virtual-roll.js';
import { words } from '../../src/words/words.js';

const fast: Partial<RollOptions> = { drain: 'fast' };

async function rolled(
  options: VirtualRollOptions,
  asked: Partial<RollOptions>,
  before: (roll: VirtualRoll) => Promise<void> = () => Promise.resolve(),
): Promise<{ roll: VirtualRoll; run: Run; drains: readonly number[] }> {
  const roll = await VirtualRoll.open(options);
  await roll.request(asked);
  await roll.approve();
  await before(roll);
  const run = await roll.toTheEnd();
  if (!('progress' in run)) throw new Error(`it ended ${run.status}`);
  const steps: readonly Step['kind'][] = ['move-primaries', 'downgrade-secondaries', 'drain'];
  const drains = run.progress.targets
    .filter(({ role }) => role === 'replica')
    .map(({ spent }) => steps.reduce((sum, step) => sum + (spent[step] ?? 0), 0));
  return { roll, run, drains };
}

/** But for what every roll ends with. */
const notes = ({ log }: Run): readonly string[] =>
  log.flatMap((event) =>
    event.kind === 'note' && event.message.code !== 'leadership-restored' ? [words(event.message)] : [],
  );

describe('a whole roll with the fast drain', () => {
  it.each(['2.5', 'newer'] as const)(
    'empties every %s server in one tick of the meta instead of two',
    async (generation) => {
      const documented = await rolled({ generation }, { roles: ['replica'] });
      const { roll, run, drains } = await rolled({ generation }, { ...fast, roles: ['replica'] });
      expect(roll.outcome()).toMatchObject({ notFull: 0, settings: asBefore });
      expect(run.status).toBe('done');
      expect(notes(run)).toEqual(notes(documented.run));
      // 88 partitions, 5 servers. A tick is 10 s; a look and the reconfiguration come on top of what is left of it.
      expect(drains).toHaveLength(5);
      for (const [nth, ms] of drains.entries())
        expect(
          [ms <= 13_000, (documented.drains[nth] ?? 0) - ms >= 6_000],
          `${nth + 1}: ${ms} ms and ${documented.drains[nth] ?? 0} ms`,
        ).toEqual([true, true]);
    },
    60_000,
  );

  it('goes on from what it sees when the bot is killed at any save', async () => {
    const { saves } = await undisturbed(small, fast);
    expect(saves).toBeGreaterThan(70);
    for (let nth = 0; nth < 8; nth += 1) {
      const save = 1 + Math.floor(((nth + 0.5) * saves) / 8);
      isWell(await killedAtSave(save, nth % 2 === 0, 1_000 + (nth % 7) * 4_000, small, fast), `killed at save ${save}`);
    }
  }, 120_000);

  it('goes on when it is killed between the proposals and their tick, before it heard that they were taken', async () => {
    for (const afterMs of [0, 300, 1_500, 6_000]) {
      const { roll, run } = await rolled(small, fast, async (early) => {
        await early.untilStep('drain');
        await early.clock.advance(afterMs);
        await early.killAndRestart(2_000);
      });
      isWell(roll, `killed ${afterMs} ms into the drain`);
      expect(notes(run), `killed ${afterMs} ms into the drain`).toEqual([]);
    }
  });

  it('proposes anew to a new leader, and empties the server all the same', async () => {
    const { run, roll } = await rolled(small, { ...fast, roles: ['replica'] }, async (early) => {
      await early.untilStep('drain');
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

  it.each(['refused', 'cleared'] as const)(
    'goes the documented way at the server where its proposals are %s, and says so',
    async (how) => {
      const { run, roll, drains } = await rolled(small, fast, async (early) => {
        await early.until((at) => at.status === 'rolling' && at.progress.phase.kind === 'target');
        if (how === 'refused') early.cluster.faults.refuseProposals(9);
        else early.cluster.faults.dropProposals(9);
      });
      isWell(roll, how);
      expect(notes(run)).toEqual([
        expect.stringMatching(
          how === 'refused'
            ? /^the fast drain does not work on .* \(the meta answered ERR_INVALID_PARAMETERS, 9 replicas are left\)/
            : /^the fast drain does not work on .* \(nothing came of it, 9 replicas are left\)/,
        ),
      ]);
      expect(
        drains.slice(1).every((ms) => ms <= 13_000),
        drains.join(),
      ).toBe(true);
    },
  );
});
