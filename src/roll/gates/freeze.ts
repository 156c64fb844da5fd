import { whyClosed } from '../calendar.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** No freeze is in force, or people approve that it is done in spite of it. */
export function noFreeze({ calendar, options }: GateInput): GateVerdict {
  const why = whyClosed({ window: { kind: 'always' }, freeze: calendar.freeze });
  return why === undefined || options.outsideWindow !== undefined
    ? pass('freeze')
    : block('freeze', { code: 'calendar-closed', why }, { lasting: true });
}
