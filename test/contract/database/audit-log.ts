import { beforeEach, describe, expect, it } from 'vitest';
import { noted, waitingRun } from '../../store/support/samples.js';
import type { DatabasePlace } from './place.js';

/** What every AuditLog must do. Each test has a place of its own. */
export function auditLogContract(name: string, place: () => DatabasePlace): void {
  describe(`an audit log (${name})`, () => {
    let here: DatabasePlace;
    beforeEach(() => {
      here = place();
    });

    it('has its entries in the order in which they were added, alone or with a commit, over every start', async () => {
      const first = await here.open();
      await Promise.all([
        first.audit.append([noted('one'), noted('two')]),
        first.runs.commit({ run: waitingRun('cluster-x-1'), audit: [noted('three')] }),
        first.audit.append([noted('four')]),
      ]);
      await first.close();
      const second = await here.open();
      await second.audit.append([noted('five')]);
      await second.close();
      expect(await here.auditTrail()).toEqual(['one', 'two', 'three', 'four', 'five'].map(noted));
    });

    it('says where it ends: how many entries, and a hash that is another after each of them, and stays over a start', async () => {
      const first = await here.open();
      expect(first.audit.head().seq).toBe(0);
      const hashes = [first.audit.head().hash];
      for (const text of ['one', 'two']) {
        await first.audit.append([noted(text)]);
        hashes.push(first.audit.head().hash);
      }
      expect(new Set(hashes).size).toBe(3);
      const { seq, hash } = first.audit.head();
      expect(seq).toBe(2);
      await first.close();
      const second = await here.open();
      expect(second.audit.head()).toEqual({ seq, hash });
      await second.close();
    });

    it('takes none of several entries when one of them cannot be written', async () => {
      const log = await here.open();
      const endless: unknown[] = [];
      for (let depth = 0, at = endless; depth < 5_000; depth += 1) at.push((at = []));
      await expect(log.audit.append([noted('one'), { ...noted('two'), detail: endless }])).rejects.toThrow('nested');
      await log.audit.append([]);
      expect(log.audit.head().seq).toBe(0);
      await log.close();
      expect(await here.auditTrail()).toEqual([]);
    });
  });
}
