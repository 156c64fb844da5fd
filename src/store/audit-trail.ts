import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { AppendFile } from './append-file.js';
import { auditKind } from './codec/kinds.js';
import type { Custody } from './custody.js';
import type { StoreFiles } from './files.js';
import type { Layout } from './layout.js';
import { isMonth, monthOf } from './layout.js';
import type { AuditEntry } from './run-store.js';
import { Turns } from './turns.js';

/** Everything that was said or done, a file a month. Lines are only ever added. */
export class AuditTrail {
  readonly #turns = new Turns();
  #current: { readonly month: string; readonly file: AppendFile<AuditEntry> } | undefined;

  constructor(
    private readonly files: StoreFiles,
    private readonly custody: Custody,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly layout: Layout,
  ) {}

  /** @throws Damage when the newest file was changed from outside. */
  async open(): Promise<void> {
    const months = (await this.files.names(this.layout.auditFolder)).flatMap((name) => {
      const month = name.replace(/\.jsonl$/, '');
      return name !== month && isMonth(month) ? [month] : [];
    });
    const newest = months.sort().at(-1);
    if (newest !== undefined) await this.#turnTo(newest);
  }

  /** The entries and what `commit` does, on disk; or, when either fails, neither. */
  add(entries: readonly AuditEntry[], commit: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    if (entries.length === 0) return commit();
    return this.#turns.take('audit', async () => {
      const file = await this.#turnTo(monthOf(this.clock.now()));
      await file.append(entries, commit);
    });
  }

  async close(): Promise<void> {
    await this.#turns.idle();
    await this.#current?.file.close();
    this.#current = undefined;
  }

  async #turnTo(month: string): Promise<AppendFile<AuditEntry>> {
    if (this.#current?.month === month) return this.#current.file;
    const file = await AppendFile.open(this.files, this.custody, this.log, auditKind, this.layout.audit(month));
    const before = this.#current;
    this.#current = { month, file };
    await before?.file.close();
    return file;
  }
}
