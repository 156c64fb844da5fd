import { z } from 'zod';
import type { Conversation } from '../../conversation/conversation.js';
import { schemaOf } from './schema-of.js';

const conversation = z.object({
  channel: z.string(),
  ts: z.string().exactOptional(),
  planId: z.string().exactOptional(),
  older: z.array(z.object({ ts: z.string(), planId: z.string() })),
  toldSeq: z.number().int().min(0),
  posting: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('message'), planId: z.string() }),
      z.object({ kind: z.literal('thread'), seq: z.number().int() }),
    ])
    .exactOptional(),
  questions: z.array(z.object({ seq: z.number().int(), ts: z.string(), shown: z.string() })).exactOptional(),
  shown: z.string().exactOptional(),
  seen: z.array(z.string()).exactOptional(),
  seeded: z.array(z.string()),
  digest: z
    .object({ channel: z.string(), ts: z.string().exactOptional(), shown: z.string().exactOptional() })
    .exactOptional(),
  campaign: z
    .object({
      channel: z.string(),
      ts: z.string().exactOptional(),
      planId: z.string().exactOptional(),
      shown: z.string().exactOptional(),
      seeded: z.array(z.string()),
      seen: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  stands: z.object({ why: z.string(), told: z.enum(['posting', 'posted']).exactOptional() }).exactOptional(),
  report: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('sending'), file: z.string(), picture: z.string().exactOptional() }),
      z.object({ kind: z.literal('sent'), link: z.string().exactOptional() }),
      z.object({ kind: z.literal('failed'), why: z.string() }),
    ])
    .exactOptional(),
});

export const conversationSchema = schemaOf<Conversation>()(conversation);
