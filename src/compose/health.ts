import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Desk } from '../engine/desk.js';
import { formatDuration } from '../lib/duration.js';
import type { Log } from '../lib/log.js';
import { hasEnded } from '../roll/run.js';
import type { Slack } from '../slack/start-slack.js';

/** Deaf for longer than this, the bot may miss what people press: it is not ready. */
const deafMs = 30_000;

export interface HealthSources {
  readonly desk: Desk;
  readonly slack: () => Slack | undefined;
}

interface HealthRoute {
  readonly path: string;
  readonly method: 'GET';
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** `/healthz`: the process works. `/readyz`: it hears people. `/metrics`: in Prometheus' text format. */
export function healthRoutes(sources: HealthSources): HealthRoute[] {
  const route = (path: string, answer: () => { readonly status: number; readonly body: string }): HealthRoute => ({
    path,
    method: 'GET',
    handler: (_request, response) => {
      const { status, body } = answer();
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
    },
  });
  return [
    route('/healthz', () => ({ status: 200, body: 'ok\n' })),
    route('/readyz', () => {
      const health = sources.slack()?.health();
      if (health === undefined) return { status: 503, body: 'Slack: not connected yet\n' };
      const deaf = !health.connected && (health.deafSinceMs ?? 0) > deafMs;
      return { status: deaf || !health.letIn ? 503 : 200, body: `Slack: ${health.detail}\n${gapWords(health.gaps)}` };
    }),
    route('/metrics', () => ({ status: 200, body: metrics(sources) })),
  ];
}

/** The routes on a server of their own, where Slack does not come in over HTTP. Anybody may ask: no request ends the bot. */
export async function serveHealth(routes: readonly HealthRoute[], listen: { readonly host: string; readonly port: number }, log: Log): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    try {
      // Compared as it was sent: a parser of addresses throws at some that are none.
      const [path] = (request.url ?? '').split('?');
      const route = routes.find((it) => it.path === path && request.method === it.method);
      if (route === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      else route.handler(request, response);
    } catch (error) {
      log.error({ err: error }, 'a request for health or metrics could not be answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  server.on('error', (error) => {
    log.error({ err: error }, 'the server of health and metrics has trouble');
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function metrics({ desk, slack }: HealthSources): string {
  const active = desk.runs().filter((run) => !hasEnded(run));
  const health = slack()?.health();
  return [
    '# HELP pegasus_roll_active_runs Runs that have not ended, by state.',
    '# TYPE pegasus_roll_active_runs gauge',
    ...[...new Set(active.map(({ status }) => status))].map((status) => `pegasus_roll_active_runs{state="${status}"} ${active.filter((run) => run.status === status).length}`),
    '# HELP pegasus_roll_slack_connected Whether events from Slack come in.',
    '# TYPE pegasus_roll_slack_connected gauge',
    `pegasus_roll_slack_connected ${health?.connected === true ? 1 : 0}`,
    '# HELP pegasus_roll_slack_deaf_seconds For how long they have not.',
    '# TYPE pegasus_roll_slack_deaf_seconds gauge',
    `pegasus_roll_slack_deaf_seconds ${(health?.deafSinceMs ?? 0) / 1000}`,
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
    '',
  ].join('\n');
}

function gapWords({ count, totalMs, last }: ReturnType<Slack['health']>['gaps']): string {
  if (last === undefined) return '';
  return `Not heard ${count} ${count === 1 ? 'time' : 'times'} since the start, ${formatDuration(totalMs)} in all; last for ${formatDuration(last.to - last.from)} until ${new Date(last.to).toISOString()}\n`;
}
