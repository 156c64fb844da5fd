import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * No alert is firing that the operator has named. Undefined where none is named. An alert that people have silenced
 * themselves does not count: they know of it.
 */
export function noAlerts({ seen, policy }: Pick<GateInput, 'seen' | 'policy'>): GateVerdict | undefined {
  if (policy.alerts === undefined) return undefined;
  const { alerts } = seen;
  if (alerts === undefined) return block('alerts', { code: 'alerts-not-read', why: undefined });
  if (alerts.kind !== 'alerts') return block('alerts', { code: 'alerts-not-read', why: alerts.why });
  return alerts.firing.length === 0
    ? pass('alerts')
    : block('alerts', { code: 'alerts-firing', alerts: alerts.firing, matchers: policy.alerts });
}
