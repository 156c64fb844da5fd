import { z } from 'zod';
import { gateNames } from '../../roll/gates/verdict.js';
import type { Hold } from '../../roll/hold.js';
import { holdChoices, holdReasons } from '../../roll/hold.js';
import { gpidsSchema, nodeAddressSchema } from './common.js';
import { schemaOf } from './schema-of.js';
import { messageSchema } from './message.js';

const gateName = z.enum(gateNames);

const gateBlockSchema = z.object({
  gate: gateName,
  verdict: z.literal('block'),
  reason: messageSchema,
  nodes: z.array(nodeAddressSchema),
  gpids: gpidsSchema,
  tables: z.array(z.string()).exactOptional(),
  lasting: z.boolean(),
});

export const gateVerdictSchema = z.discriminatedUnion('verdict', [
  z.object({ gate: gateName, verdict: z.literal('pass') }),
  gateBlockSchema,
]);

export const holdChoiceSchema = z.enum(holdChoices);

const hold = z.object({
  reason: z.enum(holdReasons),
  what: messageSchema,
  now: messageSchema.exactOptional(),
  overSince: z.number().exactOptional(),
  loading: z.literal(true).exactOptional(),
  node: nodeAddressSchema.exactOptional(),
  gates: z.array(gateBlockSchema),
  nodes: z.array(nodeAddressSchema),
  gpids: gpidsSchema,
  raw: z.array(z.string()),
  choices: z.array(z.object({ choice: holdChoiceSchema, does: messageSchema })),
});

export const holdSchema = schemaOf<Hold>()(hold);
