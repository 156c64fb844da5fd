import { realClock } from '../../lib/clock.js';
import { runProgram } from '../program.js';
import { shellLine } from './arguments.js';

/** The command has a time limit, and whoever runs this sees to it. */
const noLimitMs = 2_147_483_647;
/** What ssh itself ends with when there is no connection, or no more. What was run then may have been carried out. */
export const connectionLost = 255;

/**
 * For programs that run beside the bot: one command on the host that `ssh` leads to.
 * @returns its exit code, and all that it printed
 */
export async function runRemote(
  ssh: readonly string[],
  words: readonly string[],
  onOutput: (chunk: Buffer) => void = () => undefined,
): Promise<{ readonly code: number; readonly printed: string }> {
  let printed = '';
  const { ended } = runProgram({
    argv: [...ssh, shellLine(words)],
    environment: process.env,
    timeoutMs: noLimitMs,
    graceMs: 0,
    clock: realClock,
    onOutput: (chunk) => {
      onOutput(chunk);
      printed += chunk.toString('utf8');
    },
  });
  const end = await ended;
  if (end.kind === 'exited') return { code: end.code, printed };
  return {
    code: connectionLost,
    printed: end.kind === 'not-started' ? end.reason : `ssh ended by itself: ${end.kind}`,
  };
}

/** Shows the output of a command as it comes. */
export const passOn = (chunk: Buffer): void => void process.stdout.write(chunk);

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
