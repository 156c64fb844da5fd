import { secretValues, readSlackSecrets } from '../config/slack-secrets.js';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import { realClock } from '../lib/clock.js';
import { createLog, parseLogLevel } from '../lib/create-log.js';
import { terminalLog } from '../lib/terminal-log.js';
import type { Config } from '../config/config.js';
import type { Log } from '../lib/log.js';
import type { Result } from '../lib/result.js';
import { startBot, type Bot } from './bot.js';
import { reload } from './reload.js';

/** The bot ends itself because it has not heard Slack for too long: a supervisor is to start it anew. */
const disconnectedCode = 3;
/** The bot ends itself because its database takes nothing any more: only opening it anew tells what is on disk. */
const unusableCode = 4;
/** The bot ends itself because the loop of a run broke and could not even be held. */
const brokenCode = 5;

/**
 * `pegasus-roll start`: runs until SIGTERM or SIGINT, or until it has been disconnected for too long. SIGHUP reads the
 * configuration again. Answers with the exit code.
 */
export async function start({ config: file }: { readonly config: string }): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const level = parseLogLevel(process.env['LOG_LEVEL']);
  if (!level.ok) {
    say(level.failure);
    return 1;
  }
  const loaded = await loadConfig(file, process.env);
  if (!loaded.ok) {
    for (const fault of loaded.failure) say(describeFault(fault));
    say(
      `${loaded.failure.length} ${loaded.failure.length === 1 ? 'fault' : 'faults'} in the ` +
        'configuration: nothing was started',
    );
    return 1;
  }
  const secrets = await readSlackSecrets(loaded.value.slack.mode, process.env);
  if (!secrets.ok) {
    for (const fault of secrets.failure) say(describeFault(fault));
    return 1;
  }
  const terminal = await terminalLog(process.stderr, process.env);
  const log = createLog({
    level: level.value,
    secrets: secretValues(secrets.value),
    ...(terminal === undefined ? {} : { destination: terminal }),
  });
  // From here on there is a lock to give back: no signal may simply end the process.
  const ending = new AbortController();
  // In a terminal SIGHUP says that it was closed.
  const inTerminal = process.stderr.isTTY;
  const told = toldToEnd(['SIGTERM', 'SIGINT', ...(inTerminal ? (['SIGHUP'] as const) : [])]).then(() => {
    ending.abort();
  });
  const hangups = inTerminal ? undefined : countHangups();
  const begin = (config: Config): Promise<Result<Bot, string>> =>
    startBot({ config, secrets: secrets.value, clock: realClock, log, signal: ending.signal });
  let config = loaded.value;
  let bot = await begin(config);
  for (;;) {
    if (!bot.ok && ending.signal.aborted) {
      log.info({ why: bot.failure }, 'told to end before the bot was up');
      return 0;
    }
    if (!bot.ok) {
      say(bot.failure);
      return 1;
    }
    const { value: running } = bot;
    const over = await Promise.race([howItEnds(running, told), ...(hangups === undefined ? [] : [hangups.next()])]);
    if (over !== undefined) {
      tellTheEnd(over, config, log);
      await running.stop();
      return over.code;
    }
    const next = await nextConfig(config, running, log);
    if (next === undefined) continue;
    await running.stop();
    bot = await begin(next);
    if (bot.ok || ending.signal.aborted) config = next;
    else {
      log.error({ why: bot.failure }, 'the bot cannot run with the new configuration: it goes on with the one before');
      bot = await begin(config);
    }
  }
}

/** What SIGHUP asks for; undefined when the present configuration stays. */
async function nextConfig(present: Config, bot: Bot, log: Log): Promise<Config | undefined> {
  const reloaded = await reload(present, bot.openRuns(), process.env);
  if (!reloaded.ok) {
    for (const fault of reloaded.failure) log.error({ fault }, `the configuration was not taken: ${fault}`);
    return undefined;
  }
  const { config, changed } = reloaded.value;
  if (changed.length === 0) {
    log.info({}, 'SIGHUP: nothing has changed in the configuration');
    return undefined;
  }
  log.info({ changed }, `SIGHUP: the bot goes on with a new configuration; changed: ${changed.join(', ')}`);
  return config;
}

interface End {
  readonly code: number;
  readonly why: string;
}

async function howItEnds(bot: Bot, told: Promise<void>): Promise<End> {
  // It takes nothing any more when it is closed at the end, too: only what came first is told.
  const unusable = bot.unusable.then((why) => ({ code: unusableCode, why }));
  return Promise.race([
    told.then(() => ({ code: 0, why: '' })),
    bot.disconnected.then(() => ({ code: disconnectedCode, why: '' })),
    bot.brokenDown.then((why) => ({ code: brokenCode, why })),
    unusable,
  ]);
}

function tellTheEnd({ code, why }: End, { slack }: Config, log: Log): void {
  switch (code) {
    case brokenCode:
      log.error(
        { why },
        'the loop of a run cannot go on: the bot ends, to be started anew, and goes on from what is saved',
      );
      break;
    case unusableCode:
      log.error(
        { why },
        'the database takes nothing any more: the bot ends, to be started anew, and then looks at what is on disk',
      );
      break;
    case disconnectedCode:
      log.error(
        { limitMs: slack.disconnectLimitMs },
        'Slack has not been heard for too long: the bot ends, to be started anew; runs are saved and go on then',
      );
      break;
    default:
      log.info({}, 'told to end');
  }
}

/** Resolves at the first of these signals; from the call on none of them ends the process by itself. */
export function toldToEnd(signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT']): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

/** `next` resolves when SIGHUP has come since it last resolved; from the call on it does not end the process. */
function countHangups(): { next(): Promise<undefined> } {
  let heard = false;
  let wake = (): void => undefined;
  process.on('SIGHUP', () => {
    heard = true;
    wake();
  });
  return {
    next: async () => {
      if (!heard)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      heard = false;
      return undefined;
    },
  };
}
