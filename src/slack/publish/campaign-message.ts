import type { CampaignPost } from '../../conversation/conversation.js';
import { digest } from '../../lib/digest.js';
import { campaignOf } from '../../roll/campaign.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { hasFollower, isUndecided, othersOfCampaign } from '../campaign-runs.js';
import { requeue, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { seedName } from '../reactions.js';
import {
  renderCampaign,
  renderReplacedCampaign,
  type CampaignMessage as Rendered,
} from '../render/campaign-message.js';
import { CampaignLinks } from './campaign-links.js';
import { CampaignReactions } from './campaign-reactions.js';
import { CampaignStand } from './campaign-stand.js';
import { findCampaign } from './find-post.js';
import { goneErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';
import { refusedAgainMs, settleMs } from './run-publisher-deps.js';

/** Between two edits that only count servers, and between any two. */
const betweenCountsMs = 20_000;
const betweenStatesMs = 1_000;
/** So often a run that is over looks whether the one after it has taken over the message. */
const takenOverMs = 2_000;

/**
 * The message of a campaign: posted before that of its first run, then edited in place. The run that the campaign is at
 * keeps it, and the next one takes it over: so there is one who writes it, and all that it says follows from that run.
 */
export class CampaignMessage {
  readonly #presentation: RunPresentation;
  readonly #reactions: CampaignReactions;
  readonly #stand: CampaignStand;
  /** The message of the run no longer has to wait, or nothing is left to be said here. */
  readonly #onReady: () => void;
  readonly #links: CampaignLinks;
  #looked = false;
  #refused = false;
  #givenUp = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastState = '';

  constructor(presentation: RunPresentation, onReady: () => void) {
    this.#presentation = presentation;
    this.#reactions = new CampaignReactions(presentation);
    this.#stand = new CampaignStand(presentation);
    this.#links = new CampaignLinks(presentation.deps.api);
    this.#onReady = onReady;
  }

  /** Whether the message of the run has to wait, as that of the campaign stands above it. */
  get comesFirst(): boolean {
    const { run, book } = this.#presentation;
    const { ts, campaign } = book.now();
    return run.options.campaign !== undefined && ts === undefined && campaign?.ts === undefined && !this.#refused;
  }

  /** Whether nothing is left to be said here: it shows the end of the run, or another run has taken it over. */
  get settled(): boolean {
    const { run, book, deps } = this.#presentation;
    if (run.options.campaign === undefined) return true;
    if (hasFollower(deps.runService, run)) return this.#isTakenOver;
    if (isUndecided(deps.runService, run)) return false;
    if (this.#givenUp) return true;
    return (
      this.#lastState === this.#state() &&
      book.now().campaign?.shown !== undefined &&
      this.#reactions.settled &&
      this.#stand.settled
    );
  }

  /** @returns undefined when everything is as it should be. */
  async step(): Promise<LoopResult | undefined> {
    const { run, book, deps } = this.#presentation;
    if (run.options.campaign === undefined || this.#givenUp) return undefined;
    if (hasFollower(deps.runService, run))
      return hasEnded(run) && !this.#isTakenOver ? waitUnlessWoken(takenOverMs) : undefined;
    const { campaign } = book.now();
    if (campaign === undefined) return this.#begin();
    if (campaign.ts === undefined) return this.#looked ? this.#post() : this.#find(campaign);
    return (
      (await this.#edit(campaign, campaign.ts)) ??
      (await this.#reactions.step(campaign, campaign.ts)) ??
      (await this.#stand.step(campaign.ts))
    );
  }

  get #isTakenOver(): boolean {
    return this.#ofOthers !== undefined;
  }

  /** What the other runs of the campaign have of its message. */
  get #ofOthers(): CampaignPost | undefined {
    const { run, deps } = this.#presentation;
    return othersOfCampaign(deps.runService, run)
      .map(({ id }) => deps.runService.conversation(id)?.campaign)
      .findLast((kept) => kept !== undefined);
  }

  get #isFirst(): boolean {
    const { run } = this.#presentation;
    return campaignOf(run) === run.id;
  }

  /** The first run has nothing to look for; each other one takes over what the one before has, or looks for it. */
  async #begin(): Promise<LoopResult> {
    const before = this.#ofOthers;
    this.#looked = this.#isFirst;
    await this.#presentation.book.change((now) => ({
      ...now,
      campaign: before ?? { channel: now.channel, seeded: [] },
    }));
    if (before?.ts !== undefined) this.#isThere();
    return requeue;
  }

  async #find({ channel }: { readonly channel: string }): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const { reactions } = deps.speech;
    const campaign = campaignOf(run) ?? run.id;
    const planId = this.#isFirst ? run.plan.id : undefined;
    const found = await findCampaign(deps.api, deps.self, { channel, campaign, planId });
    if (!found.ok && isLacking(found.failure))
      deps.missingScopes.note(
        'conversations.history',
        found.failure,
        'the message of a campaign whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure);
    this.#looked = true;
    const ts = found.ok ? found.value : undefined;
    if (ts !== undefined)
      await book.change((now) => ({
        ...now,
        campaign:
          planId === undefined
            ? // Who had it before is not there any more; what it has put there is taken off.
              { channel, ts, seeded: [seedName('approve', reactions), seedName('reject', reactions)] }
            : { channel, ts, planId, seeded: [], seen: [] },
      }));
    if (ts !== undefined) this.#isThere();
    return requeue;
  }

  async #post(): Promise<LoopResult> {
    const { run, book, deps, fitting } = this.#presentation;
    const { channel } = book.now();
    const early = deps.pace.early(channel, this, true);
    if (early > 0) return waitUnlessWoken(early);
    const planId = this.#isFirst && run.status === 'awaiting-approval' ? run.plan.id : undefined;
    const message = this.#render(planId);
    if (message === undefined) return waitUnlessWoken(takenOverMs);
    const state = this.#state();
    // A bot that dies now looks for it: what is written down without `ts` may stand there.
    this.#looked = false;
    const posted = await deps.api.post({ channel, ...fitting.fit(message) });
    if (posted.ok) {
      this.#sent(state);
      await book.change((now) => ({
        ...now,
        campaign: {
          channel: posted.value.channel,
          ts: posted.value.ts,
          ...(planId === undefined ? {} : { planId }),
          shown: digest(message),
          seeded: [],
          seen: [],
        },
      }));
      this.#isThere();
      return requeue;
    }
    if (posted.failure.kind === 'unknown-outcome') return wait(settleMs);
    this.#looked = true;
    if (posted.failure.kind === 'refused' && fitting.adapt(posted.failure.error, message)) return requeue;
    return this.#later(posted.failure);
  }

  async #edit(campaign: CampaignPost, ts: string): Promise<LoopResult | undefined> {
    const { run, book, deps, fitting } = this.#presentation;
    if (this.#isFirst && run.status === 'awaiting-approval' && campaign.planId !== run.plan.id) return this.#retire(ts);
    await this.#links.find(run, book.now());
    const message = this.#render(campaign.planId);
    if (message === undefined) return undefined;
    const shown = digest(message);
    const state = this.#state();
    if (campaign.shown === shown) {
      this.#lastState = state;
      return undefined;
    }
    const urgent = state !== this.#lastState;
    const early = Math.max(
      this.#lastAt + (urgent ? betweenStatesMs : betweenCountsMs) - deps.clock.now(),
      deps.budget.early(urgent),
    );
    if (early > 0) return waitUnlessWoken(early);
    const edited = await deps.api.update(
      { channel: campaign.channel, ts, ...fitting.fit(message) },
      urgent ? 'now' : 'when-convenient',
    );
    if (edited.ok) {
      this.#sent(state);
      deps.budget.spend();
      await book.changeCampaign(ts, (now) => ({ ...now, shown }));
      return requeue;
    }
    if (edited.failure.kind === 'refused' && goneErrors.includes(edited.failure.error)) {
      deps.log.warn({ run: run.id }, 'the message of a campaign is gone; it is posted anew');
      await this.#forget(ts);
      return requeue;
    }
    if (edited.failure.kind === 'refused' && fitting.adapt(edited.failure.error, message)) return requeue;
    return this.#later(edited.failure);
  }

  /** The plan of the first run is another one: what was put on the message was for the old one. */
  async #retire(ts: string): Promise<LoopResult> {
    const { run, book, deps, fitting } = this.#presentation;
    const channel = book.now().campaign?.channel ?? run.channel;
    const edited = await deps.api.update({ channel, ts, ...fitting.fit(renderReplacedCampaign(run)) }, 'now');
    if (!edited.ok && edited.failure.kind !== 'refused') return this.#later(edited.failure);
    await this.#forget(ts);
    return requeue;
  }

  async #forget(ts: string): Promise<void> {
    this.#looked = true;
    await this.#presentation.book.changeCampaign(ts, ({ channel }) => ({ channel, seeded: [] }));
  }

  #render(planId: string | undefined): Rendered | undefined {
    const { run, book, deps } = this.#presentation;
    const { stands } = book.now();
    return renderCampaign(run, deps.speech, {
      dialect: deps.dialects.now,
      links: this.#links.known,
      ...(stands === undefined ? {} : { stands: stands.why }),
      ...(planId === undefined ? {} : { planId }),
    });
  }

  /** The message is in the channel, and known to be. */
  #isThere(): void {
    const { run, deps } = this.#presentation;
    this.#onReady();
    deps.onStanding?.(run.id, 'posted');
  }

  #sent(state: string): void {
    this.#lastAt = this.#presentation.deps.clock.now();
    this.#lastState = state;
    this.#refused = false;
  }

  #later(failure: ApiFailure): LoopResult {
    const { run, deps } = this.#presentation;
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    if (!this.#refused)
      deps.log.error(
        { run: run.id, error: failure.error },
        'the message of a campaign cannot be shown: Slack refuses it',
      );
    this.#refused = true;
    if (hasEnded(run) && !isUndecided(deps.runService, run)) this.#givenUp = true;
    this.#onReady();
    return waitUnlessWoken(refusedAgainMs);
  }

  #state(): string {
    const { run, book } = this.#presentation;
    const { stands, ts } = book.now();
    return [run.status, run.votes.length, run.plan.id, stands?.why ?? '', ts ?? ''].join('/');
  }
}
