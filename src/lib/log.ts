/** Where a part of the bot writes what happens: fields first, then one sentence. pino's logger fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One that makes others, whose lines have further fields. */
export interface ParentLog extends Log {
  child(fields: Record<string, unknown>): ParentLog;
}
