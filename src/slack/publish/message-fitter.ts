import type { Log } from '../../lib/log.js';
import type { Dialects } from './dialects.js';
import { simplifyMessage, type SlackMessage } from './simplify-message.js';
import { contentErrors, metadataErrors } from './refusals.js';

/** How much of the messages of one run Slack takes; what it refused once is not sent again. */
export class MessageFitter {
  readonly #log: Log;
  readonly #run: string;
  readonly #dialects: Dialects;
  #plain = false;
  #withoutMetadata = false;

  constructor(log: Log, run: string, dialects: Dialects) {
    this.#log = log;
    this.#run = run;
    this.#dialects = dialects;
  }

  fit<Shape extends SlackMessage>(message: Shape): Shape {
    return simplifyMessage(message, { plain: this.#plain, withoutMetadata: this.#withoutMetadata });
  }

  /** Sends less of what Slack does not take. @returns whether there was anything to leave out. */
  adapt(error: string, refused: SlackMessage): boolean {
    if (this.#dialects.fallBack(refused, error)) return true;
    if (contentErrors.includes(error) && !this.#plain) {
      this.#log.error(
        { run: this.#run, error },
        'Slack does not take the blocks of a message; it is sent as plain text',
      );
      this.#plain = true;
      return true;
    }
    if (metadataErrors.includes(error) && !this.#withoutMetadata) {
      this.#log.warn(
        { run: this.#run, error },
        'Slack does not take metadata; messages go without it, and a lost answer can lead to a second post',
      );
      this.#withoutMetadata = true;
      return true;
    }
    return false;
  }
}
