import { formatDuration } from '../lib/duration.js';
import type { Clock } from '../lib/clock.js';
import type { HttpServer } from '../lib/http-server.js';
import type { Log } from '../lib/log.js';
import { isFromHere } from '../lib/loopback.js';
import type { Slack } from '../slack/start-slack.js';
import { troubleLines, type EngineHealth } from './trouble-words.js';

/** Disconnected for longer than this, the bot may miss what people press: it is not ready. */
const disconnectedLimitMs = 30_000;

export interface HealthSources {
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly log: Log;
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
  httpServer.serve('GET', '/metrics', (_, response) => {
    sources.metrics().then(
      ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
      (error: unknown) => {
        sources.log.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
}

function gapWords({ count, totalMs, last }: ReturnType<Slack['health']>['gaps']): string {
  if (last === undefined) return '';
  return (
    `Not heard ${count} ${count === 1 ? 'time' : 'times'} since the start, ${formatDuration(totalMs)} ` +
    `in all; last for ${formatDuration(last.to - last.from)} until ${new Date(last.to).toISOString()}\n`
  );
}
