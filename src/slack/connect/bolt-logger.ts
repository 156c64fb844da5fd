import { LogLevel, type Logger } from '@slack/bolt';
import { createMasker } from '../../lib/mask.js';
import type { Log } from '../../lib/log.js';

const masked = createMasker([]);

/** So many different warnings are counted; what comes after those is not logged. */
const mostCounted = 100;

/**
 * The same for what anybody who reaches the port can cause: of warnings that differ in numbers only, the first, the
 * second, the fourth, the eighth and so on are logged, with how many there were.
 */
export function sampledBoltLogger(log: Log): Logger {
  const times = new Map<string, number>();
  return boltLogger({
    debug: (fields, message) => {
      log.debug(fields, message);
    },
    warn: (fields, message) => {
      const kind = message.replace(/\d+/g, '#').slice(0, 200);
      if (!times.has(kind) && times.size >= mostCounted) return;
      const count = (times.get(kind) ?? 0) + 1;
      times.set(kind, count);
      if (Number.isInteger(Math.log2(count))) log.warn({ ...fields, times: count }, message);
    },
  });
}

/**
 * The SDK's log lines in ours. Its debug lines are dropped: they hold whole payloads with response
 * addresses and tickets. Its errors are warnings here; whoever made the call says what they mean.
 */
export function boltLogger(log: Pick<Log, 'debug' | 'warn'>): Logger {
  const text = (parts: readonly unknown[]): string =>
    masked(
      parts
        .map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : JSON.stringify(part)))
        .join(' '),
    ).replace(/wss?:\/\/\S+/g, 'the socket');
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => {
      log.debug({ from: 'slack-sdk' }, text(parts));
    },
    warn: (...parts: unknown[]) => {
      log.warn({ from: 'slack-sdk' }, text(parts));
    },
    error: (...parts: unknown[]) => {
      log.warn({ from: 'slack-sdk' }, text(parts));
    },
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
