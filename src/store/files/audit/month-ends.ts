import type { Files } from '../../../lib/files.js';
import { decode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { Layout } from '../layout.js';
import { genesis, headBehind, sameHead } from './chain.js';
import type { Link, TrailHead } from './entry.js';
import { trailForwards } from './trail-files.js';

/** What stands before the first entry of a month; undefined when that entry does not say so. */
export async function beginOfMonth(files: Files, layout: Layout, month: string): Promise<TrailHead | undefined> {
  for await (const { text, ended } of trailForwards(files, layout, [month]))
    return ended ? before(linkIn(text)) : undefined;
  return undefined;
}

/**
 * Where the trail ends in a month; undefined when one of its entries does not follow from the one before. The oldest
 * month may begin with entries that were written before there was a chain.
 */
export async function endOfMonth(files: Files, layout: Layout, month: string): Promise<TrailHead | undefined> {
  let end: TrailHead | undefined;
  let chained = false;
  for await (const { text, ended } of trailForwards(files, layout, [month])) {
    if (!ended) return undefined;
    const link = linkIn(text);
    const behind = before(link);
    if (behind === undefined) {
      if (chained || link !== undefined) return undefined;
      end = headBehind(end ?? genesis, text);
      continue;
    }
    if (end !== undefined && !sameHead(behind, end)) return undefined;
    chained = true;
    end = headBehind(behind, text);
  }
  return end;
}

/** Undefined for an entry of which the bot said that what is before it is not proven. */
const before = (link: Link | undefined): TrailHead | undefined =>
  link === undefined || link.unanchored === true ? undefined : { seq: link.seq - 1, hash: link.previous };

function linkIn(text: string): Link | undefined {
  const decoded = decode(auditKind, text);
  return decoded.ok ? decoded.value.link : undefined;
}
