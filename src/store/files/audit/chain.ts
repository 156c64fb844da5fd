import { createHash } from 'node:crypto';
import { encode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { AuditEntry } from '../../audit-log.js';
import type { Link, TrailHead } from './entry.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The end of a trail in which nothing stands yet. */
export const genesis: TrailHead = { seq: 0, hash: sha256('pegasus-roll audit trail') };

/**
 * The line that puts `entry` behind `previous`, without its line feed, and the end of the trail then.
 * `unanchored`: see Link. @throws when the entry could not be read back.
 */
export function chain(
  previous: TrailHead,
  entry: AuditEntry,
  unanchored = false,
): { readonly line: string; readonly head: TrailHead } {
  const link: Link = { seq: previous.seq + 1, previous: previous.hash, ...(unanchored ? { unanchored: true } : {}) };
  const line = encode(auditKind, { ...entry, link });
  return { line, head: headBehind(previous, line) };
}

/**
 * The end of the trail when `line` stands behind `previous`. Over the text and not over what it means: a
 * line that was only spaced anew was touched all the same.
 */
export function headBehind(previous: TrailHead, line: string): TrailHead {
  return { seq: previous.seq + 1, hash: sha256(`${previous.hash}\n${line}`) };
}

/** The end of the trail behind a line with this link. */
export const headOfLinked = (link: Link, line: string): TrailHead =>
  headBehind({ seq: link.seq - 1, hash: link.previous }, line);

export const sameHead = (left: TrailHead, right: TrailHead): boolean =>
  left.seq === right.seq && left.hash === right.hash;
