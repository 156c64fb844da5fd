/**
 * One of the operator's own commands at a server. `due`: to be begun; `begun`: its outcome is not known, and may never
 * be. One that did not succeed is due again only when people ask for it.
 */
export interface HookProgress {
  readonly state: 'due' | 'begun' | 'failed' | 'succeeded';
  /** How often it was begun. */
  readonly attempts: number;
}
