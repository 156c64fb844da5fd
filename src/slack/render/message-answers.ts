import type { Run, RunIn } from '../../roll/run.js';
import { type InEach, inLanguage } from '../language.js';
import { type ReactionKind, seedName, type Speech } from '../reactions.js';
import { moment } from '../text.js';
import { meaningfulIntents, meaningfulReactions } from './meaningful.js';
import type { Part } from './parts.js';
import { approvalRule } from './plan-parts.js';
import { approvalsSoFar, notCounted } from './vote-words.js';

/** Whose approval a plan waits for, and until when. */
export function request(run: RunIn<'awaiting-approval'>, speech: Speech): Part {
  const lost = notCounted(run);
  return {
    kind: 'section',
    text: inLanguage({
      en:
        `*Approval:* ${approvalRule(run.plan, speech)}; ${approvalsSoFar(run)}.` +
        `${lost === '' ? '' : `\n${lost}`}\nThe ` +
        `request expires ${moment(run.expiresAt)}.`,
      zh:
        `*批准：* ${approvalRule(run.plan, speech)}；${approvalsSoFar(run)}。` +
        `${lost === '' ? '' : `\n${lost}`}\n请求到 ${moment(run.expiresAt)} 过期。`,
    }),
  };
}

const does: InEach<Readonly<Record<ReactionKind, string>>> = {
  en: {
    approve: 'approve',
    reject: 'reject',
    pause: 'pause at the next safe point',
    resume: 'go on',
    abort: 'stop for good and put the settings back',
  },
  zh: { approve: '批准', reject: '驳回', pause: '在下一个安全点暂停', resume: '继续', abort: '停止并还原设置' },
};

/** How people can answer a run now. */
export function howTo(run: Run, speech: Speech): Part {
  const emoji = meaningfulReactions(run).map(
    (kind) => `:${seedName(kind, speech.reactions)}: ${inLanguage(does)[kind]}`,
  );
  if (meaningfulIntents(run).length === 0)
    return {
      kind: 'context',
      text: inLanguage({
        en: `There is nothing to decide now; ${speech.command} status shows how far it is.`,
        zh: `现在没有什么要决定的；${speech.command} status 显示进度。`,
      }),
    };
  return {
    kind: 'context',
    text:
      emoji.length === 0
        ? inLanguage({
            en: `Answer with a button, or with ${speech.command}.`,
            zh: `点按钮，或输入 ${speech.command} 答复。`,
          })
        : inLanguage({
            en: `React with ${emoji.join(' · ')}, use a button, or type ${speech.command}.`,
            zh: `用表情回应：${emoji.join(' · ')}；也可以点按钮，或输入 ${speech.command}。`,
          }),
  };
}
