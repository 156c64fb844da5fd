import type { Log } from '../../lib/log.js';
import type { Dialect } from '../render/parts.js';
import type { SlackMessage } from './simplify-message.js';

const newer: readonly string[] = ['plan', 'task_card'];

/** Which blocks this workspace takes. What it has refused once is put into no further message, of no run. */
export class Dialects {
  readonly #log: Log;
  #now: Dialect = 'progress';

  constructor(log: Log) {
    this.#log = log;
  }

  get now(): Dialect {
    return this.#now;
  }

  /** @returns whether the refusal can be about newer blocks in the message: sections may be taken instead. */
  fallBack(refused: SlackMessage, error: string): boolean {
    // What is too long, or empty, says nothing about the workspace.
    if (error !== 'invalid_blocks') return false;
    if (!refused.blocks.some(({ type }) => newer.includes(type))) return false;
    if (this.#now === 'progress')
      this.#log.warn(
        { error },
        'Slack does not take the newer blocks (plan, task_card); messages show the same in sections from now on',
      );
    this.#now = 'sections';
    return true;
  }
}
