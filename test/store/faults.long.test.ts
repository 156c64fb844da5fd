import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { realFiles } from '../../src/lib/files.js';
import type { Files } from '../../src/lib/files.js';
import { CommitInDoubt } from '../../src/store/lease.js';
import type { Database } from '../../src/store/database.js';
import { runId } from '../../src/roll/ids.js';
import { auditTrail, trailFaults } from './support/on-disk.js';
import { opened, refused } from './support/open.js';
import { clusterX, expiredRun, keepingLog, mei, noted, temporaryFolder, waitingRun } from './support/samples.js';
import type { Operation, Verdict } from './support/watched-files.js';
import { systemError, watchedFiles } from './support/watched-files.js';

const x1 = runId('cluster-x-1');

/** Everything the store answers, to compare. */
async function view(store: Database): Promise<unknown> {
  return {
    runs: [await store.runs.find(x1), await store.runs.find(runId('cluster-x-2'))],
    conversation: store.runs.conversation(x1),
    cluster: store.runs.cluster(clusterX),
    history: await store.runs.history({ limit: 10 }),
  };
}

async function prepared(path: string): Promise<void> {
  const store = await opened({ path });
  await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('asked')] });
  await store.runs.commit({ run: expiredRun('cluster-x-1', 2), audit: [noted('expired')] });
  await store.runs.commit({
    conversation: { run: x1, conversation: { channel: 'C1', older: [], toldSeq: 1, seeded: [] } },
  });
  await store.runs.commit({ cluster: { name: clusterX, record: { restarts: [] } } });
  await store.close();
}

const saves: Record<string, (store: Database) => Promise<void>> = {
  'a run with its audit entries': (store) =>
    store.runs.commit({ run: expiredRun('cluster-x-1', 3), audit: [noted('one'), noted('two')] }),
  'a run that is new': (store) => store.runs.commit({ run: waitingRun('cluster-x-2'), audit: [noted('asked')] }),
  'a conversation': (store) =>
    store.runs.commit({
      conversation: { run: x1, conversation: { channel: 'C1', ts: '9.9', older: [], toldSeq: 2, seeded: [] } },
    }),
  'a cluster': (store) =>
    store.runs.commit({
      cluster: { name: clusterX, record: { lock: { by: mei, at: 1, reason: 'x' }, restarts: [] } },
      audit: [noted('locked')],
    }),
  'a run, its conversation, its cluster and what is said of them': (store) =>
    store.runs.commit({
      run: expiredRun('cluster-x-1', 4),
      conversation: { run: x1, conversation: { channel: 'C1', ts: '9.8', older: [], toldSeq: 3, seeded: [] } },
      cluster: { name: clusterX, record: { lock: { by: mei, at: 2, reason: 'y' }, restarts: [] } },
      audit: [noted('one'), noted('two')],
    }),
  'an audit entry': (store) => store.audit.append([noted('alone')]),
  'an archived run': (store) => store.runs.archive(x1),
};

interface Attempt {
  readonly path: string;
  readonly store: Database;
  readonly took: boolean;
  /** What the store answered, and the audit trail had, before it. */
  readonly before: unknown;
  readonly trailBefore: readonly unknown[];
  readonly operations: number;
}

/** Does `work` in a copy of `template`, with every operation that it takes counted: `judge` may let the nth fail. */
async function attempt(
  template: string,
  work: (store: Database) => Promise<void>,
  judge: (nth: number, operation: Operation) => Verdict,
  counts: (operation: Operation) => boolean = () => true,
): Promise<Attempt> {
  const path = temporaryFolder();
  cpSync(template, path, { recursive: true });
  let operations = 0;
  let counting = false;
  const fs = watchedFiles((operation) => {
    if (!counting || !counts(operation)) return undefined;
    operations += 1;
    return judge(operations - 1, operation);
  }, true);
  const store = await opened({ path, fs });
  const before = await view(store);
  const trailBefore = auditTrail(path);
  counting = true;
  const took = await work(store).then(
    () => true,
    () => false,
  );
  counting = false;
  return { path, store, took, before, trailBefore, operations };
}

