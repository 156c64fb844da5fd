import type { Clock } from '../lib/clock.js';
import { fail, ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';
import { describe } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import type { Standing } from './authorize.js';
import { Cache } from './cache.js';
import type { ChannelMembers } from './channel-members.js';
import type { Log } from '../lib/log.js';
import { standingOf, type Home } from './standing.js';
import { isGroup, type UserGroups } from './user-groups.js';

const cacheMs = 5 * 60_000;

/**
 * Who somebody is. On an Enterprise Grid a person has an id of the workspace and one of the organisation, and Slack may
 * use either.
 */
interface Person {
  readonly standing: Standing;
  readonly ids: readonly string[];
}

/** Who people are, as Slack says; what Slack doesn't say now is not guessed. */
export class Identity {
  readonly #api: SlackApi;
  readonly #log: Log;
  readonly #home: Home;
  readonly #people: Cache<Person>;
  readonly #groups: UserGroups;
  readonly #channels: ChannelMembers;

  constructor(options: {
    readonly api: SlackApi;
    readonly clock: Clock;
    readonly log: Log;
    readonly groups: UserGroups;
    readonly channels: ChannelMembers;
    readonly home: Home;
  }) {
    this.#api = options.api;
    this.#log = options.log;
    this.#home = options.home;
    this.#people = new Cache(options.clock, cacheMs);
    this.#groups = options.groups;
    this.#channels = options.channels;
  }

  /** @param freshMs an answer that is older is asked for again */
  async standing(user: string, freshMs?: number): Promise<Standing> {
    const looked = await this.#person(user, freshMs);
    if (looked.ok) return looked.value.standing;
    this.#log.warn(
      { user, reason: describe(looked.failure) },
      'a person cannot be looked up, so nothing they say counts',
    );
    return 'unknown';
  }

  /**
   * Whether `approvers` (user ids, group ids, `@group` handles) name this person. Where they name nobody: whether the
   * person is in the channel; without one of its own a roll is asked for in any channel, and all who are in that
   * approve.
   */
  async isApprover(
    user: string,
    { approvers, channel }: { readonly approvers: readonly string[]; readonly channel: string | undefined },
    freshMs?: number,
  ): Promise<'yes' | 'no' | 'unknown'> {
    if (approvers.length === 0 && channel === undefined) return 'yes';
    if (approvers.includes(user)) return 'yes';
    const ids = await this.#ids(user);
    if (approvers.length === 0) return channel === undefined ? 'yes' : this.#isIn(channel, ids, freshMs);
    const named = await this.knownAs(
      user,
      approvers.filter((name) => !isGroup(name)),
    );
    if (named !== undefined && approvers.includes(named)) return 'yes';
    let unknown = named === undefined;
    for (const name of approvers.filter(isGroup)) {
      const member = await this.#groups.has(name, ids, freshMs);
      if (!member.ok) {
        unknown = true;
        this.#log.warn(
          { group: name, reason: describe(member.failure) },
          'a user group cannot be read, so its members cannot approve now',
        );
      } else if (member.value) return 'yes';
    }
    return unknown ? 'unknown' : 'no';
  }

  /**
   * @returns which of these ids means the same person; the id as it is when none does; undefined when Slack does not
   * say who somebody is now.
   */
  async knownAs(user: string, known: readonly string[]): Promise<string | undefined> {
    if (known.includes(user) || this.#home.enterpriseId === undefined) return user;
    const own = await this.#person(user);
    if (!own.ok) return undefined;
    const found = known.find((other) => own.value.ids.includes(other));
    if (found !== undefined) return found;
    for (const other of new Set(known)) {
      const person = await this.#person(other);
      // A name of the configuration that Slack does not know is nobody.
      if (!person.ok && person.failure.kind !== 'refused') return undefined;
      if (person.ok && person.value.ids.some((id) => own.value.ids.includes(id))) return other;
    }
    return user;
  }

  /** The ids of a person as far as they are known. */
  async #ids(user: string): Promise<readonly string[]> {
    if (this.#home.enterpriseId === undefined) return [user];
    const person = await this.#person(user);
    return person.ok ? person.value.ids : [user];
  }

  async #isIn(channel: string, ids: readonly string[], freshMs: number | undefined): Promise<'yes' | 'no' | 'unknown'> {
    const member = await this.#channels.has(channel, ids, freshMs);
    if (member.ok) return member.value ? 'yes' : 'no';
    this.#log.warn(
      { channel, reason: describe(member.failure) },
      'the members of a channel cannot be read, so they cannot approve now',
    );
    return 'unknown';
  }

  #person(user: string, freshMs?: number): Promise<Result<Person, ApiFailure>> {
    return this.#people.get(user, () => this.#look(user), freshMs);
  }

  async #look(user: string): Promise<Result<Person, ApiFailure>> {
    const found = await this.#api.user(user);
    if (!found.ok) return fail(found.failure);
    const { id, enterprise_user: enterprise } = found.value;
    return ok({
      standing: standingOf(found.value, this.#home),
      ids: [...new Set([user, id, ...(enterprise?.id === undefined ? [] : [enterprise.id])])],
    });
  }
}
