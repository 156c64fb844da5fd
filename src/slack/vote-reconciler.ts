import type { Clock } from '../lib/clock.js';
import { reasonOf } from '../lib/thrown.js';
import type { RunService } from '../engine/run-service.js';
import { notBegun } from '../roll/approved.js';
import type { Conversation } from '../conversation/conversation.js';
import { userId, type RunId, type UserId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import { approvalPlaces } from './campaign-runs.js';
import { describe, isLacking } from './api/failure.js';
import type { FoundReaction } from './api/answers.js';
import type { MissingScopes } from './api/missing-scopes.js';
import type { SlackApi } from './api/slack-api.js';
import type { Gatekeeper } from './intents/gatekeeper.js';
import type { Replies } from './intents/replies.js';
import type { Log } from '../lib/log.js';
import { meaningOf, type ReactionKind, type Speech } from './reactions.js';

/** Whether the votes of a run are what its message shows now. */
export type VoteCheck = { readonly kind: 'checked' } | { readonly kind: 'unchecked'; readonly why: string };

const everyMs = 20_000;
/** A look that raced with a change is stale; so many are made. */
const looks = 3;

/** Vias whose vote stands only as long as its reaction does. */
const byReaction: readonly string[] = ['reaction', 'reconciliation'];

interface VoteReconcilerDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly gatekeeper: Gatekeeper;
  readonly replies: Replies;
  readonly missingScopes: MissingScopes;
  readonly clock: Clock;
  readonly log: Log;
  readonly speech: Speech;
  readonly botUserId: string;
  readonly signal: AbortSignal;
}

/**
 * Slack may lose events while no connection lives; reactions stay. This reads them: an approval or a
 * rejection that is there counts, an approval whose reaction is gone is withdrawn. Reactions carry no
 * times, so an old pause or abort is never carried out from here.
 */
export class VoteReconciler {
  readonly #deps: VoteReconcilerDeps;
  readonly #touches = new Map<RunId, number>();
  readonly #underWay = new Map<RunId, Promise<VoteCheck>>();
  /** Refusals that have been told: a reaction that stays is refused once, not every 20 s. */
  readonly #told = new Set<string>();
  /** Runs whose reactions could not be read the last time, and why. */
  readonly #unread = new Map<RunId, string>();

  constructor(deps: VoteReconcilerDeps) {
    this.#deps = deps;
  }

  /** An event has changed a reaction: a reading from before it is stale. */
  touched(run: RunId): void {
    this.#touches.set(run, this.#touchesOf(run) + 1);
  }

  /**
   * The event of a reaction has been refused and its person told: it is not refused again because it is still there.
   */
  refused(run: Run, kind: ReactionKind, by: UserId): void {
    this.#told.add(refusalOf(run, kind, by));
  }

