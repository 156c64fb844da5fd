import type { Log } from '../lib/log.js';

/** What the room needs of a log. */
export type SlackLog = Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
