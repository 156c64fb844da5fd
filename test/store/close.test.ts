import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/files/open-store.js';
import { realClock } from '../../src/lib/clock.js';
import { realFiles, type Files } from '../../src/lib/files.js';
import { opened } from './support/open.js';
import { keepingLog, noted, temporaryFolder, waitingRun } from './support/samples.js';
import { systemError, watchedFiles } from './support/watched-files.js';

it('a file that cannot be closed does not keep the folder from the next process', async () => {
  const path = temporaryFolder();
  let ill = false;
  const fs: Files = {
    ...realFiles,
    open: async (name, how) => {
      const handle = await realFiles.open(name, how);
      const close = async (): Promise<void> => {
        await handle.close();
        if (ill && name.endsWith('.jsonl')) throw systemError('EIO', { what: 'close', path: name });
      };
      return { ...handle, close };
    },
  };
  const store = await opened({ path, fs });
  await store.runs.commit({ run: waitingRun('cluster-x-1'), audit: [noted('saved')] });
  ill = true;
  await expect(store.close()).rejects.toThrow('EIO');
  expect(existsSync(join(path, 'lock'))).toBe(false);
  await expect(store.audit.append([])).rejects.toMatchObject({ kind: 'closed' });
  expect(await store.lease.over).toEqual({ kind: 'closed', why: 'the database is closed' });
});

it('a database that cannot be opened says why in its sentence, although the disk is full by then', async () => {
  const path = temporaryFolder();
  await (await opened({ path })).close();
  writeFileSync(join(path, 'clusters/cluster-x.json'), '');
  let full = false;
  const fs = watchedFiles((operation) => {
    if (operation.what === 'read' && operation.path.endsWith('cluster-x.json')) full = true;
    return full && operation.what === 'write' ? { error: systemError('ENOSPC', operation) } : undefined;
  });
  const log = keepingLog();
  expect(await openStore({ path, clock: realClock, log, fs })).toMatchObject({
    ok: false,
    failure: { kind: 'corrupt', sentence: expect.stringContaining('cluster-x.json is empty') },
  });
  expect(log.lines.join('\n')).toContain('could not be given free in order: ENOSPC');
});
