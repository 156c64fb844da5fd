import { join } from 'node:path';
import { calendarOf } from '../calendar/calendar-of.js';
import type { ClusterConfig, Config } from '../config/config.js';
import { toPolicy } from '../config/policy.js';
import { secretValues, type SlackSecrets } from '../config/slack-secrets.js';
import type { ClusterAccess } from '../engine/deps.js';
import { Engine } from '../engine/engine.js';
import { logRuns } from '../engine/log-runs.js';
import type { Clock } from '../lib/clock.js';
import { HttpServer } from '../lib/http-server.js';
import type { ParentLog } from '../lib/log.js';
import { fail, ok, type Result } from '../lib/result.js';
import { reasonOf } from '../lib/thrown.js';
import { packageVersion } from '../cli/package-version.js';
import { Metrics } from '../metrics/metrics.js';
import { seededRandom } from './seeded-random.js';
import { createProcessControl } from '../processes/create.js';
import { openCommandRecords } from '../store/open-command-records.js';
import { hasEnded, type Run } from '../roll/run.js';
import { startSlack, type Slack } from '../slack/start-slack.js';
import { openStore } from '../store/files/open-store.js';
import { auditWitness } from './audit-witness.js';
import { checksInSlack } from './check/in-slack.js';
import { clusterAdmin, hostRule } from './cluster-admin.js';
import { disconnectedTooLong } from './disconnect-watch.js';
import { serveHealth } from './health.js';
import { keepRetention } from './retention.js';
import type { OpenRun } from './reload.js';
import { monitorsOf, silencerOf } from './monitors.js';
import { probeOf } from './probe.js';
import { notifyByProgram } from './notify-by-program.js';

/**
 * What is under way on a cluster is seen to its end and written down, but not for ever: whoever stopped the bot waits.
 */
const settleMs = 30_000;

export interface BotOptions {
  readonly config: Config;
  readonly secrets: SlackSecrets;
  readonly clock: Clock;
  readonly log: ParentLog;
  /** Called with every new state of every run. */
  readonly onRun?: (run: Run) => void;
  /** Whoever starts it does not want it any more: the start fails, after what it has begun is put away. */
  readonly signal?: AbortSignal;
}

export interface Bot {
  /** Where /healthz, /readyz and /metrics are. */
  readonly listening: { readonly host: string; readonly port: number };
  /** Resolves when Slack has not been heard for longer than the configuration allows; otherwise never. */
  readonly disconnected: Promise<void>;
  /** Resolves, with the reason, when the database takes nothing any more; otherwise not before it is closed. */
  readonly unusable: Promise<string>;
  /** Resolves, with the reason, when some run cannot go on in this process; otherwise never. */
  readonly brokenDown: Promise<string>;
  /** Runs that have not ended. */
  openRuns(): readonly OpenRun[];
  /** Begins nothing more, writes down what is under way, says it, and gives the database free. */
  stop(): Promise<void>;
}

/** How to reach a configured cluster. */
export function clusterAccess(
  config: Config,
  cluster: ClusterConfig,
  secrets: readonly string[],
  clock: Clock,
  log: ParentLog,
): ClusterAccess {
  const own = log.child({ cluster: cluster.cluster });
  const allows = hostRule(cluster);
  const monitors = monitorsOf(cluster, secrets, clock, process.env);
  const commandsFolder = join(config.store.path, 'commands');
  return {
    policy: toPolicy(cluster),
    channel: cluster.channel,
    ...(allows === undefined ? {} : { allows }),
    calendar: calendarOf(cluster),
    admin: clusterAdmin(cluster, cluster.admin, clock, own),
    ...(monitors === undefined ? {} : { monitors }),
    ...(cluster.probe === undefined ? {} : { probe: probeOf(cluster, cluster.probe, clock, own) }),
    processes: createProcessControl({
      settings: cluster.processes,
      cluster: cluster.cluster,
      records: openCommandRecords({ kind: 'files', folder: commandsFolder }),
      folder: commandsFolder,
      clock,
      log: own,
      secrets,
      ...(allows === undefined ? {} : { allows }),
    }),
  };
}

/**
 * The bot, whole: database, engine, Slack, health. What keeps it from starting is said in a sentence, and nothing is
 * left open.
 */
