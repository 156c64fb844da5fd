import type { UserId } from './ids.js';
import type { Message } from './message.js';
import type { EarlierRunTerms } from './options.js';

/** What a person may say to a run. Who they are has been checked by the time it is an intent. */
export const intentKinds = [
  'approve',
  'withdraw',
  'reject',
  'pause',
  'resume',
  'abort',
  'abort-to-roll-back',
  'wait',
  'retry',
  'skip',
  'force',
] as const;
export type IntentKind = (typeof intentKinds)[number];

/** Why somebody who voted may not vote any more. */
export const voteFaults = ['guest', 'bot', 'deleted', 'stranger', 'no-approver', 'not-in-channel'] as const;
export type VoteFault = (typeof voteFaults)[number];

/**
 * One click on a button, one reaction, one command, one mention. Slack may deliver it several times, also much later.
 */
export interface UserAction {
  /** The same for every delivery of it, and of no other one. */
  readonly key: string;
  /** When it was made, by the bot's clock; absent where Slack does not say. */
  readonly at?: number;
}

export interface Intent {
  readonly kind: IntentKind;
  readonly by: UserId;
  /** For approve and withdraw: the plan the person was looking at. */
  readonly planId?: string;
  /**
   * How it reached us, for the audit trail. `recount`: from the bot, of a vote whose author may not vote any more.
   * `lost`: from the bot itself, as people cannot see the run any more. `campaign`: given to the run before, whose
   * plan has named this one.
   */
  readonly via:
    | 'reaction'
    | 'button'
    | 'command'
    | 'mention'
    | 'reconciliation'
    | 'recount'
    | 'disconnected'
    | 'campaign';
  /** For a withdraw by a recount: why the vote of `by` counts no more. */
  readonly because?: VoteFault;
  /** For an abort to roll back: what is asked of the rollback. */
  readonly terms?: EarlierRunTerms;
  /** Absent for what nobody did at that moment, such as a vote that was read. */
  readonly userAction?: UserAction;
}

/** What the person is told. A rejection is a value: `message` says why. */
export interface IntentAnswer {
  readonly accepted: boolean;
  readonly message: Message;
  /** This very action has been decided on before: its author has had an answer. */
  readonly repeated?: true;
}
