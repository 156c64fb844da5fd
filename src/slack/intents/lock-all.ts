import type { ClusterCard } from '../../engine/run-service.js';
import type { UserId } from '../../roll/ids.js';
import type { IntentAnswer } from '../../roll/intent.js';
import { count, inTheirWords, listing, mention, quoted, sentenceOf } from '../text.js';
import type { LockDeps } from './locks.js';
import type { Reply } from './replies.js';
import { inLanguage } from '../language.js';
import { full } from '../render/words.js';

/** What came of one cluster. */
interface Outcome {
  readonly card: ClusterCard;
  readonly said: IntentAnswer;
}

/**
 * Nobody can begin a run on any cluster. Each is a lock of its own: what was locked already stays as it is, and what
 * could not be locked is named. Whether they may has been asked.
 */
export async function lockAll(
  { runService }: LockDeps,
  { reason }: { readonly reason: string },
  by: UserId,
): Promise<Reply> {
  const outcomes = await Promise.all(
    runService.clusters().map(
      async (card): Promise<Outcome> => ({
        card,
        said: await runService.lock(card.cluster, by, reason, 'all'),
      }),
    ),
  );
  const locked = outcomes.filter(({ said }) => said.accepted);
  // What follows from a lock of its own, such as a run under way, is in its own sentence.
  const worthALine = outcomes.filter(
    ({ said: { accepted, message } }) => !accepted || ('then' in message && message.then !== undefined),
  );
  return {
    text: [
      locked.length === 0
        ? inLanguage({ en: 'I locked no cluster.', zh: '我没有锁定任何集群。' })
        : inLanguage({
            en: `${count(locked.length, 'cluster')} locked: no new run may start on ${clusterNames(locked)}.`,
            zh: `已锁定 ${locked.length} 个集群：${clusterNames(locked)} 上不能开始新任务。`,
          }),
      ...linesOf(worthALine, by),
    ].join('\n'),
    ...(locked.length === 0 ? {} : { shared: true }),
  };
}

/**
 * Takes away the locks that `lock all` has set, where this person may: whoever set it, and the approvers of the
 * cluster. Those that were set on one cluster alone had a reason of their own and stay.
 */
export async function unlockAll({ runService, gatekeeper }: LockDeps, by: UserId): Promise<Reply> {
  const refused: string[] = [];
  const outcomes: Outcome[] = [];
  const lockedCards = runService.clusters().filter(({ lock }) => lock !== undefined);
  for (const card of lockedCards.filter(({ lock }) => lock?.withAll === true)) {
    const { lock, approvals, channel } = card;
    const permission = await gatekeeper.mayAsk('unlock', by, { owner: lock?.by ?? by, ...approvals, channel });
    if (permission.allowed) outcomes.push({ card, said: await runService.unlock(card.cluster, by, 'all') });
    else refused.push(`• \`${quoted(card.cluster)}\`: ${permission.reason}`);
  }
  const unlocked = outcomes.filter(({ said }) => said.accepted);
  const alone = lockedCards.filter(({ lock }) => lock?.withAll !== true);
  return {
    text: [
      unlocked.length === 0
        ? lockedCards.length === alone.length
          ? inLanguage({ en: 'No cluster is locked by `lock all`.', zh: '没有集群是由 `lock all` 锁定的。' })
          : inLanguage({ en: 'I unlocked no cluster.', zh: '我没有解锁任何集群。' })
        : inLanguage({
            en: `${count(unlocked.length, 'cluster')} unlocked: ${clusterNames(unlocked)}.`,
            zh: `已解锁 ${unlocked.length} 个集群：${clusterNames(unlocked)}。`,
          }),
      ...refused,
      ...linesOf(
        outcomes.filter(({ said }) => !said.accepted),
        by,
      ),
      ...alone.map(({ cluster, lock }) => stillLocked(cluster, lock)),
    ].join('\n'),
    ...(unlocked.length === 0 ? {} : { shared: true }),
  };
}

const clusterNames = (outcomes: readonly Outcome[]): string =>
  listing(
    outcomes.map(({ card }) => `\`${quoted(card.cluster)}\``),
    1_500,
  );

function linesOf(outcomes: readonly Outcome[], by: UserId): readonly string[] {
  return outcomes.map(({ card: { lock }, said }) => {
    const people = [by, ...(lock === undefined ? [] : [lock.by])];
    return `• ${full(sentenceOf(said.message, people))}`;
  });
}

const stillLocked = (cluster: string, lock: ClusterCard['lock']): string =>
  lock === undefined
    ? inLanguage({ en: `• \`${quoted(cluster)}\` stays locked.`, zh: `• \`${quoted(cluster)}\` 仍然锁定。` })
    : inLanguage({
        en: `• \`${quoted(cluster)}\` stays locked alone, by ${mention(lock.by)}: ${inTheirWords(lock.reason)}`,
        zh: `• \`${quoted(cluster)}\` 仍单独锁定，由 ${mention(lock.by)}：${inTheirWords(lock.reason)}`,
      });
