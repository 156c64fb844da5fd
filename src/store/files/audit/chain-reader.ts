import type { NotedAnchor } from './anchor-file.js';
import { headBehind, headOfLinked, sameHead } from './chain.js';
import type { Link, TrailEntry, TrailHead } from './entry.js';
import { readNote, type RemovedMonth } from './removed-month.js';
import { nameOf, type BreakFinding, type EndFinding, type Named, type Place, type PlacedEntry } from './finding.js';

/** An entry of the chain, and the end of the trail behind it. */
interface Entry extends PlacedEntry {
  readonly link: Link;
  readonly head: TrailHead;
}

/** Entries that stand one after the other, each with the hash of what is before it. */
interface Segment {
  readonly first: Entry;
  readonly last: Entry;
}

/** The first line that does not follow from what stands before it. What comes after it tells what that means. */
interface Break {
  readonly at: Entry | ({ readonly link?: undefined; readonly fault: string } & PlacedEntry);
  /** The end of the trail before it, and the line and the entry there; no entry: the chain had not begun. */
  readonly behind: TrailHead;
  readonly after: Place | undefined;
  readonly last: Entry | undefined;
  /** Where the entry stands that does follow from it. */
  goesOn?: Place;
  /** What comes after the line confirms it: so what is before it was changed. */
  confirmed?: true;
}

/** Reads a trail from its beginning, and remembers where the chain breaks first. */
export class ChainReader {
  entries = 0;
  beforeTheChain = 0;
  /** Months that the trail says were removed because of their age. */
  readonly removed: RemovedMonth[] = [];
  /** The end of what has been read. */
  head: TrailHead;
  #segment: Segment | undefined;
  #break: Break | undefined;
  /** The last line that was read, and how many entries there must have been up to it. */
  #place: Place | undefined;
  #count = 0;
  #chained = false;
  #metAnchor = false;

  /** @param start where the trail begins: `genesis`, or the end of what was removed. */
  constructor(
    private readonly noted: NotedAnchor,
    start: TrailHead,
  ) {
    this.head = start;
    this.#count = start.seq;
    this.#chained = start.seq > 0;
    this.#meet(this.head);
  }

  /** Where the chain goes on after it broke; undefined: it never did, or does not. */
  get wholeAgainFrom(): Place | undefined {
    return this.#break === undefined ? undefined : this.#segment?.first.place;
  }

  take(text: string, place: Place, entry: TrailEntry): void {
    this.entries += 1;
    const { link } = entry;
    const removed = readNote(entry);
    if (removed !== undefined) this.removed.push(removed);
    if (link !== undefined) this.#takeLinked({ place, entry: nameOf(entry), link, head: headOfLinked(link, text) });
    else if (this.#chained) this.#takeBad(text, { place, entry: nameOf(entry) }, 'has no link to the entry before it');
    else this.#takeBeforeTheChain(text, 1);
    this.#place = place;
  }

  takeUnreadable(text: string, place: Place, entry: Named, fault: string): void {
    this.#takeBad(text, { place, entry: { ...entry, seq: this.#count + 1 } }, fault);
    this.#place = place;
  }

  #takeBad(text: string, { place, entry }: PlacedEntry, fault: string): void {
    this.#break ??= { at: { place, entry, fault }, behind: this.head, after: this.#place, last: this.#segment?.last };
    this.#segment = undefined;
    if (this.#chained) this.#count += 1;
    // It may have been there, and bad, when the chain began.
    else this.#takeBeforeTheChain(text, 0);
  }

  /** The chain begins with the hash of all lines that have no link. */
  #takeBeforeTheChain(text: string, readable: number): void {
    this.head = headBehind(this.head, text);
    this.beforeTheChain += readable;
    this.#count = this.head.seq;
    this.#meet(this.head);
  }

  #takeLinked(entry: Entry): void {
    const before = { seq: entry.link.seq - 1, hash: entry.link.previous };
    const follows = sameHead(before, this.head);
    const known = this.#break;
    if (known !== undefined) {
      if (known.goesOn === undefined && sameHead(before, known.behind)) known.goesOn = entry.place;
      if (follows && this.#segment?.last === known.at) known.confirmed = true;
    } else if (!follows || entry.link.unanchored === true) {
      this.#break = { at: entry, behind: this.head, after: this.#place, last: this.#segment?.last };
    }
    const goesOn = follows && entry.link.unanchored !== true && this.#segment !== undefined;
    this.#segment = { first: goesOn ? (this.#segment?.first ?? entry) : entry, last: entry };
    this.#chained = true;
    this.head = entry.head;
    this.#count = entry.head.seq;
    // After a cut the bot goes on from the note, whose entry is not there.
    this.#meet(before);
    this.#meet(entry.head);
  }

  #meet(head: TrailHead): void {
    this.#metAnchor ||= this.#isAnchor(head);
  }

  #isAnchor(head: TrailHead): boolean {
    return this.noted.kind === 'noted' && sameHead(head, this.noted.anchor);
  }

  /** Where the chain breaks first, and what that means. */
  firstBreak(): BreakFinding | undefined {
    if (this.#break === undefined) return undefined;
    const { at, behind, after, last, goesOn, confirmed } = this.#break;
    const { place, entry } = at;
    if (goesOn !== undefined) return { kind: 'inserted', place, entry, goesOn };
    if (at.link === undefined) return { kind: 'unreadable', place, entry, fault: at.fault };
    if (at.link.unanchored === true && sameHead(behind, { seq: at.link.seq - 1, hash: at.link.previous }))
      return { kind: 'unanchored', place, entry };
    const next = behind.seq + 1;
    if (last === undefined && after !== undefined)
      return { kind: 'before-the-chain', place: after, expected: at.link.seq - 1, found: behind.seq };
    // Two entries were written behind the same one: what comes after them tells which of them was put in.
    if (confirmed === true && last?.link.previous === at.link.previous)
      return { kind: 'inserted', place: last.place, entry: last.entry, goesOn: place };
    // The bot's own note says that the trail was right up to there.
    if (at.link.seq < next || this.#isAnchor(behind)) return { kind: 'inserted', place, entry };
    if (at.link.seq > next)
      return {
        kind: 'removed',
        from: next,
        to: at.link.seq - 1,
        ...(after === undefined ? {} : { after }),
        before: place,
      };
    if (last === undefined) return { kind: 'changed', place, entry };
    return confirmed === true || this.#isAnchor(at.head)
      ? { kind: 'changed', place: last.place, entry: last.entry }
      : { kind: 'do-not-fit', left: { place: last.place, entry: last.entry }, right: { place, entry } };
  }

  /** Whether it ends where the bot noted that it does. */
  atTheEnd(): EndFinding | BreakFinding | undefined {
    switch (this.noted.kind) {
      case 'none':
        return this.#chained ? { kind: 'no-anchor' } : undefined;
      case 'unreadable':
        return { kind: 'bad-anchor' };
      case 'noted':
        break;
    }
    const { seq } = this.noted.anchor;
    if (this.#metAnchor) return undefined;
    const after = this.#place === undefined ? {} : { after: this.#place };
    if (this.#count < seq) return { kind: 'cut-off', from: this.#count + 1, to: seq, ...after };
    if (!this.#chained && this.#place !== undefined && this.#break === undefined)
      return { kind: 'before-the-chain', place: this.#place, expected: seq, found: this.#count };
    return this.#chained && this.#segment === undefined ? undefined : { kind: 'other-anchor', seq };
  }
}
