import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';
import { describe } from './api/failure.js';
import type { SlackApi } from './api/slack-api.js';
import type { Standing } from './authorize.js';
import { Cache } from './cache.js';
import type { ChannelMembers } from './channel-members.js';
import type { SlackLog } from './log.js';
import { isGroup, type UserGroups } from './user-groups.js';

const cacheMs = 5 * 60_000;

/** Who people are, as Slack says; what Slack doesn't say now is not guessed. */
export class Identity {
  readonly #api: SlackApi;
  readonly #log: SlackLog;
  readonly #home: { readonly teamId: string; readonly enterpriseId?: string };
  readonly #standings: Cache<Standing>;
  readonly #groups: UserGroups;
  readonly #channels: ChannelMembers;

  constructor(options: { readonly api: SlackApi; readonly clock: Clock; readonly log: SlackLog; readonly groups: UserGroups; readonly channels: ChannelMembers; readonly home: { readonly teamId: string; readonly enterpriseId?: string } }) {
    this.#api = options.api;
    this.#log = options.log;
    this.#home = options.home;
    this.#standings = new Cache(options.clock, cacheMs);
    this.#groups = options.groups;
    this.#channels = options.channels;
  }

  async standing(user: string): Promise<Standing> {
    const looked = await this.#standings.get(user, () => this.#look(user));
    if (looked.ok) return looked.value;
    this.#log.warn({ user, reason: describe(looked.failure) }, 'a person cannot be looked up, so nothing they say counts');
    return 'unknown';
  }

  /**
   * Whether `approvers` (user ids, group ids, `@group` handles) name this person. Where they name nobody: whether the person is in
   * the channel; without one of its own a roll is asked for in any channel, and all who are in that approve.
   */
  async isApprover(user: string, { approvers, channel }: { readonly approvers: readonly string[]; readonly channel: string | undefined }): Promise<'yes' | 'no' | 'unknown'> {
    if (approvers.length === 0) return channel === undefined ? 'yes' : this.#isIn(channel, user);
    if (approvers.includes(user)) return 'yes';
    let unknown = false;
    for (const name of approvers.filter(isGroup)) {
      const member = await this.#groups.has(name, user);
      if (!member.ok) {
        unknown = true;
        this.#log.warn({ group: name, reason: describe(member.failure) }, 'a user group cannot be read, so its members cannot approve now');
      } else if (member.value) return 'yes';
    }
    return unknown ? 'unknown' : 'no';
  }

  async #isIn(channel: string, user: string): Promise<'yes' | 'no' | 'unknown'> {
    const member = await this.#channels.has(channel, user);
    if (member.ok) return member.value ? 'yes' : 'no';
    this.#log.warn({ channel, reason: describe(member.failure) }, 'the members of a channel cannot be read, so they cannot approve now');
    return 'unknown';
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
}
