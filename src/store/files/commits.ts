import type { AuditEntry } from '../audit-log.js';
import { KeyedMutex } from '../../lib/keyed-mutex.js';
import { LeaseEnded, type LeaseEnding } from '../lease.js';
import type { AuditTrail } from './audit/audit-trail.js';
import { applyAll } from './change.js';
import type { Journal, StagedDocument } from './journal.js';
import type { WriteLease } from './write-lease.js';

const closed: LeaseEnding = { kind: 'closed', why: 'the database is closed' };

/** Takes one commit after the other, each of them whole or not at all. */
export class Commits {
  readonly #mutex = new KeyedMutex();
  #isClosed = false;

  constructor(
    private readonly lease: WriteLease,
    private readonly journal: Journal,
    private readonly audit: AuditTrail,
  ) {}

  /** When it is its turn. */
  run(work: () => Promise<void>): Promise<void> {
    return this.#isClosed ? Promise.reject(new LeaseEnded(closed)) : this.#mutex.run('commit', work);
  }

  /** Within `run`. What is one part alone needs no journal: it is whole or not there by itself. */
  async take(documents: readonly StagedDocument[], entries: readonly AuditEntry[]): Promise<void> {
    const staged = entries.length === 0 ? undefined : await this.audit.stage(entries);
    for (const { swap } of documents) await swap.look();
    const changes = [...(staged === undefined ? [] : [staged]), ...documents.map(({ swap }) => swap)];
    if (documents.length + entries.length > 1 || documents.some(({ swap }) => this.journal.holds(swap.path))) {
      await applyAll(this.lease, [this.journal.change(documents, staged), ...changes]);
    } else await applyAll(this.lease, changes);
  }

  /** Takes nothing more; resolves when what was asked for has happened. */
  async end(): Promise<void> {
    this.#isClosed = true;
    await this.#mutex.idle();
    this.lease.end(closed);
  }
}
