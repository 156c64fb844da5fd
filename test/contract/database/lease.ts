import { beforeEach, describe, expect, it } from 'vitest';
import { LeaseEnded } from '../../../src/store/lease.js';
import { noted, waitingRun } from '../../store/support/samples.js';
import type { DatabasePlace } from './place.js';

/** What every Lease must do. Each test has a place of its own. */
export function leaseContract(name: string, place: () => DatabasePlace): void {
  describe(`a lease (${name})`, () => {
    let here: DatabasePlace;
    beforeEach(() => {
      here = place();
    });

    it('is over when the database is closed, and everything is refused from then on', async () => {
      const database = await here.open();
      await database.close();
      expect(await database.lease.over).toMatchObject({ kind: 'closed' });
      await expect(database.runs.commit({ run: waitingRun('cluster-x-1') })).rejects.toThrow(LeaseEnded);
      await expect(database.audit.append([noted('late')])).rejects.toMatchObject({ kind: 'closed' });
    });

    it('is over when another process has taken the database, and nothing of what is refused then is in it', async () => {
      const database = await here.open();
      await database.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('before')] });
      await here.takeOver();
      await expect(
        database.runs.commit({ run: waitingRun('cluster-x-1', 2), audit: [noted('after')] }),
      ).rejects.toMatchObject({ kind: 'taken-over' });
      expect(await database.lease.over).toMatchObject({ kind: 'taken-over' });
      await expect(database.audit.append([noted('after')])).rejects.toThrow(LeaseEnded);
      expect(await here.auditTrail()).toEqual([noted('before')]);
    });
  });
}
