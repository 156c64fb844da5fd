import type { Clock } from '../lib/clock.js';
import { fail, ok, type Result } from '../lib/result.js';
import { describe, type ApiFailure } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import { Cache } from './cache.js';
import type { Log } from '../lib/log.js';
import { isAmong, keepRead, refreshMs } from './membership.js';

/** With 200 a page: 20,000 people. */
const mostPages = 100;

interface Deps {
  readonly api: Pick<SlackApi, 'members'>;
  /** The id of a channel that the configuration may call by its name, or a sentence. */
  readonly idOf: (channel: string) => Promise<Result<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who is in a channel: those who approve where no approvers are named. */
export class ChannelMembers {
  readonly #deps: Deps;
  readonly #members: Cache<readonly string[]>;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#members = new Cache(deps.clock, refreshMs);
  }

  /**
   * @param channel an id or a name. @param ids those of one person. @param freshMs an older list does not do. @returns
   * whether they are in the channel; a failure when Slack does not say so now.
   */
  has(channel: string, ids: readonly string[], freshMs?: number): Promise<Result<boolean, ApiFailure>> {
    return isAmong(ids, (within) => this.#membersOf(channel, within), freshMs);
  }

  /** Keeps the members of these channels read, until the signal aborts. */
  watch(channels: () => readonly string[], signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    return keepRead(clock, signal, channels, async (channel) => {
      const read = await this.#membersOf(channel, 0);
      if (!read.ok)
        log.warn(
          { channel, reason: describe(read.failure) },
          'the members of a channel cannot be read: as long as that is so, nobody approves by being in it',
        );
    });
  }

  async #membersOf(channel: string, freshMs: number): Promise<Result<readonly string[], ApiFailure>> {
    const id = await this.#deps.idOf(channel);
    if (!id.ok) return fail({ kind: 'unknown-outcome', message: id.failure });
    return this.#members.get(id.value, () => this.#read(id.value), freshMs);
  }

  async #read(channel: string): Promise<Result<readonly string[], ApiFailure>> {
    const members: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const page = await this.#deps.api.members(channel, cursor);
      if (!page.ok) return page;
      members.push(...page.value.items);
      cursor = page.value.next;
      if (cursor === undefined) return ok(members);
    }
    // A part of them would refuse people who are in it, without a reason that they could see.
    return fail({ kind: 'unknown-outcome', message: 'it has more members than are read' });
  }
}
