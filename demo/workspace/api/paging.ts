import { SlackFailure } from '../failure.js';
import type { Arguments } from './arguments.js';

interface Page<Item> {
  readonly items: readonly Item[];
  /** `has_more` and `response_metadata`, as Slack adds them to a list. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One page of a list, by `limit` and `cursor`. @throws SlackFailure `invalid_limit`, `invalid_cursor`. */
export function page<Item>(given: Arguments, all: readonly Item[], usual: number): Page<Item> {
  const limit = given.whole('limit', usual, 1, 1000);
  const start = startOf(given.text('cursor') ?? '');
  const items = all.slice(start, start + limit);
  const more = start + limit < all.length;
  const next = more ? Buffer.from(`next:${start + limit}`).toString('base64') : '';
  return { items, metadata: { has_more: more, response_metadata: { next_cursor: next } } };
}

function startOf(cursor: string): number {
  if (cursor === '') return 0;
  const start = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (start === undefined) throw new SlackFailure('invalid_cursor');
  return Number(start);
}
