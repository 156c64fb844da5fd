import { join } from 'node:path';
import { z } from 'zod';
import { digest } from '../../lib/digest.js';
import { readTrustedText, UntrustedFileError } from '../../lib/file-trust.js';
import { codeOf } from '../../lib/thrown.js';
import { processVerbs } from '../../roll/act.js';
import type { CommandId, RunId } from '../../roll/ids.js';
import { roles } from '../../roll/ids.js';
import { processIdentity } from './process-identity.js';

/** What an id stands for: another command with the same id is a mistake, not the same execution. */
const commandMeaning = z.object({
  id: z.string(),
  verb: z.enum(processVerbs),
  cluster: z.string(),
  run: z.string(),
  role: z.enum(roles),
  address: z.string(),
  version: z.string().optional(),
});
export type CommandMeaning = z.infer<typeof commandMeaning>;

const commandFiles = z.object({
  folder: z.string(),
  claim: z.string(),
  child: z.string(),
  outcome: z.string(),
  output: z.string(),
  answered: z.string(),
});
/** Where the records of one command are. */
export type CommandFiles = z.infer<typeof commandFiles>;

/** What the bot asks a supervisor to do, sent as one JSON text on its standard input. */
export const order = z.object({
  meaning: commandMeaning,
  files: commandFiles,
  argv: z.array(z.string()).min(1),
  timeoutMs: z.number().positive(),
  graceMs: z.number().nonnegative(),
  secrets: z.array(z.string()),
});
export type Order = z.infer<typeof order>;

/** Who took an id, once and for all. */
const claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('supervisor'), meaning: commandMeaning, supervisor: processIdentity }),
  /** Taken by the bot itself because no supervisor could be started: it will never be run. */
  z.object({ by: z.literal('nobody'), meaning: commandMeaning, why: z.string() }),
]);
export type Claim = z.infer<typeof claim>;

const child = processIdentity;

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('succeeded') }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
  z.object({ kind: z.literal('timed-out'), afterMs: z.number() }),
]);
export type Outcome = z.infer<typeof outcome>;

/** The exit code of a supervisor that could not claim its id: the folder cannot be written. */
export const cannotClaim = 73;

/** One folder a run, so that a run is cleaned up as a whole. */
export const runFolder = (folder: string, run: RunId): string => join(folder, fileName(run));

export function commandFilesOf(folder: string, run: RunId, id: CommandId): CommandFiles {
  const base = join(runFolder(folder, run), fileName(id));
  return {
    folder: runFolder(folder, run),
    claim: `${base}.claim.json`,
    child: `${base}.child.json`,
    outcome: `${base}.outcome.json`,
    output: `${base}.log`,
    answered: `${base}.answered`,
  };
}

/** Ids are free text; a file name is not. The digest keeps apart what the letters no longer do. */
function fileName(id: string): string {
  return `${id.replace(/[^A-Za-z0-9-]+/g, '_').slice(0, 60)}.${digest(id)}`;
}

/** A record as it is on disk: absent, understood, or there and of no use; `why` follows on its name. */
type Read<Value> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'unreadable'; readonly why: string };

export const readClaim = (path: string): Promise<Read<Claim>> => readRecord(path, claim);
export const readOutcome = (path: string): Promise<Read<Outcome>> => readRecord(path, outcome);
export const readChild = (path: string): Promise<Read<z.infer<typeof child>>> => readRecord(path, child);

async function readRecord<Value>(path: string, schema: z.ZodType<Value>): Promise<Read<Value>> {
  let text: string;
  try {
    text = await readTrustedText(path, 'no-links');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
    // One that another user could have made says nothing about the command.
    if (codeOf(error) === 'ELOOP') return { kind: 'unreadable', why: 'is a link, which the bot does not make' };
    if (error instanceof UntrustedFileError) return { kind: 'unreadable', why: error.why };
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  return parsed.success ? { kind: 'read', value: parsed.data } : { kind: 'unreadable', why: 'is damaged' };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
