import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { Files } from '../../src/lib/files.js';
import { WriteLease } from '../../src/store/files/write-lease.js';
import { thisProcess } from '../../src/store/files/lock/holder.js';
import { CommitInDoubt, LeaseEnded, type LeaseEnding } from '../../src/store/lease.js';
import type { Database } from '../../src/store/database.js';
import { auditTrail } from './support/on-disk.js';
import { opened } from './support/open.js';
import { keepingLog, noted, temporaryFolder, waitingRun } from './support/samples.js';
import { systemError, watchedFiles } from './support/watched-files.js';

/** How it ended, or `still` when it has not. */
const state = <Ended>(over: Promise<Ended>): Promise<Ended | 'still'> =>
  Promise.race([
    over,
    new Promise<'still'>((resolve) =>
      setImmediate(() => {
        resolve('still');
      }),
    ),
  ]);

const ours = (): Promise<undefined> => Promise.resolve(undefined);
const anothers: LeaseEnding = { kind: 'taken-over', why: 'it is another one’s' };
const failed = new Error('ENOSPC: no space left on device, write');

describe('the right to write', () => {
  it('goes on after a failed save that was taken back', async () => {
    const lease = new WriteLease(ours);
    let back = 0;
    await expect(lease.undo(failed, () => Promise.resolve(void (back += 1)))).rejects.toBe(failed);
    expect(back).toBe(1);
    await lease.check();
    expect(await state(lease.over)).toBe('still');
  });

  it('ends for good when that could not be taken back, and says both reasons', async () => {
    const lease = new WriteLease(ours);
    await expect(lease.undo(failed, () => Promise.reject(new Error('EIO: i/o error, rename')))).rejects.toThrow(
      CommitInDoubt,
    );
    const why =
      'an earlier save failed (ENOSPC: no space left on device, write) and could not be taken back (EIO: i/o error, rename), so what is on disk is not known. Look at the disk, then start again';
    expect(await state(lease.over)).toEqual({ kind: 'unknown', why });
    await expect(lease.check()).rejects.toMatchObject({ kind: 'unknown', message: `nothing was saved: ${why}` });
    lease.end({ kind: 'closed', why: 'something else' });
    expect(await state(lease.over)).toEqual({ kind: 'unknown', why });
  });

  it('takes nothing back in a folder that another process has taken over', async () => {
    const lease = new WriteLease(() => Promise.resolve(anothers));
    await expect(lease.undo(failed, () => Promise.reject(new Error('this touches what is not ours')))).rejects.toThrow(
      new CommitInDoubt(failed, anothers),
    );
    expect(await state(lease.over)).toBe(anothers);
  });

  it('leaves a save in doubt that was begun when the right to write ended: the next process may finish it', async () => {
    const lease = new WriteLease(() => Promise.resolve(anothers));
    const cause = new LeaseEnded(anothers);
    await expect(lease.undo(cause, ours)).rejects.toMatchObject({
      constructor: CommitInDoubt,
      kind: 'taken-over',
      cause,
    });
  });

  it('does not come back when the folder looks like ours again', async () => {
    const answers = [anothers, undefined];
    const lease = new WriteLease(() => Promise.resolve(answers.shift()));
    await expect(lease.check()).rejects.toThrow('it is another one’s');
    await expect(lease.check()).rejects.toThrow('it is another one’s');
  });

  it('is not over because it cannot be looked at for a moment, and nothing is saved meanwhile', async () => {
    let ill = true;
    const lease = new WriteLease(() => (ill ? Promise.reject(new Error('EIO: i/o error, stat')) : ours()));
    await expect(lease.check()).rejects.toThrow('EIO');
    expect(await state(lease.over)).toBe('still');
    ill = false;
    await lease.check();
  });
});

