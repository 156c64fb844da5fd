import { decode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { TrailEntry } from './entry.js';
import type { Files } from '../../../lib/files.js';
import { ifThere } from '../../../lib/durable-write.js';
import type { Layout } from '../layout.js';
import { isMonth } from '../layout.js';
import type { NumberedLine } from '../lines.js';
import { linesBackwards, linesForwards } from '../lines.js';

const ending = '.jsonl';

/** The months that the trail has a file of, oldest first; none when there is no trail. */
export async function monthsOf(files: Files, layout: Layout): Promise<readonly string[]> {
  const names = (await ifThere(files.names(layout.auditFolder))) ?? [];
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter(isMonth)
    .sort();
}

/** Every line of the trail, oldest first, with the month of its file. */
export async function* trailForwards(
  files: Files,
  layout: Layout,
  months: readonly string[],
): AsyncGenerator<NumberedLine & { readonly month: string }> {
  for (const month of months) {
    const handle = await ifThere(files.open(layout.audit(month), 'read'));
    if (handle === undefined) continue;
    try {
      for await (const line of linesForwards(handle)) yield { ...line, month };
    } finally {
      await handle.close();
    }
  }
}

/** Every line of the trail that was written to its end, the last one first. */
export async function* trailBackwards(files: Files, layout: Layout, months: readonly string[]): AsyncGenerator<string> {
  for (const month of [...months].reverse()) {
    const handle = await files.open(layout.audit(month), 'read');
    try {
      for await (const { text, ended } of linesBackwards(handle, (await handle.facts()).bytes)) if (ended) yield text;
    } finally {
      await handle.close();
    }
  }
}

/**
 * Every entry of the trail, oldest first, or the fault of a line that is not what was written. Believes each line by
 * itself: whether they belong together, only verifyTrail says.
 */
export async function* readTrail(
  files: Files,
  layout: Layout,
): AsyncGenerator<
  { readonly entry: TrailEntry } | { readonly file: string; readonly line: number; readonly fault: string }
> {
  for await (const { text, nth, ended, month } of trailForwards(files, layout, await monthsOf(files, layout))) {
    if (!ended) continue;
    const decoded = decode(auditKind, text);
    yield decoded.ok
      ? { entry: decoded.value }
      : { file: layout.audit(month), line: nth, fault: decoded.failure.fault };
  }
}
