import { expect, it } from 'vitest';
import { auditWitness } from '../../src/compose/audit-witness.js';
import { keepingLog, waitingRun } from '../store/support/samples.js';

const hash = 'ab'.repeat(32);
const expired = { ...waitingRun('cluster-x-1'), status: 'expired' as const, endedAt: 2 };

it('is told where the trail ends when the bot starts and once for each run that ends, and of nothing else', () => {
  const lines: string[] = [];
  const witness = auditWitness(
    { auditHead: () => ({ seq: 41, hash }) },
    (line) => {
      lines.push(line);
      return Promise.resolve();
    },
    keepingLog(),
  );
  witness.started();
  witness.see(waitingRun('cluster-x-1'));
  witness.see(expired);
  witness.see(expired);
  expect(lines).toEqual([
    `pegasus-roll: the bot started; its audit trail has 41 entries and ends with hash ${hash}`,
    `pegasus-roll: run cluster-x-1 of cluster-x ended, expired; its audit trail has 41 entries and ends with hash ${hash}`,
  ]);
});

it('that cannot be told is logged, and keeps nothing from going on', async () => {
  const log = keepingLog();
  auditWitness({ auditHead: () => ({ seq: 1, hash }) }, () => Promise.reject(new Error('no route')), log).started();
  await Promise.resolve();
  await Promise.resolve();
  expect(log.lines.join('\n')).toContain('the witness of the audit trail could not be told');
});
