import { secretValues, readSlackSecrets } from '../config/slack-secrets.js';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import { realClock } from '../lib/clock.js';
import { createLog, parseLogLevel } from '../lib/create-log.js';
import { startBot } from './bot.js';

/** The bot ends itself because it has not heard Slack for too long: a supervisor is to start it anew. */
const disconnectedCode = 3;
/** The bot ends itself because its database takes nothing any more: only opening it anew tells what is on disk. */
const unusableCode = 4;
/** The bot ends itself because the loop of a run broke and could not even be held. */
const brokenCode = 5;

/**
 * `pegasus-roll start`: runs until SIGTERM or SIGINT, or until it has been disconnected for too long. Answers with the
 * exit code.
 */
export async function start({ config: file }: { readonly config: string }): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const level = parseLogLevel(process.env['LOG_LEVEL']);
  if (!level.ok) {
    say(level.failure);
    return 1;
  }
  const config = await loadConfig(file, process.env);
  if (!config.ok) {
    for (const fault of config.failure) say(describeFault(fault));
    say(
      `${config.failure.length} ${config.failure.length === 1 ? 'fault' : 'faults'} in the ` +
        'configuration: nothing was started',
    );
    return 1;
  }
  const secrets = await readSlackSecrets(config.value.slack.mode, process.env);
  if (!secrets.ok) {
    for (const fault of secrets.failure) say(describeFault(fault));
    return 1;
  }
  const log = createLog({ level: level.value, secrets: secretValues(secrets.value) });
  // From here on there is a lock to give back: no signal may simply end the process.
  const ending = new AbortController();
  const told = toldToEnd().then(() => {
    ending.abort();
  });
  const bot = await startBot({
    config: config.value,
    secrets: secrets.value,
    clock: realClock,
    log,
    signal: ending.signal,
  });
  if (!bot.ok && ending.signal.aborted) {
    log.info({ why: bot.failure }, 'told to end before the bot was up');
    return 0;
  }
  if (!bot.ok) {
    say(bot.failure);
    return 1;
  }
  // It takes nothing any more when it is closed at the end, too: only what came first is told.
  const unusable = bot.value.unusable.then((why) => ({ code: unusableCode, why }));
  const { code, why } = await Promise.race([
    told.then(() => ({ code: 0, why: '' })),
    bot.value.disconnected.then(() => ({ code: disconnectedCode, why: '' })),
    bot.value.brokenDown.then((why) => ({ code: brokenCode, why })),
    unusable,
  ]);
  if (code === brokenCode)
    log.error(
      { why },
      'the loop of a run cannot go on: the bot ends, to be started anew, and goes on from what is saved',
    );
  if (code === unusableCode)
    log.error(
      { why },
      'the database takes nothing any more: the bot ends, to be started anew, and then looks at what is on disk',
    );
  if (code === disconnectedCode)
    log.error(
      { limitMs: config.value.slack.disconnectLimitMs },
      'Slack has not been heard for too long: the bot ends, to be started anew; runs are saved and go on then',
    );
  if (code === 0) log.info({}, 'told to end');
  await bot.value.stop();
  return code;
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
