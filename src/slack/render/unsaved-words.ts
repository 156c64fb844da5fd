import type { Unsaved } from '../../engine/run-service.js';
import type { Run } from '../../roll/run.js';
import { cut, moment, quoted } from '../text.js';
import type { Part } from './parts.js';
import { planTitle } from './plan-parts.js';
import { settingsWords } from './words.js';
import { inLanguage, statusInWords } from '../language.js';

/** What people see first of a run whose state cannot be saved. */
export const unsavedHeadline = (run: Run): string =>
  inLanguage({
    en: `:warning: ${planTitle(run.plan)}: the bot cannot save its state`,
    zh: `:warning: ${planTitle(run.plan)}：机器人无法保存状态`,
  });

/** Why nothing goes on, and how the cluster is left meanwhile. Needs no save to be said. */
export function unsavedPart(unsaved: Unsaved): Part {
  const text = [
    inLanguage({
      en:
        `*The bot has not been able to save the state of this run since ${moment(unsaved.since)}:* ` +
        `${cut(quoted(unsaved.why), 300)}. Nothing new is begun on the cluster until it can. What stands ` +
        'below is what was saved last.',
      zh:
        `*从 ${moment(unsaved.since)} 起，机器人无法保存这个任务的状态：* ${cut(quoted(unsaved.why), 300)}。能保存之前，不会在集群上开始新的动作。` +
        '下面是最后一次保存的内容。',
    }),
    ...settingsLines(unsaved),
    inLanguage({
      en: 'Make room on the disk of the bot, or put it right; the bot tries again every second.',
      zh: '请在机器人的磁盘上腾出空间，或修好它；机器人每秒再试一次。',
    }),
  ].join('\n');
  return { kind: 'alert', level: 'error', text };
}

/** For people who may not see the message. */
export function unsavedNews(run: Run, unsaved: Unsaved): string {
  return [
    inLanguage({
      en:
        `pegasus-roll cannot save the state of ${planTitle(run.plan)} (run ${quoted(run.id)}, ${run.status}): ` +
        `${quoted(unsaved.why)}. Nothing new is begun on the cluster until it can.`,
      zh:
        `pegasus-roll 无法保存 ${planTitle(run.plan)} 的状态（任务 ${quoted(run.id)}，${statusInWords(run.status)}）：` +
        `${quoted(unsaved.why)}。能保存之前，不会在集群上开始新的动作。`,
    }),
    ...settingsLines(unsaved),
  ].join(inLanguage({ en: ' ', zh: '' }));
}

export const savedNews = (run: Run): string =>
  inLanguage({
    en:
      `pegasus-roll can save the state of ${planTitle(run.plan)} again (run ${quoted(run.id)}, ` +
      `${run.status}).${run.status === 'held' ? ' It is held and needs an answer.' : ''}`,
    zh:
      `pegasus-roll 又能保存 ${planTitle(run.plan)} 的状态了（任务 ${quoted(run.id)}，${statusInWords(run.status)}）。` +
      (run.status === 'held' ? '它处于挂起，需要答复。' : ''),
  });

function settingsLines({ settings }: Unsaved): readonly string[] {
  if (settings === undefined) return [];
  const zero =
    settings.addSecondaryMax === 0
      ? inLanguage({
          en:
            ' At 0 the meta gives no replica back: if a server fails now, set it back by hand (“Stopping ' +
            'everything by hand” in the runbook).',
          zh: '为 0 时 meta 不还回任何副本：如果现在有 server 故障，请手工还原（见值班手册的「手工停止一切」）。',
        })
      : '';
  return [
    inLanguage({
      en: `Settings of the cluster, as read last: level ${settings.level}, ${settingsWords(settings)}.${zero}`,
      zh: `最后一次读到的集群设置：level ${settings.level}，${settingsWords(settings)}。${zero}`,
    }),
  ];
}
