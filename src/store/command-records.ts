import { z } from 'zod';
import type { Masker } from '../lib/mask.js';
import { commandVerbs } from '../roll/act.js';
import { roles } from '../roll/ids.js';

/** What an id stands for: another command with the same id is a mistake, not the same execution. */
export const commandMeaning = z.object({
  id: z.string(),
  verb: z.enum(commandVerbs),
  cluster: z.string(),
  run: z.string(),
  role: z.enum(roles),
  address: z.string(),
  version: z.string().optional(),
});
export type CommandMeaning = z.infer<typeof commandMeaning>;

/** Which command: ids are unique within a run. */
export type CommandKey = Pick<CommandMeaning, 'run' | 'id'>;

/** A process, told from every other one that ever has the same number. */
export const processIdentity = z.object({ pid: z.int().positive(), began: z.string().min(1) });
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** Who took an id, once and for all. */
export const claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('supervisor'), meaning: commandMeaning, supervisor: processIdentity }),
  /** Taken by the bot itself because no supervisor could be started: it will never be run. */
  z.object({ by: z.literal('nobody'), meaning: commandMeaning, why: z.string() }),
]);
export type Claim = z.infer<typeof claim>;

export const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('succeeded') }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
  z.object({ kind: z.literal('timed-out'), afterMs: z.number() }),
]);
export type Outcome = z.infer<typeof outcome>;

/** What says where records are, for a program of its own that opens the same ones (open-command-records.ts). */
export const recordsPlace = z.discriminatedUnion('kind', [z.object({ kind: z.literal('files'), folder: z.string() })]);
export type RecordsPlace = z.infer<typeof recordsPlace>;

/** A record as it was found: absent, understood, or there and of no use; `why` is a clause that names it. */
export type Found<Value> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'unreadable'; readonly why: string };

/** What is recorded of one command. */
export interface CommandRecord {
  /** `removed`: the records of its run were cleaned up, and nothing remembers whether it was run. */
  readonly claim: Found<Claim> | { readonly kind: 'removed' };
  /** The process of the command itself. */
  readonly child: Found<ProcessIdentity>;
  readonly outcome: Found<Outcome>;
}

/** Takes the output of one command as it comes, and never fails: a full disk does not end the command. */
export interface OutputSink {
  /** After the end it is dropped. */
  write(chunk: Buffer): void;
  end(): void;
}

/** A run whose last command was answered longer ago has no more use for its records. */
export const recordsKeptMs = 30 * 86_400_000;

/**
 * What is remembered of process commands, so that each is run at most once: written by the bot and by the supervisor of
 * each command, which outlives it. Every change is on disk when it resolves. All of it throws when the records cannot
 * be read or written.
 */
export interface CommandRecords {
  readonly place: RecordsPlace;
  /** Where those of this run are, for people. */
  whereIs(run: string): string;
  /** What a claim in this run needs to be possible. */
  prepare(run: string): Promise<void>;
  /** Takes the id of a command; false: somebody had it before. Of several who try at once exactly one wins. */
  claim(claim: Claim): Promise<boolean>;
  noteChild(command: CommandKey, child: ProcessIdentity): Promise<void>;
  noteOutcome(command: CommandKey, outcome: Outcome): Promise<void>;
  /** The bot has given its answer: nobody will ask for this command again. */
  noteAnswered(command: CommandKey): Promise<void>;
  find(command: CommandKey): Promise<CommandRecord>;
  /** Keeps the end of the output, masked, about a megabyte of it; it outlives whoever writes it. */
  openOutput(command: CommandKey, mask: Masker): OutputSink;
  /** What is kept of a command's output; empty when there is none. */
  output(command: CommandKey): Promise<string>;
  /**
   * Removes the records of runs that ended long ago (`recordsKeptMs`), each run as a whole: a command of such a run is
   * refused afterwards. A run with a command that was never answered is kept, and so is `underWay`: a clock that is far
   * ahead makes its records look old.
   */
  cleanUp(now: number, underWay?: string): Promise<void>;
}
