import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepRetention } from '../../src/compose/retention.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { runId } from '../../src/roll/ids.js';
import type { Database } from '../../src/store/database.js';
import { verifyTrail } from '../../src/store/files/audit/verify-trail.js';
import { opened } from './support/open.js';
import { expiredRun, keepingLog, noted, temporaryFolder } from './support/samples.js';
import { fileOf, readLines, rewrite, trailOf } from './support/trail.js';

const june = Date.UTC(2026, 5, 15);

async function openedInJune(path: string, log = keepingLog()): Promise<Database> {
  const store = await opened({ path, clock: new VirtualClock(june), log });
  onTestFinished(() => store.close());
  return store;
}

/** A database with a run that ended in each of these months. */
async function withRuns(...months: readonly number[]): Promise<{ path: string; store: Database }> {
  const path = temporaryFolder();
  const store = await openedInJune(path);
  for (const month of months) {
    const run = expiredRun(`run-${month}`, Date.UTC(2026, month, 10));
    await store.runs.commit({ run });
    await store.runs.archive(run.id);
  }
  return { path, store };
}

const idsIn = async (store: Database): Promise<readonly string[]> =>
  (await store.runs.history({ limit: 9 })).map(({ id }) => id);

describe('what is older than it is kept', () => {
  it('is removed month by month, the oldest one first, and never the month of the moment', async () => {
    const { store } = await withRuns(0, 1, 2);
    const march = Date.UTC(2026, 2, 31);
    expect(await store.removeOldest(march)).toEqual({ runs: { month: '2026-01', runs: 1 } });
    expect(await idsIn(store)).toEqual(['run-2', 'run-1']);
    expect(await store.runs.find(runId('run-0'))).toBeUndefined();
    expect(await store.removeOldest(march)).toEqual({ runs: { month: '2026-02', runs: 1 } });
    expect(await store.removeOldest(march)).toEqual({});
    expect(await idsIn(store)).toEqual(['run-2']);
  });

  it('leaves a list of runs to which others are added, and that is read after the next start', async () => {
    const { path, store } = await withRuns(0, 4);
    await store.removeOldest(june);
    const run = expiredRun('run-5', Date.UTC(2026, 5, 1));
    await store.runs.commit({ run });
    await store.runs.archive(run.id);
    expect(await idsIn(store)).toEqual(['run-5', 'run-4']);
    await store.close();
    expect(await idsIn(await openedInJune(path))).toEqual(['run-5', 'run-4']);
  });

  it('is removed nowhere when the list of runs is not what was written', async () => {
    const { path, store } = await withRuns(0, 4);
    rewrite(join(path, 'runs/finished/index.jsonl'), (lines) => lines.map((line) => line.replace('run-4', 'run-x')));
    await expect(store.removeOldest(june)).rejects.toThrow('does not match its checksum');
    expect(readFileSync(join(path, 'runs/finished/2026-01/run-0.json'), 'utf8')).toContain('run-0');
  });
});

describe('the audit trail', () => {
  it('is verified from behind what was removed, by the note that is left of it', async () => {
    const path = await trailOf(3, 2, 2);
    const store = await openedInJune(path);
    expect(await store.removeOldest(june)).toEqual({ auditMonth: '2026-01' });
    expect(await verifyTrail(path)).toMatchObject({ findings: [], removedUpTo: 3, entries: 5 });
    expect(await store.removeOldest(june)).toEqual({ auditMonth: '2026-02' });
    await store.audit.append([noted('later')]);
    expect(await verifyTrail(path)).toMatchObject({ findings: [], removedUpTo: 5, entries: 5, head: { seq: 10 } });
    await store.close();
    await openedInJune(path);
    expect(await verifyTrail(path)).toMatchObject({ findings: [], removedUpTo: 5 });
  });

  it('lacks what somebody else took out of its beginning', async () => {
    const path = await trailOf(3, 2, 2);
    rmSync(fileOf(path, '2026-01'));
    expect(await verifyTrail(path)).toMatchObject({
      removedUpTo: undefined,
      findings: [{ kind: 'removed', from: 1, to: 3 }],
    });
  });

  it('lacks what was taken out beyond what was removed', async () => {
    const path = await trailOf(3, 2, 2);
    const store = await openedInJune(path);
    await store.removeOldest(june);
    rewrite(fileOf(path, '2026-02'), ([, ...others]) => others);
    expect(await verifyTrail(path)).toMatchObject({ removedUpTo: undefined, findings: [{ kind: 'removed' }] });
  });

  it.each<[why: string, change: (path: string) => void]>([
    [
      'an entry was changed',
      (path) => {
        rewrite(fileOf(path, '2026-01'), (lines) => lines.map((line) => line.replace('"nth":2', '"nth":9')));
      },
    ],
    [
      'an entry was taken out',
      (path) => {
        rewrite(fileOf(path, '2026-01'), ([first, , third]) => [first ?? '', third ?? '']);
      },
    ],
    [
      'its end was cut off',
      (path) => {
        rewrite(fileOf(path, '2026-01'), (lines) => lines.slice(0, -1));
      },
    ],
  ])('keeps a month in which %s: it is the proof of that', async (_, change) => {
    const path = await trailOf(3, 2);
    change(path);
    const log = keepingLog();
    const store = await openedInJune(path, log);
    expect(await store.removeOldest(june)).toEqual({});
    expect(readLines(fileOf(path, '2026-01'))).not.toEqual([]);
    expect(log.lines.join('\n')).toContain('2026-01 of the audit trail is older than what is kept, and stays');
  });

  it('keeps its newest month, however old', async () => {
    const store = await openedInJune(await trailOf(3));
    expect(await store.removeOldest(june)).toEqual({});
  });
});

describe('retention', () => {
  it('removes a month a day until it is told to end, whatever fails', async () => {
    const clock = new VirtualClock(june);
    const log = keepingLog();
    const ending = new AbortController();
    const answers = [
      { runs: { month: '2026-01', runs: 2 } },
      new Error('the disk is full'),
      { auditMonth: '2026-01' },
      {},
    ];
    const moments: number[] = [];
    const kept = keepRetention(
      {
        removeOldest: (moment) => {
          moments.push(moment);
          const answer = answers[moments.length - 1] ?? {};
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
      86_400_000 * 31,
      { clock, log, signal: ending.signal },
    );
    await clock.advance(86_400_000 * 3);
    ending.abort();
    await kept;
    expect(moments).toEqual([0, 1, 2, 3].map((days) => june + (days - 31) * 86_400_000));
    expect(log.lines).toEqual([
      'info: 2 runs of 2026-01 were removed because of their age',
      'error: what is older than store.retention could not be removed: the disk is full',
      'info: 2026-01 of the audit trail was removed because of its age',
    ]);
  });
});