async function cleanAttempt(work: (store: Database) => Promise<void>, counts?: (operation: Operation) => boolean) {
  const template = temporaryFolder();
  await prepared(template);
  const { path, store, took, operations, trailBefore } = await attempt(template, work, () => undefined, counts);
  expect(took).toBe(true);
  const after = await view(store);
  const trailAfter = auditTrail(path);
  await store.close();
  return { template, after, trailBefore, trailAfter, operations };
}

const changesTheDisk = ({ what }: Operation): boolean =>
  ['write', 'truncate', 'makeFolder', 'rename', 'link', 'remove'].includes(what);

const codes = ['ENOSPC', 'EIO', 'EROFS'] as const;

describe.each(Object.entries(saves))('while it saves %s', (_, work) => {
  it('the disk may fail at any operation: a refusal means that nothing was taken, in memory as little as on disk', async () => {
    const { template, after, trailAfter, operations } = await cleanAttempt(work);
    let refusals = 0;
    for (let at = 0; at < operations; at += 1) {
      const code = codes[at % codes.length] ?? 'EIO';
      const { path, store, took, before, trailBefore } = await attempt(template, work, (nth, operation) =>
        nth === at ? { error: systemError(code, operation), half: true } : undefined,
      );
      if (!took) refusals += 1;
      expect(await view(store), `operation ${at}, in memory`).toEqual(took ? after : before);
      expect(auditTrail(path), `operation ${at}, audit trail`).toEqual(took ? trailAfter : trailBefore);
      await store.close();

      const again = await opened({ path, fs: watchedFiles(() => undefined, true) });
      expect(await view(again), `operation ${at}, on disk`).toEqual(took ? after : before);
      // The disk is well again: what was refused can be asked for anew.
      if (!took) await work(again);
      expect(await view(again)).toEqual(after);
      expect(auditTrail(path)).toEqual(trailAfter);
      await again.close();
      expect(await trailFaults(path), `operation ${at}`).toEqual([]);
      rmSync(path, { recursive: true });
    }
    expect(refusals).toBeGreaterThan(0);
  });

  it('the process may end before any operation: all of it is there afterwards, or nothing', async () => {
    const { template, after, trailAfter, operations } = await cleanAttempt(work, changesTheDisk);
    for (let at = 0; at < operations; at += 1) {
      // From then on nothing reaches the disk any more.
      const { path, store, before, trailBefore } = await attempt(
        template,
        work,
        (nth) => (nth >= at ? { error: new Error('the process has ended'), half: nth === at } : undefined),
        changesTheDisk,
      );
      // The lock of a process that ended is a matter of its own.
      await store.close();
      const log = keepingLog();
      const again = await opened({ path, log, fs: watchedFiles(() => undefined, true) });
      const found = await view(again);
      if (!isDeepStrictEqual(found, after)) expect(found, `ended at operation ${at}`).toEqual(before);
      const trail = auditTrail(path);
      expect(trail.slice(0, trailBefore.length)).toEqual(trailBefore);
      expect(trailAfter.slice(0, trail.length)).toEqual(trail);
      expect(readdirSync(join(path, 'runs/active')).filter((name) => name.endsWith('.new'))).toEqual([]);
      if (isDeepStrictEqual(found, before) && !isDeepStrictEqual(found, after)) await work(again);
      expect(await view(again)).toEqual(after);
      await again.close();
      expect(await trailFaults(path), `operation ${at}`).toEqual([]);
      rmSync(path, { recursive: true });
    }
  });
});

it('takes nothing any more once it does not know what is on disk, and says so', async () => {
  const path = temporaryFolder();
  await prepared(path);
  let broken = false;
  const store = await opened({
    path,
    fs: watchedFiles((operation) =>
      broken && operation.what === 'sync' && operation.path.endsWith('active')
        ? { error: systemError('EIO', operation) }
        : undefined,
    ),
  });
  broken = true;
  await expect(store.runs.commit({ run: expiredRun('cluster-x-1', 3) })).rejects.toThrow(CommitInDoubt);
  broken = false;
  await expect(store.runs.commit({ run: expiredRun('cluster-x-1', 4) })).rejects.toThrow(
    'what is on disk is not known',
  );
  expect(await store.runs.find(x1)).toMatchObject({ updatedAt: 2 });
  await store.close();
});

