import type { UserId } from './ids.js';

/** What a person may say to a run. Who they are has been checked by the time it is an intent. */
export const intentKinds = ['approve', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'retry', 'skip', 'force'] as const;
export type IntentKind = (typeof intentKinds)[number];

export interface Intent {
  readonly kind: IntentKind;
  readonly by: UserId;
  /** For approve and withdraw: the plan the person was looking at. */
  readonly planId?: string;
  /** How it reached us, for the audit trail. */
  readonly via: 'reaction' | 'button' | 'command' | 'reconciliation';
}

/** What the person is told. A rejection is a value: `text` says why, in a sentence. */
export interface IntentAnswer {
  readonly accepted: boolean;
  readonly text: string;
}
