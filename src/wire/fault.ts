import { fail, ok, type Result } from '../lib/result.js';
import { reasonOf } from '../lib/thrown.js';

/** Why bytes are not what they should be, or a value cannot become bytes. */
export type WireFaultKind =
  | 'truncated' // they end before what they announce
  | 'too-long' // a length or a count that nothing honest has
  | 'bad-frame' // not the frame of this protocol
  | 'bad-type' // a field or an element of another type than it has
  | 'bad-value' // a value that the type does not have
  | 'unknown-field' // a field that is not known and whose end cannot be found
  | 'missing-field' // a field that every server sends
  | 'repeated-field'
  | 'trailing'; // bytes behind the end

/** Thrown inside the codec only: `guarded` makes a value of it. */
export class WireFault extends Error {
  constructor(
    readonly kind: WireFaultKind,
    message: string,
  ) {
    super(message);
    this.name = 'WireFault';
  }
}

/** Reads bytes from outside, or writes values from outside. Whatever it throws is a fault of theirs. */
export function guarded<Value>(read: () => Value): Result<Value, WireFault> {
  try {
    return ok(read());
  } catch (error) {
    return fail(error instanceof WireFault ? error : new WireFault('bad-value', reasonOf(error)));
  }
}
