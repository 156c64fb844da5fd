import type { NotedAnchor } from './anchor-file.js';
import type { Assembly, Strand } from './assembly.js';
import { sameHead } from './chain.js';
import type { TrailHead } from './entry.js';
import type { Finding, Place } from './finding.js';

/** What the strands of a trail say about what was done to it. `months`: those that have a file, oldest first. */
export function judge(
  assembly: Assembly,
  noted: NotedAnchor,
  months: readonly string[],
): { readonly findings: readonly Finding[]; readonly head: TrailHead | undefined } {
  const findings = [...assembly.findings];
  const beginning = chooseEnd(assembly, noted, findings);
  const path = new WayBack(assembly, months, findings);
  if (beginning !== undefined) path.walk(beginning);
  for (const stray of path.unused()) {
    const { place, entry } = stray.first;
    findings.push({
      kind: assembly.repeated.has(stray.first.head.hash) ? 'duplicate' : 'inserted',
      place,
      entry,
      lines: stray.lines,
    });
  }
  const head = beginning?.strand?.last.head ?? (assembly.strands.length === 0 ? assembly.root : undefined);
  return { findings: inOrder(findings), head };
}

/** Where the way back begins: at a strand, or behind the last entry that the anchor knows. */
interface End {
  readonly strand?: Strand;
  readonly before: TrailHead;
  /** The month that the anchor says the trail ended in. */
  readonly month?: string;
}

function chooseEnd(assembly: Assembly, noted: NotedAnchor, findings: Finding[]): End | undefined {
  const { strands, root } = assembly;
  const longest = strands.reduce<Strand | undefined>(
    (best, strand) => (best === undefined || strand.lines >= best.lines ? strand : best),
    undefined,
  );
  const atStrand = (strand: Strand | undefined): End | undefined =>
    strand === undefined ? undefined : { strand, before: beforeOf(strand) };
  switch (noted.kind) {
    case 'none':
      if (longest !== undefined) findings.push({ kind: 'no-anchor' });
      return atStrand(longest);
    case 'unreadable':
      findings.push({ kind: 'bad-anchor' });
      return atStrand(longest);
    case 'noted':
      break;
  }
  const { seq, hash, month } = noted.anchor;
  if (assembly.anchored !== undefined) return atStrand(assembly.anchored);
  const begun = strands.find((strand) => sameHead(beforeOf(strand), noted.anchor));
  if (begun !== undefined) return atStrand(begun);
  if (sameHead(root, noted.anchor)) return atStrand(longest);
  const last = Math.max(root.seq, ...strands.map((strand) => strand.last.head.seq));
  const isAnEnd = strands.some((strand) => strand.last.head.seq === seq) || (strands.length === 0 && root.seq === seq);
  if (seq > last || isAnEnd) return { before: { seq, hash }, month };
  findings.push({ kind: 'other-anchor', seq });
  return atStrand(longest);
}

const beforeOf = ({ first: { link } }: Strand): TrailHead => ({ seq: link.seq - 1, hash: link.previous });

/** From the end of the trail to its beginning, as each entry bears witness of the one before it. */
class WayBack {
  readonly #used = new Set<Strand>();

  constructor(
    private readonly assembly: Assembly,
    private readonly months: readonly string[],
    private readonly findings: Finding[],
  ) {}

