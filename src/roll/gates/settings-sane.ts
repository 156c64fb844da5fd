import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Nothing was left behind by a tool that died: add_secondary at 0 stops even urgent repair
 * (docs/pegasus.md, "Flow control"), and what a run finds it puts back at its end.
 */
export function settingsSane({ seen }: GateInput): GateVerdict {
  if (seen.settings.addSecondaryMax > 0) return pass('settings-sane');
  return block('settings-sane', { code: 'add-secondary-is-zero', leader: seen.leader }, { lasting: true });
}
