import { ok, type Result } from '../lib/result.js';
import type {
  AdminFailure,
  AlertsReading,
  Look,
  MonitorReading,
  Observation,
  Replaceable,
} from '../roll/observation.js';
import type { ClusterAccess } from './deps.js';

type Asked = Pick<ClusterAccess, 'admin' | 'processes' | 'monitors'>;

/**
 * A reading of the cluster, and beside it what the process driver and the monitors read where the look asks for that.
 * What they do not say is not known, and never "it can be replaced" or "it is at rest".
 */
export async function observe(
  access: Asked,
  look: Look,
  signal: AbortSignal,
): Promise<Result<Observation, AdminFailure>> {
  const { replaceable: servers, settle, alerts, ...ofCluster } = look;
  const [reading, replaceable, settled, firing] = await Promise.all([
    access.admin.observe(ofCluster, signal),
    servers === undefined ? undefined : replaceableOf(access, servers, signal),
    settle === undefined ? undefined : settledOf(access, signal),
    alerts === undefined ? undefined : alertsOf(access, signal),
  ]);
  if (!reading.ok) return reading;
  return ok({
    ...reading.value,
    ...(replaceable === undefined ? {} : { replaceable }),
    ...(settled === undefined ? {} : { settle: settled }),
    ...(firing === undefined ? {} : { alerts: firing }),
  });
}

async function replaceableOf(
  { processes }: Asked,
  servers: NonNullable<Look['replaceable']>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Replaceable>>> {
  const unknown = (why: string): Readonly<Record<string, Replaceable>> =>
    Object.fromEntries(servers.map(({ address }) => [address, { kind: 'unknown', why }]));
  const silent = unknown('the process driver does not say whether it can be replaced');
  const said = await processes.replaceable?.(servers, signal).catch((error: unknown) => unknown(String(error)));
  return { ...silent, ...said };
}

async function alertsOf({ monitors }: Asked, signal: AbortSignal): Promise<AlertsReading> {
  const unread = (why: string): AlertsReading => ({ kind: 'unreachable', why, raw: [] });
  const reading = await monitors?.alerts?.(signal).catch((error: unknown) => unread(String(error)));
  return reading ?? unread('the configuration does not say any more who knows of alerts');
}

async function settledOf({ monitors }: Asked, signal: AbortSignal): Promise<MonitorReading> {
  const unread = (why: string): MonitorReading => ({ kind: 'unreachable', why, raw: [] });
  const reading = await monitors?.settled?.(signal).catch((error: unknown) => unread(String(error)));
  return reading ?? unread('the configuration does not say any more how that is measured');
}
