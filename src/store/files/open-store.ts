import { dirname, resolve } from 'node:path';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Result } from '../../lib/result.js';
import { fail, ok } from '../../lib/result.js';
import { codeOf, isFull, reasonOf } from '../../lib/thrown.js';
import { AuditTrail } from './audit/audit-trail.js';
import { WriteLease } from './write-lease.js';
import { CorruptFileError, ofNewerVersion } from './corrupt-file-error.js';
import type { Database, StoreFailure } from '../database.js';
import type { Files } from '../../lib/files.js';
import { privateFiles } from '../../lib/files.js';
import { makeSyncedFolder, syncFolder } from '../../lib/durable-write.js';
import { Commits } from './commits.js';
import { FinishedRuns } from './finished-runs.js';
import { JsonRunStore } from './json-run-store.js';
import { Journal, readJournal } from './journal.js';
import { Layout, monthOf } from './layout.js';
import { removeOldest } from './remove-oldest.js';
import { FolderLock } from './lock/folder-lock.js';
import { isAbandoned } from './lock/claim.js';
import { findUnfinished, finish } from './replay.js';
import { readContents } from './read-contents.js';
import { FileReserve, giveBack, reserveBytes } from './reserve.js';

/**
 * Opens the database in the folder `path`, which is made when it is not there, and keeps every other
 * process from writing it until `close`. Reads the runs that are not archived and no other, so that it
 * costs the same however many there were. What cannot be read is found before anything of it is changed, but for the
 * index of finished runs and the audit trail, of which a last line that was not written to its end is cut off.
 *
 * A lock that a killed process left is taken over at once. Where its holder cannot be seen (another
 * machine, another container) this takes up to a minute without a sign of life.
 */
export async function openStore(options: {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly fs?: Files;
  /** Ends the wait for a holder that cannot be seen: the folder counts as held. */
  readonly signal?: AbortSignal;
  /** How much space is kept for when the disk is full. */
  readonly reserveBytes?: number;
}): Promise<Result<Database, StoreFailure>> {
  const { path, clock, log, fs: files = privateFiles, signal } = options;
  const layout = new Layout(path);
  try {
    await makeFolders(files, layout);
  } catch (error) {
    return fail(unusable(path, error));
  }
  /** Whether there is room now that was not there before. */
  const madeRoom = async (): Promise<boolean> => {
    if (!(await giveBack(files, layout.reserve).catch(() => false))) return false;
    log.error(
      { file: layout.reserve },
      'the disk of the database is full: the space that is kept for this was given back, so that the ' +
        'bot can start. Make room',
    );
    return true;
  };
  const withRoom = <Value>(work: () => Promise<Value>): Promise<Value> =>
    work().catch(async (error: unknown) => {
      if (!isFull(error) || !(await madeRoom())) throw error;
      return work();
    });
  let locked = await FolderLock.take(files, clock, log, layout.lock, signal);
  if (
    !locked.ok &&
    locked.failure.kind === 'full' &&
    (await isAbandoned(files, layout.lock, clock)) &&
    (await madeRoom())
  )
    locked = await FolderLock.take(files, clock, log, layout.lock, signal);
  if (!locked.ok) return locked;

  const lock = locked.value;
  const lease = new WriteLease(() => lock.lost());
  lock.watch((ending) => {
    lease.end(ending);
  });
  const audit = new AuditTrail(files, clock, log, layout);
  const finished = new FinishedRuns(files, lease, log, layout);
  const reserve = new FileReserve(files, clock, log, layout.reserve, options.reserveBytes ?? reserveBytes);
  const giveUp = async (failure: StoreFailure): Promise<Result<Database, StoreFailure>> => {
    await closeAll([() => reserve.close(), () => audit.close(), () => finished.close(), () => lock.release()]).catch(
      (error: unknown) => {
        log.warn(
          { err: error },
          `the database that cannot be opened could not be given free in order: ${reasonOf(error)}`,
        );
      },
    );
    return fail(failure);
  };
  try {
    const journaled = await readJournal(files, layout.journal);
    if (!journaled.ok) return await giveUp(journaled.failure);
    const unfinished = journaled.value && (await findUnfinished(files, layout, finished, journaled.value));
    const contents = await readContents(files, log, layout, finished, unfinished?.due ?? new Map());
    if (!contents.ok) return await giveUp(contents.failure);
    await finished.open();
    await audit.open();
    await contents.value.tidy();
    if (unfinished !== undefined) await withRoom(() => finish(unfinished, { files, lease, audit, log }));
    const journal = await withRoom(() => Journal.begin(files, layout.journal));
    await reserve.open();
    const commits = new Commits(lease, journal, audit);
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await commits.end();
      // A file that cannot be closed does not keep the folder from the next process.
      await closeAll([
        () => reserve.close(),
        () => audit.close(),
        () => finished.close(),
        () => journal.close(),
        () => lock.release(),
      ]);
    };
    return ok({
      runs: new JsonRunStore({ files, lease, layout, commits, finished }, contents.value),
      audit: {
        append: (entries) => commits.run(() => commits.take([], entries)),
        head: () => audit.head,
      },
      lease,
      reserve,
      removeOldest: (moment) => removeOldest(monthOf(moment), { commits, finished, audit, lease, clock }),
      close: () => (closing ??= close()),
    });
  } catch (error) {
    if (error instanceof CorruptFileError) {
      if (error.what.kind === 'newer-format') return await giveUp(ofNewerVersion(error));
      return await giveUp({
        kind: error.what.kind,
        sentence:
          `${error.message}. Nothing was changed. Put the file right, or move it away: the bot starts a ` +
          'new one, and runs are not in it.',
      });
    }
    return await giveUp(unusable(path, error));
  }
}

function unusable(path: string, error: unknown): StoreFailure {
  const sentence = `The database folder ${path} cannot be used: ${reasonOf(error)}.`;
  return isFull(error)
    ? { kind: 'full', sentence: `${sentence} Make room on that disk, then start again.` }
    : { kind: 'unusable', sentence };
}

/** Also what a process that died has made or renamed is on disk when it resolves: what is read next is gone on from. */
async function makeFolders(files: Files, layout: Layout): Promise<void> {
  const root = resolve(layout.root);
  for (const folder of [
    layout.active,
    layout.finished,
    layout.clusters,
    layout.auditFolder,
    dirname(layout.active),
    layout.root,
  ]) {
    await makeSyncedFolder(files, folder, root);
    await syncFolder(files, folder);
  }
  try {
    await syncFolder(files, dirname(root));
  } catch (error) {
    // The folder was given to the bot by somebody who lets it see no other.
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error;
  }
}

/** Asks each in turn to close, whatever came of the one before. @throws the first failure, after all were asked. */
async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
