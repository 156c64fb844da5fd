import type { Log } from '../../lib/log.js';
import { readAnchor } from './audit/anchor-file.js';
import { headBehind, sameHead } from './audit/chain.js';
import { findContinuation } from './audit/trail-end.js';
import { monthsOf } from './audit/trail-files.js';
import type { AuditTrail } from './audit/audit-trail.js';
import type { JournaledCommit } from '../codec/commit.js';
import { decode, sumIn } from '../codec/document.js';
import { applyAll, type Change } from './change.js';
import { type Files } from '../../lib/files.js';
import { ifThere } from '../../lib/durable-write.js';
import { DocumentSwap } from './document-file.js';
import type { FinishedRuns } from './finished-runs.js';
import { kinds, type Journaled } from './journal.js';
import type { Layout } from './layout.js';
import type { WriteLease } from './write-lease.js';

/** A commit that a crash may have left half done: the text of each of its documents that is not in its place yet. */
export interface Unfinished {
  readonly due: ReadonlyMap<string, string>;
  readonly audit: JournaledCommit['audit'];
}

/**
 * What is left to do of the commit in the journal; undefined when it is over, and something has been written since.
 * Each of its documents is either the one that it replaces or the one that it makes, or it is none of this database's
 * doing any more. The audit trail does not go on behind its lines before its documents are in their places. Changes
 * nothing.
 */
export async function findUnfinished(
  files: Files,
  layout: Layout,
  finished: FinishedRuns,
  commit: Journaled,
): Promise<Unfinished | undefined> {
  const due = new Map<string, string>();
  for (const { kind, name, sum: next, replaces, text } of commit.documents) {
    const path = layout.document(kind, name);
    const present = (await ifThere(files.read(path)))?.toString('utf8');
    const sum = present === undefined ? undefined : sumIn(present);
    if (sum === next) continue;
    if (sum !== replaces) return undefined;
    // A damaged one is named by whoever reads them all.
    if (present !== undefined && !decode(kinds[kind], present).ok) return undefined;
    if (sum === undefined && kind !== 'cluster' && (await finished.folderOf(name)) !== undefined) return undefined;
    due.set(path, text);
  }
  if (due.size > 0 && commit.audit !== undefined && (await hasGoneOn(files, layout, commit.audit))) return undefined;
  return { due, audit: commit.audit };
}

/** Whether there are entries behind those of a commit. */
async function hasGoneOn(
  files: Files,
  layout: Layout,
  { behind, lines }: NonNullable<JournaledCommit['audit']>,
): Promise<boolean> {
  const months = await monthsOf(files, layout);
  const { from } = await findContinuation(files, layout, months, await readAnchor(files, layout.auditHead));
  return from.seq > behind.seq + lines.length;
}

/** Does what is left of it. */
export async function finish(
  { due, audit: staged }: Unfinished,
  deps: { readonly files: Files; readonly lease: WriteLease; readonly audit: AuditTrail; readonly log: Log },
): Promise<void> {
  const { files, lease, audit, log } = deps;
  const swaps = [...due].map(([path, text]) => new DocumentSwap(files, lease, path, text));
  const changes: Change[] = [...swaps];
  const lines = staged === undefined ? [] : linesAfter(staged, audit.head);
  if (staged !== undefined && lines.length > 0) changes.unshift(await audit.stageLines(staged.month, lines));
  if (changes.length === 0) return;
  for (const swap of swaps) await swap.look();
  await applyAll(lease, changes);
  log.warn({ documents: [...due.keys()], entries: lines.length }, 'a save that was interrupted has been finished');
}

/** Those of its lines that stand not yet behind this end of the trail. */
function linesAfter({ behind, lines }: NonNullable<JournaledCommit['audit']>, end: { seq: number; hash: string }) {
  let head = behind;
  for (let there = 0; ; there += 1) {
    if (sameHead(head, end)) return lines.slice(there);
    const line = lines[there];
    // The trail has gone on since, or was changed from outside.
    if (line === undefined) return [];
    head = headBehind(head, line);
  }
}
