import { z } from 'zod';
import { decode } from '../../codec/document.js';
import { auditKind } from '../../codec/kinds.js';
import type { StoreFiles } from '../disk.js';
import { factsIfThere, realFiles } from '../disk.js';
import { Layout } from '../layout.js';
import type { NotedAnchor } from './anchor-file.js';
import { readAnchor } from './anchor-file.js';
import { ChainReader } from './chain-reader.js';
import type { Finding, Named, Place, Verdict } from './finding.js';
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
  files: StoreFiles = realFiles,
  expect?: string,
): Promise<Verdict | undefined> {
  const layout = new Layout(path);
  for (let attempt = 1; ; attempt += 1) {
    // First the note, then the trail: what the note knows of is there.
    const noted = await readAnchor(files, layout.auditHead);
    const months = await monthsOf(files, layout);
    if (months.length === 0 && noted.kind === 'none') return undefined;
    const size = await sizeOf(files, layout, months);
    const verdict = await verifyOnce(files, layout, noted, months, expect);
    if (
      verdict.findings.length === 0 ||
      attempt === attempts ||
      (await sizeOf(files, layout, await monthsOf(files, layout))) === size
    )
      return verdict;
  }
}

/** Changes with everything that is added to the trail or taken back. */
async function sizeOf(files: StoreFiles, layout: Layout, months: readonly string[]): Promise<string> {
  const newest = months.at(-1);
  const facts = newest === undefined ? undefined : await factsIfThere(files, layout.audit(newest));
  return `${newest} ${facts?.bytes} ${facts?.touchedAt}`;
}

async function verifyOnce(
  files: StoreFiles,
  layout: Layout,
  noted: NotedAnchor,
  months: readonly string[],
  expect: string | undefined,
): Promise<Verdict> {
  const reader = new ChainReader(noted);
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
  return {
    entries,
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
