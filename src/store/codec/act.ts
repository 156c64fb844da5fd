import { z } from 'zod';
import type { ClusterAct, ProcessCommand } from '../../roll/act.js';
import {
  clusterNameSchema,
  commandIdSchema,
  count,
  gpidSchema,
  levelSchema,
  nodeAddressSchema,
  roleSchema,
  runIdSchema,
  commandVerbSchema,
} from './common.js';
import { schemaOf } from './schema-of.js';

const leader = nodeAddressSchema;
const numberOrDefault = z.union([z.number(), z.literal('DEFAULT')]);

const primaryMove = z.object({ gpid: gpidSchema, from: nodeAddressSchema, to: nodeAddressSchema });
const secondaryDowngrade = z.object({ gpid: gpidSchema, primary: nodeAddressSchema, node: nodeAddressSchema });

const act = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-level'), leader, level: levelSchema }),
  z.object({ kind: z.literal('set-assign-delay'), leader, value: numberOrDefault }),
  z.object({ kind: z.literal('set-add-secondary-max'), leader, value: numberOrDefault }),
  z.object({ kind: z.literal('set-flow-control'), leader, value: z.boolean() }),
  z.object({ kind: z.literal('set-min-live-nodes'), meta: nodeAddressSchema, value: z.number() }),
  z.object({ kind: z.literal('move-primaries'), leader, moves: z.array(primaryMove) }),
  z.object({ kind: z.literal('downgrade-secondaries'), leader, downgrades: z.array(secondaryDowngrade) }),
  z.object({
    kind: z.literal('drain'),
    leader,
    handovers: z.array(primaryMove),
    downgrades: z.array(secondaryDowngrade),
  }),
  z.object({ kind: z.literal('close-replicas'), node: nodeAddressSchema }),
  z.object({ kind: z.literal('flush-log'), node: nodeAddressSchema }),
]);

export const actSchema = schemaOf<ClusterAct>()(act);
export const actKindSchema = z.enum(act.options.map((one) => one.shape.kind.value));

const command = z.object({
  id: commandIdSchema,
  verb: commandVerbSchema,
  cluster: clusterNameSchema,
  run: runIdSchema,
  role: roleSchema,
  address: nodeAddressSchema,
  index: count,
  version: z.string().exactOptional(),
});

export const commandSchema = schemaOf<ProcessCommand>()(command);
