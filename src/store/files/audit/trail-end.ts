import { decode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { Files } from '../../../lib/files.js';
import type { Layout } from '../layout.js';
import type { NotedAnchor } from './anchor-file.js';
import { genesis, headBehind, headOfLinked, sameHead } from './chain.js';
import type { Link, TrailHead } from './entry.js';
import { trailBackwards, trailForwards } from './trail-files.js';

/** How a trail and the note of its end fit together. */
export type Continuation =
  /** No entry has a link yet, and no note was made. */
  | { readonly kind: 'begins'; readonly from: TrailHead }
  | { readonly kind: 'goes-on'; readonly from: TrailHead }
  /** Goes on from the note: the numbers in between stay missing. */
  | { readonly kind: 'was-cut'; readonly from: TrailHead; readonly found: TrailHead }
  | { readonly kind: 'unproven'; readonly from: TrailHead; readonly why: string };

/**
 * Where the next entry belongs. Reads as much of the trail as came after the note: a crash leaves a few
 * entries. A trail without any link is read whole, once: the chain begins with the hash of all of it.
 */
export async function findContinuation(
  files: Files,
  layout: Layout,
  months: readonly string[],
  noted: NotedAnchor,
): Promise<Continuation> {
  const { end, chained } = await trailEnd(files, layout, months);
  switch (noted.kind) {
    case 'none':
      return chained ? { kind: 'unproven', from: end, why: 'is missing' } : { kind: 'begins', from: end };
    case 'unreadable':
      return { kind: 'unproven', from: end, why: 'is not what was written' };
    case 'noted':
      break;
  }
  const { seq, hash } = noted.anchor;
  if (end.seq < seq) return { kind: 'was-cut', from: { seq, hash }, found: end };
  const there =
    end.seq === seq ? sameHead(end, noted.anchor) : (await linkOf(files, layout, months, seq + 1))?.previous === hash;
  return there
    ? { kind: 'goes-on', from: end }
    : { kind: 'unproven', from: end, why: `has another entry ${seq} than the trail` };
}

async function trailEnd(
  files: Files,
  layout: Layout,
  months: readonly string[],
): Promise<{ readonly end: TrailHead; readonly chained: boolean }> {
  for await (const text of trailBackwards(files, layout, months)) {
    const link = readLink(text);
    if (link === undefined) break;
    return { end: headOfLinked(link, text), chained: true };
  }
  let end = genesis;
  for await (const { text, ended } of trailForwards(files, layout, months)) if (ended) end = headBehind(end, text);
  return { end, chained: false };
}

async function linkOf(files: Files, layout: Layout, months: readonly string[], seq: number): Promise<Link | undefined> {
  for await (const text of trailBackwards(files, layout, months)) {
    const link = readLink(text);
    if (link === undefined || link.seq < seq) return undefined;
    if (link.seq === seq) return link;
  }
  return undefined;
}

function readLink(text: string): Link | undefined {
  const decoded = decode(auditKind, text);
  return decoded.ok ? decoded.value.link : undefined;
}
