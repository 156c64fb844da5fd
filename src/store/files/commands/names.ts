import { join } from 'node:path';
import { digest } from '../../../lib/digest.js';
import type { CommandKey } from '../../command-records.js';

/** Where the records of one command are. */
export interface CommandFiles {
  readonly folder: string;
  readonly claim: string;
  readonly child: string;
  readonly outcome: string;
  readonly output: string;
  readonly answered: string;
}

/** One folder a run, so that a run is cleaned up as a whole. */
export const runFolder = (folder: string, run: string): string => join(folder, fileName(run));

export function commandFilesOf(folder: string, { run, id }: CommandKey): CommandFiles {
  const base = join(runFolder(folder, run), fileName(id));
  return {
    folder: runFolder(folder, run),
    claim: `${base}${claimEnding}`,
    child: `${base}.child.json`,
    outcome: `${base}.outcome.json`,
    output: `${base}.log`,
    answered: `${base}${answeredEnding}`,
  };
}

export const claimEnding = '.claim.json';
export const answeredEnding = '.answered';

/** Ids are free text; a file name is not. The digest keeps apart what the letters no longer do. */
function fileName(id: string): string {
  return `${id.replace(/[^A-Za-z0-9-]+/g, '_').slice(0, 60)}.${digest(id)}`;
}
