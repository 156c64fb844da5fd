/**
 * The bot of the demo in a process of its own, so that it can be killed as a real one is. The demo tells it what to
 * connect to, and how fast the cluster's time goes; it tells the demo of every run.
 */
import process from 'node:process';
import { realClock } from '../../src/lib/clock.js';
import { createLog, parseLogLevel } from '../../src/lib/create-log.js';
import { startBot, type Bot } from '../../src/compose/bot.js';
import { botConfig } from './config.js';
import { liveTiming, type LiveTiming } from './live-timing.js';
import { toRunView } from './to-run-view.js';
import { toBot, type BotSettings, type FromBot } from './messages.js';

let timing: LiveTiming | undefined;
let bot: Bot | undefined;
const ending = new AbortController();

function send(message: FromBot): void {
  if (process.connected) process.send?.(message);
}

async function begin(given: BotSettings): Promise<void> {
  const { botToken, appToken, apiUrl } = given;
  timing = liveTiming(realClock, given.speed === 0 ? 1 : given.speed, given.partitions);
  if (given.speed === 0) timing.setSpeed(0);
  const level = parseLogLevel(given.logLevel, 'warn');
  const started = await startBot({
    config: botConfig(given, timing.timing),
    secrets: { mode: 'socket', botToken, appToken, apiUrl },
    clock: realClock,
    log: createLog({
      level: level.ok ? level.value : 'warn',
      secrets: [botToken, appToken],
      destination: { write: (line) => void process.stderr.write(line) },
    }),
    onRun: (run) => {
      send({ kind: 'run', run: toRunView(run) });
    },
    signal: ending.signal,
  });
  if (started.ok) {
    bot = started.value;
    if (ending.signal.aborted) await end();
    else send({ kind: 'up' });
    return;
  }
  send({ kind: 'failed', why: started.failure });
  process.exitCode = 1;
  process.disconnect();
}

async function end(): Promise<void> {
  ending.abort();
  // Still starting: the start is called off, and ends by itself.
  if (bot === undefined) return;
  await bot.stop();
  process.exit(0);
}

// A terminal tells all of its programs to end; this one ends when the demo says so, or is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => {
  process.exit(process.exitCode ?? 0);
});
process.on('message', (received) => {
  const message = toBot.parse(received);
  switch (message.kind) {
    case 'begin':
      void begin(message);
      return;
    case 'speed':
      timing?.setSpeed(message.speed);
      return;
    case 'end':
      void end();
  }
});
