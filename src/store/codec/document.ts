import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isNestedTooDeeply } from '../../lib/nesting.js';
import type { Result } from '../../lib/result.js';
import { fail, ok } from '../../lib/result.js';
import { findJsonFault } from './json-fault.js';

/**
 * One kind of thing that is kept. Its current format is one more than it has migrations: the first of
 * them makes format 2 of format 1, and so on. A change to the schema takes a migration, even an empty one.
 */
export interface Kind<Value, Name extends string = string> {
  readonly name: Name;
  readonly schema: z.ZodType<Value>;
  readonly migrations: readonly ((body: unknown) => unknown)[];
}

/** Why a text is not what was written. `fault` is a clause that follows the file's name. */
export interface Unreadable {
  readonly kind: 'corrupt' | 'newer-format';
  readonly fault: string;
}

const envelope = z.strictObject({
  format: z.number().int().min(1),
  kind: z.string(),
  sum: z.string(),
  body: z.unknown(),
});

/**
 * `{"format":1,"kind":"run","sum":"…","body":{…}}` on one line. What the schema does not know is left out.
 * @throws when the value could not be read back: it is not taken.
 */
export function encode<Value>(kind: Kind<Value>, value: Value): string {
  const refuse = (fault: string): Error =>
    new Error(`this ${kind.name} cannot be saved, because it could not be read again: ${fault}`);
  // In its document it stands one level deeper.
  if (isNestedTooDeeply([value])) throw refuse('it is nested too deeply');
  const parsed = kind.schema.safeParse(withoutUndefined(value));
  if (!parsed.success) throw refuse(describe(parsed.error));
  const body = JSON.stringify(parsed.data);
  const format = kind.migrations.length + 1;
  const sum = checksum(format, kind.name, body);
  return `{"format":${format},"kind":${JSON.stringify(kind.name)},"sum":"${sum}","body":${body}}`;
}

/** So many characters of a document hold its checksum. */
export const sumWithin = 200;

/** The checksum that a document says it has; '' when it says none. */
export const sumIn = (text: string): string =>
  /"sum":\s{0,20}"([0-9a-f]{32})"/.exec(text.slice(0, sumWithin))?.[1] ?? '';

/** The value that `encode` wrote, migrated if its format is an older one; or what is wrong, and where. */
export function decode<Value>(kind: Kind<Value>, text: string): Result<Value, Unreadable> {
  const corrupt = (fault: string): Result<Value, Unreadable> => fail({ kind: 'corrupt', fault });

  if (text.trim() === '') return corrupt('is empty');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const place = findJsonFault(text);
    if (place === undefined) return corrupt(`is not JSON: ${String(error)}`);
    return corrupt(
      `is not JSON at line ${place.line}, column ${place.column}: expected ${place.expected}, found ${place.found}`,
    );
  }
  if (isNestedTooDeeply(raw)) return corrupt('is nested too deeply');

  const document = envelope.safeParse(raw);
  if (!document.success) return corrupt(`is not a document of this database: ${describe(document.error)}`);
  const { format, kind: name, sum, body } = document.data;
  const current = kind.migrations.length + 1;
  if (sum !== checksum(format, name, JSON.stringify(body))) {
    const seen = kind.schema.safeParse(body);
    const what = seen.success ? '' : ` (${describe(seen.error)})`;
    return corrupt(`does not match its checksum: something in it was changed after it was written${what}`);
  }
  if (name !== kind.name) return corrupt(`holds a ${name}, not a ${kind.name}`);
  if (format > current) {
    return fail({
      kind: 'newer-format',
      fault: `has format ${format}; this version of pegasus-roll reads ${kind.name} files up to format ${current}`,
    });
  }

  let migrated: unknown;
  try {
    migrated = kind.migrations.slice(format - 1).reduce((older, migrate) => migrate(older), body);
  } catch (error) {
    return corrupt(
      `is not a ${kind.name} in format ${format}: ${error instanceof z.ZodError ? describe(error) : String(error)}`,
    );
  }
  const parsed = kind.schema.safeParse(migrated);
  if (!parsed.success) return corrupt(`is not a ${kind.name}: ${describe(parsed.error)}`);
  const unknown = firstUnknown(migrated, parsed.data, []);
  if (unknown !== undefined) return corrupt(`has a field that nothing is known of, at ${pathText(unknown)}`);
  return ok(parsed.data);
}

/**
 * JSON has no `undefined`. What holds none is taken as it is: a run of hundreds of servers takes milliseconds to copy.
 */
function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !holdsUndefined(value)) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (field === undefined ? [] : [[name, withoutUndefined(field)]])),
  );
}

function holdsUndefined(value: object): boolean {
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some(
    (part) => part === undefined || (typeof part === 'object' && part !== null && holdsUndefined(part)),
  );
}

/** Over the meaning, not the bytes: a file that somebody only re-indented still matches. */
function checksum(format: number, kind: string, body: string): string {
  return createHash('sha256').update(`${format} ${kind} ${body}`).digest('hex').slice(0, 32);
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `at ${pathText(issue.path)}: ${issue.message}`)
    .join('; ');
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the top'
    : path
        .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
        .join('');

/** Path of the first field of `raw` that the schema dropped: saving again would lose it. */
function firstUnknown(raw: unknown, parsed: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] | undefined {
  if (typeof raw !== 'object' || raw === null || typeof parsed !== 'object' || parsed === null) return undefined;
  const known = new Map<string, unknown>(Object.entries(parsed));
  for (const [key, value] of Object.entries(raw)) {
    const here = [...path, Array.isArray(raw) ? Number(key) : key];
    if (!known.has(key)) return here;
    const inner = firstUnknown(value, known.get(key), here);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
