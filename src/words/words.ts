import type { Code, Message } from '../roll/message.js';
import type { ClusterAct } from '../roll/act.js';
import type { RunStatus } from '../roll/run.js';
import { english } from './en/english.js';
import { settingOf } from './en/phrases.js';
import type { Sentences } from './sentences.js';
import { chinese } from './zh/chinese.js';
import { settingOf as settingInChinese, statuses } from './zh/phrases.js';

interface Spoken {
  readonly sentences: Sentences<Code>;
  readonly settingOf: (act: ClusterAct['kind']) => string;
  readonly statusOf: (status: RunStatus) => string;
}

/** A language has a sentence for every code; another one is a folder beside `en/` and a line here. */
const languages = {
  en: { sentences: english, settingOf, statusOf: (status) => status },
  zh: { sentences: chinese, settingOf: settingInChinese, statusOf: (status) => statuses[status] },
} as const satisfies Readonly<Record<string, Spoken>>;
export type Language = keyof typeof languages;

/**
 * What a message says to people. Who is named in it stands there as `<@id>`, moments in UTC, what a person wrote
 * between “ and ”; whoever shows it makes their own marks of these. No language quotes anything else by these two.
 */
export function words<Of extends Code>(message: Message<Of>, language: Language = 'en'): string {
  const sentences: Sentences<Code> = languages[language].sentences;
  const sentence: Sentences<Code>[Of] = sentences[message.code];
  return sentence(message, (part) => words(part, language));
}

/** What an act sets, by the name that sentences have for it. */
export const settingName = (act: ClusterAct['kind'], language: Language = 'en'): string =>
  languages[language].settingOf(act);

/** How a run stands, in a word. */
export const statusName = (status: RunStatus, language: Language = 'en'): string =>
  languages[language].statusOf(status);
