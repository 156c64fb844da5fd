import { headBehind, headOfLinked, sameHead, genesis } from './chain.js';
import type { Link, TrailEntry, TrailHead } from './entry.js';
import type { Finding, Named, Place } from './finding.js';
import { nameOf } from './finding.js';

/** A line with its link. */
interface Knot {
  readonly place: Place;
  readonly entry: Named;
  readonly link: Link;
  readonly head: TrailHead;
}

/** Entries each of which has the hash of the one before, wherever they stand. */
export interface Strand {
  readonly first: Knot;
  last: Knot;
  lines: number;
}

/** How many entries back a second continuation of the chain is recognized as one. */
const remembered = 4_096;
/** Whoever breaks a trail into more pieces than this learns only that it is broken. */
const mostStrands = 2_000;

/**
 * Ties the lines of a trail together by their hashes, in the order in which they stand. An untouched
 * trail is one strand; whatever was done to it makes more of them.
 */
export class Assembly {
  readonly strands: Strand[] = [];
  readonly findings: Finding[] = [];
  readonly unreadable: { readonly place: Place; readonly finding: Finding }[] = [];
  entries = 0;
  /** What stands before the chain: its number of lines and their hash. */
  root: TrailHead = genesis;
  rootPlace: Place | undefined;
  /** Hashes that were met more than once. */
  readonly repeated = new Set<string>();
  /** The strand that the anchor speaks of. */
  anchored: Strand | undefined;
  #current: Strand | undefined;
  #recent: Knot[] = [];
  /** The beginning of the hash of each entry: whole ones of a long trail would take too much memory. */
  readonly #met = new Map<number, number>();
  /** Lines at the beginning of which it is not clear yet whether they stand before the chain. */
  #undecided: { readonly text: string; readonly place: Place }[] = [];

  constructor(private readonly anchor: TrailHead | undefined) {}

  /** False when there is no use in going on. */
  get worthwhile(): boolean {
    return (
      this.strands.length <= mostStrands &&
      this.unreadable.length <= mostStrands &&
      this.findings.length <= 2 * mostStrands
    );
  }

  takeUnreadable(text: string, place: Place, entry: Named, fault: string): void {
    const finding: Finding = { kind: 'unreadable', place, entry, fault };
    this.findings.push(finding);
    this.unreadable.push({ place, finding });
    if (this.strands.length === 0 && entry.seq === undefined) this.#undecided.push({ text, place });
  }

  takeEntry(text: string, place: Place, entry: TrailEntry): void {
    this.entries += 1;
    const { link } = entry;
    if (link === undefined) this.#takeUnlinked(text, place, nameOf(entry));
    else this.#takeKnot({ place, entry: nameOf(entry), link, head: headOfLinked(link, text) });
  }

  #takeUnlinked(text: string, place: Place, entry: Named): void {
    if (this.strands.length > 0) {
      this.findings.push({ kind: 'inserted', place, entry, lines: 1 });
      return;
    }
    for (const line of [...this.#undecided.splice(0), { text, place }]) this.#plant(line);
  }

  #plant({ text, place }: { readonly text: string; readonly place: Place }): void {
    this.root = headBehind(this.root, text);
    this.rootPlace = place;
  }

  #takeKnot(knot: Knot): void {
    if (this.strands.length === 0) this.#decide(knot.link);
    const beginning = Number.parseInt(knot.head.hash.slice(0, 8), 16);
    if (this.#met.get(knot.head.seq) === beginning) this.repeated.add(knot.head.hash);
    else this.#met.set(knot.head.seq, beginning);
    if (knot.link.unanchored === true) this.findings.push({ kind: 'unanchored', place: knot.place, entry: knot.entry });
    const strand = this.#strandBefore(knot.link);
    if (strand === undefined) {
      this.#fork(knot.link);
      this.#current = { first: knot, last: knot, lines: 1 };
      this.strands.push(this.#current);
    } else {
      strand.last = knot;
      strand.lines += 1;
      this.#current = strand;
    }
    if (this.anchor !== undefined && sameHead(knot.head, this.anchor)) this.anchored ??= this.#current;
    this.#recent.push(knot);
    if (this.#recent.length > 2 * remembered) this.#recent = this.#recent.slice(-remembered);
  }

  /** Bad lines at the beginning that were bad already when the chain began belong before it. */
  #decide({ seq, previous }: Link): void {
    const undecided = this.#undecided.splice(0);
    let root = this.root;
    for (const { text } of undecided) root = headBehind(root, text);
    if (undecided.length > 0 && sameHead(root, { seq: seq - 1, hash: previous }))
      for (const line of undecided) this.#plant(line);
  }

  #strandBefore({ seq, previous }: Link): Strand | undefined {
    const before = { seq: seq - 1, hash: previous };
    // Of two copies the one that came first goes on.
    if (this.#current !== undefined && sameHead(this.#current.last.head, before) && !this.repeated.has(previous))
      return this.#current;
    return this.strands.find((strand) => sameHead(strand.last.head, before));
  }

  /**
   * Another continuation of a strand: what came after the fork becomes a strand of its own, so that the
   * next lines tell which of the two is the true one.
   */
  #fork({ seq, previous }: Link): void {
    const before = { seq: seq - 1, hash: previous };
    const fork = this.#recent.findLast((knot) => sameHead(knot.head, before));
    if (fork === undefined) return;
    const rest: Knot[] = [];
    let tip: TrailHead = fork.head;
    for (const knot of this.#recent.slice(this.#recent.indexOf(fork) + 1)) {
      if (!sameHead({ seq: knot.link.seq - 1, hash: knot.link.previous }, tip)) continue;
      rest.push(knot);
      tip = knot.head;
    }
    const [first] = rest;
    const last = rest.at(-1);
    const strand = this.strands.find((one) => last !== undefined && one.last === last);
    if (first === undefined || last === undefined || strand === undefined) return;
    strand.last = fork;
    strand.lines -= rest.length;
    const cut: Strand = { first, last, lines: rest.length };
    this.strands.push(cut);
    if (this.anchored === strand && this.anchor !== undefined && this.anchor.seq > fork.head.seq) this.anchored = cut;
  }
}
