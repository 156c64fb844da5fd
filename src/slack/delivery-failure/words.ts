import type { Run } from '../../roll/run.js';
import { heldFor } from '../render/hold-parts.js';
import { planTitle } from '../render/plan-parts.js';
import { full } from '../render/words.js';
import { quoted, sentenceOf } from '../text.js';
import { type InEach, inLanguage, statusInWords } from '../language.js';

/** What happens to a run that people cannot see. */
export type OnLost = 'continue' | 'pause';

/** Why a channel takes nothing, and what to do about it. */
const remedies: Readonly<Record<string, InEach<string>>> = {
  not_in_channel: {
    en: 'the bot is not in that channel any more: invite it again',
    zh: '机器人已不在那个频道：请重新邀请它',
  },
  channel_not_found: {
    en: 'the bot cannot see that channel any more: invite it again',
    zh: '机器人已看不到那个频道：请重新邀请它',
  },
  is_archived: { en: 'that channel is archived: unarchive it', zh: '那个频道已归档：请取消归档' },
  is_inactive: { en: 'that channel is archived: unarchive it', zh: '那个频道已归档：请取消归档' },
  restricted_action: { en: 'the bot may not post in that channel', zh: '机器人不能在那个频道发消息' },
};

export function runLost(run: Run, error: string, onLost: OnLost): string {
  const remedy = inLanguage(
    remedies[error] ?? { en: `Slack answers ${quoted(error)}`, zh: `Slack 回答 ${quoted(error)}` },
  );
  return inLanguage({
    en: `I can’t show ${title(run)} in <#${quoted(run.channel)}>: ${remedy}.${happens(run, onLost, true)}`,
    zh: `我不能在 <#${quoted(run.channel)}> 里显示 ${title(run)}：${remedy}。${happens(run, onLost, true)}`,
  });
}

export function tokenLost(runs: readonly Run[], error: string, onLost: (run: Run) => OnLost): string {
  return inLanguage({
    en:
      `pegasus-roll is shut out of Slack (${quoted(error)}): it shows nothing there and hears nobody. ` +
      `Give it a new token and start it again. ${underWay(runs, onLost)}`,
    zh:
      `pegasus-roll 被 Slack 拒之门外（${quoted(error)}）：它在那里什么都显示不了，也收不到任何人的操作。请给它新的 token 并重新启动。` +
      underWay(runs, onLost),
  });
}

export function unheard(runs: readonly Run[], error: string, onLost: (run: Run) => OnLost): string {
  return inLanguage({
    en:
      `pegasus-roll hears nobody: Slack does not accept its app token (${quoted(error)}). What it does ` +
      'still shows in its channels, but commands, buttons and reactions do not reach it. Give it a new ' +
      `app token and start it again. ${underWay(runs, onLost)}`,
    zh:
      `pegasus-roll 收不到任何人的操作：Slack 不接受它的 app token（${quoted(error)}）。它做的事仍显示在频道里，但命令、按钮和表情都到不了它。` +
      `请给它新的 app token 并重新启动。${underWay(runs, onLost)}`,
  });
}

/** What people have to know of a run that they cannot see; undefined: it can wait. */
export function unseenNews(run: Run): string | undefined {
  switch (run.status) {
    case 'held': {
      const now =
        run.hold.now === undefined
          ? ''
          : inLanguage({
              en: ` Now: ${full(sentenceOf(run.hold.now))}`,
              zh: `现在：${full(sentenceOf(run.hold.now))}`,
            });
      return inLanguage({
        en:
          `${title(run)} is held and needs an answer: ${heldFor(run.hold)}. ` +
          `${full(sentenceOf(run.hold.what))}${now} It can’t be shown in its channel.`,
        zh: `${title(run)} 处于挂起，需要答复：${heldFor(run.hold)}。${full(sentenceOf(run.hold.what))}${now}它无法显示在频道里。`,
      });
    }
    case 'paused':
      return inLanguage({
        en: `${title(run)} is paused. It can’t be shown in its channel.`,
        zh: `${title(run)} 已暂停。它无法显示在频道里。`,
      });
    case 'done':
    case 'aborted':
    case 'failed':
      return inLanguage({
        en: `${title(run)} has ended: ${run.status}. It can’t be shown in its channel.`,
        zh: `${title(run)} 已结束：${statusInWords(run.status)}。它无法显示在频道里。`,
      });
    case 'awaiting-approval':
    case 'approved':
    case 'rolling':
    case 'pausing':
    case 'aborting':
    case 'rejected':
    case 'expired':
      return undefined;
  }
}

