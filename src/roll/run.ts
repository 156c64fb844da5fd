import type { LoggedEvent } from './event.js';
import type { Hold } from './hold.js';
import type { ClusterName, RunId, UserId } from './ids.js';
import type { Message } from './message.js';
import type { Plan } from './plan.js';
import type { Progress } from './progress.js';
import type { RollOptions } from './options.js';

export interface Vote {
  readonly by: UserId;
  readonly at: number;
  readonly via: string;
  /** The plan it approves; a vote for an older plan counts for nothing. */
  readonly planId: string;
}

interface Common {
  readonly id: RunId;
  readonly cluster: ClusterName;
  readonly options: RollOptions;
  readonly plan: Plan;
  readonly requestedBy: UserId;
  readonly requestedAt: number;
  /** Slack channel id where its message stands. */
  readonly channel: string;
  readonly votes: readonly Vote[];
  readonly log: readonly LoggedEvent[];
  readonly updatedAt: number;
  /**
   * Keys of the people's actions that were decided on, the latest last: one that is delivered again changes nothing.
   */
  readonly handledActions?: readonly string[];
}

/**
 * A run, in one of its states (`status` is also the `state` of the message's metadata). Where an answer to a hold or a
 * resume goes on is where its progress stands.
 */
export type Run = Common &
  (
    | {
        readonly status: 'awaiting-approval';
        readonly expiresAt: number;
        /** People have been told that it expires soon. */
        readonly warned?: true;
      }
    /** Enough votes; the plan and the gates are checked once more before anything is touched. */
    | { readonly status: 'approved'; readonly progress: Progress; readonly since: number }
    | { readonly status: 'rolling'; readonly progress: Progress }
    | { readonly status: 'pausing'; readonly progress: Progress }
    | {
        readonly status: 'paused';
        readonly progress: Progress;
        readonly since: number;
        readonly why: Message;
        /** It stands because of its window or a freeze: still closed, or open again and people were told. */
        readonly window?: 'closed' | 'open';
      }
    | {
        readonly status: 'held';
        readonly progress: Progress;
        readonly since: number;
        readonly hold: Hold;
        readonly forceAskedBy?: UserId;
      }
    | { readonly status: 'aborting'; readonly progress: Progress; readonly since: number }
    | { readonly status: 'done'; readonly progress: Progress; readonly endedAt: number }
    | { readonly status: 'aborted'; readonly progress: Progress; readonly endedAt: number; readonly by: Message }
    | { readonly status: 'failed'; readonly progress: Progress; readonly endedAt: number; readonly why: Message }
    | { readonly status: 'rejected'; readonly endedAt: number; readonly by: UserId }
    | { readonly status: 'expired'; readonly endedAt: number }
  );

export type RunStatus = Run['status'];
export type RunIn<Status extends RunStatus> = Extract<Run, { status: Status }>;

const ended = ['done', 'aborted', 'failed', 'rejected', 'expired'] as const satisfies readonly RunStatus[];

/** Nothing will happen to it any more. */
export function hasEnded(run: Run): run is RunIn<(typeof ended)[number]> {
  return (ended as readonly RunStatus[]).includes(run.status);
}
