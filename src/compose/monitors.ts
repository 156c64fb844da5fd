import type { ClusterConfig } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { createMasker } from '../lib/mask.js';
import { ok, type Result } from '../lib/result.js';
import { firingAlerts } from '../monitors/alertmanager.js';
import type { HttpMeans } from '../monitors/http-json.js';
import type { Monitors } from '../monitors/monitors.js';
import { queryPrometheus } from '../monitors/prometheus.js';
import type { SettleSettings } from '../monitors/settings.js';
import { SilenceKeeper } from '../monitors/silence-keeper.js';
import { tokenFor, type TokenOwner } from '../monitors/token.js';
import { ask } from '../processes/ask.js';
import { commandEnvironment } from '../processes/environment.js';
import type { RunId } from '../roll/ids.js';
import type { AlertsReading, MonitorReading } from '../roll/observation.js';

type Environment = Readonly<NodeJS.ProcessEnv>;
type Unread = Exclude<MonitorReading, { kind: 'values' }>;

/** Whom the configuration names to be asked about a cluster; undefined: nobody. */
export function monitorsOf(
  { cluster, settle, alerts }: Pick<ClusterConfig, 'cluster' | 'settle' | 'alerts'>,
  secrets: readonly string[],
  clock: Clock,
  environment: Environment,
): Monitors | undefined {
  const block = alerts?.block;
  if (settle === undefined && block === undefined) return undefined;
  const means = (owner: TokenOwner, signal: AbortSignal): Promise<Result<HttpMeans, string>> =>
    meansOf(owner, environment, clock, signal);
  const mask = createMasker(secrets);
  return {
    ...(settle === undefined
      ? {}
      : {
          settled: async (signal): Promise<MonitorReading> => {
            if (settle.asks.kind === 'command') return askCommand(settle.asks.command, signal);
            const { url, query } = settle.asks;
            const given = await means('PROMETHEUS', signal);
            return given.ok
              ? masked(await queryPrometheus(url, query, given.value), given.value)
              : unread(given.failure);
          },
        }),
    ...(alerts === undefined || block === undefined
      ? {}
      : {
          alerts: async (signal): Promise<AlertsReading> => {
            const given = await means('ALERTMANAGER', signal);
            return given.ok
              ? masked(await firingAlerts(alerts.alertmanager, block, given.value), given.value)
              : unread(given.failure);
          },
        }),
  };

  async function askCommand(
    command: Extract<SettleSettings['asks'], { kind: 'command' }>['command'],
    signal: AbortSignal,
  ): Promise<MonitorReading> {
    const argv = command.map((argument) => argument.replaceAll('{cluster}', cluster));
    const means = { clock, environment: commandEnvironment(environment), mask, signal };
    const said = await ask('the settle command', argv, means);
    return said.ok ? { kind: 'values', values: [1] } : unread(said.failure);
  }

  /** Of what is not understood people see some. */
  function masked<Read extends { readonly kind: string }>(reading: Read | Unread, { token }: HttpMeans): Read | Unread {
    if (!('why' in reading)) return reading;
    const blank = createMasker([...secrets, ...(token === undefined ? [] : [token])]);
    return { ...reading, why: blank(reading.why), raw: reading.raw.map(blank) };
  }
}

/** Who silences alerts while a run of this cluster is at work; undefined: nobody. */
export function silencerOf(
  { alerts }: Pick<ClusterConfig, 'alerts'>,
  clock: Clock,
  log: Log,
  environment: Environment,
  failed: (run: RunId, why: string) => void,
): SilenceKeeper | undefined {
  const matchers = alerts?.silence;
  if (alerts === undefined || matchers === undefined) return undefined;
  const never = new AbortController().signal;
  return new SilenceKeeper({
    url: alerts.alertmanager,
    matchers,
    clock,
    log,
    means: () => meansOf('ALERTMANAGER', environment, clock, never),
    failed,
  });
}

async function meansOf(
  owner: TokenOwner,
  environment: Environment,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<HttpMeans, string>> {
  const token = await tokenFor(owner, environment);
  if (!token.ok) return token;
  return ok({ clock, signal, ...(token.value === undefined ? {} : { token: token.value }) });
}

const unread = (why: string): Unread => ({ kind: 'unreachable', why, raw: [] });
