import { fail, ok, type Result } from '../../lib/result.js';
import { allowedByName } from '../../roll/named-waivers.js';
import type { EarlierRunTerms } from '../../roll/options.js';
import { parseRollOptions } from './roll-options.js';
import { type InEach, inLanguage } from '../language.js';

/** `/pegasus rollback RUN-OR-CLUSTER [options]`, and `continue`: what to do with an earlier run. */
export interface EarlierRunText {
  readonly name: string;
  /** What it has of its own; all else follows from the earlier run. */
  readonly given: EarlierRunTerms;
}

const taken = /^--(?:reason|outside-window|allow|lower-min-live)(?:=|$)/i;

const follows = {
  rollback: {
    en: 'takes its servers and its version from the run that it rolls back',
    zh: '的 server 和版本取自它回滚的任务',
  },
  continue: { en: 'takes everything from the run that it goes on with', zh: '的一切取自它继续的任务' },
} as const satisfies Readonly<Record<string, InEach<string>>>;

/** @returns a sentence for the person where it cannot be read, in their own words: escape it before it is shown. */
export function parseEarlierRun(word: keyof typeof follows, words: readonly string[]): Result<EarlierRunText, string> {
  if (words.length === 0)
    return fail(
      inLanguage({
        en: `Which run, or the last run of which cluster? For example: ${word} cluster-x.`,
        zh: `哪个任务，或哪个集群最近的任务？例如：${word} cluster-x。`,
      }),
    );
  const strange = words.find((each) => each.startsWith('-') && !taken.test(each));
  if (strange !== undefined)
    return fail(
      inLanguage({
        en:
          `${word} ${inLanguage(follows[word])}, and only --reason, ` +
          `--outside-window, --allow and --lower-min-live besides, but I found “${strange.slice(0, 60)}”.`,
        zh:
          `${word} ${inLanguage(follows[word])}，另外只带 --reason、--outside-window、--allow 和 --lower-min-live，` +
          `而我看到了 “${strange.slice(0, 60)}”。`,
      }),
    );
  const asked = parseRollOptions(words);
  if (!asked.ok) return asked;
  const { reason, outsideWindow, allowVersionRules, lowerMinLive } = asked.value.options;
  return ok({
    name: asked.value.cluster,
    given: {
      ...(reason === undefined ? {} : { reason }),
      ...(outsideWindow === undefined ? {} : { outsideWindow }),
      ...(allowVersionRules === undefined ? {} : { allowVersionRules }),
      ...allowedByName(asked.value.options),
      ...(lowerMinLive === undefined ? {} : { lowerMinLive }),
    },
  });
}
