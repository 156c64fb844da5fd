import type { Observation } from '../observation.js';
import { resultsOf, type CheckResult } from './result.js';

/** Without it the limit of add_secondary has no effect (docs/pegasus.md, "Flow control"). */
export function flowControl({ leader, settings }: Observation): CheckResult {
  const result = resultsOf('flow-control');
  return settings.flowControl
    ? result('ok', { code: 'flow-control-on' })
    : result('warn', { code: 'flow-control-off' }, { code: 'do-turn-on-flow-control', leader });
}
