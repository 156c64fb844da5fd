import { z } from 'zod';
import { runView } from '../page/cluster-protocol.js';

/** What the demo and the bot in its own process say to each other. */

const settings = z.strictObject({
  kind: z.literal('begin'),
  /** Where its database is. */
  folder: z.string(),
  /** The folder with the programs of the simulated cluster. */
  home: z.string(),
  clusterName: z.string(),
  metas: z.array(z.string()),
  collectors: z.array(z.string()),
  minLiveNodes: z.number(),
  partitions: z.number(),
  botToken: z.string(),
  appToken: z.string(),
  apiUrl: z.string(),
  logLevel: z.string(),
  speed: z.number(),
});
export type BotSettings = z.infer<typeof settings>;

export const toBot = z.discriminatedUnion('kind', [
  settings,
  z.strictObject({ kind: z.literal('speed'), speed: z.number() }),
  z.strictObject({ kind: z.literal('end') }),
]);
export type ToBot = z.infer<typeof toBot>;

export const fromBot = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('up') }),
  /** It cannot start, and ends. */
  z.strictObject({ kind: z.literal('failed'), why: z.string() }),
  z.strictObject({ kind: z.literal('run'), run: runView }),
]);
export type FromBot = z.infer<typeof fromBot>;
