import { pino, stdSerializers, type Logger } from 'pino';
import { fail, ok, type Result } from './result.js';
import type { ParentLog } from './log.js';
import { createMasker, plantedMasker, type Masker } from './mask.js';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type Level = (typeof levels)[number];

/** What `LOG_LEVEL` says, or a sentence when that is no level. */
export function parseLogLevel(text: string | undefined, ifNothing: Level = 'info'): Result<Level, string> {
  if (text === undefined || text === '') return ok(ifNothing);
  const level = levels.find((each) => each === text.toLowerCase());
  return level === undefined
    ? fail(
        `LOG_LEVEL: expected ${levels.slice(0, -1).join(', ')} or ${levels.slice(-1).join('')}, found ` +
          JSON.stringify(text),
      )
    : ok(level);
}

/**
 * JSON lines, by default on standard error so that what a command prints stays clean. Every text is
 * masked, whatever field it is in: `secrets` wherever they stand, and what looks like a secret.
 */
export function createLog(options: {
  readonly level: Level;
  readonly secrets: readonly string[];
  readonly destination?: { write(line: string): void };
}): ParentLog {
  const mask = createMasker(options.secrets);
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors have been made plain before they get here.
      serializers: { err: (plain: unknown) => plain },
      // Whatever way a planted value found past the fields, it does not leave the process.
      hooks: { streamWrite: plantedMasker(options.secrets) },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return masking(logger, mask);
}

function masking(logger: Logger, mask: Masker): ParentLog {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: object, message: string): void => {
      if (logger.isLevelEnabled(level)) logger[level](maskFields(fields, mask), mask(message));
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => masking(logger.child(maskFields(fields, mask)), mask),
  };
}

const secretField = /^(?:.*(?:password|passwd|token|secret|apikey|api_key|private_key)|authorization|cookie)$/i;
const deepest = 8;

function maskFields(fields: object, mask: Masker): Record<string, unknown> {
  const entries = (object: object, around: readonly object[]): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' && secretField.test(name) ? '***' : masked(value, [...around, object]),
      ]),
    );
  const masked = (value: unknown, around: readonly object[]): unknown => {
    if (typeof value === 'string') return mask(value);
    if (typeof value !== 'object' || value === null) return value;
    if (around.includes(value) || around.length > deepest) return '…';
    if (value instanceof Error) return entries(stdSerializers.err(value), [...around, value]);
    if (Array.isArray(value)) return value.map((item: unknown) => masked(item, [...around, value]));
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Map || value instanceof Set) return masked([...value], around);
    return entries(value, around);
  };
  return entries(fields, []);
}
