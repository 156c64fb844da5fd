import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Nobody has locked the cluster. */
export function unlocked({ lock }: GateInput): GateVerdict {
  return lock === undefined
    ? pass('lock')
    : block('lock', { code: 'cluster-locked', by: lock.by, reason: lock.reason }, { lasting: true });
}
