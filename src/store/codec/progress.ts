import { z } from 'zod';
import { holdReasons } from '../../roll/hold.js';
import type { Progress } from '../../roll/progress.js';
import { stepKinds } from '../../roll/step-kinds.js';
import { actKindSchema, actSchema, commandSchema } from './act.js';
import { availabilitySchema } from './availability.js';
import {
  commandIdSchema,
  count,
  gpidSchema,
  gpidsSchema,
  instant,
  levelSchema,
  milliseconds,
  nodeAddressSchema,
  roleSchema,
  verbSchema,
  userIdSchema,
} from './common.js';
import { schemaOf } from './schema-of.js';
import { messageSchema } from './message.js';
import { recordedLeadersSchema } from './recorded-leaders.js';

export const settingsSchema = z.object({
  assignDelayMs: milliseconds,
  addSecondaryMax: count,
  flowControl: z.boolean(),
});
export const savedSettingsSchema = settingsSchema.extend({
  level: levelSchema,
  minLive: z.array(z.object({ meta: nodeAddressSchema, was: count, to: count })).exactOptional(),
});

const since = instant;
const countdown = z.object({ since, left: count, movedAt: instant }).exactOptional();

const commandState = z.object({ command: commandSchema, since }).exactOptional();

const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gates'), since }),
  z.object({ kind: z.literal('move-primaries'), since, countdown, proposedAt: instant.exactOptional() }),
  z.object({ kind: z.literal('downgrade-secondaries'), since, countdown, proposedAt: instant.exactOptional() }),
  z.object({
    kind: z.literal('drain'),
    since,
    countdown,
    proposedAt: instant.exactOptional(),
    asked: z.object({ led: count, followed: count }).exactOptional(),
    refused: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('close-replicas'),
    since,
    closingBefore: count.exactOptional(),
    sentAt: instant.exactOptional(),
  }),
  z.object({ kind: z.literal('flush-log'), since }),
  z.object({ kind: z.literal('last-look'), since }),
  z.object({
    kind: z.literal('process'),
    since,
    verbs: z.array(verbSchema),
    command: commandState,
  }),
  z.object({
    kind: z.literal('await-return'),
    since,
    retryVerbs: z.array(verbSchema).exactOptional(),
    evenIfLoading: z.literal(true).exactOptional(),
    loading: z
      .object({ since, movedAt: instant, opened: count.exactOptional(), of: count.exactOptional() })
      .exactOptional(),
    untoldSince: instant.exactOptional(),
  }),
  z.object({ kind: z.literal('heal'), since, countdown, fullReadings: count }),
  z.object({
    kind: z.literal('settle'),
    since,
    settledSince: instant.exactOptional(),
    unclearSince: instant.exactOptional(),
  }),
  z.object({ kind: z.literal('verify'), since, command: commandState, soakUntil: instant.exactOptional() }),
  z.object({ kind: z.literal(['before', 'after']), since, command: commandState }),
  z.object({ kind: z.literal('soak'), since, until: instant }),
  z.object({ kind: z.literal('undrain'), since, countdown, fullReadings: count }),
]);

const phaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('enter-maintenance'), since }),
  z.object({ kind: z.literal('target'), target: count, step: stepSchema }),
  z.object({
    kind: z.literal('leave-maintenance'),
    since,
    defaultsTried: z.array(z.enum(['assign-delay', 'add-secondary-max'])),
    minLiveSince: instant.exactOptional(),
  }),
  z.object({
    kind: z.literal('rebalance'),
    since,
    livelyAt: instant.exactOptional(),
    quietSince: instant.exactOptional(),
  }),
  z.object({
    kind: z.literal('restore-leadership'),
    since,
    toMove: count.exactOptional(),
    gone: count.exactOptional(),
    countdown,
    proposedAt: instant.exactOptional(),
    batch: z.object({ of: count, left: count }).exactOptional(),
  }),
]);

const hookProgress = z
  .object({ state: z.enum(['due', 'begun', 'failed', 'succeeded']), attempts: count })
  .exactOptional();

/** Milliseconds spent in each step. */
export const spentSchema = z.partialRecord(z.enum(stepKinds), milliseconds);

