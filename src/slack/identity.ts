import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';
import { describe } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import type { Standing } from './authorize.js';
import type { SlackLog } from './log.js';

const cacheMs = 5 * 60_000;

/** Who people are, as Slack says; what Slack doesn't say now is not guessed. */
export class Identity {
  readonly #api: SlackApi;
  readonly #log: SlackLog;
  readonly #home: { readonly teamId: string; readonly enterpriseId?: string };
  readonly #standings: Cache<Standing>;
  readonly #groups: Cache<readonly { readonly id: string; readonly handle: string }[]>;
  readonly #members: Cache<readonly string[]>;

  constructor(options: { readonly api: SlackApi; readonly clock: Clock; readonly log: SlackLog; readonly home: { readonly teamId: string; readonly enterpriseId?: string } }) {
    this.#api = options.api;
    this.#log = options.log;
    this.#home = options.home;
    this.#standings = new Cache(options.clock);
    this.#groups = new Cache(options.clock);
    this.#members = new Cache(options.clock);
  }

  async standing(user: string): Promise<Standing> {
    const looked = await this.#standings.get(user, () => this.#look(user));
    if (looked.ok) return looked.value;
    this.#log.warn({ user, reason: describe(looked.failure) }, 'a person cannot be looked up, so nothing they say counts');
    return 'unknown';
  }

  /** Whether `approvers` (user ids, group ids, `@group` handles; empty: any member) name this person. */
  async isApprover(user: string, approvers: readonly string[]): Promise<'yes' | 'no' | 'unknown'> {
    if (approvers.length === 0 || approvers.includes(user)) return 'yes';
    let unknown = false;
    for (const name of approvers.filter((each) => each.startsWith('@') || /^S[A-Z0-9]{2,}$/.test(each))) {
      const members = await this.#membersOf(name);
      if (!members.ok) {
        unknown = true;
        this.#log.warn({ group: name, reason: describe(members.failure) }, 'a user group cannot be read, so its members cannot approve now');
      } else if (members.value.includes(user)) return 'yes';
    }
    return unknown ? 'unknown' : 'no';
  }

  async #look(user: string): Promise<Result<Standing, ApiFailure>> {
    const found = await this.#api.user(user);
    if (!found.ok) return found;
    const { id, deleted, is_bot, is_workflow_bot, is_stranger, is_restricted, is_ultra_restricted } = found.value;
    if (deleted === true) return ok('deleted');
    // Slackbot says of itself that it is no bot.
    if (is_bot === true || is_workflow_bot === true || id === 'USLACKBOT') return ok('bot');
    if (is_stranger === true || !this.#isHome(found.value)) return ok('stranger');
    if (is_restricted === true || is_ultra_restricted === true) return ok('guest');
    return ok('member');
  }

  #isHome({ team_id, enterprise_user }: { readonly team_id?: string | undefined; readonly enterprise_user?: { readonly enterprise_id?: string | undefined; readonly teams?: readonly string[] | undefined } | undefined }): boolean {
    if (team_id === this.#home.teamId) return true;
    return this.#home.enterpriseId !== undefined && enterprise_user?.enterprise_id === this.#home.enterpriseId && enterprise_user.teams?.includes(this.#home.teamId) === true;
  }

  async #membersOf(name: string): Promise<Result<readonly string[], ApiFailure>> {
    if (!name.startsWith('@')) return this.#members.get(name, () => this.#api.groupMembers(name));
    const groups = await this.#groups.get('all', () => this.#api.groups());
    if (!groups.ok) return groups;
    const group = groups.value.find(({ handle }) => handle === name.slice(1));
    // A group that does not exist has no members; the log says so, and nobody approves through it.
    if (group === undefined) {
      this.#log.warn({ group: name }, 'there is no such user group');
      return ok([]);
    }
    return this.#members.get(group.id, () => this.#api.groupMembers(group.id));
  }
}

/** Answers for some minutes; a failure is never kept, and a question that is under way is not asked twice. */
class Cache<Value> {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>();
  readonly #asked = new Map<string, Promise<Result<Value, ApiFailure>>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string, ask: () => Promise<Result<Value, ApiFailure>>): Promise<Result<Value, ApiFailure>> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#clock.now()) return Promise.resolve(ok(kept.value));
    const asked = this.#asked.get(key) ?? this.#ask(key, ask);
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(key: string, ask: () => Promise<Result<Value, ApiFailure>>): Promise<Result<Value, ApiFailure>> {
    try {
      const answer = await ask();
      if (answer.ok) this.#kept.set(key, { value: answer.value, until: this.#clock.now() + cacheMs });
      return answer;
    } finally {
      this.#asked.delete(key);
    }
  }
}
