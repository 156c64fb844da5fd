import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { runId } from '../../src/roll/ids.js';
import { auditTrail, trailFaults } from './support/on-disk.js';
import { opened } from './support/open.js';
import { clusterX, keepingLog, noted, temporaryFolder } from './support/samples.js';

/** Written by the version that saved a run, its cluster and the audit trail one after the other, without a journal. */
const written = join(import.meta.dirname, 'fixtures/database-of-parts');

it('a whole database that an earlier version wrote is opened, gone on with, and opened again', async () => {
  const path = join(temporaryFolder(), 'db');
  cpSync(written, path, { recursive: true });
  const log = keepingLog();
  const open = () => opened({ path, log, clock: new VirtualClock(Date.UTC(2026, 1, 5)) });
  const store = await open();
  const [run] = store.runs.loaded();
  expect(run).toMatchObject({ id: 'cluster-x-1', status: 'awaiting-approval', updatedAt: 2 });
  expect(store.runs.conversation(runId('cluster-x-1'))).toMatchObject({ ts: '1.2', toldSeq: 1 });
  expect(store.runs.cluster(clusterX)).toMatchObject({ lock: { reason: 'disk swap' }, restarts: [{ at: 7 }] });
  expect(await store.runs.find(runId('cluster-x-0'))).toMatchObject({ status: 'expired' });
  expect((await store.runs.history({ limit: 9 })).map(({ id }) => id)).toEqual(['cluster-x-1', 'cluster-x-0']);
  expect(store.audit.head().seq).toBe(6);
  if (run === undefined) throw new Error('the run is not there');
  await store.runs.commit({
    run: { ...run, updatedAt: 3 },
    cluster: { name: clusterX, record: { restarts: [] } },
    audit: [noted('a newer version')],
  });
  await store.close();

  const again = await open();
  expect(again.runs.loaded()).toMatchObject([{ updatedAt: 3 }]);
  expect(again.runs.cluster(clusterX)).toEqual({ restarts: [] });
  await again.close();
  expect(auditTrail(path)).toHaveLength(7);
  expect(await trailFaults(path)).toEqual([]);
  expect(log.lines.filter((line) => /^(warn|error)/.test(line))).toEqual([]);
});
