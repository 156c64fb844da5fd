import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../../lib/clock.js';
import type { Log } from '../../../lib/log.js';
import type { Result } from '../../../lib/result.js';
import { fail, ok } from '../../../lib/result.js';
import { isFull, reasonOf } from '../../../lib/thrown.js';
import type { StoreFailure } from '../../database.js';
import type { OpenFile, Files } from '../../../lib/files.js';
import { factsIfThere, removeQuietly, syncFolder, writeSynced } from '../../../lib/durable-write.js';
import type { LeaseEnding } from '../../lease.js';
import type { Claimant } from './claim.js';
import { cardOf, claim, heartbeatMs, readHolder, successionOf, UnreadableLock } from './claim.js';
import type { Holder } from './holder.js';
import { lifeOf, thisProcess } from './holder.js';

/** This process is the one that writes the folder, from `take` until `release`, or until it was taken for dead. */
export class FolderLock {
  #cancelBeat: () => void = () => undefined;
  #released = false;
  #tellLost: (ending: LeaseEnding) => void = () => undefined;

  private constructor(
    private readonly claimant: Claimant,
    private readonly handle: OpenFile,
    private readonly identity: string,
    private readonly log: Log,
  ) {}

  static async take(
    files: Files,
    clock: Clock,
    log: Log,
    lock: string,
    signal?: AbortSignal,
  ): Promise<Result<FolderLock, StoreFailure>> {
    // Not lib/random: a token that a seed could repeat would name two holders.
    const us = thisProcess(randomUUID(), clock.now());
    const card = `${lock}.${us.token}`;
    const watching = (holder: Holder): void => {
      log.warn(
        { lock, holder },
        `the database belongs to ${nameOf(holder)}, which cannot be seen from here: looking for up to ` +
          'a minute whether it still lives',
      );
    };
    const claimant: Claimant = { files, clock, lock, us, card, watching };
    let handle: OpenFile | undefined;
    try {
      await writeSynced(files, card, cardOf(us));
      handle = await files.open(card, 'append');
      await handle.touch(clock.now());
      const claimed = await claim(signal === undefined ? claimant : { ...claimant, signal }, lock);
      if (claimed.kind === 'held') {
        await handle.close();
        return fail({ kind: 'held', sentence: heldSentence(dirname(lock), claimed.by) });
      }
      await syncFolder(files, dirname(lock));
      const { identity } = await handle.facts();
      const taken = new FolderLock(claimant, handle, identity, log);
      await taken.#tidy();
      taken.#beat();
      return ok(taken);
    } catch (error) {
      await handle?.close();
      if (error instanceof UnreadableLock) {
        return fail({
          kind: 'corrupt',
          sentence:
            `${error.path} cannot be understood (it ${error.fault}), so nobody can tell whether another ` +
            'pegasus-roll writes this folder. Make sure that none does, remove that file, and start ' +
            'again.',
        });
      }
      const remedy = isFull(error)
        ? 'Make room on that disk, then start again'
        : 'It takes a file system that has hard links, and the right to write there';
      return fail({
        kind: isFull(error) ? 'full' : 'unusable',
        sentence: `The folder ${dirname(lock)} cannot be locked: ${reasonOf(error)}. ${remedy}.`,
      });
    } finally {
      await removeQuietly(files, card);
    }
  }

  /** Why the folder is ours no more; undefined as long as it is. */
  async lost(): Promise<LeaseEnding | undefined> {
    const { files, lock } = this.claimant;
    const facts = await factsIfThere(files, lock);
    if (facts?.identity === this.identity) return undefined;
    const holder = facts === undefined ? undefined : await readHolder(files, lock).catch(() => undefined);
    const lostTo = (what: string): string => `${lock} is no longer this process's: ${what}. Stop this process`;
    return holder === undefined
      ? { kind: 'unlocked', why: lostTo('it was removed') }
      : { kind: 'taken-over', why: lostTo(`${nameOf(holder)} has taken the database over`) };
  }

  /**
   * `tell` is told why the folder is ours no more, a heartbeat after that at the latest: who saves nothing would not
   * notice otherwise.
   */
  watch(tell: (ending: LeaseEnding) => void): void {
    this.#tellLost = tell;
  }

  async release(): Promise<void> {
    this.#released = true;
    this.#cancelBeat();
    const { files, lock, us, card } = this.claimant;
    const succession = successionOf(lock, us.token);
    try {
      // Whoever takes us for dead at this moment must not find its own claim removed.
      await writeSynced(files, card, cardOf(us));
      const claimed = await claim(this.claimant, succession);
      if (claimed.kind === 'ours') {
        if ((await this.lost()) === undefined) await files.remove(lock);
        await removeQuietly(files, succession);
      }
      await syncFolder(files, dirname(lock));
    } finally {
      await removeQuietly(files, card);
      await this.handle.close();
    }
  }

  #beat(): void {
    const { clock } = this.claimant;
    this.#cancelBeat = clock.after(heartbeatMs, () => {
      void this.#touch().finally(() => {
        if (!this.#released) this.#beat();
      });
    });
  }

  async #touch(): Promise<void> {
    const { clock, lock } = this.claimant;
    try {
      await this.handle.touch(clock.now());
      const lost = await this.lost();
      if (lost === undefined || this.#released) return;
      this.log.error({ lock }, `${lost.why}; nothing is saved any more`);
      this.#tellLost(lost);
    } catch (error) {
      if (!this.#released)
        this.log.warn({ lock }, `the lock of the database could not be refreshed: ${reasonOf(error)}`);
    }
  }

  /** Removes what processes left that died while they took the lock. */
  async #tidy(): Promise<void> {
    const { files, lock, us } = this.claimant;
    const folder = dirname(lock);
    for (const name of await files.names(folder)) {
      if (!name.startsWith(`${basename(lock)}.`) || name.includes(us.token)) continue;
      const left = await readHolder(files, join(folder, name)).catch(() => undefined);
      if (left !== undefined && lifeOf(left, us) === 'dead') await removeQuietly(files, join(folder, name));
    }
  }
}

const nameOf = (holder: Holder): string =>
  `process ${holder.pid} on ${holder.host} (since ${new Date(holder.since).toISOString()})`;

function heldSentence(folder: string, holder: Holder): string {
  return (
    `The database ${folder} is in use: ${nameOf(holder)} writes it, and only one may. Stop that ` +
    'process, or give this one another folder (store.path).'
  );
}
