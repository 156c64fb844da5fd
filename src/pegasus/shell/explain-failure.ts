import type { AdminFailure } from '../../roll/observation.js';
import { failed } from './failure.js';
import { complaintOf, withoutColour } from './parse/lines.js';

/** Of a shell that complains at every turn the first lines tell why. */
export const mostComplaints = 8;
/** Of what a shell printed on stderr, in characters. */
const maxLookedAt = 64 * 1024;

/** What a shell has printed by the time that something goes wrong. */
interface Printed {
  /** Complaints of its logger on stdout. */
  readonly complaints: readonly string[];
  readonly stderr: string;
  /** The last lines of both streams. */
  readonly tail: readonly string[];
  /** As the banner has it. */
  readonly clusterName: string | undefined;
}

/** The failure with what the shell itself says of it. */
export function explainFailure(
  failure: { readonly ok: false; readonly failure: AdminFailure },
  printed: Printed,
): { readonly ok: false; readonly failure: AdminFailure } {
  const { kind, message, raw } = failure.failure;
  const complaints = kind === 'cancelled' ? [] : complaintsOf(printed);
  const [first] = complaints;
  if (first !== undefined) {
    const shown = raw.length > 0 || kind === 'unreachable' ? raw : printed.tail;
    return failed(kind, `${message} The shell says: ${complaintOf(first) ?? first}`, [
      ...complaints,
      ...shown.filter((line) => !complaints.includes(line)),
    ]);
  }
  // Some commands say on stderr why they say nothing on stdout.
  if (kind === 'not-understood' && raw.length === 0) return failed(kind, message, printed.tail);
  if (kind === 'unreachable' && printed.clusterName === 'unknown')
    return failed(kind, `${message} No meta server answered when the shell started, either.`, raw);
  return failure;
}

/** Of both streams. */
function complaintsOf({ complaints, stderr }: Printed): readonly string[] {
  const onStderr = stderr
    .slice(-maxLookedAt)
    .split('\n')
    .map(withoutColour)
    .filter((line) => complaintOf(line) !== undefined);
  return [...complaints, ...onStderr].slice(0, mostComplaints);
}
