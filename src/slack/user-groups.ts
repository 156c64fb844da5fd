import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import { describe, type ApiFailure } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import { Cache } from './cache.js';
import type { Log } from '../lib/log.js';
import { isAmong, keepRead, refreshMs } from './membership.js';

const isId = (name: string): boolean => /^S[A-Z0-9]{2,}$/.test(name);

/** Whether an approver of the configuration is a user group: `@handle`, or the id of one. */
export const isGroup = (name: string): boolean => name.startsWith('@') || isId(name);

/**
 * Who is in a user group. Read when the bot starts and every five minutes from then on, so that an approval does not
 * wait for Slack; a group that could not be read lately is asked for anew, and what Slack does not say then is a
 * failure.
 */
export class UserGroups {
  readonly #api: Pick<SlackApi, 'groups' | 'groupMembers'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #groups: Cache<readonly { readonly id: string; readonly handle: string }[]>;
  readonly #members: Cache<readonly string[]>;
  readonly #ids = new Map<string, string>();
  readonly #missing = new Set<string>();

  constructor({
    api,
    clock,
    log,
  }: { readonly api: Pick<SlackApi, 'groups' | 'groupMembers'>; readonly clock: Clock; readonly log: Log }) {
    this.#api = api;
    this.#clock = clock;
    this.#log = log;
    this.#groups = new Cache(clock, refreshMs);
    this.#members = new Cache(clock, refreshMs);
  }

  /** Ids by handle without its `@`, as far as they are known: a mention needs the id. */
  get ids(): ReadonlyMap<string, string> {
    return this.#ids;
  }

  /**
   * @param ids those of one person. @param freshMs an older list does not do. @returns whether they are in the group; a
   * failure when Slack does not say so now.
   */
  has(name: string, ids: readonly string[], freshMs?: number): Promise<Result<boolean, ApiFailure>> {
    return isAmong(ids, (within) => this.#membersOf(name, within), freshMs);
  }

  /** Keeps these groups read, until the signal aborts. */
  watch(names: () => readonly string[], signal: AbortSignal): Promise<void> {
    return keepRead(
      this.#clock,
      signal,
      () => names().filter(isGroup),
      async (name) => {
        const read = await this.#membersOf(name, 0);
        if (!read.ok)
          this.#log.warn(
            { group: name, reason: describe(read.failure) },
            'a user group of approvers cannot be read: as long as that is so, nobody approves through it',
          );
      },
    );
  }

  /** @param freshMs an answer that is older does not do */
  async #membersOf(name: string, freshMs: number): Promise<Result<readonly string[], ApiFailure>> {
    const id = isId(name) ? ok(name) : await this.#idOf(name, freshMs);
    if (!id.ok) return id;
    const group = id.value;
    // A group that does not exist has no members: nobody approves through it.
    return group === undefined ? ok([]) : this.#members.get(group, () => this.#api.groupMembers(group), freshMs);
  }

  async #idOf(name: string, freshMs: number): Promise<Result<string | undefined, ApiFailure>> {
    const groups = await this.#groups.get('all', () => this.#api.groups(), freshMs);
    if (!groups.ok) return groups;
    this.#ids.clear();
    for (const { id, handle } of groups.value) this.#ids.set(handle, id);
    const found = this.#ids.get(name.slice(1));
    if (found === undefined && !this.#missing.has(name))
      this.#log.warn({ group: name }, 'there is no such user group: nobody approves through it');
    if (found === undefined) this.#missing.add(name);
    else this.#missing.delete(name);
    return ok(found);
  }
}
