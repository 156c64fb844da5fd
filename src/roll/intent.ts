import type { UserId } from './ids.js';

/** What a person may say to a run. Who they are has been checked by the time it is an intent. */
export const intentKinds = ['approve', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'retry', 'skip', 'force'] as const;
export type IntentKind = (typeof intentKinds)[number];

export interface Intent {
  readonly kind: IntentKind;
  readonly by: UserId;
  /** For approve and withdraw: the plan the person was looking at. */
  readonly planId?: string;
  /** How it reached us, for the audit trail. `lost`: from the bot itself, as people cannot see the run any more. */
  readonly via: 'reaction' | 'button' | 'command' | 'mention' | 'reconciliation' | 'lost';
}

/** What the person is told. A rejection is a value: `text` says why, in a sentence. */
export interface IntentAnswer {
  readonly accepted: boolean;
  readonly text: string;
}
