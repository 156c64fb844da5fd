import type { AdminFailure } from '../../roll/observation.js';
import { failed } from '../shell/failure.js';
import { kindOfError } from '../shell/parse/refusal.js';

/** Why one request to one server got no answer that can be used. */
export interface CallFailure {
  readonly kind:
    | 'unreachable' // no connection, or it was lost before the answer
    | 'timeout'
    | 'garbled' // bytes came that are no answer
    | 'error' // the server answered with an error of the transport
    | 'not-sent' // a value cannot go over the wire
    | 'cancelled';
  /**
   * A name in capitals, as the shell prints it where it knows one; of bytes that are no answer what is wrong with them,
   * as in `too-long`.
   */
  readonly error: string;
  /** For people: the rest of a sentence. */
  readonly why: string;
}

const kinds = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  garbled: 'not-understood',
  'not-sent': 'refused',
  cancelled: 'cancelled',
} as const;

/** The same for who asked for a reading or an act. `what` was asked of `server`. */
export function explain(
  what: string,
  server: string,
  { kind, error, why }: CallFailure,
): { readonly ok: false; readonly failure: AdminFailure } {
  if (kind === 'cancelled') return failed('cancelled', 'The question to the cluster was cancelled.');
  return failed(
    kind === 'error' ? kindOfError(error) : kinds[kind],
    `${server} gave no answer to \`${what}\`: ${error}, ${why}.`,
    [`${server}: ${error}`],
  );
}
