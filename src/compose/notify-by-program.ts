import { realClock } from '../lib/clock.js';
import { commandEnvironment } from '../processes/environment.js';
import { runProgram } from '../processes/program.js';

const timeoutMs = 30_000;
const graceMs = 1_000;
/** Of what it prints only the end is told when it fails, bytes. */
const keptBytes = 2_000;

/**
 * The alternate way of the configuration: a program, run without a shell, that gets the text on its standard input. It
 * has told people when it ends with 0, whatever it leaves running. Rejects when it fails.
 */
export function notifyByProgram(argv: readonly string[]): (text: string) => Promise<void> {
  return async (text) => {
    let printed = Buffer.alloc(0);
    const { ended } = runProgram({
      argv,
      input: `${text}\n`,
      // It is told what happened, and none of the bot's own secrets.
      environment: commandEnvironment(process.env),
      timeoutMs,
      graceMs,
      clock: realClock,
      onOutput: (chunk) => {
        printed = Buffer.concat([printed, chunk]).subarray(-keptBytes);
      },
    });
    const end = await ended;
    if (end.kind === 'exited' && end.code === 0) return;
    const what =
      end.kind === 'exited'
        ? `it ended with exit code ${end.code}`
        : end.kind === 'not-started'
          ? end.reason
          : `it was ${end.kind}`;
    throw new Error(`${argv[0] ?? 'the program'}: ${what}\n${printed.toString('utf8')}`.trimEnd());
  };
}
