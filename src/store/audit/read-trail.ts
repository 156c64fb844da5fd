import { decode } from '../codec/document.js';
import { auditKind } from '../codec/kinds.js';
import { realFiles } from '../files.js';
import { Layout } from '../layout.js';
import type { TrailEntry } from './entry.js';
import { monthsOf, trailForwards } from './trail-files.js';

/**
 * Every entry of the audit trail of the database in the folder `path`, oldest first, or the fault of a line
 * that is not what was written. Believes each line by itself: whether they belong together, only
 * verifyTrail says.
 */
export async function* readTrail(
  path: string,
): AsyncGenerator<
  { readonly entry: TrailEntry } | { readonly file: string; readonly line: number; readonly fault: string }
> {
  const layout = new Layout(path);
  for await (const { text, nth, ended, month } of trailForwards(realFiles, layout, await monthsOf(realFiles, layout))) {
    if (!ended) continue;
    const decoded = decode(auditKind, text);
    yield decoded.ok
      ? { entry: decoded.value }
      : { file: layout.audit(month), line: nth, fault: decoded.failure.fault };
  }
}