describe('a database that takes nothing any more says so', () => {
  const takeOver: Record<string, readonly [(path: string) => void, LeaseEnding['kind'], string]> = {
    'when another process has taken the folder over': [
      (path) => {
        writeFileSync(
          join(path, 'lock.draft'),
          JSON.stringify({ ...thisProcess('aaaaaaaa-0000', 0), pid: 77, host: 'bot-2' }),
        );
        renameSync(join(path, 'lock.draft'), join(path, 'lock'));
      },
      'taken-over',
      'process 77 on bot-2 (since 1970-01-01T00:00:00.000Z) has taken the database over. Stop this process',
    ],
    'when its lock was removed': [
      (path) => {
        rmSync(join(path, 'lock'));
      },
      'unlocked',
      'it was removed. Stop this process',
    ],
  };

  describe.each(Object.entries(takeOver))('%s', (_, [happens, kind, why]) => {
    const lockedOut = async (): Promise<{
      readonly path: string;
      readonly clock: VirtualClock;
      readonly store: Database;
    }> => {
      const path = temporaryFolder();
      const clock = new VirtualClock();
      const store = await opened({ path, clock, log: keepingLog() });
      await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('before')] });
      expect(await state(store.lease.over)).toBe('still');
      happens(path);
      return { path, clock, store };
    };

    it('with the next save', async () => {
      const { path, store } = await lockedOut();
      const all = `${join(path, 'lock')} is no longer this process's: ${why}`;
      await expect(store.runs.commit({ run: waitingRun('cluster-x-1', 2) })).rejects.toMatchObject({
        kind,
        message: `nothing was saved: ${all}`,
      });
      expect(await state(store.lease.over)).toHaveProperty('why', all);
      await store.close();
    });

    it('as one in doubt when it happens under a save of several parts, which the next process finishes', async () => {
      const path = temporaryFolder();
      let watching = false;
      const fs = watchedFiles((operation) => {
        if (watching && operation.what === 'sync' && operation.path.endsWith('journal')) {
          watching = false;
          happens(path);
        }
        return undefined;
      });
      const clock = new VirtualClock();
      const store = await opened({ path, clock, fs });
      await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('before')] });
      watching = true;
      await expect(
        store.runs.commit({ run: waitingRun('cluster-x-1', 2), audit: [noted('under it')] }),
      ).rejects.toMatchObject({ constructor: CommitInDoubt, kind });
      // Another process writes the trail now.
      expect(auditTrail(path)).toEqual([noted('before')]);
      await store.close();
      rmSync(join(path, 'lock'), { force: true });
      const again = await opened({ path });
      expect(again.runs.loaded()).toMatchObject([{ updatedAt: 2 }]);
      expect(auditTrail(path)).toEqual([noted('before'), noted('under it')]);
      await again.close();
    });

    it('a heartbeat later, though nothing is saved', async () => {
      const { path, clock, store } = await lockedOut();
      await clock.advance(5_000);
      expect(await store.lease.over).toHaveProperty('why', `${join(path, 'lock')} is no longer this process's: ${why}`);
      expect(readFileSync(join(path, 'runs/active/cluster-x-1.json'), 'utf8')).toContain('"updatedAt":1');
      await store.close();
    });
  });

  it('when a failed save could not be taken back; not when it could', async () => {
    const path = temporaryFolder();
    let broken: 'once' | 'for good' | 'no' = 'no';
    const fs = watchedFiles((operation) => {
      if (broken === 'no' || operation.what !== 'sync' || !operation.path.endsWith('active')) return undefined;
      if (broken === 'once') broken = 'no';
      return { error: systemError('EIO', operation) };
    });
    const store = await opened({ path, fs });
    await store.runs.commit({ run: waitingRun('cluster-x-1', 1) });
    broken = 'once';
    await expect(store.runs.commit({ run: waitingRun('cluster-x-1', 2) })).rejects.toThrow('EIO');
    expect(await state(store.lease.over)).toBe('still');
    await store.runs.commit({ run: waitingRun('cluster-x-1', 3) });
    broken = 'for good';
    await expect(store.runs.commit({ run: waitingRun('cluster-x-1', 4) })).rejects.toThrow('EIO');
    expect(await state(store.lease.over.then(({ why }) => why))).toMatch(
      /^an earlier save failed \(EIO.*\) and could not be taken back \(EIO.*\), so what is on disk is not known/,
    );
    broken = 'no';
    await store.close();
    // Only opening it anew tells, and it is one of the two.
    const again = await opened({ path });
    expect([3, 4]).toContain(again.runs.loaded()[0]?.updatedAt);
    await again.close();
  });

  describe('not when the disk has become read-only, and took nothing of it', () => {
    const changes = ['write', 'sync', 'truncate', 'rename', 'link', 'remove'];

    it.each([
      ['a run and its audit entry', false],
      ['a run and its audit entry, half written to the journal', true],
    ])('when it saved %s', async (_, half) => {
      const path = temporaryFolder();
      let readOnly = false;
      const fs = watchedFiles((operation) =>
        readOnly && changes.includes(operation.what) ? { error: systemError('EROFS', operation), half } : undefined,
      );
      const store = await opened({ path, fs });
      const save = (nth: number): Promise<void> =>
        store.runs.commit({ run: waitingRun('cluster-x-1', nth), audit: [noted(`save ${nth}`)] });
      await save(1);
      readOnly = true;
      for (const nth of [2, 3]) await expect(save(nth)).rejects.toThrow('EROFS');
      if (!half) await expect(store.audit.append([noted('alone')])).rejects.toThrow('EROFS');
      expect(await state(store.lease.over)).toBe('still');
      expect(auditTrail(path)).toEqual([noted('save 1')]);
      readOnly = false;
      // One part alone, and yet journaled: the commit before still holds an older generation of it.
      await store.runs.commit({ run: waitingRun('cluster-x-1', 4) });
      expect(readFileSync(join(path, 'journal'), 'utf8')).toContain('"updatedAt":4');
      await save(5);
      await store.close();
      const again = await opened({ path });
      expect(again.runs.loaded()).toMatchObject([{ updatedAt: 5 }]);
      expect(auditTrail(path)).toEqual([noted('save 1'), noted('save 5')]);
      await again.close();
    });

    it('but when the journal has all of it all the same, whatever the disk said of the write', async () => {
      const path = temporaryFolder();
      let failing = false;
      const watched = watchedFiles((operation) =>
        failing && changes.includes(operation.what) ? { error: systemError('EIO', operation) } : undefined,
      );
      const fs: Files = {
        ...watched,
        open: async (file, how) => {
          const handle = await watched.open(file, how);
          return {
            ...handle,
            writeAt: async (bytes, at) => {
              await handle.writeAt(bytes, at);
              failing = file.endsWith('journal') && bytes.length > 1;
              if (failing) throw new Error('EIO: i/o error, write');
            },
          };
        },
      };
      const store = await opened({ path, fs });
      await expect(
        store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('save')] }),
      ).rejects.toMatchObject({ constructor: CommitInDoubt, kind: 'unknown' });
      failing = false;
      await store.close();
      const again = await opened({ path });
      expect(again.runs.loaded()).toMatchObject([{ updatedAt: 1 }]);
      await again.close();
    });
  });

  it('when it is closed', async () => {
    const store = await opened({ path: temporaryFolder() });
    await store.close();
    expect(await state(store.lease.over)).toHaveProperty('why', 'the database is closed');
    await expect(store.runs.commit({ run: waitingRun('cluster-x-1', 1) })).rejects.toMatchObject({
      kind: 'closed',
      message: 'nothing was saved: the database is closed',
    });
  });
});
