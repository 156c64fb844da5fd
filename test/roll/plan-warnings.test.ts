import { describe, expect, it } from 'vitest';
import { blocks } from '../../src/roll/gates/gates.js';
import { CoreRun } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

function planOf(change: (cluster: IdealCluster) => void, options: ConstructorParameters<typeof CoreRun>[1] = {}) {
  const cluster = new IdealCluster();
  cluster.addTable('orders', 4, 3);
  change(cluster);
  return new CoreRun(cluster, options).run.plan;
}

const duplicate = (cluster: IdealCluster, value: boolean | undefined): void => {
  for (const table of cluster.tables) if (table.name === 'orders') table.duplicating = value;
};

describe('the plan warns', () => {
  it('of nothing where all is known and nothing is under way', () => {
    expect(planOf(() => undefined).warnings).toBeUndefined();
  });

  it('of a table that is duplicated to another cluster, and does not block for it', () => {
    const plan = planOf((cluster) => {
      duplicate(cluster, true);
    });
    expect(plan.warnings).toEqual([{ code: 'tables-duplicated', tables: ['orders'] }]);
    expect(plan.warnings?.map(inWords)).toMatchObject([
      expect.stringMatching(/^Duplicated to another cluster: orders/),
    ]);
    expect(blocks(plan.gates)).toEqual([]);
  });

  it('that duplication is not known where nobody tells', () => {
    const plan = planOf((cluster) => {
      duplicate(cluster, undefined);
    });
    expect(plan.warnings).toEqual([{ code: 'duplication-unknown' }]);
  });

  it('of a table that is being backed up, and does not block for it', () => {
    const plan = planOf((cluster) => {
      const { id } = cluster.tables.find(({ name }) => name === 'orders') ?? { id: 0 };
      cluster.backups = { kind: 'read', tables: [id, 99] };
    });
    expect(plan.warnings).toEqual([{ code: 'tables-backed-up', tables: ['orders'] }]);
    expect(blocks(plan.gates)).toEqual([]);
  });

  it('that backups could not be told, with the words that nobody understands', () => {
    const plan = planOf((cluster) => {
      cluster.backups = { kind: 'not-understood', message: 'the shell said "?"' };
    });
    expect(plan.warnings?.map(inWords)).toEqual([
      'Whether a table is being backed up could not be told: the shell said "?".',
    ]);
  });

  it('of tables of which no bulk load could be told, or that were not asked', () => {
    const plan = planOf((cluster) => {
      cluster.bulkLoads = { unknown: [{ table: 'orders', why: 'nothing was printed' }], notAsked: ['temp'] };
    });
    expect(plan.warnings).toEqual([
      { code: 'bulk-loads-unknown', tables: ['orders'], said: 'nothing was printed' },
      { code: 'bulk-loads-not-asked', tables: ['temp'] },
    ]);
  });

  it('of none of that where no replica server is rolled', () => {
    const plan = planOf(
      (cluster) => {
        duplicate(cluster, true);
      },
      { roles: ['meta'] },
    );
    expect(plan.warnings).toBeUndefined();
  });
});
