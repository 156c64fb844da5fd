import type { RunService } from '../engine/run-service.js';
import { formatDuration } from '../lib/duration.js';
import type { Clock } from '../lib/clock.js';
import type { HttpServer } from '../lib/http-server.js';
import { isFromHere } from '../lib/loopback.js';
import { hasEnded } from '../roll/run.js';
import type { Slack } from '../slack/start-slack.js';
import { troubleLines, troubleMetrics, type EngineHealth } from './trouble-words.js';

/** Disconnected for longer than this, the bot may miss what people press: it is not ready. */
const disconnectedLimitMs = 30_000;

export interface HealthSources {
  readonly runService: RunService;
  readonly slack: () => Slack | undefined;
  readonly engine: EngineHealth;
  readonly clock: Clock;
}

/**
 * `/healthz`: the process works. `/readyz`: it hears people and its runs can go on; why not, only this machine is told.
 * `/metrics`: in Prometheus' text format.
 */
export function serveHealth(httpServer: HttpServer, sources: HealthSources): void {
  /** @param brief what others than this machine are told instead */
  const route = (
    path: string,
    answer: () => { readonly status: number; readonly body: string },
    brief?: (status: number) => string,
  ): void => {
    httpServer.serve('GET', path, (request, response) => {
      const { status, body } = answer();
      const said = brief === undefined || isFromHere(request) ? body : brief(status);
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(said);
    });
  };
  route('/healthz', () => ({ status: 200, body: 'ok\n' }));
  route(
    '/readyz',
    () => {
      const health = sources.slack()?.health();
      const troubles = troubleLines(sources.engine, sources.clock.now());
      const told = troubles.map((line) => `${line}\n`).join('');
      if (health === undefined) return { status: 503, body: `Slack: not connected yet\n${told}` };
      const disconnected = !health.connected && (health.disconnectedForMs ?? 0) > disconnectedLimitMs;
      return {
        status: disconnected || !health.letIn || troubles.length > 0 ? 503 : 200,
        body: `Slack: ${health.detail}\n${gapWords(health.gaps)}${told}`,
      };
    },
    (status) => (status === 200 ? 'ready\n' : 'not ready\n'),
  );
  route('/metrics', () => ({ status: 200, body: metrics(sources) }));
}

function metrics({ runService, slack, engine, clock }: HealthSources): string {
  const active = runService.runs().filter((run) => !hasEnded(run));
  const health = slack()?.health();
  return [
    '# HELP pegasus_roll_active_runs Runs that have not ended, by state.',
    '# TYPE pegasus_roll_active_runs gauge',
    ...[...new Set(active.map(({ status }) => status))].map(
      (status) => `pegasus_roll_active_runs{state="${status}"} ${active.filter((run) => run.status === status).length}`,
    ),
    '# HELP pegasus_roll_slack_connected Whether events from Slack come in.',
    '# TYPE pegasus_roll_slack_connected gauge',
    `pegasus_roll_slack_connected ${health?.connected === true ? 1 : 0}`,
    '# HELP pegasus_roll_slack_disconnected_seconds For how long they have not.',
    '# TYPE pegasus_roll_slack_disconnected_seconds gauge',
    `pegasus_roll_slack_disconnected_seconds ${(health?.disconnectedForMs ?? 0) / 1000}`,
    '# HELP pegasus_roll_slack_let_in Whether Slack takes the tokens of the bot; 0 once one of them has been revoked.',
    '# TYPE pegasus_roll_slack_let_in gauge',
    `pegasus_roll_slack_let_in ${health?.letIn === false ? 0 : 1}`,
    '# HELP pegasus_roll_slack_gaps_total How often events from Slack stopped coming in and came again.',
    '# TYPE pegasus_roll_slack_gaps_total counter',
    `pegasus_roll_slack_gaps_total ${health?.gaps.count ?? 0}`,
    '# HELP pegasus_roll_slack_gap_seconds_total For how long they did not, in all.',
    '# TYPE pegasus_roll_slack_gap_seconds_total counter',
    `pegasus_roll_slack_gap_seconds_total ${(health?.gaps.totalMs ?? 0) / 1000}`,
    '# HELP pegasus_roll_unseen_runs Runs that cannot be shown in their channel.',
    '# TYPE pegasus_roll_unseen_runs gauge',
    `pegasus_roll_unseen_runs ${health?.unseenRuns ?? 0}`,
    ...troubleMetrics(engine, clock.now()),
    '',
  ].join('\n');
}

function gapWords({ count, totalMs, last }: ReturnType<Slack['health']>['gaps']): string {
  if (last === undefined) return '';
  return (
    `Not heard ${count} ${count === 1 ? 'time' : 'times'} since the start, ${formatDuration(totalMs)} ` +
    `in all; last for ${formatDuration(last.to - last.from)} until ${new Date(last.to).toISOString()}\n`
  );
}