  /** Looks every 20 s, until the signal aborts. */
  async watch(): Promise<void> {
    const { clock, signal } = this.#deps;
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal);
      await this.all();
    }
  }

  /** Looks at every run that awaits approval, one after the other. */
  async all(): Promise<void> {
    for (const run of this.#deps.runService.runs()) {
      if (this.#deps.signal.aborted) return;
      if (run.status !== 'awaiting-approval') continue;
      const checked = await this.votes(run.id);
      this.#note(run.id, checked);
    }
  }

  /** Said once for each reason, and again only after it was over: it is looked every 20 s. */
  #note(run: RunId, checked: VoteCheck): void {
    const why = checked.kind === 'unchecked' ? checked.why : undefined;
    if (why !== undefined && this.#unread.get(run) !== why)
      this.#deps.log.warn({ run, why }, 'the reactions of a run cannot be read');
    if (why === undefined) this.#unread.delete(run);
    else this.#unread.set(run, why);
  }

  /** Makes the votes of a run what its message shows. */
  votes(run: RunId): Promise<VoteCheck> {
    const underWay = this.#underWay.get(run);
    if (underWay !== undefined) return underWay;
    const check = this.#check(run)
      .then(async (checked) => {
        const now = this.#deps.runService.runs().find(({ id }) => id === run);
        // Those who approved it may have left since: it is asked once more before it begins.
        if (now !== undefined && notBegun(now)) await this.#deps.gatekeeper.recount(run);
        return checked;
      })
      .catch((error: unknown): VoteCheck => ({ kind: 'unchecked', why: reasonOf(error) }))
      .finally(() => {
        this.#underWay.delete(run);
      });
    this.#underWay.set(run, check);
    return check;
  }

  async #check(id: RunId): Promise<VoteCheck> {
    const { api, runService, missingScopes } = this.#deps;
    for (let look = 0; look < looks; look += 1) {
      const run = runService.runs().find((each) => each.id === id);
      const conversation = runService.conversation(id);
      if (run === undefined || (run.status !== 'awaiting-approval' && !notBegun(run))) return { kind: 'checked' };
      // Nothing stands in the channel yet, or another plan: no reaction can be about this one.
      const places = approvalPlaces(run, conversation);
      if (conversation === undefined || places.length === 0) return { kind: 'checked' };
      const before = this.#touchesOf(id);
      const reactions: FoundReaction[] = [];
      for (const { channel, ts } of places) {
        const found = await api.reactions(channel, ts);
        if (!found.ok) {
          if (isLacking(found.failure))
            missingScopes.note(
              'reactions.get',
              found.failure,
              'reactions made while the bot was away do not count; buttons and commands do',
            );
          return { kind: 'unchecked', why: `reactions of the message: ${describe(found.failure)}` };
        }
        reactions.push(...found.value);
      }
      if (before !== this.#touchesOf(id)) continue;
      await this.#settle(run, reactions, repostedAt(conversation));
      return { kind: 'checked' };
    }
    return { kind: 'unchecked', why: 'the reactions kept changing while they were read' };
  }

  /** @param since when the message was posted anew; undefined: it is the first one of its plan. */
  async #settle(run: Run, found: readonly FoundReaction[], since: number | undefined): Promise<void> {
    if (run.status === 'awaiting-approval')
      for (const user of await this.#who(run, found, 'reject')) await this.#say(run, 'reject', user);
    const approving = await this.#who(run, found, 'approve');
    const votes = run.votes.filter(({ planId }) => planId === run.plan.id);
    if (isWhole(found)) {
      // What was put on a message that somebody deleted went with it, and nobody took it back.
      const own = votes.filter(({ via, at }) => byReaction.includes(via) && (since === undefined || at >= since));
      for (const vote of own) if (!approving.includes(vote.by)) await this.#say(run, 'withdraw', vote.by);
    }
    if (run.status === 'awaiting-approval')
      for (const user of approving) if (!votes.some(({ by }) => by === user)) await this.#say(run, 'approve', user);
  }

  /** By the ids that the run knows them by. */
  async #who(run: Run, found: readonly FoundReaction[], kind: ReactionKind): Promise<readonly UserId[]> {
    const { gatekeeper, speech, botUserId } = this.#deps;
    const users = found
      .filter(({ name }) => meaningOf(name, speech.reactions) === kind)
      .flatMap((reaction) => reaction.users);
    const known = await Promise.all(
      [...new Set(users)]
        .filter((user) => user !== botUserId)
        .map(async (user) => (await gatekeeper.knownAs(run, user)) ?? userId(user)),
    );
    return [...new Set(known)];
  }

  async #say(run: Run, kind: 'approve' | 'reject' | 'withdraw', by: UserId): Promise<void> {
    const { gatekeeper, replies } = this.#deps;
    const key = refusalOf(run, kind, by);
    const answer = await gatekeeper.say(run, { kind, by, via: 'reconciliation', planId: run.plan.id });
    if (answer.accepted || this.#told.has(key)) return;
    this.#told.add(key);
    await replies.tell(
      { channel: this.#deps.runService.conversation(run.id)?.channel ?? run.channel, user: by },
      { text: answer.text },
    );
  }

  #touchesOf(run: RunId): number {
    return this.#touches.get(run) ?? 0;
  }
}

const refusalOf = (run: Run, kind: ReactionKind | 'withdraw', by: UserId): string =>
  [run.id, run.plan.id, kind, by].join(' ');

/**
 * When the message was posted in the place of one of the same plan, by Slack's clock; undefined: there was none before
 * it.
 */
function repostedAt({ ts, planId, older, campaign }: Conversation): number | undefined {
  const own = older.some((before) => before.planId === planId) ? Number(ts) * 1000 : undefined;
  // Of the campaign's it is not remembered whether there was one before it: a vote from before it is on none now.
  const ofCampaign = campaign?.ts === undefined ? undefined : Number(campaign.ts) * 1000;
  return own === undefined || ofCampaign === undefined ? (own ?? ofCampaign) : Math.max(own, ofCampaign);
}

/** Slack cuts long lists of users; a user who is not listed then may still be there. */
const isWhole = (found: readonly FoundReaction[]): boolean => found.every(({ users, count }) => users.length >= count);
