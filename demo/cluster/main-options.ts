import { parseArgs } from 'node:util';
import { z } from 'zod';
import { reasonOf } from '../../src/lib/thrown.js';

const tableSchema = z.string().transform((text, context) => {
  const [, name, partitions, replicas] = /^([0-9A-Za-z._:]+?):(\d+):(\d+)$/.exec(text) ?? [];
  if (name === undefined) {
    context.addIssue({ code: 'custom', message: `a table is NAME:PARTITIONS:REPLICAS, not ${JSON.stringify(text)}` });
    return z.NEVER;
  }
  return { name, partitions: Number(partitions), replicas: Number(replicas) };
});

const optionsSchema = z.object({
  home: z.string().min(1, 'is needed: the folder that gets run.sh'),
  nodes: z.coerce.number().int().min(1).max(1_000).default(5),
  tables: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(tableSchema))
    .optional(),
  speed: z.coerce.number().positive().default(1),
  generation: z.enum(['2.5', 'newer']).default('2.5'),
  seed: z.coerce.number().int().min(0).default(1),
  'cluster-name': z.string().default('cluster-x'),
  'state-port': z.coerce.number().int().min(0).max(65_535).default(0),
  native: z.boolean().default(false),
  'with-parent': z.boolean().default(false),
});
export type MainOptions = z.infer<typeof optionsSchema>;

export const mainUsage = `usage: main.js --home DIR [options]
  --home DIR            gets run.sh, process.sh and fault.sh
  --nodes N             replica servers (5)
  --tables T,T          NAME:PARTITIONS:REPLICAS (temp:8:3,usertable:16:3,events:64:3)
  --speed N             how many times as fast as real time (1)
  --generation G        2.5 or newer (2.5)
  --seed N              of all chance (1)
  --cluster-name NAME   (cluster-x)
  --state-port PORT     of GET /truth (any)
  --native              every server also listens on a port of its own, for RPC and HTTP
  --with-parent         ends when its standard input does
`;

/** What the program was called with, or what is wrong with it in words. */
export function readMainOptions(argv: readonly string[]): MainOptions | string {
  const text = { type: 'string' } as const;
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        home: text,
        nodes: text,
        tables: text,
        speed: text,
        generation: text,
        seed: text,
        'cluster-name': text,
        'state-port': text,
        native: { type: 'boolean' },
        'with-parent': { type: 'boolean' },
      },
    }));
  } catch (error) {
    return reasonOf(error);
  }
  const parsed = optionsSchema.safeParse({ home: '', ...values });
  return parsed.success
    ? parsed.data
    : parsed.error.issues
        .map((issue) => `--${issue.path[0] === undefined ? '' : String(issue.path[0])}: ${issue.message}`)
        .join('\n');
}
