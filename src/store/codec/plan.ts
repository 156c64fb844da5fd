import { z } from 'zod';
import { drains, type RollOptions } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import {
  clusterNameSchema,
  count,
  gpidSchema,
  instant,
  milliseconds,
  nodeAddressSchema,
  hookSchema,
  roleSchema,
  runIdSchema,
  verbSchema,
} from './common.js';
import { gateVerdictSchema } from './hold.js';
import { schemaOf } from './schema-of.js';
import { messageSchema } from './message.js';
import { recordedLeadersSchema } from './recorded-leaders.js';

const asked = z.object({
  version: z.string().exactOptional(),
  mode: z.enum(['ha', 'simple']),
  roles: z.array(roleSchema),
  nodes: z.array(nodeAddressSchema).exactOptional(),
  skip: z.array(nodeAddressSchema),
  from: nodeAddressSchema.exactOptional(),
  startedBefore: z.string().exactOptional(),
  stale: z.object({ key: z.string(), value: z.string() }).exactOptional(),
  canary: z.boolean(),
  soakMs: milliseconds,
  startTimeoutMs: milliseconds.exactOptional(),
  rebalance: z.boolean(),
  leaveLeadership: z.literal(true).exactOptional(),
  allowLowReplication: z.array(z.string()),
  drain: z.enum(drains).exactOptional(),
  allowVersionRules: z.array(z.string()).exactOptional(),
  allowDeadServers: z.array(nodeAddressSchema).exactOptional(),
  allowDeadPartitions: z.array(gpidSchema).exactOptional(),
  allowSplitting: z.array(z.string()).exactOptional(),
  rollsBack: z
    .object({
      run: runIdSchema,
      from: z.string(),
      servers: z.array(
        z.object({ role: roleSchema, address: nodeAddressSchema, onlyInstalled: z.literal(true).exactOptional() }),
      ),
      leaders: recordedLeadersSchema.exactOptional(),
    })
    .exactOptional(),
  continues: z
    .object({
      run: runIdSchema,
      servers: z.array(
        z.object({
          role: roleSchema,
          address: nodeAddressSchema,
          startedAt: z.string().exactOptional(),
          done: z.literal(true).exactOptional(),
          leftOut: z.literal(true).exactOptional(),
          down: z.literal(true).exactOptional(),
        }),
      ),
      leaders: recordedLeadersSchema.exactOptional(),
    })
    .exactOptional(),
  reason: z.string().exactOptional(),
  lowerMinLive: z.literal(true).exactOptional(),
  outsideWindow: z.string().exactOptional(),
});

const options = asked.extend({
  campaign: z
    .object({
      clusters: z.array(clusterNameSchema),
      asked,
      after: runIdSchema.exactOptional(),
      first: runIdSchema.exactOptional(),
      before: z
        .array(
          z.object({
            cluster: clusterNameSchema,
            run: runIdSchema,
            done: count,
            of: count,
            tookMs: milliseconds,
            message: z.object({ channel: z.string(), ts: z.string() }).exactOptional(),
          }),
        )
        .exactOptional(),
      then: z.array(
        z.object({ cluster: clusterNameSchema, planId: z.string(), servers: count, totalMs: milliseconds }),
      ),
    })
    .exactOptional(),
});

export const optionsSchema = schemaOf<RollOptions>()(options);

const planTargetSchema = z
  .object({
    role: roleSchema,
    address: nodeAddressSchema,
    index: count,
    version: z.string().optional(),
    primaries: count.exactOptional(),
    secondaries: count.exactOptional(),
    otherNames: z.array(nodeAddressSchema).exactOptional(),
    leader: z.boolean().exactOptional(),
    found: z.string().exactOptional(),
  })
  // JSON has no `undefined`: the field is absent from the file, and comes back as what it was.
  .transform((target) => ({ ...target, version: target.version }));

const windowSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('always') }),
  z.object({ kind: z.literal('open'), closesAt: instant }),
  z
    .object({ kind: z.literal('closed'), opensAt: instant.optional(), windows: z.array(z.string()) })
    .transform((closed) => ({ ...closed, opensAt: closed.opensAt })),
]);

const freezeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), next: z.object({ from: instant, reason: z.string() }).exactOptional() }),
  z.object({ kind: z.literal('in-force'), until: instant, reason: z.string() }),
]);

const versionNote = z.object({
  name: z.string(),
  level: z.enum(['block', 'warn']),
  what: z.string(),
  source: z.string().exactOptional(),
  from: z.array(z.string()),
  waived: z.boolean(),
});

const plan = z.object({
  id: z.string(),
  cluster: clusterNameSchema,
  madeAt: instant,
  options: optionsSchema,
  targets: z.array(planTargetSchema),
  skipped: z.array(z.object({ role: roleSchema, address: nodeAddressSchema, why: messageSchema })),
  gates: z.array(gateVerdictSchema),
  waivers: z.array(z.object({ table: z.string(), replicaCount: count })),
  namedWaivers: z
    .object({
      deadServers: z.array(nodeAddressSchema),
      deadPartitions: z.array(gpidSchema),
      splitting: z.array(z.string()),
    })
    .exactOptional(),
  minLive: z.object({ from: count, to: count }).exactOptional(),
  procedure: z.record(roleSchema, z.array(verbSchema)),
  settle: z.object({ what: z.string(), below: z.number().exactOptional(), forMs: milliseconds }).exactOptional(),
  silences: z.string().exactOptional(),
  hooks: z.array(hookSchema).exactOptional(),
  drain: z.literal('fast').exactOptional(),
  estimate: z.object({ replicaServerMs: milliseconds, totalMs: milliseconds }),
  calendar: z.object({ window: windowSchema, freeze: freezeSchema }).exactOptional(),
  leadership: z
    .object({ led: z.array(z.object({ address: nodeAddressSchema, primaries: count })), uneven: z.boolean() })
    .exactOptional(),
  moves: z
    .object({
      drains: count,
      back: count.exactOptional(),
      documented: z.object({ drains: count, balance: count }),
    })
    .exactOptional(),
  versionNotes: z.array(versionNote).exactOptional(),
  downgradeFrom: z.array(z.string()).exactOptional(),
  wayBack: z.array(versionNote).exactOptional(),
  putsBack: nodeAddressSchema.exactOptional(),
  warnings: z.array(messageSchema).exactOptional(),
  silentMetas: z.array(nodeAddressSchema).exactOptional(),
  approvals: z.object({ required: count, approvers: z.array(z.string()), selfApproval: z.boolean() }),
});

export const planSchema = schemaOf<Plan>()(plan);
