import { join } from 'node:path';
import { databaseFolder } from '../../simulation/world/database-folder.js';
import { never, type Life } from '../../simulation/world/life.js';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import type { Clock } from '../../src/lib/clock.js';
import type { ClusterName } from '../../src/roll/ids.js';
import { decode, type Kind } from '../../src/store/codec/document.js';
import { auditKind, clusterKind } from '../../src/store/codec/kinds.js';
import { Layout } from '../../src/store/files/layout.js';
import { openStore } from '../../src/store/files/open-store.js';
import type { AuditEntry } from '../../src/store/audit-log.js';
import type { Database } from '../../src/store/database.js';
import type { ClusterRecord } from '../../src/store/run-store.js';
import { silent } from './silent.js';

const layout = new Layout(databaseFolder);

/**
 * What outlives a bot on the virtual clock: the real database, on a disk in memory. Its saves are counted, and the bot
 * can be killed at any of them. (A death in the middle of a save is the simulation's subject.)
 */
export class WatchedStorage {
  /** Saves that were acknowledged or that the bot died right after: all that are on disk. */
  saves = 0;
  /** The bot dies at this save: before anything of it is written, or right after all of it is. */
  killAt: { readonly save: number; readonly written: boolean } | undefined;
  readonly #disk = new MemoryDisk();

  /** The database as one life of the bot has it; whoever had it before is dead. @throws when it is refused. */
  async open(life: Life, clock: Clock): Promise<Database> {
    this.#disk.forgetLock(databaseFolder);
    const opened = await openStore({
      path: databaseFolder,
      clock,
      log: silent,
      fs: this.#disk.files(life),
      reserveBytes: 65_536,
    });
    if (!opened.ok) throw new Error(opened.failure.sentence);
    const store = opened.value;
    const save = (write: () => Promise<void>): Promise<void> => this.#save(life, write);
    return {
      ...store,
      runs: {
        loaded: () => store.runs.loaded(),
        conversation: (run) => store.runs.conversation(run),
        cluster: (cluster) => store.runs.cluster(cluster),
        history: (filter) => store.runs.history(filter),
        find: (run) => store.runs.find(run),
        commit: (commit) => save(() => store.runs.commit(commit)),
        archive: (run) => save(() => store.runs.archive(run)),
      },
      audit: { head: () => store.audit.head(), append: (entries) => save(() => store.audit.append(entries)) },
    };
  }

  /** The audit trail as it stands on disk for good, oldest first. */
  get trail(): readonly AuditEntry[] {
    return this.#disk
      .namesIn(layout.auditFolder)
      .flatMap((name) => (this.#synced(join(layout.auditFolder, name)) ?? '').split('\n'))
      .filter((line) => line !== '')
      .map((line) => {
        const { link: _link, ...entry } = read(auditKind, line);
        return entry;
      });
  }

  /** What stands on disk for good of a cluster; undefined: nothing was ever written of it. */
  cluster(name: ClusterName): ClusterRecord | undefined {
    const document = this.#synced(layout.document('cluster', name));
    return document === undefined ? undefined : read(clusterKind, document);
  }

  /** The disk takes nothing more: ENOSPC. */
  fill(): void {
    this.#disk.trouble.full = true;
  }

  makeRoom(): void {
    this.#disk.trouble.full = false;
  }

  /** The files of the runs under way are gone, as if somebody had removed them. */
  loseRuns(): void {
    this.#disk.removeAll(layout.active);
  }

  #synced(path: string): string | undefined {
    return this.#disk.synced(path)?.toString('utf8');
  }

  async #save(life: Life, write: () => Promise<void>): Promise<void> {
    if (!life.alive) return never();
    const dies = this.killAt?.save === this.saves + 1 ? this.killAt : undefined;
    if (dies?.written === false) {
      life.kill();
      return never();
    }
    await life.hears(write());
    this.saves += 1;
    if (dies === undefined) return undefined;
    life.kill();
    return never();
  }
}

function read<Value>(kind: Kind<Value>, text: string): Value {
  const decoded = decode(kind, text);
  if (!decoded.ok) throw new Error(`what is on disk of a ${kind.name} ${decoded.failure.fault}`);
  return decoded.value;
}
