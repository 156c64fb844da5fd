import type { RollMode } from './options.js';

/** What is known of the change from one version of Pegasus to another. Ranges are those of npm: `<2.1.0-0`, `2.0.x`. */
export interface VersionRule {
  /** What a waiver names. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Only where servers are restarted like this; absent: always. */
  readonly mode?: RollMode;
  /** `block`: the plan does not begin unless the rule is waived by its name. */
  readonly level: 'block' | 'warn';
  /** What is so, and what to do instead: a sentence or two. */
  readonly what: string;
  /** Where that is said: an address. */
  readonly source?: string;
}