const targetProgressSchema = z.object({
  role: roleSchema,
  address: nodeAddressSchema,
  index: count,
  state: z.enum(['pending', 'active', 'done', 'skipped', 'failed']),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  spent: spentSchema,
  drainedPartitions: gpidsSchema,
  before: z.object({ version: z.string(), commit: z.string(), startedAt: z.string() }).exactOptional(),
  runs: z.string().exactOptional(),
  printed: z.array(z.string()).exactOptional(),
  whole: z
    .array(z.object({ id: count, partitions: count, copies: count, without: z.array(gpidSchema).exactOptional() }))
    .exactOptional(),
  unlistedSince: instant.exactOptional(),
  leads: count.exactOptional(),
  primariesMoved: count.exactOptional(),
  processDown: z.boolean(),
  attempts: count,
  drainRounds: count,
  commands: z.array(commandIdSchema),
  left: z.array(verbSchema).exactOptional(),
  hooks: z.object({ before: hookProgress, verify: hookProgress, after: hookProgress }).exactOptional(),
  forced: z.array(z.enum(holdReasons)),
  whySkipped: messageSchema.exactOptional(),
});

const knownStartSchema = z.object({
  role: z.enum(['replica', 'meta']),
  address: nodeAddressSchema,
  startedAt: z.string().exactOptional(),
  unexpected: z.object({ times: count, since, at: instant }).exactOptional(),
});

const progress = z.object({
  targets: z.array(targetProgressSchema),
  phase: phaseSchema,
  saved: savedSettingsSchema.exactOptional(),
  leadership: z.array(z.object({ address: nodeAddressSchema, primaries: count })).exactOptional(),
  leaders: recordedLeadersSchema.exactOptional(),
  leadershipRestored: z
    .object({ moved: count, left: count.exactOptional(), gone: count, why: messageSchema.exactOptional() })
    .exactOptional(),
  restored: z.boolean(),
  correcting: z
    .object({
      act: actKindSchema,
      leader: nodeAddressSchema,
      since,
      at: instant,
      message: z.string().exactOptional(),
      tries: count.exactOptional(),
      read: z.string().exactOptional(),
      releasing: z.boolean().exactOptional(),
      told: z.boolean().exactOptional(),
    })
    .exactOptional(),
  rebalanced: z.boolean(),
  leader: nodeAddressSchema.exactOptional(),
  lastRead: z
    .object({
      leader: nodeAddressSchema,
      level: levelSchema.exactOptional(),
      assignDelayMs: milliseconds.exactOptional(),
      addSecondaryMax: count.exactOptional(),
      flowControl: z.boolean().exactOptional(),
      blind: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  frozenByHand: z.object({ level: levelSchema, at: instant }).exactOptional(),
  metasAskedAt: instant.exactOptional(),
  silentMetas: z.array(z.object({ meta: nodeAddressSchema, since, why: z.string() })).exactOptional(),
  pending: z.object({ act: actSchema, since }).exactOptional(),
  waiting: z.object({ what: messageSchema, since }).exactOptional(),
  unreadable: z.object({ since, message: z.string(), raw: z.array(z.string()) }).exactOptional(),
  waived: z.array(z.string()).exactOptional(),
  waiversOver: z.array(z.string()).exactOptional(),
  starts: z.array(knownStartSchema).exactOptional(),
  asked: z.record(z.string(), z.object({ at: instant, answers: z.boolean() })).exactOptional(),
  availability: availabilitySchema.exactOptional(),
  stopRequest: z
    .object({
      kind: z.enum(['pause', 'abort']),
      by: messageSchema,
      at: instant,
      rollsBackFor: userIdSchema.exactOptional(),
      terms: z
        .object({
          reason: z.string().exactOptional(),
          outsideWindow: z.string().exactOptional(),
          allowVersionRules: z.array(z.string()).exactOptional(),
          allowDeadServers: z.array(nodeAddressSchema).exactOptional(),
          allowDeadPartitions: z.array(gpidSchema).exactOptional(),
          allowSplitting: z.array(z.string()).exactOptional(),
          lowerMinLive: z.literal(true).exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

export const progressSchema = schemaOf<Progress>()(progress);
