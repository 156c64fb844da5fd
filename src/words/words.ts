import type { Code, Message } from '../roll/message.js';
import { english } from './en/english.js';
import type { Sentences } from './sentences.js';

/** A language has a sentence for every code; another one is a folder beside `en/` and a line here. */
const languages = { en: english } as const satisfies Readonly<Record<string, Sentences<Code>>>;
export type Language = keyof typeof languages;

/**
 * What a message says to people. Who is named in it stands there as `<@id>`, moments in UTC, what a person wrote
 * between “ and ”; whoever shows it makes their own marks of these.
 */
export function words<Of extends Code>(message: Message<Of>, language: Language = 'en'): string {
  const sentences: Sentences<Code> = languages[language];
  const sentence: Sentences<Code>[Of] = sentences[message.code];
  return sentence(message, (part) => words(part, language));
}
