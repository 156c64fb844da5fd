import { basename, join } from 'node:path';

/**
 * Where everything is. Every name that comes from outside is checked before it becomes a file's.
 *
 *     lock                                  who writes here
 *     runs/active/<run>.json                a run, rewritten whole at each save
 *     runs/active/<run>~conversation.json   what Slack has been told of it
 *     runs/finished/<yyyy-mm>/…             the same two files, moved, never written again
 *     runs/finished/index.jsonl             a line for each finished run
 *     clusters/<cluster>.json               lock, settings to restore, restarts
 *     audit/<yyyy-mm>.jsonl                 a line for each thing that was said or done
 *     audit.head                            where the audit trail ends
 *     journal                               the last commit of several parts, whole
 *     reserve                               space that is given back when the disk is full
 *
 * Beside a document: `.bak`, the generation before it; `.new`, one that was never taken; `.bak.new`, the generation
 * before it, or one more name of it, while it is saved.
 */
export class Layout {
  readonly lock: string;
  readonly active: string;
  readonly finished: string;
  readonly finishedIndex: string;
  readonly clusters: string;
  readonly auditFolder: string;
  readonly auditHead: string;
  readonly journal: string;
  readonly reserve: string;

  constructor(readonly root: string) {
    this.lock = join(root, 'lock');
    this.active = join(root, 'runs', 'active');
    this.finished = join(root, 'runs', 'finished');
    this.finishedIndex = join(this.finished, 'index.jsonl');
    this.clusters = join(root, 'clusters');
    this.auditFolder = join(root, 'audit');
    this.auditHead = join(root, 'audit.head');
    this.journal = join(root, 'journal');
    this.reserve = join(root, 'reserve');
  }

  document(kind: 'run' | 'conversation' | 'cluster', name: string): string {
    switch (kind) {
      case 'run':
        return join(this.active, runFile(name));
      case 'conversation':
        return join(this.active, conversationFile(name));
      case 'cluster':
        return join(this.clusters, `${safe(name)}.json`);
    }
  }

  audit(month: string): string {
    return join(this.auditFolder, `${month}.jsonl`);
  }
}

export const runFile = (id: string): string => `${safe(id)}.json`;
/** `~` is in no id, so this is no run's file. */
export const conversationFile = (id: string): string => `${safe(id)}~conversation.json`;

export const backupOf = (path: string): string => `${path}.bak`;
/** What becomes the backup when the save is through. */
export const spareOf = (path: string): string => `${backupOf(path)}.new`;
export const unfinishedOf = (path: string): string => `${path}.new`;

/** What a file's name says it holds. */
export type Named =
  | { readonly kind: 'run' | 'conversation'; readonly id: string }
  | { readonly kind: 'backup' | 'spare'; readonly of: string }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'foreign' };

export function readName(path: string): Named {
  const name = basename(path);
  if (name.endsWith('.bak.new')) return { kind: 'spare', of: name.slice(0, -'.bak.new'.length) };
  if (name.endsWith('.new')) return { kind: 'unfinished' };
  if (name.endsWith('.bak')) return { kind: 'backup', of: name.slice(0, -'.bak'.length) };
  if (!name.endsWith('.json')) return { kind: 'foreign' };
  const stem = name.slice(0, -'.json'.length);
  if (stem.endsWith('~conversation')) return { kind: 'conversation', id: stem.slice(0, -'~conversation'.length) };
  return isSafe(stem) ? { kind: 'run', id: stem } : { kind: 'foreign' };
}

/** `2026-01`, by UTC. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
export const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;
export const isMonth = (name: string): boolean => monthPattern.test(name);

/** Fits a file's name on every file system, and cannot leave its folder. */
export const isSafe = (name: string): boolean => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/.test(name);

function safe(name: string): string {
  if (!isSafe(name))
    throw new Error(
      `${JSON.stringify(name)} cannot be a file's name: letters, digits, ".", "_" and "-" only, no ` +
        'leading ".", 200 at most',
    );
  return name;
}
