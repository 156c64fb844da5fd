import { LogLevel, type Logger } from '@slack/bolt';
import { createMasker } from '../../lib/mask.js';
import type { SlackLog } from '../log.js';

const masked = createMasker([]);

/**
 * The SDK's log lines in ours. Its debug lines are dropped: they hold whole payloads with response
 * addresses and tickets. Its errors are warnings here; whoever made the call says what they mean.
 */
export function boltLogger(log: SlackLog): Logger {
  const text = (parts: readonly unknown[]): string =>
    masked(parts.map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : JSON.stringify(part))).join(' ')).replace(/wss?:\/\/\S+/g, 'the socket');
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
