import { z } from 'zod';
import type { AuditEntry, RunSummary } from '../run-store.js';
import { clusterNameSchema, instant, runIdSchema, userIdSchema } from './common.js';
import { schemaOf } from './schema-of.js';

/** One line of the audit trail. */
const entry = z
  .object({
    at: instant,
    cluster: clusterNameSchema,
    run: runIdSchema.exactOptional(),
    what: z.enum(['intent', 'act', 'outcome', 'command', 'command-result', 'event', 'lock', 'unlock', 'bot']),
    by: userIdSchema.exactOptional(),
    detail: z.unknown().optional(),
  })
  .transform((line) => ({ ...line, detail: line.detail }));

export const auditEntrySchema = schemaOf<AuditEntry>()(entry);

/** One line of the list of finished runs. */
const summary = z.object({
  id: runIdSchema,
  cluster: clusterNameSchema,
  status: z.enum(['awaiting-approval', 'approved', 'rolling', 'pausing', 'paused', 'held', 'aborting', 'done', 'aborted', 'failed', 'rejected', 'expired']),
  requestedBy: userIdSchema,
  requestedAt: instant,
  endedAt: instant.exactOptional(),
  version: z.string().exactOptional(),
});

export const runSummarySchema = schemaOf<RunSummary>()(summary);
