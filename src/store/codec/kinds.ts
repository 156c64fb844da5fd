import type { Conversation } from '../../conversation/conversation.js';
import type { Run } from '../../roll/run.js';
import type { Anchor, TrailEntry } from '../files/audit/entry.js';
import type { ClusterRecord, RunSummary } from '../run-store.js';
import { clusterRecordSchema } from './cluster.js';
import { journaledCommitSchema, type JournaledCommit } from './commit.js';
import { conversationSchema } from './conversation.js';
import type { Kind } from './document.js';
import { anchorSchema, auditEntrySchema, runSummarySchema } from './lines.js';
import { withMessages } from './message-migration.js';
import { withPlainNames } from './run-migrations.js';
import { runSchema } from './run.js';

/**
 * Format 2 has change windows, freezes and the warning before a request expires; a run of format 1 knows of none.
 * Format 3 has the fast drain (its step, its act, and the plan that says so) and the lowered live minimum.
 * Format 4 has other names for some fields and steps.
 * Format 5 has messages, a code with parameters, where there were sentences.
 * Format 6 has what the readings say about availability.
 */
export const runKind: Kind<Run, 'run'> = {
  name: 'run',
  schema: runSchema,
  migrations: [(body) => body, (body) => body, withPlainNames, withMessages, (body) => body],
};
/** Format 2 has the digest's line and the report, format 3 a picture beside it. */
export const conversationKind: Kind<Conversation, 'conversation'> = {
  name: 'conversation',
  schema: conversationSchema,
  migrations: [(body) => body, (body) => body],
};
/** Format 2 has the live minimum that metas had. */
export const clusterKind: Kind<ClusterRecord, 'cluster'> = {
  name: 'cluster',
  schema: clusterRecordSchema,
  migrations: [(body) => body],
};
/**
 * Format 2 has the link to the entry before; entries of format 1 stay without one. Format 3 has entries of no cluster.
 */
export const auditKind: Kind<TrailEntry> = {
  name: 'audit entry',
  schema: auditEntrySchema,
  migrations: [(body) => body, (body) => body],
};
export const anchorKind: Kind<Anchor> = { name: 'audit head', schema: anchorSchema, migrations: [] };
/**
 * Format 2 has who approved, when it began, how far it came and where its message stands; format 3 who rejected or
 * aborted it.
 */
export const summaryKind: Kind<RunSummary> = {
  name: 'summary',
  schema: runSummarySchema,
  migrations: [(body) => body, (body) => body],
};
export const commitKind: Kind<JournaledCommit> = { name: 'commit', schema: journaledCommitSchema, migrations: [] };
