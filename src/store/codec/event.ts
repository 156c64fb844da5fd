import { z } from 'zod';
import type { LoggedEvent } from '../../roll/event.js';
import { voteFaults } from '../../roll/intent.js';
import { count, instant, milliseconds, nodeAddressSchema, roleSchema, userIdSchema } from './common.js';
import { holdChoiceSchema, holdSchema } from './hold.js';
import { savedSettingsSchema, settingsSchema, spentSchema } from './progress.js';
import { schemaOf } from './schema-of.js';
import { messageSchema } from './message.js';

const by = userIdSchema;
const address = nodeAddressSchema;
const role = roleSchema;

/** What every logged event has besides what happened. */
const logged = { seq: z.number().int().min(1), at: instant };

const clusterLeft = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('seen'),
    dead: z.array(address),
    silentMetas: z.array(address),
    short: z.array(z.object({ table: z.string(), partitions: count, of: count })),
    lost: count,
    drained: z.array(z.object({ address, missing: count })),
    leadership: z.array(z.object({ address, before: count.exactOptional(), now: count })),
    uneven: z.boolean(),
  }),
  z.object({ kind: z.literal('unread'), why: z.string() }),
]);

const loggedEvent = z.discriminatedUnion('kind', [
  z.object({ ...logged, kind: z.literal('approved'), by, have: count, need: count }),
  z.object({ ...logged, kind: z.literal('approval-withdrawn'), by }),
  z.object({ ...logged, kind: z.literal('vote-not-counted'), by, why: z.enum(voteFaults) }),
  z.object({ ...logged, kind: z.literal('rejected'), by }),
  z.object({ ...logged, kind: z.literal('expiring'), expiresAt: instant, have: count, need: count }),
  z.object({ ...logged, kind: z.literal('expired') }),
  z.object({ ...logged, kind: z.literal('locked'), by, reason: z.string() }),
  z.object({ ...logged, kind: z.literal('unlocked'), by }),
  z.object({ ...logged, kind: z.literal('replanned'), oldPlan: z.string(), newPlan: z.string(), why: messageSchema }),
  z.object({ ...logged, kind: z.literal('started') }),
  z.object({ ...logged, kind: z.literal('maintenance-entered'), saved: savedSettingsSchema, now: settingsSchema }),
  z.object({ ...logged, kind: z.literal('maintenance-left'), restored: savedSettingsSchema }),
  z.object({
    ...logged,
    kind: z.literal('target-started'),
    role,
    address,
    nth: count,
    of: count,
    primaries: count.exactOptional(),
    secondaries: count.exactOptional(),
  }),
  z.object({ ...logged, kind: z.literal('process-stopping'), role, address }),
  z.object({
    ...logged,
    kind: z.literal('target-done'),
    role,
    address,
    ms: milliseconds,
    spent: spentSchema,
    version: z.string().exactOptional(),
  }),
  z.object({ ...logged, kind: z.literal('target-skipped'), role, address, why: messageSchema }),
  z.object({ ...logged, kind: z.literal('leader-changed'), from: address, to: address }),
  z.object({ ...logged, kind: z.literal('held'), hold: holdSchema }),
  z.object({ ...logged, kind: z.literal('force-asked'), by }),
  z.object({ ...logged, kind: z.literal('answered'), choice: holdChoiceSchema, by }),
  z.object({ ...logged, kind: z.literal('went-on'), why: messageSchema }),
  z.object({ ...logged, kind: z.literal('pausing'), by: messageSchema }),
  z.object({ ...logged, kind: z.literal('paused'), why: messageSchema, settingsStayOn: z.boolean() }),
  z.object({ ...logged, kind: z.literal('window-opened'), goesOn: z.boolean(), closesAt: instant.exactOptional() }),
  z.object({ ...logged, kind: z.literal('canary'), address }),
  z.object({ ...logged, kind: z.literal('resumed'), by }),
  z.object({ ...logged, kind: z.literal('aborting'), by: messageSchema }),
  z.object({
    ...logged,
    kind: z.literal('bot-restarted'),
    awayMs: milliseconds,
    comesBack: z.enum(['going-on', 'paused']),
  }),
  z.object({
    ...logged,
    kind: z.literal('note'),
    message: messageSchema,
    raw: z.array(z.string()).exactOptional(),
  }),
  z.object({
    ...logged,
    kind: z.literal('ended'),
    how: z.enum(['done', 'aborted', 'failed']),
    rolled: z.array(address),
    notRolled: z.array(address),
    left: messageSchema,
    cluster: clusterLeft.exactOptional(),
  }),
]);

export const loggedEventSchema = schemaOf<LoggedEvent>()(loggedEvent);
