import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import { encode } from '../../src/store/codec/document.js';
import { summaryKind } from '../../src/store/codec/kinds.js';
import { opened } from './support/open.js';
import { clusterX, expiredRun, noted, temporaryFolder, waitingRun } from './support/samples.js';
import type { Operation } from './support/watched-files.js';
import { watchedFiles } from './support/watched-files.js';

/** A folder in which this many runs were archived. */
function folderWith(archived: number): string {
  const path = temporaryFolder();
  const month = join(path, 'runs/finished/2026-01');
  mkdirSync(month, { recursive: true });
  const lines: string[] = [];
  for (let nth = 0; nth < archived; nth += 1) {
    const run = expiredRun(`run-${nth}`);
    // Nothing that could be read: whoever reads a finished run here fails.
    writeFileSync(join(month, `${run.id}.json`), '');
    lines.push(
      encode(summaryKind, {
        id: run.id,
        cluster: run.cluster,
        status: run.status,
        requestedBy: run.requestedBy,
        requestedAt: run.requestedAt,
        endedAt: run.endedAt,
      }),
    );
  }
  writeFileSync(join(path, 'runs/finished/index.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return path;
}

/** What opening, saving, archiving and a page of history ask of the file system. */
async function cost(path: string) {
  const done: Operation[] = [];
  const fs = watchedFiles((operation) => {
    done.push(operation);
    return undefined;
  });
  const measured = async (work: () => Promise<unknown>) => {
    done.length = 0;
    await work();
    const operations = done.filter(({ bytes }) => bytes === undefined || bytes > 0);
    return {
      // Parts of a commit are written side by side: which is first is chance.
      operations: operations.map(({ what }) => what).sort(),
      written: operations.reduce((sum, { what, bytes }) => sum + (what === 'write' ? (bytes ?? 0) : 0), 0),
      read: operations.reduce((sum, { what, bytes }) => sum + (what === 'read' ? (bytes ?? 0) : 0), 0),
    };
  };
  // Once before it counts, so that folders and files are there in both cases.
  const first = await opened({ path });
  await first.runs.commit({ run: waitingRun('cluster-x-0'), audit: [noted('first')] });
  await first.close();

  const opening: { store?: Awaited<ReturnType<typeof opened>> } = {};
  const open = await measured(async () => {
    opening.store = await opened({ path, fs });
  });
  const { store } = opening;
  if (store === undefined) throw new Error('it did not open');
  const save = await measured(() => store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('asked')] }));
  const saveAgain = await measured(() =>
    store.runs.commit({ run: expiredRun('cluster-x-1'), audit: [noted('expired')] }),
  );
  const archive = await measured(() => store.runs.archive(runId('cluster-x-1')));
  const history = await measured(() => store.runs.history({ cluster: clusterX, limit: 2 }));
  await store.close();
  return { open, save, saveAgain, archive, history };
}

it('costs the same when 10,000 runs are archived as when one is', async () => {
  const one = await cost(folderWith(1));
  const many = await cost(folderWith(10_000));
  expect(many.save).toEqual(one.save);
  expect(many.saveAgain).toEqual(one.saveAgain);
  expect(many.archive).toEqual(one.archive);
  // Opening and history look at the last 64 KiB of the index and no more, however long it is.
  expect(many.open.written).toBeLessThan(one.open.written + 16);
  expect(many.open.operations.length).toBeLessThanOrEqual(one.open.operations.length + 4);
  expect(many.open.read).toBeLessThan(one.open.read + 2 * 65_536 + 1);
  expect(many.history.read).toBeLessThan(one.history.read + 65_536 + 1);
  expect(many.save.written).toBeLessThan(4_000);
});
