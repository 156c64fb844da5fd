import { z } from 'zod';
import type { ClusterRecord } from '../run-store.js';
import { instant, nodeAddressSchema, runIdSchema, userIdSchema } from './common.js';
import { savedSettingsSchema } from './progress.js';
import { schemaOf } from './schema-of.js';

const record = z.object({
  lock: z
    .object({ by: userIdSchema, at: instant, reason: z.string(), withAll: z.literal(true).exactOptional() })
    .exactOptional(),
  maintenance: z.object({ run: runIdSchema, since: instant, saved: savedSettingsSchema }).exactOptional(),
  restarts: z.array(z.object({ address: nodeAddressSchema, at: instant })),
  starts: z.array(z.object({ address: nodeAddressSchema, startedAt: z.string() })).exactOptional(),
});

export const clusterRecordSchema = schemaOf<ClusterRecord>()(record);
