import type { RunService } from '../../engine/run-service.js';
import type { Run } from '../../roll/run.js';

/** The message that a thread hangs on. */
export interface Thread {
  readonly channel: string;
  readonly ts: string;
}

/**
 * The run whose message this is, or its line in the digest, or an older plan of it; undefined when it is none of ours,
 * or the run is over and told.
 */
export function runOfThread(runService: RunService, { channel, ts }: Thread): Run | undefined {
  return runService.runs().find(({ id }) => {
    const conversation = runService.conversation(id);
    if (conversation === undefined) return false;
    const { digest, older } = conversation;
    if (digest?.channel === channel && digest.ts === ts) return true;
    return conversation.channel === channel && (conversation.ts === ts || older.some((plan) => plan.ts === ts));
  });
}

/** Whether the thread is that of the plan which counts now. */
export function isCurrent(runService: RunService, run: Run, { channel, ts }: Thread): boolean {
  const conversation = runService.conversation(run.id);
  return conversation?.channel === channel && conversation.ts === ts && conversation.planId === run.plan.id;
}
