import type { AdminFailure } from '../../../roll/observation.js';
import { failed, notUnderstood } from '../failure.js';

/** Nobody answered the request, or who did is not (yet) a server of that kind. */
const noAnswer = new Set([
  'ERR_TIMEOUT',
  'ERR_NETWORK_FAILURE',
  'ERR_NETWORK_INIT_FAILED',
  'ERR_NETWORK_START_FAILED',
  'ERR_SESSION_RESET',
  'ERR_HANDLER_NOT_FOUND',
]);
/** A standby, or a new leader that is still loading. */
const notLeading = new Set(['ERR_FORWARD_TO_OTHERS', 'ERR_SERVICE_NOT_ACTIVE']);

export function kindOfError(code: string): AdminFailure['kind'] {
  if (noAnswer.has(code)) return 'unreachable';
  return notLeading.has(code) ? 'not-leader' : 'refused';
}

/**
 * The error name in the one line that query commands print instead of an answer: `list nodes failed,
 * error=ERR_TIMEOUT`, `query app t failed, error=…`, `get meta level got error ERR_…`
 * (docs/pegasus.md, "Refusals of the shell").
 */
export function errorNamed(lines: readonly string[]): string | undefined {
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0) return undefined;
  return /^[a-z][^"{}]* (?:failed, error=|got error )(ERR_[A-Z0-9_]+)$/.exec(line)?.[1];
}

/** What a shell prints instead of an answer; undefined when these lines are something else. */
export function refusalOf(
  command: string,
  lines: readonly string[],
): { readonly ok: false; readonly failure: AdminFailure } | undefined {
  const code = errorNamed(lines);
  if (code !== undefined) {
    const kind = kindOfError(code);
    const what =
      kind === 'unreachable' ? 'Nobody answered' : kind === 'not-leader' ? 'No leader answered' : 'The cluster refused';
    return failed(kind, `${what} \`${command}\`: ${code}.`, lines);
  }
  const [first = ''] = lines;
  if (first === 'Invalid argument(s)')
    return notUnderstood(command, 'the shell could not split the command into words', lines);
  if (first.startsWith('ERROR: invalid subcommand'))
    return notUnderstood(command, 'the shell does not know this command', lines);
  if (first.startsWith('USAGE:'))
    return notUnderstood(command, 'the shell did not accept its options and printed their usage', lines);
  return undefined;
}
