import type { TrailEntry } from './entry.js';

/** Where a line stands. `order` counts the lines of all files. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly order: number;
}

/** An entry of the chain, as far as it is known: a line that was changed may not tell. */
export interface Named {
  readonly seq?: number;
  readonly at?: number;
  readonly run?: string;
  readonly cluster?: string;
  readonly what?: string;
}

/** What is wrong with a trail, and where. Entries `from` to `to` are numbers in the chain. */
export type Finding =
  | { readonly kind: 'unreadable'; readonly place: Place; readonly entry: Named; readonly fault: string } // the line is not what was written
  | { readonly kind: 'changed'; readonly place: Place; readonly entry: Named } // a good line, and another one than the entry after it was put behind
  | {
      readonly kind: 'missing';
      readonly from: number;
      readonly to: number;
      readonly after?: Place;
      readonly before?: Place;
      readonly absentFiles: readonly string[];
    }
  | {
      readonly kind: 'cut-off';
      readonly from: number;
      readonly to: number;
      readonly after?: Place;
      readonly absentFiles: readonly string[];
    }
  | { readonly kind: 'moved'; readonly place: Place; readonly entry: Named; readonly behind: Place } // stands before the entry that it follows
  | { readonly kind: 'duplicate'; readonly place: Place; readonly entry: Named; readonly lines: number }
  | { readonly kind: 'inserted'; readonly place: Place; readonly entry: Named; readonly lines: number }
  | { readonly kind: 'before-the-chain'; readonly place: Place; readonly expected: number; readonly found: number } // counts of entries; equal: something in them was changed
  | { readonly kind: 'unanchored'; readonly place: Place; readonly entry: Named }
  | { readonly kind: 'no-anchor' }
  | { readonly kind: 'bad-anchor' }
  | { readonly kind: 'other-anchor'; readonly seq: number }
  | { readonly kind: 'other-history'; readonly expected: string } // the trail never ended with the hash that was noted elsewhere
  | { readonly kind: 'too-much'; readonly place: Place };

export interface Verdict {
  /** Complete entries that were read, with and without a link. */
  readonly entries: number;
  readonly beforeTheChain: number;
  readonly files: readonly string[];
  /** The end of the chain; undefined when nothing holds together. */
  readonly head: { readonly seq: number; readonly hash: string } | undefined;
  /** A last line without its end: being written right now, or torn by a crash; nobody was told that it was saved. */
  readonly unfinished: Place | undefined;
  readonly findings: readonly Finding[];
}

export function nameOf({ link, at, run, cluster, what }: TrailEntry): Named {
  return { at, cluster, what, ...(run === undefined ? {} : { run }), ...(link === undefined ? {} : { seq: link.seq }) };
}
