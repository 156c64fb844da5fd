import { z } from 'zod';
import type { Run } from '../../roll/run.js';
import { clusterNameSchema, instant, runIdSchema, userIdSchema } from './common.js';
import { loggedEventSchema } from './event.js';
import { holdSchema } from './hold.js';
import { optionsSchema, planSchema } from './plan.js';
import { progressSchema } from './progress.js';
import { schemaOf } from './schema-of.js';
import { messageSchema } from './message.js';

const voteSchema = z.object({ by: userIdSchema, at: instant, via: z.string(), planId: z.string() });

/** What a run has in every state. */
const common = {
  id: runIdSchema,
  cluster: clusterNameSchema,
  options: optionsSchema,
  plan: planSchema,
  requestedBy: userIdSchema,
  requestedAt: instant,
  channel: z.string(),
  votes: z.array(voteSchema),
  log: z.array(loggedEventSchema),
  updatedAt: instant,
  handledActions: z.array(z.string()).exactOptional(),
};

/** What it has once it was approved. */
const begun = { ...common, progress: progressSchema };

const run = z.discriminatedUnion('status', [
  z.object({
    ...common,
    status: z.literal('awaiting-approval'),
    expiresAt: instant,
    warned: z.literal(true).exactOptional(),
  }),
  z.object({ ...begun, status: z.literal('approved'), since: instant }),
  z.object({ ...begun, status: z.literal('rolling') }),
  z.object({ ...begun, status: z.literal('pausing') }),
  z.object({
    ...begun,
    status: z.literal('paused'),
    since: instant,
    why: messageSchema,
    window: z.enum(['closed', 'open']).exactOptional(),
  }),
  z.object({
    ...begun,
    status: z.literal('held'),
    since: instant,
    hold: holdSchema,
    forceAskedBy: userIdSchema.exactOptional(),
  }),
  z.object({ ...begun, status: z.literal('aborting'), since: instant }),
  z.object({ ...begun, status: z.literal('done'), endedAt: instant }),
  z.object({ ...begun, status: z.literal('aborted'), endedAt: instant, by: messageSchema }),
  z.object({ ...begun, status: z.literal('failed'), endedAt: instant, why: messageSchema }),
  z.object({ ...common, status: z.literal('rejected'), endedAt: instant, by: userIdSchema }),
  z.object({ ...common, status: z.literal('expired'), endedAt: instant }),
]);

export const runSchema = schemaOf<Run>()(run);
