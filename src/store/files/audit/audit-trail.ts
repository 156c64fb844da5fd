import type { Clock } from '../../../lib/clock.js';
import type { Log } from '../../../lib/log.js';
import { AppendFile } from '../append-file.js';
import { auditKind } from '../../codec/kinds.js';
import type { Change } from '../change.js';
import { syncFolder } from '../../../lib/durable-write.js';
import type { Files } from '../../../lib/files.js';
import type { Layout } from '../layout.js';
import { monthOf } from '../layout.js';
import type { AuditEntry } from '../../audit-log.js';
import { AnchorFile, readAnchor } from './anchor-file.js';
import { chain, genesis, headBehind, sameHead } from './chain.js';
import type { TrailHead } from './entry.js';
import { findContinuation } from './trail-end.js';
import { monthsOf } from './trail-files.js';
import { beginOfMonth, endOfMonth } from './month-ends.js';
import type { RemovedMonth } from './removed-month.js';

/** Lines that are to be added, their file's month, and the end of the trail before them. */
export interface StagedLines extends Change {
  readonly month: string;
  readonly behind: TrailHead;
  readonly lines: readonly string[];
}

/**
 * Everything that was said or done, a file a month. Lines are only ever added, and each has the hash of
 * what stands before it, through all files.
 */
export class AuditTrail {
  #current: { readonly month: string; readonly file: AppendFile } | undefined;
  #anchor: AnchorFile | undefined;
  #head: TrailHead = genesis;
  /** The next entry says that what is before it is not proven. */
  #unproven = false;

  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly layout: Layout,
  ) {}

  /** Where it ends now. */
  get head(): TrailHead {
    return this.#head;
  }

  /**
   * What was done to the trail from outside does not stop the start, because nothing is decided by it;
   * it is said, and the next entry keeps it from being forgotten.
   * @throws CorruptFileError when the end of the newest file is not what was written
   */
  async open(): Promise<void> {
    const months = await monthsOf(this.files, this.layout);
    const newest = months.at(-1);
    if (newest !== undefined) await this.#turnTo(newest);
    const path = this.layout.auditHead;
    const next = await findContinuation(this.files, this.layout, months, await readAnchor(this.files, path));
    this.#anchor = await AnchorFile.open(this.files, this.log, path);
    this.#head = next.from;
    const { seq, hash } = next.from;
    switch (next.kind) {
      case 'begins':
        await this.#anchor.note({ ...next.from, month: newest ?? monthOf(this.clock.now()) });
        await this.#anchor.sync();
        break;
      case 'goes-on':
        break;
      case 'was-cut':
        this.log.error(
          { file: path },
          `the audit trail ends with entry ${next.found.seq}, and ${path} says that it had ${seq}: its ` +
            `end was cut off. Run pegasus-roll audit verify. The next entry is number ${seq + 1}, so ` +
            'that the gap stays visible',
        );
        break;
      case 'unproven':
        this.#unproven = true;
        this.log.error(
          { file: path },
          `${path}, the bot's own note of where the audit trail ended, ${next.why}: nobody can tell ` +
            'whether the trail is whole. Run pegasus-roll audit verify. The next entry says so, too',
        );
        break;
    }
    // Whoever keeps the log keeps a witness that is not in this folder.
    this.log.info({ entries: seq, hash }, `the audit trail has ${seq} entries, up to the hash ${hash}`);
  }

  /** Puts the entries, of which there is one at least, behind the present end. */
  async stage(entries: readonly AuditEntry[]): Promise<StagedLines> {
    const present = monthOf(this.clock.now());
    // A clock that was put back does not make a later entry stand in an older file.
    const month = this.#current === undefined || this.#current.month < present ? present : this.#current.month;
    let head = this.#head;
    const lines = entries.map((entry, nth) => {
      const made = chain(head, entry, this.#unproven && nth === 0);
      head = made.head;
      return made.line;
    });
    const staged = await this.stageLines(month, lines);
    return {
      ...staged,
      get begun() {
        return staged.begun;
      },
      settle: async () => {
        this.#unproven = false;
        await staged.settle?.();
      },
    };
  }

  /**
   * The same for lines that an earlier process made behind the present end. They do not say what this one found when it
   * opened the trail.
   */
  async stageLines(month: string, lines: readonly string[]): Promise<StagedLines> {
    const behind = this.#head;
    const added = (await this.#turnTo(month)).change(lines);
    return {
      month,
      behind,
      lines,
      get begun() {
        return added.begun;
      },
      apply: async () => added.apply?.(),
      undo: () => added.undo(),
      settle: async () => {
        await added.settle?.();
        this.#head = lines.reduce(headBehind, behind);
        // Until an entry says so, the next start must find as well that what is before is not proven.
        if (!this.#unproven) await this.#anchor?.note({ ...this.#head, month });
      },
    };
  }

  /**
   * The oldest month of the trail, if it was over before the month `first` and is proven: each of its entries follows
   * from the one before it, and the next month from its last one. Else nothing may be removed.
   */
  async removable(first: string): Promise<RemovedMonth | undefined> {
    const [month, next] = await monthsOf(this.files, this.layout);
    if (month === undefined || next === undefined || month >= first) return undefined;
    const end = await endOfMonth(this.files, this.layout, month);
    const behind = await beginOfMonth(this.files, this.layout, next);
    if (end !== undefined && behind !== undefined && sameHead(end, behind)) return { month, end };
    this.log.warn(
      { file: this.layout.audit(month) },
      `${month} of the audit trail is older than what is kept, and stays: it is not proven to be what was written. ` +
        'Run pegasus-roll audit verify',
    );
    return undefined;
  }

  /** After the note of it is on disk. */
  async remove(month: string): Promise<void> {
    await this.files.remove(this.layout.audit(month));
    await syncFolder(this.files, this.layout.auditFolder);
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = undefined;
    await this.#anchor?.close();
    this.#anchor = undefined;
  }

  async #turnTo(month: string): Promise<AppendFile> {
    if (this.#current?.month === month) return this.#current.file;
    const file = await AppendFile.open(this.files, this.log, auditKind, this.layout.audit(month));
    const before = this.#current;
    this.#current = { month, file };
    await before?.file.close();
    return file;
  }
}
