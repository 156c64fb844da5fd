import type { Clock } from '../lib/clock.js';
import type { Masker } from '../lib/mask.js';
import { fillIn, splitAddress, type Subject } from './placeholders.js';
import { tailOf } from './supervision/tail.js';
import { connects } from './connects.js';
import { runProgram } from './program.js';
import type { ProcessSettings } from './settings.js';

/** A process that is up answers at once. */
const connectMs = 3_000;
const statusMs = 15_000;
const statusGraceMs = 1_000;
/** Of what a status command prints only the end is looked at, bytes. */
const keptBytes = 16 * 1024;

type Answer = { readonly up: true } | { readonly up: false; readonly why: string };

/** By the status command where there is one, otherwise by a connection to the server's port. */
export async function isUp(
  settings: ProcessSettings,
  subject: Subject,
  means: {
    readonly clock: Clock;
    readonly environment: Readonly<NodeJS.ProcessEnv>;
    readonly mask: Masker;
    readonly signal: AbortSignal;
  },
): Promise<Answer> {
  if (settings.status === undefined) {
    const { host, port } = splitAddress(subject.address);
    return connects({ host, port: Number(port) }, connectMs, means.clock, means.signal);
  }
  const argv = fillIn(settings.status, subject);
  return argv.ok
    ? askStatus(argv.value, means)
    : { up: false, why: `the status command cannot be run: ${argv.failure}` };
}

async function askStatus(
  argv: readonly string[],
  { clock, environment, mask, signal }: Parameters<typeof isUp>[2],
): Promise<Answer> {
  let printed = Buffer.alloc(0);
  const { ended } = runProgram({
    argv,
    environment,
    timeoutMs: statusMs,
    graceMs: statusGraceMs,
    clock,
    signal,
    onOutput: (chunk) => {
      printed = Buffer.concat([printed, chunk]).subarray(-keptBytes);
    },
  });
  const end = await ended;
  switch (end.kind) {
    case 'exited': {
      if (end.code === 0) return { up: true };
      const lastWord = tailOf(mask(printed.toString('utf8'))).at(-1);
      return {
        up: false,
        why: `the status command ended with exit code ${end.code}${lastWord === undefined ? '' : `: ${lastWord}`}`,
      };
    }
    case 'killed':
      return { up: false, why: `the status command was ended by ${end.signal}` };
    case 'timed-out':
      return { up: false, why: `the status command did not end within ${end.afterMs / 1000} s` };
    case 'cancelled':
      return { up: false, why: 'nobody waits for the answer any more' };
    case 'not-started':
      return { up: false, why: `the status command cannot be run: ${end.reason}` };
  }
}
