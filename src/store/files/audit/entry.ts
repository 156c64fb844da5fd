import type { AuditEntry } from '../../audit-log.js';

/** What ties an entry to the one before it. */
export interface Link {
  /** Counts from 1, over all files; entries that were written before there was a chain are counted too. */
  readonly seq: number;
  /** The hash of the trail up to the entry before, 64 hex digits. */
  readonly previous: string;
  /** The bot did not find its own note of where the trail had ended, or another one: what came before is not proven. */
  readonly unanchored?: true;
}

/** An entry as it stands in the trail; without a link when it was written before there was a chain. */
export interface TrailEntry extends AuditEntry {
  readonly link?: Link;
}

/** The end of a trail: how many entries it has, and the hash of all of them. */
export interface TrailHead {
  readonly seq: number;
  readonly hash: string;
}

/** The bot's own note of where the trail ends, and the month of the file that it ends in. */
export interface Anchor extends TrailHead {
  readonly month: string;
}
