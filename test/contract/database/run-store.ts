import { beforeEach, describe, expect, it } from 'vitest';
import { nodeAddress, runId } from '../../../src/roll/ids.js';
import type { ClusterRecord, RunStore } from '../../../src/store/run-store.js';
import { clusterX, expiredRun, mei, noted, waitingRun } from '../../store/support/samples.js';
import { clusterName } from '../../../src/roll/ids.js';
import type { DatabasePlace } from './place.js';

/** What every RunStore must do. Each test has a place of its own. */
export function runStoreContract(name: string, place: () => DatabasePlace): void {
  describe(`a run store (${name})`, () => {
    let here: DatabasePlace;
    beforeEach(() => {
      here = place();
    });
    const x1 = runId('cluster-x-1');
    const conversation = { channel: 'C1', ts: '1.2', older: [], toldSeq: 3, seeded: ['octagonal_sign'] };

    it('is empty at first, and knows of no cluster', async () => {
      const store = await here.open();
      expect(store.runs.loaded()).toEqual([]);
      expect(store.runs.cluster(clusterX)).toEqual({ restarts: [] });
      expect(store.runs.conversation(x1)).toBeUndefined();
      expect(await store.runs.find(x1)).toBeUndefined();
      expect(await store.runs.history({ limit: 10 })).toEqual([]);
      await store.close();
    });

    it('has after it was opened again what was saved last', async () => {
      const store = await here.open();
      await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('asked')] });
      await store.runs.commit({ run: waitingRun('cluster-x-1', 2), audit: [noted('changed')] });
      await store.runs.commit({ conversation: { run: x1, conversation } });
      await store.close();

      const again = await here.open();
      expect(again.runs.loaded()).toStrictEqual([waitingRun('cluster-x-1', 2)]);
      expect(again.runs.conversation(x1)).toStrictEqual(conversation);
      expect(await again.runs.find(x1)).toStrictEqual(waitingRun('cluster-x-1', 2));
      await again.close();
      expect(await here.auditTrail()).toEqual([noted('asked'), noted('changed')]);
    });

    it('gives its runs oldest first', async () => {
      const store = await here.open();
      await store.runs.commit({ run: { ...waitingRun('younger'), requestedAt: 20 } });
      await store.runs.commit({ run: { ...waitingRun('older'), requestedAt: 10 } });
      await store.close();
      const again = await here.open();
      expect(again.runs.loaded().map((run) => run.id)).toEqual(['older', 'younger']);
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
      await store.runs.commit({
        cluster: { name: clusterX, record },
        audit: [{ at: 5, cluster: clusterX, what: 'lock', by: mei, detail: { reason: 'disk swap' } }],
      });
      await store.audit.append([noted('later')]);
      expect(store.runs.cluster(clusterX)).toStrictEqual(record);
      await store.close();

      const again = await here.open();
      expect(again.runs.cluster(clusterX)).toStrictEqual(record);
      expect(again.runs.cluster(clusterName('cluster-y'))).toEqual({ restarts: [] });
      await again.close();
      expect(await here.auditTrail()).toMatchObject([{ what: 'lock', by: mei }, noted('later')]);
    });

    it('takes saves of one run in the order they were asked for, and of different runs side by side', async () => {
      const store = await here.open();
      await Promise.all([
        ...Array.from({ length: 20 }, (_, nth) =>
          store.runs.commit({ run: waitingRun('cluster-x-1', nth), audit: [noted(`x ${nth}`)] }),
        ),
        ...Array.from({ length: 10 }, (_, nth) => store.runs.commit({ run: waitingRun(`other-${nth}`) })),
      ]);
      expect(await store.runs.find(x1)).toMatchObject({ updatedAt: 19 });
      await store.close();
      const again = await here.open();
      expect(again.runs.loaded()).toHaveLength(11);
      expect(await again.runs.find(x1)).toMatchObject({ updatedAt: 19 });
      await again.close();
      expect(await here.auditTrail()).toEqual(Array.from({ length: 20 }, (_, nth) => noted(`x ${nth}`)));
    });

    it('archives a run that has ended: it is found, and not loaded, and never written again', async () => {
      const store = await here.open();
      await store.runs.commit({ run: expiredRun('cluster-x-1') });
      await store.runs.commit({ conversation: { run: x1, conversation } });
      await store.runs.archive(x1);
      expect(await store.runs.find(x1)).toStrictEqual(expiredRun('cluster-x-1'));
      await expect(store.runs.commit({ run: expiredRun('cluster-x-1') })).rejects.toThrow('archived');
      await expect(store.runs.commit({ conversation: { run: x1, conversation } })).rejects.toThrow('archived');
      await store.close();

      const again = await here.open();
      expect(again.runs.loaded()).toEqual([]);
      expect(again.runs.conversation(x1)).toBeUndefined();
      expect(await again.runs.find(x1)).toStrictEqual(expiredRun('cluster-x-1'));
      await expect(again.runs.commit({ run: waitingRun('cluster-x-1') })).rejects.toThrow('archived');
      await again.runs.archive(x1); // Said twice after a crash: nothing happens.
      await again.close();
    });

    it('archives no run that may still do something, and none that it does not know', async () => {
      const store = await here.open();
      await store.runs.commit({ run: waitingRun('cluster-x-1') });
      await expect(store.runs.archive(x1)).rejects.toThrow('awaiting-approval');
      await expect(store.runs.archive(runId('nobody'))).rejects.toThrow('no such run');
      expect((await store.runs.history({ limit: 9 })).map((run) => run.status)).toEqual(['awaiting-approval']);
      await store.close();
    });

    it('tells the history newest first, archived or not, of one cluster or of all', async () => {
      const store = await here.open();
      const y = clusterName('cluster-y');
      await store.runs.commit({ run: { ...expiredRun('first', 11), requestedAt: 1 } });
      await store.runs.archive(runId('first'));
      await store.runs.commit({
        run: {
          ...expiredRun('second', 12),
          requestedAt: 2,
          cluster: y,
          options: { ...expiredRun('second').options, version: '2.5.0' },
        },
      });
      await store.runs.archive(runId('second'));
      await store.runs.commit({ run: { ...expiredRun('third', 13), requestedAt: 3 } });
      await store.runs.commit({ run: { ...waitingRun('fourth'), requestedAt: 4 } });

      const ids = async (filter: Parameters<RunStore['history']>[0]): Promise<string[]> =>
        (await store.runs.history(filter)).map((run) => run.id);
      expect(await ids({ limit: 10 })).toEqual(['fourth', 'third', 'second', 'first']);
      expect(await ids({ limit: 3 })).toEqual(['fourth', 'third', 'second']);
      expect(await ids({ limit: 1 })).toEqual(['fourth']);
      expect(await ids({ limit: 0 })).toEqual([]);
      expect(await ids({ cluster: clusterX, limit: 10 })).toEqual(['fourth', 'third', 'first']);
      expect(await store.runs.history({ cluster: y, limit: 10 })).toEqual([
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
      await store.runs.commit({
        run: {
          ...run,
          options: { ...run.options, reason: 'new disks' },
          votes: [
            { by: mei, at: 2, via: 'button', planId: run.plan.id },
            { by: mei, at: 1, via: 'button', planId: 'an-older-plan' },
          ],
        },
      });
      await store.runs.commit({ conversation: { run: x1, conversation } });
      const before = await store.runs.history({ limit: 1 });
      expect(before).toMatchObject([
        { id: x1, reason: 'new disks', approvedBy: [mei], message: { channel: 'C1', ts: '1.2' } },
      ]);
      await store.runs.archive(x1);
      expect(await store.runs.history({ limit: 1 })).toEqual(before);
      await store.close();
    });

    it('takes no name that could leave its folder or hide in it', async () => {
      const store = await here.open();
      for (const name of ['../up', 'a/b', '.hidden', '', 'a b', 'a~b', 'ü', 'x'.repeat(300)]) {
        await expect(store.runs.commit({ run: waitingRun(name), audit: [noted(name)] })).rejects.toThrow(Error);
        await expect(
          store.runs.commit({ cluster: { name: clusterName(name), record: { restarts: [] } } }),
        ).rejects.toThrow(Error);
        expect(await store.runs.find(runId(name))).toBeUndefined();
      }
      await store.close();
      expect(await here.auditTrail()).toEqual([]);
    });

    it('waits for what is under way when it is closed, and takes nothing afterwards', async () => {
      const store = await here.open();
      const underWay = store.runs.commit({ run: waitingRun('cluster-x-1'), audit: [noted('asked')] });
      const closed = store.close();
      await expect(store.runs.commit({ run: waitingRun('late') })).rejects.toThrow('closed');
      await underWay;
      await closed;
      await store.close();
      const again = await here.open();
      expect(again.runs.loaded().map((run) => run.id)).toEqual(['cluster-x-1']);
      await again.close();
    });
  });
}
