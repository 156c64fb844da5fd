import type { Run } from '../../src/roll/run.js';
import { decode, encode } from '../../src/store/codec/document.js';
import { runKind } from '../../src/store/codec/kinds.js';

/** A run as a bot finds it that starts on what another one has saved. */
export function savedAndRead(run: Run): Run {
  const read = decode(runKind, encode(runKind, run));
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}
