import type { ClusterAct } from '../roll/act.js';
import type { Message } from '../roll/message.js';
import type { RunStatus } from '../roll/run.js';
import { type Language, settingName, statusName, words } from '../words/words.js';

/**
 * The language in which people are answered in Slack: one for the process, set when the bot begins to speak, as a
 * program's locale is. Logs, the audit trail and the command line are in English whatever it is.
 */
let spoken: Language = 'en';

export function speak(language: Language): void {
  spoken = language;
}

/** The same in each language; the compiler wants all of them wherever something is said. */
export type InEach<What> = Readonly<Record<Language, What>>;

/**
 * What is said in the language of the process. To be asked when it is said, not when a module is loaded: by then
 * nobody has said which language it is.
 */
export const inLanguage = <What>(each: InEach<What>): What => each[spoken];

/** What a message of the core says, before it is escaped: `sentenceOf` does that, too. */
export const inWords = (message: Message): string => words(message, spoken);

/** What an act sets, by its name in sentences. */
export const settingInWords = (act: ClusterAct['kind']): string => settingName(act, spoken);

/** How a run stands, in a word. */
export const statusInWords = (status: RunStatus): string => statusName(status, spoken);
