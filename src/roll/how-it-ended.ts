import { assertNever } from '../lib/assert-never.js';
import type { CommandResult } from './act.js';
import type { Message } from './message.js';

/** How a command ended that did not succeed. */
export function howItEnded(result: Exclude<CommandResult, { kind: 'succeeded' }>): Message {
  switch (result.kind) {
    case 'failed':
      return { code: 'command-failed', reason: result.reason };
    case 'timed-out':
      return { code: 'command-timed-out', afterMs: result.afterMs };
    case 'lost':
      return { code: 'command-lost', reason: result.reason };
    default:
      return assertNever(result);
  }
}
