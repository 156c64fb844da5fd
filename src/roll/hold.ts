import type { GateBlock } from './gates/verdict.js';
import type { Gpid, NodeAddress } from './ids.js';
import type { Message } from './message.js';

export const holdReasons = [
  'gate', // a gate blocks and waiting did not help, or cannot
  'moves-stalled', // primaries do not leave the node
  'downgrades-stalled', // secondaries do not leave the node
  'cannot-drain', // a partition of the node has nowhere to go; nothing was sent
  'close-stalled', // replicas do not close
  'command-failed', // a process command failed, timed out, or was lost
  'not-restarted', // the commands reported success, and the same process runs on
  'not-back', // the process did not come back
  'wrong-version', // it came back with another version than asked for
  'value-not-proven', // it came back, and is not proven to have the value that was asked for
  'heal-stalled', // partitions do not become full
  'before-failed', // the operator's own command before a server did not succeed; the server was not touched
  'verify-failed', // the operator's own check of a server that is back did not succeed
  'after-failed', // the operator's own command after a server did not succeed
  'not-settled', // the cluster is not at rest, by its operator's own measure
  'started-again', // a server was started without the run: a rolled one, or one that it never touched
  'second-failure', // another server died, or a partition fell too low, while one was away or drained
  'unlisted', // the leader does not list the server at hand: nothing is known of what it holds
  'unreadable', // the cluster cannot be read
  'settings-refused', // a setting does not take
  'meta-not-back',
  'collector-down',
  'rebalance-stalled',
  'cannot-save', // the disk of the bot is full
  'internal-error', // an exception in the bot
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** `wait`: go on waiting for what moves by itself, without a command. */
export const holdChoices = ['wait', 'retry', 'skip', 'force', 'abort'] as const;
export type HoldChoice = (typeof holdChoices)[number];

/** The run stands still, safe, and asks people. */
export interface Hold {
  readonly reason: HoldReason;
  /** What happened and why it matters. */
  readonly what: Message;
  /** What the latest reading shows of it; a clause. Absent while no reading has told. */
  readonly now?: Message;
  /** Since this reading its cause has been over, in every one that told. */
  readonly overSince?: number;
  /**
   * The process that is waited for was loading when the choices were last written: they say what a command would do to
   * that.
   */
  readonly loading?: true;
  readonly node?: NodeAddress;
  readonly gates: readonly GateBlock[];
  readonly nodes: readonly NodeAddress[];
  readonly gpids: readonly Gpid[];
  /** Lines that were not understood, or the tail of a command's output. */
  readonly raw: readonly string[];
  /** What people may answer, and what each would do. */
  readonly choices: readonly { readonly choice: HoldChoice; readonly does: Message }[];
}
