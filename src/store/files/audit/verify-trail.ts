import { z } from 'zod';
import { decode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { Files } from '../../../lib/files.js';
import { realFiles } from '../../../lib/files.js';
import { factsIfThere } from '../../../lib/durable-write.js';
import { Layout } from '../layout.js';
import type { NotedAnchor } from './anchor-file.js';
import { readAnchor } from './anchor-file.js';
import { genesis, sameHead } from './chain.js';
import { ChainReader } from './chain-reader.js';
import type { TrailHead } from './entry.js';
import type { Finding, Named, Place, Verdict } from './finding.js';
import { beginOfMonth } from './month-ends.js';
import { monthsOf, trailForwards } from './trail-files.js';

/** How often a trail is read that changes while it is read, before what was seen in it counts. */
const attempts = 3;

/**
 * Reads the whole audit trail of the database in the folder `path`, one line at a time, and says what is
 * wrong with it. Needs no lock: a bot may write meanwhile. Undefined when there is no trail.
 *
 * What a failed save wrote and took back can be met half: only what is found in a trail that stands
 * still, or is found again, counts.
 *
 * @param expect a hash that was noted elsewhere when the trail ended with it: a trail that somebody made anew, whole in
 * itself, does not have it
 */
export async function verifyTrail(
  path: string,
  files: Files = realFiles,
  expect?: string,
): Promise<Verdict | undefined> {
  const layout = new Layout(path);
  for (let attempt = 1; ; attempt += 1) {
    // First the note, then the trail: what the note knows of is there.
    const noted = await readAnchor(files, layout.auditHead);
    const months = await monthsOf(files, layout);
    if (months.length === 0 && noted.kind === 'none') return undefined;
    const size = await sizeOf(files, layout, months);
    const verdict = await verifyFromStart(files, layout, noted, months, expect);
    if (
      verdict.findings.length === 0 ||
      attempt === attempts ||
      (await sizeOf(files, layout, await monthsOf(files, layout))) === size
    )
      return verdict;
  }
}

/** Changes with everything that is added to the trail or taken back. */
async function sizeOf(files: Files, layout: Layout, months: readonly string[]): Promise<string> {
  const newest = months.at(-1);
  const facts = newest === undefined ? undefined : await factsIfThere(files, layout.audit(newest));
  return `${newest} ${facts?.bytes} ${facts?.touchedAt}`;
}

/**
 * A trail begins with its first entry, or behind a month that was removed because of its age. That it was is noted in
 * what is left: a beginning that no note knows was taken out.
 */
async function verifyFromStart(
  files: Files,
  layout: Layout,
  noted: NotedAnchor,
  months: readonly string[],
  expect: string | undefined,
): Promise<Verdict> {
  const [oldest] = months;
  const start = oldest === undefined ? undefined : await beginOfMonth(files, layout, oldest);
  if (start !== undefined && start.seq > 0) {
    const verdict = await verifyOnce(files, layout, noted, months, expect, start);
    if (verdict.removedUpTo !== undefined) return verdict;
  }
  return verifyOnce(files, layout, noted, months, expect, genesis);
}

async function verifyOnce(
  files: Files,
  layout: Layout,
  noted: NotedAnchor,
  months: readonly string[],
  expect: string | undefined,
  start: TrailHead,
): Promise<Verdict> {
  const reader = new ChainReader(noted, start);
  let expectedMet = expect === undefined;
  let unfinished: Place | undefined;
  for await (const { text, nth, ended, month } of trailForwards(files, layout, months)) {
    const place: Place = { file: layout.audit(month), line: nth };
    if (!ended && month === months.at(-1)) {
      unfinished = place;
      break;
    }
    const decoded = decode(auditKind, text);
    if (!ended) reader.takeUnreadable(text, place, glimpse(text), 'does not go on to its end');
    else if (decoded.ok) {
      expectedMet ||= decoded.value.link?.previous === expect;
      reader.take(text, place, decoded.value);
    } else reader.takeUnreadable(text, place, glimpse(text), decoded.failure.fault);
  }
  const { entries, beforeTheChain, head, wholeAgainFrom } = reader;
  const lacking: Finding | undefined =
    expect === undefined || expectedMet || head.hash === expect
      ? undefined
      : { kind: 'other-history', expected: expect };
  const removed = reader.removed.find(({ end }) => sameHead(end, start));
  return {
    entries,
    removedUpTo: removed?.end.seq,
    beforeTheChain,
    files: months.map((month) => layout.audit(month)),
    head,
    unfinished,
    findings: [reader.firstBreak(), reader.atTheEnd(), lacking].filter((finding) => finding !== undefined),
    wholeAgainFrom,
  };
}

const seen = z.object({
  body: z.object({
    at: z.number().exactOptional(),
    run: z.string().exactOptional(),
    cluster: z.string().exactOptional(),
    what: z.string().exactOptional(),
  }),
});

/** What a line that cannot be trusted says about itself, to find it by. */
function glimpse(text: string): Named {
  try {
    return seen.parse(JSON.parse(text)).body;
  } catch {
    return {};
  }
}
