/**
 * A program of its own: stops, starts or restarts one process of a onebox and ends when that is done.
 *
 *   instance.js stop|start|restart HOME HOST PORT -m N|-r N|-c
 *
 * `run.sh stop_onebox_instance` does not wait for the process to go, and `restart_onebox_instance`
 * starts the new one after a second whether the old one has gone or not, so this looks.
 * It is run in its own folder, HOME: that of 2.0 to 2.5 takes the folder in which it is started for its own.
 * It has no time limit of its own: whoever runs it does.
 */
import { resolve } from 'node:path';
import { realClock } from '../../../lib/clock.js';
import { connects } from '../../connects.js';
import { passOn, say } from '../../print.js';
import { runInGroup } from '../../program.js';

const lookMs = 200;
const connectMs = 2_000;

// A restart is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [verb, home, host, port, ...instance] = process.argv.slice(2);
if (home === undefined || host === undefined || !Number.isInteger(Number(port)) || instance.length === 0) {
  say('usage: instance.js stop|start|restart HOME HOST PORT -m N|-r N|-c');
  process.exitCode = 2;
} else {
  const server = { home, host, port: Number(port), instance };
  process.exitCode = await (verb === 'stop'
    ? stop(server)
    : verb === 'start'
      ? start(server)
      : verb === 'restart'
        ? restart(server)
        : unknownVerb());
}

interface Server {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly instance: readonly string[];
}

async function restart(server: Server): Promise<number> {
  const code = await stop(server);
  return code === 0 ? start(server) : code;
}

async function stop(server: Server): Promise<number> {
  const { code, printed } = await runScript(server, 'stop_onebox_instance');
  // Not running is what was wanted.
  if (code !== 0 && !printed.includes('is not running')) return code;
  while (await listens(server)) await realClock.sleep(lookMs);
  say(`${server.instance.join(' ')}: nothing listens on port ${server.port} any more`);
  return 0;
}

/** A process that no longer listens may still be there for run.sh: it is asked again until it takes it. */
async function start(server: Server): Promise<number> {
  for (;;) {
    const { code, printed } = await runScript(server, 'start_onebox_instance');
    if (code === 0 || !printed.includes('already running')) return code;
    if (await listens(server)) {
      say(`${server.instance.join(' ')}: it runs and listens on port ${server.port}`);
      return 0;
    }
    await realClock.sleep(lookMs);
  }
}

async function listens(server: Server): Promise<boolean> {
  const answer = await connects({ host: server.host, port: server.port }, connectMs, realClock);
  return answer.up;
}

async function runScript(
  server: Server,
  command: string,
): Promise<{ readonly code: number; readonly printed: string }> {
  const { end, printed } = await runInGroup(
    {
      argv: [resolve(server.home, 'run.sh'), command, ...server.instance],
      folder: resolve(server.home),
      onOutput: passOn,
    },
    realClock,
  );
  if (end.kind === 'exited') return { code: end.code, printed };
  say(end.kind === 'not-started' ? end.reason : `run.sh ended otherwise than it should: ${end.kind}`);
  return { code: 1, printed };
}

function unknownVerb(): Promise<number> {
  say(`${String(verb)} is none of stop, start, restart`);
  return Promise.resolve(2);
}
