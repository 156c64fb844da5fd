import type { RunService } from '../../engine/run-service.js';
import type { UserId } from '../../roll/ids.js';
import { inTheirWords, sentence, sentenceOf } from '../text.js';
import type { Gatekeeper } from './gatekeeper.js';
import type { Reply } from './replies.js';
import { findCluster } from './request-roll.js';
import { inLanguage } from '../language.js';
import { full } from '../render/words.js';

export interface LockDeps {
  readonly runService: RunService;
  readonly gatekeeper: Gatekeeper;
}

/** Nobody can begin a run on the cluster until it is unlocked. Whether they may has been asked. */
export async function lock(
  { runService }: LockDeps,
  { cluster, reason }: { readonly cluster: string; readonly reason: string },
  by: UserId,
): Promise<Reply> {
  const card = findCluster(runService, cluster);
  if (!card.ok) return { text: card.failure };
  const before = card.value.lock;
  const said = await runService.lock(card.value.cluster, by, reason);
  return {
    text: full(sentenceOf(said.message, [by, ...(before === undefined ? [] : [before.by])])),
    ...(said.accepted ? { shared: true } : {}),
  };
}

/** Whoever set the lock may take it away, and the approvers of the cluster. */
export async function unlock(
  { runService, gatekeeper }: LockDeps,
  { cluster }: { readonly cluster: string },
  by: UserId,
): Promise<Reply> {
  const card = findCluster(runService, cluster);
  if (!card.ok) return { text: card.failure };
  const { lock: before, approvals, channel } = card.value;
  const permission = await gatekeeper.mayAsk('unlock', by, { owner: before?.by ?? by, ...approvals, channel });
  if (!permission.allowed)
    return {
      text:
        before === undefined
          ? permission.reason
          : inLanguage({
              en:
                `${permission.reason} It is locked by ${sentence(`<@${before.by}>`, [before.by])}: ` +
                inTheirWords(before.reason),
              zh:
                `${permission.reason}它由 ${sentence(`<@${before.by}>`, [before.by])} 锁定：` +
                inTheirWords(before.reason),
            }),
    };
  const said = await runService.unlock(card.value.cluster, by);
  return {
    text: full(sentenceOf(said.message, [by, ...(before === undefined ? [] : [before.by])])),
    ...(said.accepted ? { shared: true } : {}),
  };
}