export async function startBot({
  config,
  secrets,
  clock,
  log,
  onRun,
  signal = new AbortController().signal,
}: BotOptions): Promise<Result<Bot, string>> {
  const opened = await openStore({ path: config.store.path, clock, log, signal });
  if (!opened.ok) return fail(opened.failure.sentence);
  const store = opened.value;
  let slack: Slack | undefined;
  let httpServer: HttpServer | undefined;
  const metrics = new Metrics({
    version: packageVersion(),
    clusters: config.clusters.map(({ cluster }) => cluster),
    runs: store.runs,
    clock,
  });
  const engine = new Engine({
    store: { ...store, runs: metrics.runs },
    clock,
    log,
    random: seededRandom(),
    clusters: config.clusters.map((cluster) => {
      const access = clusterAccess(config, cluster, secretValues(secrets), clock, log);
      const { admin, processes } = access;
      return {
        ...access,
        checks: checksInSlack(cluster, access.processes, secrets, clock, log),
        admin: metrics.admin(cluster.cluster, admin),
        processes: metrics.processes(processes),
      };
    }),
    confirmVotes: async (run) => {
      const check = await slack?.reconcileVotes(run);
      if (check?.kind !== 'checked')
        log.warn(
          { run, why: check?.why ?? 'Slack is not connected' },
          'the votes of a run could not be looked at once more before it begins',
        );
    },
  });
  let takenUp = (): void => undefined;
  const runsKnown = new Promise<void>((resolve) => {
    takenUp = resolve;
  });
  try {
    // First of all, in both modes: whoever asks whether the process works must not kill it because Slack is slow.
    httpServer = await HttpServer.open(config.http, clock, log);
    serveHealth(httpServer, {
      slack: () => slack,
      engine,
      clock,
      log,
      metrics: async () => ({
        contentType: metrics.contentType,
        text: await metrics.text({
          runService: engine,
          slack: () => slack?.health(),
          loops: () => engine.loops(),
          unsaved: engine.unsaved,
          shortOfRoom: () => engine.shortOfRoom,
        }),
      }),
    });
    engine.subscribe(metrics.saw);
    if (onRun !== undefined) engine.subscribe(onRun);
    engine.subscribe(logRuns(log, store.runs.loaded()));
    // People can be heard before the runs go on: what they press while the bot starts is not lost.
    slack = await startSlack({
      runService: engine,
      clock,
      log,
      mode: config.slack.mode,
      tokens:
        secrets.mode === 'socket'
          ? { bot: secrets.botToken, app: secrets.appToken }
          : { bot: secrets.botToken, signingSecret: secrets.signingSecret },
      ...(secrets.apiUrl === undefined ? {} : { apiUrl: secrets.apiUrl }),
      httpServer,
      reactions: config.slack.reactions,
      language: config.language,
      groups: new Map(config.groups.map(({ name, clusters }) => [name, clusters])),
      ...(config.slack.digest === undefined ? {} : { digestChannel: config.slack.digest }),
      rasterize: async (svg) => (await import('../picture/rasterize.js')).rasterize(svg),
      runsKnown,
      signal,
      onLost: (cluster) => config.clusters.find((each) => each.cluster === cluster)?.onLost ?? 'continue',
      alternate: {
        ...(config.slack.alternate.channel === undefined ? {} : { channel: config.slack.alternate.channel }),
        direct: config.slack.alternate.direct,
        ...(config.slack.alternate.command === undefined
          ? {}
          : { command: notifyByProgram(config.slack.alternate.command) }),
      },
      unsaved: engine.unsaved,
      onCall: metrics.slackCall,
      onGap: (gap) => {
        const entries = engine.runs().flatMap((run) =>
          hasEnded(run)
            ? []
            : [
                {
                  at: gap.to,
                  cluster: run.cluster,
                  run: run.id,
                  what: 'bot' as const,
                  detail: { disconnectedFrom: gap.from, disconnectedTo: gap.to },
                },
              ],
        );
        store.audit.append(entries).catch((error: unknown) => {
          log.error({ err: error }, 'a gap in hearing Slack could not be written down');
        });
      },
    });
    if (signal.aborted) throw new Error('the start was called off');
    // A run under way needs its bot, whatever becomes of its token; without one a person waits for the sentence.
    if (slack.refused !== undefined && !engine.isNeeded()) throw new Error(slack.refused);
    const { witness } = config.audit;
    const witnessed = witness === undefined ? undefined : auditWitness(engine, notifyByProgram(witness), log);
    if (witnessed !== undefined) engine.subscribe(witnessed.see);
    for (const cluster of config.clusters) {
      const silencer = silencerOf(cluster, clock, log, process.env, (run, why) => {
        engine.remark(run, { code: 'not-silenced', why });
      });
      if (silencer !== undefined)
        engine.subscribe((run) => {
          if (run.cluster === cluster.cluster) silencer.see(run);
        });
    }
    await engine.start();
    takenUp();
    witnessed?.started();
    const listening = httpServer.address;
    log.info({ ...listening, clusters: config.clusters.map(({ cluster }) => cluster) }, 'the bot is up');
    const stopping = new AbortController();
    const { retention } = config.store;
    if (retention !== undefined) void keepRetention(store, retention, { clock, log, signal: stopping.signal });
    return ok({
      listening,
      disconnected: disconnectedTooLong(slack, config.slack.disconnectLimitMs, clock, stopping.signal),
      unusable: store.lease.over.then(({ why }) => why),
      brokenDown: engine.brokenDown,
      openRuns: () => engine.runs().filter((run) => !hasEnded(run)),
      stop: async () => {
        stopping.abort();
        const settled = new AbortController();
        await Promise.race([engine.stop(), clock.sleep(settleMs, settled.signal)]);
        settled.abort();
        await slack?.stop();
        await httpServer?.close();
        await store.close().catch((error: unknown) => {
          log.error({ err: error }, 'the database could not be closed in good order; what was saved is saved');
        });
        log.info({}, 'the bot has stopped');
      },
    });
  } catch (error) {
    await engine.stop();
    await slack?.stop();
    await httpServer?.close();
    await store.close();
    return fail(reasonOf(error));
  }
}
