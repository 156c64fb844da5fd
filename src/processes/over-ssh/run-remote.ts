import { realClock } from '../../lib/clock.js';
import { runInGroup } from '../program.js';
import { shellLine } from './arguments.js';

/** What ssh itself ends with when there is no connection, or no more. What was run then may have been carried out. */
export const connectionLost = 255;

/**
 * For programs that run beside the bot: one command on the host that `ssh` leads to.
 * @returns its exit code, and all that it printed
 */
export async function runRemote(
  ssh: readonly string[],
  words: readonly string[],
  onOutput?: (chunk: Buffer) => void,
): Promise<{ readonly code: number; readonly printed: string }> {
  const { end, printed } = await runInGroup(
    { argv: [...ssh, shellLine(words)], ...(onOutput === undefined ? {} : { onOutput }) },
    realClock,
  );
  if (end.kind === 'exited') return { code: end.code, printed };
  return {
    code: connectionLost,
    printed: end.kind === 'not-started' ? end.reason : `${ssh[0] ?? ''} ended by itself: ${end.kind}`,
  };
}

/** So often in a row something may be impossible to ask, for a connection that was lost to come back. */
const mostBlind = 5;
const blindMs = 500;

/** The same for a command that changes nothing: it is run again where the connection is lost. */
export async function askRemote(
  ssh: readonly string[],
  words: readonly string[],
): Promise<{ readonly code: number; readonly printed: string }> {
  for (let nth = 1; ; nth += 1) {
    const shown = await runRemote(ssh, words);
    if (shown.code !== connectionLost || nth === mostBlind) return shown;
    await realClock.sleep(nth * blindMs);
  }
}
