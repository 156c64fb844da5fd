import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { createOnce, makeSyncedFolder, writeWhole } from '../../../lib/durable-write.js';
import { readTrustedText, UntrustedFileError } from '../../../lib/file-trust.js';
import { privateFiles, type Files } from '../../../lib/files.js';
import type { Masker } from '../../../lib/mask.js';
import { parseJson } from '../../../lib/parse-json.js';
import { codeOf } from '../../../lib/thrown.js';
import {
  claim,
  outcome,
  processIdentity,
  type Claim,
  type CommandKey,
  type CommandRecord,
  type CommandRecords,
  type Found,
  type Outcome,
  type OutputSink,
  type ProcessIdentity,
  type RecordsPlace,
} from '../../command-records.js';
import { cleanUp, isCleanedUp } from './clean-up.js';
import { commandFilesOf, runFolder, type CommandFiles } from './names.js';
import { OutputLog, readOutput } from './output-log.js';

/** A folder for each run, in it a few small files for each command. */
export class FileCommandRecords implements CommandRecords {
  readonly place: RecordsPlace;
  readonly #folder: string;

  constructor(
    folder: string,
    private readonly files: Files = privateFiles,
  ) {
    this.#folder = resolve(folder);
    this.place = { kind: 'files', folder: this.#folder };
  }

  whereIs(run: string): string {
    return runFolder(this.#folder, run);
  }

  prepare(run: string): Promise<void> {
    return makeSyncedFolder(this.files, this.whereIs(run), dirname(this.#folder));
  }

  claim(taken: Claim): Promise<boolean> {
    return createOnce(this.files, this.#filesOf(taken.meaning).claim, JSON.stringify(taken));
  }

  noteChild(command: CommandKey, child: ProcessIdentity): Promise<void> {
    return writeWhole(this.files, this.#filesOf(command).child, JSON.stringify(child));
  }

  noteOutcome(command: CommandKey, result: Outcome): Promise<void> {
    return writeWhole(this.files, this.#filesOf(command).outcome, JSON.stringify(result));
  }

  noteAnswered(command: CommandKey): Promise<void> {
    return writeWhole(this.files, this.#filesOf(command).answered, '');
  }

  async find(command: CommandKey): Promise<CommandRecord> {
    const paths = this.#filesOf(command);
    const taken = await readRecord(paths.claim, claim);
    return {
      // Asked after the claim was not there: the marker is on disk before the first claim goes.
      claim: taken.kind === 'absent' && (await isCleanedUp(this.files, paths.folder)) ? { kind: 'removed' } : taken,
      outcome: await readRecord(paths.outcome, outcome),
      child: await readRecord(paths.child, processIdentity),
    };
  }

  openOutput(command: CommandKey, mask: Masker): OutputSink {
    return new OutputLog(this.#filesOf(command).output, mask);
  }

  output(command: CommandKey): Promise<string> {
    return readOutput(this.#filesOf(command).output);
  }

  cleanUp(now: number, underWay?: string): Promise<void> {
    return cleanUp(this.files, this.#folder, now, underWay);
  }

  #filesOf(command: CommandKey): CommandFiles {
    return commandFilesOf(this.#folder, command);
  }
}

async function readRecord<Value>(path: string, schema: z.ZodType<Value>): Promise<Found<Value>> {
  const unreadable = (why: string): Found<Value> => ({ kind: 'unreadable', why: `its record ${path} ${why}` });
  let text: string;
  try {
    text = await readTrustedText(path, 'no-links');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'absent' };
    // One that another user could have made says nothing about the command.
    if (codeOf(error) === 'ELOOP') return unreadable('is a link, which the bot does not make');
    if (error instanceof UntrustedFileError) return unreadable(error.why);
    throw error;
  }
  const json = parseJson(text);
  const parsed = json.ok ? schema.safeParse(json.value) : undefined;
  return parsed?.success === true ? { kind: 'found', value: parsed.data } : unreadable('is damaged');
}
