import type { Conversation } from '../../roll/conversation.js';
import type { Run } from '../../roll/run.js';
import type { AuditEntry, ClusterRecord, RunSummary } from '../run-store.js';
import { clusterRecordSchema } from './cluster.js';
import { conversationSchema } from './conversation.js';
import type { Kind } from './document.js';
import { auditEntrySchema, runSummarySchema } from './lines.js';
import { runSchema } from './run.js';

export const runKind: Kind<Run> = { name: 'run', schema: runSchema, migrations: [] };
export const conversationKind: Kind<Conversation> = { name: 'conversation', schema: conversationSchema, migrations: [] };
export const clusterKind: Kind<ClusterRecord> = { name: 'cluster', schema: clusterRecordSchema, migrations: [] };
export const auditKind: Kind<AuditEntry> = { name: 'audit entry', schema: auditEntrySchema, migrations: [] };
export const summaryKind: Kind<RunSummary> = { name: 'summary', schema: runSummarySchema, migrations: [] };
