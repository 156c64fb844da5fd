import { pino, stdSerializers } from 'pino';
import { createMasker, plantedMasker } from './mask.js';

/** What a room needs of a log: fields first, then one sentence. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: Record<string, unknown>): Log;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type Level = (typeof levels)[number];

/** `LOG_LEVEL`, or undefined when it is no level. Nothing set means `info`. */
export function parseLogLevel(text: string | undefined): Level | undefined {
  if (text === undefined || text === '') return 'info';
  return levels.find((level) => level === text.toLowerCase());
}

/**
 * JSON lines, by default on standard error so that what a command prints stays clean. Every text is
 * masked, whatever field it is in: `secrets` wherever they stand, and what looks like a secret.
 */
export function createLog(options: {
  readonly level: Level;
  readonly secrets: readonly string[];
  readonly destination?: { write(line: string): void };
}): Log {
  const mask = createMasker(options.secrets);
  const lastResort = plantedMasker(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => maskFields(bindings, mask),
        log: (fields) => maskFields(fields, mask),
      },
      hooks: {
        logMethod(args, method) {
          const masked: unknown[] = args.map((argument: unknown) => (typeof argument === 'string' ? mask(argument) : argument));
          Reflect.apply(method, this, masked);
        },
        // Whatever way a planted value found past the fields, it does not leave the process.
        streamWrite: lastResort,
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

const secretField = /^(?:.*(?:password|passwd|token|secret|apikey|api_key|private_key)|authorization|cookie)$/i;
const deepest = 8;

function maskFields(fields: Record<string, unknown>, mask: (text: string) => string): Record<string, unknown> {
  const seen = new Set<object>();
  const entries = (object: object, depth: number): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' && secretField.test(name) ? '***' : masked(value, depth + 1),
      ]),
    );
  const masked = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return mask(value);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value) || depth > deepest) return '…';
    seen.add(value);
    if (value instanceof Error) return entries(stdSerializers.err(value), depth);
    if (Array.isArray(value)) return value.map((item: unknown) => masked(item, depth + 1));
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Map || value instanceof Set) return masked([...value], depth + 1);
    return entries(value, depth);
  };
  return entries(fields, 0);
}
