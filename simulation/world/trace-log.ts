import type { ParentLog } from '../../src/lib/log.js';
import type { Trace } from './trace.js';

/** What the bot logs stands in the history. */
export function logTo(trace: Trace): ParentLog {
  const note =
    (level: string) =>
    (fields: object, message: string): void => {
      const why =
        'err' in fields ? `: ${fields.err instanceof Error ? fields.err.message : JSON.stringify(fields.err)}` : '';
      trace.note(level, `${message}${why}`);
    };
  const log: ParentLog = {
    debug: () => undefined,
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: () => log,
  };
  return log;
}
