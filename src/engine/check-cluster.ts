import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { Result } from '../lib/result.js';
import { alwaysOpen } from '../roll/calendar.js';
import { flowControl } from '../roll/checks/flow-control.js';
import { hosts } from '../roll/checks/hosts.js';
import { ofPlan } from '../roll/checks/of-plan.js';
import { resultsOf, type CheckName, type CheckResult, type ClusterCheck } from '../roll/checks/result.js';
import { settingsLeft } from '../roll/checks/settings-left.js';
import { versions } from '../roll/checks/versions.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { ClusterRecord } from '../store/run-store.js';
import type { CheckedAccess } from './check-access.js';
import { gatesOfRecord, readForPlan } from './plan-roll.js';

/** Whoever asks has an answer after this, whatever hangs. */
export const checkLimitMs = 30_000;

interface Means {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Looks at everything that a roll of one cluster needs, all at the same time, and changes nothing.
 * @param record what the bot keeps of the cluster; a failure is a clause that says why that is not known
 */
export async function checkCluster(
  access: CheckedAccess,
  record: Result<ClusterRecord, string>,
  { clock, log, signal }: Means,
): Promise<ClusterCheck> {
  const { cluster } = access.policy;
  const began = clock.now();
  const over = new AbortController();
  const isOver = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const cancel = clock.after(checkLimitMs, () => {
    over.abort();
  });
  const both = AbortSignal.any([signal, over.signal]);
  const within = async (
    check: CheckName,
    look: () => Promise<readonly CheckResult[]>,
  ): Promise<readonly CheckResult[]> => {
    try {
      return await Promise.race([look(), isOver.then(() => [tooSlow(check)])]);
    } catch (error) {
      log.error({ cluster, check, err: error }, 'something could not be checked');
      return [resultsOf(check)('fail', { code: 'check-broke', said: String(error) }, { code: 'do-ask-again' })];
    }
  };
  const reading = readForPlan(withoutOthers(access), both);
  const seen = reading.then(
    (read) => (read.ok ? read.value : undefined),
    () => undefined,
  );
  const parts = access.parts.map(({ check, look }) => ({ check, results: within(check, () => look(seen, both)) }));
  const own = within('reading', async () => ofReading(await reading, access, record, clock.now()));
  const first = parts.filter(({ check }) => check === 'metas');
  const rest = parts.filter((part) => !first.includes(part));
  const results = await Promise.all([...first.map((part) => part.results), own, ...rest.map((part) => part.results)]);
  cancel();
  return { cluster, results: results.flat(), ms: clock.now() - began };
}

/** What the driver and the monitors say is asked by parts of their own. */
function withoutOthers({ policy, admin, processes }: CheckedAccess): Parameters<typeof readForPlan>[0] {
  const { asksDriver: _driver, alerts: _alerts, ...rest } = policy;
  return { policy: rest, admin, processes };
}

const tooSlow = (check: CheckName): CheckResult =>
  resultsOf(check)('fail', { code: 'check-too-slow', ms: checkLimitMs }, { code: 'do-ask-again' });

function ofReading(
  read: Result<Observation, AdminFailure>,
  access: CheckedAccess,
  kept: Result<ClusterRecord, string>,
  now: number,
): readonly CheckResult[] {
  const result = resultsOf('reading');
  const { way, calendar } = access;
  if (!read.ok) {
    const { message, raw } = read.failure;
    return [result('fail', { code: 'check-unread', way, said: message }, { code: 'do-look-at-access' }, raw)];
  }
  const seen = read.value;
  const { policy } = withoutOthers(access);
  const record = kept.ok ? kept.value : undefined;
  const maintained = record?.maintenance !== undefined;
  const context = {
    now,
    policy,
    restarts: record?.restarts ?? [],
    lock: record?.lock,
    calendar: calendar?.(now) ?? alwaysOpen,
  };
  const leftOut = [...(record === undefined ? gatesOfRecord : []), ...(maintained ? ['settings-sane' as const] : [])];
  return [
    result('ok', {
      code: 'check-read',
      way,
      leader: seen.leader,
      level: seen.effectiveLevel,
      servers: seen.nodes.length,
      tables: seen.tables.length,
    }),
    ...ofName(seen, policy.clusterName),
    ...ofPlan(seen, context, leftOut),
    ...(kept.ok ? [] : [resultsOf('run')('unknown', { code: 'check-record-unknown', why: kept.failure })]),
    ...versions(seen),
    ...hosts(seen),
    ...(maintained
      ? [resultsOf('run')('note', { code: 'check-run-at-work' })]
      : [flowControl(seen), ...settingsLeft(seen, policy)]),
  ];
}

/** Another name than the configured one is the gate's to say. */
function ofName({ clusterName }: Observation, configured: string | undefined): readonly CheckResult[] {
  if (configured === undefined || clusterName !== configured) return [];
  return [resultsOf('leader-known')('ok', { code: 'check-own-name', name: configured })];
}
