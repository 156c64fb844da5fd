import { methods } from '../../wire/methods.js';
import { answerOfText, type RemoteAnswer } from '../shell/parse/remote.js';
import type { Deadline } from './deadline.js';
import type { Link } from './connection-pool.js';

/** The shell's own patience with a remote command. */
const patienceMs = 5_000;
/** Closing every replica flushes them first. */
const longPatienceMs = 20_000;

/**
 * One remote command to one server, which answers for itself and nobody else (RPC_CLI_CLI_CALL). Bytes that are no
 * answer are words that nobody understands, and not silence: who cannot be understood will not be by waiting.
 */
export async function askRemotely(
  link: Link,
  deadline: Deadline,
  command: string,
  args: readonly string[] = [],
): Promise<RemoteAnswer> {
  const answer = await link.call(
    methods.remoteCommand,
    { command, arguments: args },
    { deadline, timeoutMs: command === 'replica.kill_partition' ? longPatienceMs : patienceMs },
  );
  if (answer.ok) return answerOfText(answer.value);
  const { kind, error, why } = answer.failure;
  return kind === 'garbled' ? { kind: 'text', text: `${error}: ${why}` } : { kind: 'none', error };
}
