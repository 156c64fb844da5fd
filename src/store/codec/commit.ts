import { z } from 'zod';
import { monthPattern } from '../files/layout.js';
import { schemaOf } from './schema-of.js';

/** A document of a commit: its own checksum, and that of the one which it replaces. */
export interface JournaledDocument {
  readonly kind: 'run' | 'conversation' | 'cluster';
  readonly name: string;
  readonly sum: string;
  readonly replaces?: string;
}

/**
 * What stands in the journal before the documents of a commit themselves, with its lines of the audit trail and the end
 * of the trail before them.
 */
export interface JournaledCommit {
  readonly documents: readonly JournaledDocument[];
  readonly audit?: {
    readonly month: string;
    readonly behind: { readonly seq: number; readonly hash: string };
    readonly lines: readonly string[];
  };
}

const commit = z.object({
  documents: z.array(
    z.object({
      kind: z.enum(['run', 'conversation', 'cluster']),
      name: z.string(),
      sum: z.string(),
      replaces: z.string().exactOptional(),
    }),
  ),
  audit: z
    .object({
      month: z.string().regex(monthPattern),
      behind: z.object({ seq: z.number().int().min(0), hash: z.string() }),
      lines: z.array(z.string()),
    })
    .exactOptional(),
});

export const journaledCommitSchema = schemaOf<JournaledCommit>()(commit);
