import { quoteUserText } from '../quote-user-text.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Nobody has locked the cluster. */
export function unlocked({ lock }: GateInput): GateVerdict {
  return lock === undefined
    ? pass('lock')
    : block('lock', `locked by <@${lock.by}>: ${quoteUserText(lock.reason)}`, { lasting: true });
}
