import type { Conversation } from '../conversation/conversation.js';
import { userId, type UserId } from '../roll/ids.js';
import { onlyRebalances } from '../roll/options.js';
import { hasEnded, type Run } from '../roll/run.js';
import type { RunSummary } from './run-store.js';

/** A run in a line: what history shows of it without opening its file. */
export function summaryOf(run: Run, conversation: Conversation | undefined): RunSummary {
  const startedAt = run.log.find(({ kind }) => kind === 'started')?.at;
  const approvedBy = run.votes.filter(({ planId }) => planId === run.plan.id).map(({ by }) => by);
  const endedBy = whoEnded(run);
  return {
    id: run.id,
    cluster: run.cluster,
    status: run.status,
    requestedBy: run.requestedBy,
    requestedAt: run.requestedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(hasEnded(run) ? { endedAt: run.endedAt } : {}),
    ...(onlyRebalances(run.options) ? { rebalance: true as const } : {}),
    ...(run.options.version === undefined ? {} : { version: run.options.version }),
    ...(run.plan.downgradeFrom === undefined ? {} : { downgrade: true as const }),
    ...(run.options.rollsBack === undefined ? {} : { rollsBack: run.options.rollsBack.run }),
    ...(run.options.campaign?.after === undefined ? {} : { follows: run.options.campaign.after }),
    ...(run.options.reason === undefined ? {} : { reason: run.options.reason }),
    ...(approvedBy.length === 0 ? {} : { approvedBy }),
    ...(endedBy === undefined ? {} : { endedBy }),
    ...('progress' in run
      ? {
          rolled: {
            done: run.progress.targets.filter(({ state }) => state === 'done').length,
            of: run.progress.targets.length,
          },
        }
      : {}),
    ...(conversation?.ts === undefined ? {} : { message: { channel: conversation.channel, ts: conversation.ts } }),
  };
}

/** A run is rejected or aborted by a person, or ends by itself. */
function whoEnded(run: Run): UserId | undefined {
  if (run.status === 'rejected') return run.by;
  return run.status === 'aborted' && run.by.code === 'person' ? userId(run.by.user) : undefined;
}
