import { assertNever } from '../../lib/assert-never.js';
import type { VoteFault } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { listing, mention } from '../text.js';
import { inLanguage } from '../language.js';

/** Why somebody's vote does not count, as what follows their name. */
export function voteFaultWords(fault: VoteFault): string {
  switch (fault) {
    case 'guest':
      return inLanguage({ en: 'is a guest of this workspace now', zh: '现在是这个工作区的访客' });
    case 'bot':
      return inLanguage({ en: 'is a bot', zh: '是机器人' });
    case 'deleted':
      return inLanguage({ en: 'has a deactivated account', zh: '的帐号已停用' });
    case 'stranger':
      return inLanguage({ en: 'belongs to another workspace', zh: '属于另一个工作区' });
    case 'no-approver':
      return inLanguage({ en: 'is not one of its approvers any more', zh: '已不是它的审批人' });
    case 'not-in-channel':
      return inLanguage({ en: 'is not in this channel any more', zh: '已不在这个频道' });
    default:
      return assertNever(fault);
  }
}

/** Whose approval of the present plan was not counted and why, as a sentence; empty where there is none. */
export function notCounted({ log, votes, plan }: Run): string {
  const since = log.findLastIndex(({ kind }) => kind === 'replanned');
  const lost = new Map(
    log
      .slice(since + 1)
      .flatMap((event) => (event.kind === 'vote-not-counted' ? [[event.by, event.why] as const] : [])),
  );
  for (const { by, planId } of votes) if (planId === plan.id) lost.delete(by);
  if (lost.size === 0) return '';
  return inLanguage({
    en: `Not counted: ${listing(
      [...lost].map(([by, why]) => `${mention(by)}, who ${voteFaultWords(why)}`),
      600,
    )}.`,
    zh: `不算数：${listing(
      [...lost].map(([by, why]) => `${mention(by)}（${voteFaultWords(why)}）`),
      600,
    )}。`,
  });
}

/** Who has approved the present plan. */
export function approvalsSoFar(run: Run): string {
  const votes = validVotes(run);
  if (votes.length === 0) return inLanguage({ en: 'none yet', zh: '还没有' });
  return inLanguage({
    en: `${votes.length} so far: ${listing(
      votes.map(({ by }) => mention(by)),
      600,
    )}`,
    zh: `目前 ${votes.length} 个：${listing(
      votes.map(({ by }) => mention(by)),
      600,
    )}`,
  });
}
