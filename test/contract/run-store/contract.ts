import { beforeEach, describe, expect, it } from 'vitest';
import { nodeAddress, runId } from '../../../src/roll/ids.js';
import type { ClusterRecord, RunStore } from '../../../src/store/run-store.js';
import { clusterX, expiredRun, mei, noted, waitingRun } from '../../store/support/samples.js';
import { clusterName } from '../../../src/roll/ids.js';

/** What a store is made in: `open` again shows what the last one left. */
export interface StorePlace {
  open(): Promise<RunStore>;
  /** The audit trail, line by line, oldest first. */
  auditTrail(): Promise<readonly unknown[]>;
}

/** What every RunStore must do. Each test has a place of its own. */
export function runStoreContract(name: string, place: () => StorePlace): void {
  describe(`a run store (${name})`, () => {
    let here: StorePlace;
    beforeEach(() => {
      here = place();
    });
    const x1 = runId('cluster-x-1');
    const conversation = { channel: 'C1', ts: '1.2', older: [], toldSeq: 3, seeded: ['octagonal_sign'] };

    it('is empty at first, and knows of no cluster', async () => {
      const store = await here.open();
      expect(store.loaded()).toEqual([]);
      expect(store.cluster(clusterX)).toEqual({ restarts: [] });
      expect(store.conversation(x1)).toBeUndefined();
      expect(await store.find(x1)).toBeUndefined();
      expect(await store.history({ limit: 10 })).toEqual([]);
      await store.close();
    });

    it('has after it was opened again what was saved last', async () => {
      const store = await here.open();
      await store.saveRun(waitingRun('cluster-x-1', 1), [noted('asked')]);
      await store.saveRun(waitingRun('cluster-x-1', 2), [noted('changed')]);
      await store.saveConversation(x1, conversation);
      await store.close();

      const again = await here.open();
      expect(again.loaded()).toStrictEqual([waitingRun('cluster-x-1', 2)]);
      expect(again.conversation(x1)).toStrictEqual(conversation);
      expect(await again.find(x1)).toStrictEqual(waitingRun('cluster-x-1', 2));
      await again.close();
      expect(await here.auditTrail()).toEqual([noted('asked'), noted('changed')]);
    });

    it('gives its runs oldest first', async () => {
      const store = await here.open();
      await store.saveRun({ ...waitingRun('younger'), requestedAt: 20 }, []);
      await store.saveRun({ ...waitingRun('older'), requestedAt: 10 }, []);
      await store.close();
      const again = await here.open();
      expect(again.loaded().map((run) => run.id)).toEqual(['older', 'younger']);
      await again.close();
    });

    it('keeps of a cluster its lock, its settings and its restarts, with the audit trail', async () => {
      const record: ClusterRecord = {
        lock: { by: mei, at: 5, reason: 'disk swap' },
        maintenance: {
          run: x1,
          since: 6,
          saved: { assignDelayMs: 300_000, addSecondaryMax: 10, flowControl: false, level: 'lively' },
        },
        restarts: [{ address: nodeAddress('10.0.0.1:34801'), at: 7 }],
      };
      const store = await here.open();
      await store.saveCluster(clusterX, record, [
        { at: 5, cluster: clusterX, what: 'lock', by: mei, detail: { reason: 'disk swap' } },
      ]);
      await store.audit([noted('later')]);
      expect(store.cluster(clusterX)).toStrictEqual(record);
      await store.close();

      const again = await here.open();
      expect(again.cluster(clusterX)).toStrictEqual(record);
      expect(again.cluster(clusterName('cluster-y'))).toEqual({ restarts: [] });
      await again.close();
      expect(await here.auditTrail()).toMatchObject([{ what: 'lock', by: mei }, noted('later')]);
    });

    it('takes saves of one run in the order they were asked for, and of different runs side by side', async () => {
      const store = await here.open();
      await Promise.all([
        ...Array.from({ length: 20 }, (_, nth) => store.saveRun(waitingRun('cluster-x-1', nth), [noted(`x ${nth}`)])),
        ...Array.from({ length: 10 }, (_, nth) => store.saveRun(waitingRun(`other-${nth}`), [])),
      ]);
      expect(await store.find(x1)).toMatchObject({ updatedAt: 19 });
      await store.close();
      const again = await here.open();
      expect(again.loaded()).toHaveLength(11);
      expect(await again.find(x1)).toMatchObject({ updatedAt: 19 });
      await again.close();
      expect(await here.auditTrail()).toEqual(Array.from({ length: 20 }, (_, nth) => noted(`x ${nth}`)));
    });

    it('archives a run that has ended: it is found, and not loaded, and never written again', async () => {
      const store = await here.open();
      await store.saveRun(expiredRun('cluster-x-1'), []);
      await store.saveConversation(x1, conversation);
      await store.archive(x1);
      expect(await store.find(x1)).toStrictEqual(expiredRun('cluster-x-1'));
      await expect(store.saveRun(expiredRun('cluster-x-1'), [])).rejects.toThrow('archived');
      await expect(store.saveConversation(x1, conversation)).rejects.toThrow('archived');
      await store.close();

      const again = await here.open();
      expect(again.loaded()).toEqual([]);
      expect(again.conversation(x1)).toBeUndefined();
      expect(await again.find(x1)).toStrictEqual(expiredRun('cluster-x-1'));
      await expect(again.saveRun(waitingRun('cluster-x-1'), [])).rejects.toThrow('archived');
      await again.archive(x1); // Said twice after a crash: nothing happens.
      await again.close();
    });

    it('archives no run that may still do something, and none that it does not know', async () => {
      const store = await here.open();
      await store.saveRun(waitingRun('cluster-x-1'), []);
      await expect(store.archive(x1)).rejects.toThrow('awaiting-approval');
      await expect(store.archive(runId('nobody'))).rejects.toThrow('no such run');
      expect((await store.history({ limit: 9 })).map((run) => run.status)).toEqual(['awaiting-approval']);
      await store.close();
    });

    it('tells the history newest first, archived or not, of one cluster or of all', async () => {
      const store = await here.open();
      const y = clusterName('cluster-y');
      await store.saveRun({ ...expiredRun('first', 11), requestedAt: 1 }, []);
      await store.archive(runId('first'));
      await store.saveRun(
        {
          ...expiredRun('second', 12),
          requestedAt: 2,
          cluster: y,
          options: { ...expiredRun('second').options, version: '2.5.0' },
        },
        [],
      );
      await store.archive(runId('second'));
      await store.saveRun({ ...expiredRun('third', 13), requestedAt: 3 }, []);
      await store.saveRun({ ...waitingRun('fourth'), requestedAt: 4 }, []);

      const ids = async (filter: Parameters<RunStore['history']>[0]): Promise<string[]> =>
        (await store.history(filter)).map((run) => run.id);
      expect(await ids({ limit: 10 })).toEqual(['fourth', 'third', 'second', 'first']);
      expect(await ids({ limit: 3 })).toEqual(['fourth', 'third', 'second']);
      expect(await ids({ limit: 1 })).toEqual(['fourth']);
      expect(await ids({ limit: 0 })).toEqual([]);
      expect(await ids({ cluster: clusterX, limit: 10 })).toEqual(['fourth', 'third', 'first']);
      expect(await store.history({ cluster: y, limit: 10 })).toEqual([
        {
          id: 'second',
          cluster: 'cluster-y',
          status: 'expired',
          requestedBy: 'U0MEI',
          requestedAt: 2,
          endedAt: 12,
          version: '2.5.0',
        },
      ]);
      await store.close();
    });

    it('keeps in the history who approved a run, why it was asked for and where its message stands, archived or not', async () => {
      const store = await here.open();
      const run = expiredRun('cluster-x-1', 13);
      await store.saveRun(
        {
          ...run,
          options: { ...run.options, reason: 'new disks' },
          votes: [
            { by: mei, at: 2, via: 'button', planId: run.plan.id },
            { by: mei, at: 1, via: 'button', planId: 'an-older-plan' },
          ],
        },
        [],
      );
      await store.saveConversation(x1, conversation);
      const before = await store.history({ limit: 1 });
      expect(before).toMatchObject([
        { id: x1, reason: 'new disks', approvedBy: [mei], message: { channel: 'C1', ts: '1.2' } },
      ]);
      await store.archive(x1);
      expect(await store.history({ limit: 1 })).toEqual(before);
      await store.close();
    });

    it('takes no name that could leave its folder or hide in it', async () => {
      const store = await here.open();
      for (const name of ['../up', 'a/b', '.hidden', '', 'a b', 'a~b', 'ü', 'x'.repeat(300)]) {
        await expect(store.saveRun(waitingRun(name), [noted(name)])).rejects.toThrow(Error);
        await expect(store.saveCluster(clusterName(name), { restarts: [] }, [])).rejects.toThrow(Error);
        expect(await store.find(runId(name))).toBeUndefined();
      }
      await store.close();
      expect(await here.auditTrail()).toEqual([]);
    });

    it('waits for what is under way when it is closed, and takes nothing afterwards', async () => {
      const store = await here.open();
      const underWay = store.saveRun(waitingRun('cluster-x-1'), [noted('asked')]);
      const closed = store.close();
      await expect(store.saveRun(waitingRun('late'), [])).rejects.toThrow('closed');
      await underWay;
      await closed;
      await store.close();
      const again = await here.open();
      expect(again.loaded().map((run) => run.id)).toEqual(['cluster-x-1']);
      await again.close();
    });
  });
}
