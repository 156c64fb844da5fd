import type { VersionNote } from '../version-rules.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** No rule forbids to go from the versions of now to the one that is asked for, or people have waived it by name. */
export function versionPath(notes: readonly VersionNote[]): GateVerdict {
  const blocking = notes.filter(({ level, waived }) => level === 'block' && !waived);
  if (blocking.length === 0) return pass('version-path');
  const clauses = blocking.map(({ name, from, what, source }) => ({
    code: 'version-rule-blocks' as const,
    rule: name,
    from,
    what,
    source,
  }));
  return block('version-path', { code: 'clauses', of: clauses }, { lasting: true });
}
