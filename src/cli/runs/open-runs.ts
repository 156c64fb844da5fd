import { fail, ok, type Result } from '../../lib/result.js';
import { CorruptFileError } from '../../store/files/corrupt-file-error.js';
import { RunReader } from '../../store/files/read-runs.js';
import { findPlace, type AskedPlace } from '../database-place.js';
import { plain, type Terminal } from '../terminal.js';

export interface RunMeans {
  readonly terminal: Terminal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** `work` reads the runs of the database that was asked for. What keeps it from that is said, and is exit code 1. */
export async function withRuns(
  asked: AskedPlace,
  { terminal, env }: RunMeans,
  work: (runs: RunReader) => Promise<number>,
): Promise<number> {
  const opened = await open(asked, env);
  if (!opened.ok) {
    for (const line of opened.failure) terminal.err(plain(line));
    return 1;
  }
  try {
    return await work(opened.value);
  } catch (error) {
    if (!(error instanceof CorruptFileError)) throw error;
    terminal.err(plain(`${error.message}.`));
    return 1;
  }
}

async function open(
  asked: AskedPlace,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<RunReader, readonly string[]>> {
  const place = await findPlace(asked, env);
  if (!place.ok) return place;
  const runs = new RunReader(place.value);
  return (await runs.isThere())
    ? ok(runs)
    : fail([`There is no database of a bot in ${place.value}. Is it the right folder?`]);
}

export const unknownRun = (run: string): string =>
  `There is no run ${run}. \`pegasus-roll runs\` lists those that there are.`;
