import { describe, expect, it } from 'vitest';
import { rolling } from '../support/core-run.js';
import { configured, IdealCluster } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

describe('high-availability mode, in the order of the procedure', () => {
  it('rolls three servers, three metas and a collector, and leaves everything as it was', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster).untilStatus('done');

    const server = (address: string, led: number, followed: number): string[] => [
      'add_secondary 0',
      `move ${led} primaries from ${address}`,
      `downgrade ${followed} on ${address}`,
      `close ${address}`,
      `flush-log ${address}`,
      `restart ${address}`,
      'add_secondary 100',
    ];
    expect(roll.acts).toEqual([
      'level steady',
      'assign_delay 3600000',
      ...server('10.0.0.1:34801', 2, 6),
      // What left the first server went to the others.
      ...server('10.0.0.2:34801', 3, 6),
      ...server('10.0.0.3:34801', 3, 6),
      'restart 10.0.0.2:34601',
      'restart 10.0.0.3:34601',
      'restart 10.0.0.1:34601',
      'restart 10.0.0.1:34101',
      // Each partition back to the server that led it before.
      'move 4 primaries from 10.0.0.1:34801,10.0.0.2:34801',
      'add_secondary DEFAULT',
      'assign_delay DEFAULT',
      'level lively',
    ]);
    expect(cluster.settings).toEqual(configured);
    expect(cluster.level).toBe('lively');
    expect(cluster.tables[0]?.partitions.map(({ primary }) => primary)).toEqual(
      new IdealCluster().tables[0]?.partitions.map(({ primary }) => primary),
    );
    expect(inWords(roll.events('ended'))).toMatchObject([{ how: 'done', left: 'every setting is what it was before' }]);
  });
});
