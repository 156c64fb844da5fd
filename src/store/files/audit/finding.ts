import type { TrailEntry } from './entry.js';

/** Where a line stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** An entry of the chain, as far as it is known: a line that was changed may not tell. */
export interface Named {
  readonly seq?: number;
  readonly at?: number;
  readonly run?: string;
  readonly cluster?: string;
  readonly what?: string;
}

export interface PlacedEntry {
  readonly place: Place;
  readonly entry: Named;
}

/** What the first break of the chain means. Entries `from` to `to` are numbers in the chain. */
export type BreakFinding =
  /** The line is not what was written. */
  | ({ readonly kind: 'unreadable'; readonly fault: string } & PlacedEntry)
  /** A good line, and another one than the entry after it was put behind. */
  | ({ readonly kind: 'changed' } & PlacedEntry)
  /** One of them was changed, or both. */
  | { readonly kind: 'do-not-fit'; readonly left: PlacedEntry; readonly right: PlacedEntry }
  | {
      readonly kind: 'removed';
      readonly from: number;
      readonly to: number;
      readonly after?: Place;
      readonly before: Place;
    }
  /** Put in, or moved here; the chain goes on at `goesOn`. */
  | ({ readonly kind: 'inserted'; readonly goesOn?: Place } & PlacedEntry)
  /** Counts of entries; equal: something in them was changed. */
  | { readonly kind: 'before-the-chain'; readonly place: Place; readonly expected: number; readonly found: number }
  | ({ readonly kind: 'unanchored' } & PlacedEntry);

/** What is wrong at the end of the trail. */
export type EndFinding =
  | { readonly kind: 'cut-off'; readonly from: number; readonly to: number; readonly after?: Place }
  | { readonly kind: 'no-anchor' }
  | { readonly kind: 'bad-anchor' }
  | { readonly kind: 'other-anchor'; readonly seq: number };

/** `other-history`: the trail never ended with the hash that was noted elsewhere. */
export type Finding = BreakFinding | EndFinding | { readonly kind: 'other-history'; readonly expected: string };

export interface Verdict {
  /** Complete entries that were read, with and without a link. */
  readonly entries: number;
  readonly beforeTheChain: number;
  /** So many entries were removed from its beginning because of their age, as the trail itself says. */
  readonly removedUpTo: number | undefined;
  readonly files: readonly string[];
  /** The end of the trail. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** A last line without its end: being written right now, or torn by a crash; nobody was told that it was saved. */
  readonly unfinished: Place | undefined;
  /** Where the chain breaks first, what is wrong at its end, that it lacks the expected hash: each once at most. */
  readonly findings: readonly Finding[];
  /** From here on to the end the chain does not break again; absent where it never broke. */
  readonly wholeAgainFrom: Place | undefined;
}

export function nameOf({ link, at, run, cluster, what }: TrailEntry): Named {
  return {
    at,
    ...(cluster === undefined ? {} : { cluster }),
    what,
    ...(run === undefined ? {} : { run }),
    ...(link === undefined ? {} : { seq: link.seq }),
  };
}
