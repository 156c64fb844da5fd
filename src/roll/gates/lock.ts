import { theirWords } from '../their-words.js';
import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Nobody has locked the cluster. */
export function unlocked({ lock }: GateScene): GateVerdict {
  return lock === undefined
    ? pass('lock')
    : block('lock', `locked by <@${lock.by}>: ${theirWords(lock.reason)}`, { lasting: true });
}
