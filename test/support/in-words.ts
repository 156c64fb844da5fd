import type { Message } from '../../src/roll/message.js';
import { messages } from '../../src/roll/message.js';
import { words } from '../../src/words/words.js';

const isMessage = (value: object): value is Message =>
  'code' in value && typeof value.code === 'string' && value.code in messages;

/** Anything that the core made, with the words of each message in its place: what people are told of it. */
export function inWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inWords);
  if (isMessage(value)) return words(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inWords(inner)]));
}
