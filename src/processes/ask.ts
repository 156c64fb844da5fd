import type { Clock } from '../lib/clock.js';
import type { Masker } from '../lib/mask.js';
import { fail, ok, type Result } from '../lib/result.js';
import { runProgram } from './program.js';
import { tailOf } from './supervision/tail.js';

const limitMs = 15_000;
const graceMs = 1_000;
/** Of what a program prints only the end is looked at, bytes: it can be a long document, and must not be endless. */
const keptBytes = 4 * 1024 * 1024;

export interface AskMeans {
  readonly clock: Clock;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly mask: Masker;
  readonly signal: AbortSignal;
}

/**
 * Runs a program that changes nothing, and that may be run as often as one likes. Exit code 0 answers with what it
 * printed; everything else is a clause that says why there is no answer.
 * @param what how the clause calls the program
 */
export async function ask(
  what: string,
  argv: readonly string[],
  { clock, environment, mask, signal }: AskMeans,
): Promise<Result<string, string>> {
  let printed = Buffer.alloc(0);
  const { ended } = runProgram({
    argv,
    environment,
    timeoutMs: limitMs,
    graceMs,
    clock,
    signal,
    onOutput: (chunk) => {
      printed = Buffer.concat([printed, chunk]).subarray(-keptBytes);
    },
  });
  const end = await ended;
  const said = mask(printed.toString('utf8'));
  switch (end.kind) {
    case 'exited': {
      if (end.code === 0) return ok(said);
      const lastWord = tailOf(said).at(-1);
      return fail(`${what} ended with exit code ${end.code}${lastWord === undefined ? '' : `: ${lastWord}`}`);
    }
    case 'killed':
      return fail(`${what} was ended by ${end.signal}`);
    case 'timed-out':
      return fail(`${what} did not end within ${end.afterMs / 1000} s`);
    case 'cancelled':
      return fail('nobody waits for the answer any more');
    case 'not-started':
      return fail(`${what} cannot be run: ${end.reason}`);
  }
}