/** Those that nobody can steer, either. */
function underWay(runs: readonly Run[], onLost: (run: Run) => OnLost): string {
  if (runs.length === 0) return inLanguage({ en: 'Nothing was running.', zh: '没有任务在执行。' });
  const each = runs.map((run) => {
    const then = happens(run, onLost(run), false);
    return inLanguage({
      en: `${title(run)}, ${run.status}.${then}`,
      zh: `${title(run)}，${statusInWords(run.status)}。${then}`,
    });
  });
  return inLanguage({ en: `Under way: ${each.join(' ')}`, zh: `正在执行：${each.join('')}` });
}

const title = (run: Run): string =>
  inLanguage({
    en: `${planTitle(run.plan)} (run ${quoted(run.id)})`,
    zh: `${planTitle(run.plan)}（任务 ${quoted(run.id)}）`,
  });

/**
 * A sentence with a space before it, or nothing where the news say it. `heard`: whether commands still reach the bot.
 */
function happens(run: Run, onLost: OnLost, heard: boolean): string {
  const pauses = onLost === 'pause';
  const toStop = heard
    ? inLanguage({
        en: 'pausing and aborting by command still work where Slack hears me',
        zh: '在我能收到 Slack 消息的地方，仍可用命令暂停和中止',
      })
    : inLanguage({ en: 'to stop it, stop the bot', zh: '要停住它，请停掉机器人' });
  switch (run.status) {
    case 'awaiting-approval':
      if (pauses)
        return inLanguage({
          en: ' It waits for approval; once approved, it is paused before it touches anything.',
          zh: '它在等待批准；批准之后，什么都还没动就会暂停。',
        });
      return inLanguage({
        en:
          ' It waits for approval; once approved, it begins all the same.' +
          (heard ? ' Commands still work where Slack hears me.' : ''),
        zh: `它在等待批准；批准之后照样开始。${heard ? '在我能收到 Slack 消息的地方，命令仍然有效。' : ''}`,
      });
    case 'approved':
      return pauses
        ? inLanguage({ en: ' It is paused before it touches anything.', zh: '它什么都还没动就会暂停。' })
        : inLanguage({ en: ` It begins all the same; ${toStop}.`, zh: `它照样开始；${toStop}。` });
    case 'rolling':
      return pauses
        ? inLanguage({ en: ' It is paused at the next safe point.', zh: '它会在下一个安全点暂停。' })
        : inLanguage({ en: ` It goes on meanwhile; ${toStop}.`, zh: `它继续执行；${toStop}。` });
    case 'pausing':
    case 'paused':
    case 'held': {
      const waits =
        run.status === 'pausing'
          ? inLanguage({ en: 'It stops at the next safe point and stands there', zh: '它会在下一个安全点停住' })
          : inLanguage({ en: 'It stands still', zh: '它停着' });
      const again = pauses
        ? inLanguage({
            en: '; if it is told to go on before it can be shown, it is paused again',
            zh: '；如果在能显示之前就让它继续，会再次暂停',
          })
        : '';
      return heard
        ? inLanguage({
            en: ` ${waits} until somebody answers by command${again}.`,
            zh: `${waits}，直到有人用命令答复${again}。`,
          })
        : inLanguage({ en: ` ${waits}, until it can hear an answer.`, zh: `${waits}，直到能收到答复。` });
    }
    case 'aborting':
      return inLanguage({ en: ' It puts the settings back and ends.', zh: '它会还原设置并结束。' });
    case 'done':
    case 'aborted':
    case 'failed':
    case 'rejected':
    case 'expired':
      return '';
  }
}
