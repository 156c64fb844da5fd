import { messages, type Message } from './message.js';

const kindsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = messages;

/**
 * Everybody whom a message names by a parameter of its own, or by one of a message in it. Foreign words name nobody.
 */
export function usersOf(message: Message): readonly string[] {
  const kinds = kindsOf[message.code] ?? {};
  return Object.entries<Value>(message).flatMap(([name, value]) => usersIn(value, kinds[name]));
}

type Value = string | number | boolean | undefined | Message | readonly (string | number | Message)[];

function usersIn(value: Value, kind: string | undefined): readonly string[] {
  if (typeof value === 'string') return kind === 'user' || kind === 'user?' || kind === 'users' ? [value] : [];
  if (typeof value !== 'object') return [];
  return 'code' in value ? usersOf(value) : value.flatMap((each) => usersIn(each, kind));
}
