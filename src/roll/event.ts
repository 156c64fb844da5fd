import type { ClusterLeft } from './what-is-left.js';
import type { Hold, HoldChoice } from './hold.js';
import type { NodeAddress, Role, UserId } from './ids.js';
import type { VoteFault } from './intent.js';
import type { Message } from './message.js';
import type { LoadBalancerSettings } from './observation.js';
import type { SavedSettings, Step } from './progress.js';

/** What happened, for the thread, the status message and the audit trail. */
export type StatusEvent =
  | { readonly kind: 'approved'; readonly by: UserId; readonly have: number; readonly need: number }
  | { readonly kind: 'approval-withdrawn'; readonly by: UserId }
  /** They voted, and may not vote any more. */
  | { readonly kind: 'vote-not-counted'; readonly by: UserId; readonly why: VoteFault }
  | { readonly kind: 'rejected'; readonly by: UserId }
  /** Soon nobody can approve it any more. */
  | { readonly kind: 'expiring'; readonly expiresAt: number; readonly have: number; readonly need: number }
  | { readonly kind: 'expired' }
  /** The cluster was locked while this run was there: it goes on, and no other one may start. */
  | { readonly kind: 'locked'; readonly by: UserId; readonly reason: string }
  | { readonly kind: 'unlocked'; readonly by: UserId }
  /** The cluster no longer matched the approved plan: everybody is asked again. */
  | { readonly kind: 'replanned'; readonly oldPlan: string; readonly newPlan: string; readonly why: Message }
  | { readonly kind: 'started' }
  | { readonly kind: 'maintenance-entered'; readonly saved: SavedSettings; readonly now: LoadBalancerSettings }
  | { readonly kind: 'maintenance-left'; readonly restored: SavedSettings }
  | {
      readonly kind: 'target-started';
      readonly role: Role;
      readonly address: NodeAddress;
      readonly nth: number;
      readonly of: number;
      readonly primaries?: number;
      readonly secondaries?: number;
    }
  | { readonly kind: 'process-stopping'; readonly role: Role; readonly address: NodeAddress }
  | {
      readonly kind: 'target-done';
      readonly role: Role;
      readonly address: NodeAddress;
      readonly ms: number;
      readonly spent: Readonly<Partial<Record<Step['kind'], number>>>;
      readonly version?: string;
    }
  | { readonly kind: 'target-skipped'; readonly role: Role; readonly address: NodeAddress; readonly why: Message }
  | { readonly kind: 'leader-changed'; readonly from: NodeAddress; readonly to: NodeAddress }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'force-asked'; readonly by: UserId }
  | { readonly kind: 'answered'; readonly choice: HoldChoice; readonly by: UserId }
  /** What it was held for is over, and there was nothing that people had to decide. */
  | { readonly kind: 'went-on'; readonly why: Message }
  | { readonly kind: 'pausing'; readonly by: Message }
  | { readonly kind: 'paused'; readonly why: Message; readonly settingsStayOn: boolean }
  /** A run that stood paused outside its window may go on; `goesOn`: it does so by itself. */
  | { readonly kind: 'window-opened'; readonly goesOn: boolean; readonly closesAt?: number }
  | { readonly kind: 'canary'; readonly address: NodeAddress }
  | { readonly kind: 'resumed'; readonly by: UserId }
  | { readonly kind: 'aborting'; readonly by: Message }
  | { readonly kind: 'bot-restarted'; readonly awayMs: number; readonly comesBack: 'going-on' | 'paused' }
  /** Something people should know and need not act on. `raw`: the output of what it is about. */
  | { readonly kind: 'note'; readonly message: Message; readonly raw?: readonly string[] }
  /**
   * `left`: the settings, and what the run itself left behind. `cluster`: what the cluster was like; absent in runs of
   * older versions.
   */
  | {
      readonly kind: 'ended';
      readonly how: 'done' | 'aborted' | 'failed';
      readonly rolled: readonly NodeAddress[];
      readonly notRolled: readonly NodeAddress[];
      readonly left: Message;
      readonly cluster?: ClusterLeft;
    };

/** `seq` counts from 1 without gaps within a run. */
export type LoggedEvent = StatusEvent & { readonly seq: number; readonly at: number };
