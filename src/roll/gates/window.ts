import { whyClosed } from '../calendar.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** A change window is open, none is configured, or people approve that it is done outside of it. */
export function insideWindow({ calendar, options }: GateInput): GateVerdict {
  const why = whyClosed({ window: calendar.window, freeze: { kind: 'none' } });
  return why === undefined || options.outsideWindow !== undefined
    ? pass('window')
    : block('window', { code: 'calendar-closed', why }, { lasting: true });
}
