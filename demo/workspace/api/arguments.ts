import { z } from 'zod';
import { SlackFailure } from '../failure.js';

/**
 * The arguments of a Web API call, whichever way they came: in the address, as a form (where objects
 * are JSON in a field) or as JSON.
 */
export class Arguments {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** @throws SlackFailure `invalid_arguments` when it is not there. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new SlackFailure('invalid_arguments', {
        response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
      });
    }
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1', 't'].includes(this.text(name) ?? '');
  }

  /**
   * A whole number between `least` and `most`; `fallback` when absent. @throws SlackFailure `invalid_limit` and the
   * like.
   */
  whole(name: string, fallback: number, least: number, most: number): number {
    const text = this.text(name);
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) throw new SlackFailure(`invalid_${name}`);
    return Math.min(value, most);
  }

  /** An object or list; a string is parsed as JSON. @throws SlackFailure `malformed`, for what is not JSON. */
  json(name: string, malformed: string): unknown {
    const value = this.#values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackFailure(malformed);
    }
  }

  /** A comma-separated list, or one in JSON. */
  list(name: string): string[] {
    const value = this.#values[name];
    const listed = z.array(z.string()).safeParse(value);
    return listed.success
      ? listed.data
      : (this.text(name) ?? '')
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '');
  }
}

/** @throws SlackFailure `invalid_json`, `json_not_object`, `invalid_post_type`. */
export async function readArguments(request: Request): Promise<Arguments> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (request.method !== 'POST') return new Arguments(query);
  const contentType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const body = await request.text();
  if (contentType === 'application/json') {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      throw new SlackFailure('invalid_json');
    }
    const fields = z.record(z.string(), z.unknown()).safeParse(value);
    if (!fields.success) throw new SlackFailure('json_not_object');
    return new Arguments({ ...query, ...fields.data });
  }
  if (body !== '' && contentType !== 'application/x-www-form-urlencoded') throw new SlackFailure('invalid_post_type');
  return new Arguments({ ...query, ...Object.fromEntries(new URLSearchParams(body)) });
}
