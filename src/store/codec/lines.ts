import { z } from 'zod';
import type { Anchor, TrailEntry } from '../files/audit/entry.js';
import { monthPattern } from '../files/layout.js';
import type { RunSummary } from '../run-store.js';
import { clusterNameSchema, count, instant, runIdSchema, userIdSchema } from './common.js';
import { schemaOf } from './schema-of.js';

/** One line of the audit trail. */
const entry = z
  .object({
    at: instant,
    cluster: clusterNameSchema.exactOptional(),
    run: runIdSchema.exactOptional(),
    what: z.enum(['intent', 'act', 'outcome', 'command', 'command-result', 'event', 'lock', 'unlock', 'bot']),
    by: userIdSchema.exactOptional(),
    detail: z.unknown().optional(),
    link: z
      .object({ seq: z.number().int().min(1), previous: z.string(), unanchored: z.literal(true).exactOptional() })
      .exactOptional(),
  })
  .transform((line) => ({ ...line, detail: line.detail }));

export const auditEntrySchema = schemaOf<TrailEntry>()(entry);

/** One note of where the audit trail ends. */
const anchor = z.object({ seq: z.number().int().min(0), hash: z.string(), month: z.string().regex(monthPattern) });

export const anchorSchema = schemaOf<Anchor>()(anchor);

/** One line of the list of finished runs. */
const summary = z.object({
  id: runIdSchema,
  cluster: clusterNameSchema,
  status: z.enum([
    'awaiting-approval',
    'approved',
    'rolling',
    'pausing',
    'paused',
    'held',
    'aborting',
    'done',
    'aborted',
    'failed',
    'rejected',
    'expired',
  ]),
  requestedBy: userIdSchema,
  requestedAt: instant,
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  version: z.string().exactOptional(),
  downgrade: z.literal(true).exactOptional(),
  rollsBack: runIdSchema.exactOptional(),
  follows: runIdSchema.exactOptional(),
  rebalance: z.literal(true).exactOptional(),
  reason: z.string().exactOptional(),
  approvedBy: z.array(userIdSchema).exactOptional(),
  endedBy: userIdSchema.exactOptional(),
  rolled: z.object({ done: count, of: count }).exactOptional(),
  message: z.object({ channel: z.string(), ts: z.string() }).exactOptional(),
});

export const runSummarySchema = schemaOf<RunSummary>()(summary);