  unused(): readonly Strand[] {
    return this.assembly.strands.filter((strand) => !this.#used.has(strand));
  }

  walk({ strand, before, month }: End): void {
    let next = strand;
    let cursor = before;
    // An entry that was changed is no witness.
    let credible = true;
    const goTo = (found: Strand): void => {
      this.#used.add(found);
      next = found;
      cursor = beforeOf(found);
    };
    if (strand !== undefined) this.#used.add(strand);
    const { root } = this.assembly;
    for (;;) {
      const open = this.unused();
      const linked = open.find(({ last }) => sameHead(last.head, cursor));
      if (linked !== undefined) {
        if (next !== undefined && linked.last.place.order > next.first.place.order) {
          this.findings.push({
            kind: 'moved',
            place: next.first.place,
            entry: next.first.entry,
            behind: linked.last.place,
          });
        }
        goTo(linked);
        credible = true;
        continue;
      }
      if (sameHead(root, cursor)) return;
      const same = longestOf(open.filter(({ last }) => last.head.seq === cursor.seq));
      if (same !== undefined) {
        if (credible) this.findings.push({ kind: 'changed', place: same.last.place, entry: same.last.entry });
        credible = !credible || same.lines > 1;
        goTo(same);
        continue;
      }
      if (cursor.seq <= root.seq) {
        this.#notTheRoot(cursor, credible);
        return;
      }
      const lower = lastOf(open.filter(({ last }) => last.head.seq < cursor.seq));
      this.#gap(lower, cursor.seq, next, month);
      if (lower === undefined) return;
      goTo(lower);
      credible = true;
    }
  }

  /** What stands before the chain is not what it was when the chain began. */
  #notTheRoot({ seq }: TrailHead, credible: boolean): void {
    const { root, rootPlace, unreadable } = this.assembly;
    if (rootPlace === undefined || (seq === root.seq && !credible)) return;
    // A line there that is not what was written has been named already.
    if (seq === root.seq && unreadable.some(({ place }) => place.order <= rootPlace.order)) return;
    this.findings.push({ kind: 'before-the-chain', place: rootPlace, expected: seq, found: root.seq });
  }

  /** The entries between the end of `lower` (or the beginning) and `to` are not there. */
  #gap(lower: Strand | undefined, to: number, next: Strand | undefined, month: string | undefined): void {
    const { root, rootPlace, unreadable } = this.assembly;
    const after = lower?.last.place ?? rootPlace;
    const before = next?.first.place;
    const from = (lower?.last.head.seq ?? root.seq) + 1;
    const bad = unreadable.filter(
      ({ place }) => place.order > (after?.order ?? 0) && place.order < (before?.order ?? Number.POSITIVE_INFINITY),
    );
    if (bad.length === to - from + 1) {
      bad.forEach(({ finding }, nth) => {
        const place = this.findings.indexOf(finding);
        if (finding.kind === 'unreadable')
          this.findings[place] = { ...finding, entry: { ...finding.entry, seq: from + nth } };
      });
      return;
    }
    if (lower === undefined && root.seq > 0 && rootPlace !== undefined && next !== undefined) {
      this.findings.push({ kind: 'before-the-chain', place: rootPlace, expected: to, found: root.seq });
      return;
    }
    const absentFiles = this.#absent(after, before, month);
    const where = { ...(after === undefined ? {} : { after }), absentFiles };
    this.findings.push(
      next === undefined
        ? { kind: 'cut-off', from, to, ...where }
        : { kind: 'missing', from, to, ...where, ...(before === undefined ? {} : { before }) },
    );
  }

  /** Months in between that have no file. */
  #absent(after: Place | undefined, before: Place | undefined, month: string | undefined): readonly string[] {
    const from = after?.file.slice(-'yyyy-mm.jsonl'.length, -'.jsonl'.length);
    const to = before?.file.slice(-'yyyy-mm.jsonl'.length, -'.jsonl'.length) ?? month;
    if (to === undefined) return [];
    const first = from === undefined ? monthNumber(to) : monthNumber(from) + 1;
    const count = Math.max(0, Math.min(monthNumber(to) - first + 1, mostAbsent));
    const between = Array.from({ length: count }, (_, nth) => monthOfNumber(first + nth));
    return between.filter((month) => !this.months.includes(month));
  }
}

/** So many absent files are named, the first ones: a note that names a month far away need not be true. */
const mostAbsent = 120;

/** Months since the year 0. */
const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
const monthOfNumber = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;

const longestOf = (strands: readonly Strand[]): Strand | undefined =>
  strands.toSorted((left, right) => right.lines - left.lines)[0];
const lastOf = (strands: readonly Strand[]): Strand | undefined =>
  strands.toSorted((left, right) => right.last.head.seq - left.last.head.seq)[0];

/** As somebody meets them who reads the files; what has no place comes last. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const order = (finding: Finding): number => {
    if ('place' in finding) return finding.place.order;
    if (finding.kind === 'missing') return finding.before?.order ?? finding.after?.order ?? 0;
    return Number.MAX_SAFE_INTEGER;
  };
  return findings.toSorted((left, right) => order(left) - order(right));
}
