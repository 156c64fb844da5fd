import { describe, expect, it } from 'vitest';
import type { RollMode } from '../../src/roll/options.js';
import { rolling } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';

/** How many turns an undisturbed run takes. */
function turnsOf(mode: RollMode): number {
  const roll = rolling(new IdealCluster(), { mode });
  let turns = 0;
  while (roll.run.status !== 'done') {
    roll.step();
    turns += 1;
  }
  return turns;
}

describe.each(['ha', 'simple'] as const)('a bot that dies at any turn of a %s run', (mode) => {
  const turns = turnsOf(mode);

  it.each([
    ['before the act was carried out', false],
    ['after the act was carried out, before its outcome was known', true],
  ])('%s: every process is restarted once, every partition full, every setting as before', (_when, carriedOut) => {
    for (let turn = 0; turn < turns; turn += 1) {
      const cluster = new IdealCluster();
      const roll = rolling(cluster, { mode });
      const restarts = new Map<string, number>();
      roll.outcome = (command) => {
        cluster.carryOut(command);
        restarts.set(command.address, (restarts.get(command.address) ?? 0) + 1);
        return { kind: 'succeeded', tail: [] };
      };
      for (let before = 0; before < turn; before += 1) roll.step();

      const { next } = roll;
      if (carriedOut && next.kind === 'act') cluster.perform(next.act);
      if (roll.run.status === 'done') continue;
      roll.now += 30_000;
      roll.tell({ kind: 'recovered', awayMs: 30_000 });
      // A command that was saved is carried out once for its id, whoever asks for it again.
      if (next.kind === 'command') roll.next = next;
      roll.untilStatus('done');

      const everybody = [...cluster.nodes.map(({ address }) => address), ...cluster.metas, '10.0.0.1:34101'];
      expect(Object.fromEntries(restarts), `crash at turn ${turn}`).toEqual(
        Object.fromEntries(everybody.map((address) => [address, 1])),
      );
      expect(cluster.settings, `crash at turn ${turn}`).toEqual({
        assignDelayMs: 600_000,
        addSecondaryMax: 20,
        flowControl: true,
      });
      expect(cluster.level).toBe('lively');
      expect(
        cluster
          .observe({ processes: [], ddd: false })
          .tables[0]?.partitions.every(({ secondaries }) => secondaries.length === 2),
      ).toBe(true);
    }
    expect(turns).toBeGreaterThan(20);
  });
});