it('is told by the system itself that a disk is full', async () => {
  const path = temporaryFolder();
  await prepared(path);
  let full = false;
  const fs: Files = {
    ...realFiles,
    open: (file, how) => realFiles.open(full && how === 'replace' ? '/dev/full' : file, how),
  };
  const store = await opened({ path, fs });
  full = true;
  await expect(store.runs.commit({ run: expiredRun('cluster-x-1', 3), audit: [noted('full')] })).rejects.toThrow(
    'ENOSPC',
  );
  full = false;
  expect(await store.runs.find(x1)).toMatchObject({ updatedAt: 2 });
  expect(auditTrail(path)).toEqual([noted('asked'), noted('expired')]);
  await store.runs.commit({ run: expiredRun('cluster-x-1', 4), audit: [noted('free')] });
  await store.close();
});

it('says that the folder cannot be used', async () => {
  const path = temporaryFolder();
  const file = join(path, 'file');
  await realFiles.open(file, 'append').then((handle) => handle.close());
  expect(await refused({ path: file })).toMatchObject({
    kind: 'unusable',
    sentence: expect.stringContaining(`The database folder ${file} cannot be used: ENOTDIR`),
  });

  const readOnly = watchedFiles((operation) =>
    operation.what === 'open' && operation.path.includes('lock')
      ? { error: systemError('EROFS', operation) }
      : undefined,
  );
  expect(await refused({ path, fs: readOnly })).toMatchObject({
    kind: 'unusable',
    sentence: expect.stringContaining('EROFS: read-only file system'),
  });

  const noLinks = watchedFiles((operation) =>
    operation.what === 'link'
      ? { error: Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' }) }
      : undefined,
  );
  expect((await refused({ path, fs: noLinks })).sentence).toContain('hard links');
});

it('is on disk before it is announced: file, then name, then folder', async () => {
  const path = temporaryFolder();
  await prepared(path);
  const trace: string[] = [];
  const store = await opened({
    path,
    fs: watchedFiles((operation) => {
      if (['write', 'sync', 'rename', 'link'].includes(operation.what) && operation.bytes !== 0)
        trace.push(`${operation.what} ${operation.path.slice(path.length + 1).replace(/\d{4}-\d{2}/, 'month')}`);
      return undefined;
    }),
    log: keepingLog(),
  });
  trace.length = 0;
  await store.runs.commit({ run: expiredRun('cluster-x-1', 3), audit: [noted('one')] });
  const journaled =
    1 + Math.max(...['journal', 'runs/active/cluster-x-1.json.new'].map((name) => trace.indexOf(`sync ${name}`)));
  // Until then nothing counts; from then on a crash leaves all of it, as it is finished at the next start.
  expect(trace.slice(0, journaled).sort()).toEqual([
    'sync journal',
    'sync runs/active/cluster-x-1.json.new',
    'write journal',
    'write runs/active/cluster-x-1.json.new',
  ]);
  const counts = trace.slice(journaled);
  const [audit, run] = [
    ['write audit/month.jsonl', 'sync audit/month.jsonl'],
    counts.filter((each) => each.includes('runs/')),
  ];
  expect(counts.filter((each) => audit.includes(each))).toEqual(audit);
  expect(run).toEqual([
    'link runs/active/cluster-x-1.json.bak.new',
    'rename runs/active/cluster-x-1.json',
    'sync runs/active',
    // Not before: until the new generation is on disk, the copy is the one before the present.
    'rename runs/active/cluster-x-1.json.bak',
  ]);
  // Nobody waits until this is on disk: it may be behind the trail, and is never ahead of it.
  expect(counts.indexOf('write audit.head')).toBeGreaterThan(counts.indexOf('sync audit/month.jsonl'));
  expect(counts).toHaveLength(audit.length + run.length + 1);
  await store.close();
});
