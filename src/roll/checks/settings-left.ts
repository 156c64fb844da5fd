import type { Observation } from '../observation.js';
import type { ClusterPolicy } from '../policy.js';
import { resultsOf, type CheckResult } from './result.js';

/** What `pegasus_rolling_update.sh` sets: 3000 minutes. */
const delayOfScript = 180_000_000;
/** While copies come back, the script and this bot let a server take so many at a time. */
const mostOfScript = 100;
const longDelayMs = 3_600_000;

/**
 * Settings of the leader that look as if a tool had left them behind when it died (docs/pegasus.md, "Settings in the
 * leader's memory"). That add_secondary stands at 0 is the gate `settings-sane`'s to say.
 */
export function settingsLeft(seen: Observation, { timing }: Pick<ClusterPolicy, 'timing'>): readonly CheckResult[] {
  const result = resultsOf('settings-left');
  const { leader, settings } = seen;
  const { assignDelayMs: delay, addSecondaryMax: most } = settings;
  const ofDelay =
    delay === delayOfScript
      ? ({ code: 'delay-of-script-left', delay } as const)
      : delay === timing.assignDelay
        ? ({ code: 'delay-of-bot-left', delay } as const)
        : delay > longDelayMs
          ? ({ code: 'delay-is-long', delay } as const)
          : undefined;
  const found = [
    ...(ofDelay === undefined ? [] : [result('warn', ofDelay, { code: 'do-reset-delay', leader })]),
    ...(most === mostOfScript
      ? [result('warn', { code: 'add-secondary-of-script-left', most }, { code: 'do-reset-add-secondary', leader })]
      : []),
  ];
  return found.length > 0 || most === 0 ? found : [result('ok', { code: 'no-settings-left', delay, most })];
}
