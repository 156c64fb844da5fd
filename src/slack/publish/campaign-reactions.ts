import type { CampaignPost } from '../../conversation/conversation.js';
import { requeue, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { seedName } from '../reactions.js';
import { campaignReactions } from '../render/campaign-message.js';
import type { RunPresentation } from './run-presentation.js';

const lostAgainMs = 2_000;
const asGoodAsDone: readonly string[] = ['already_reacted', 'no_reaction'];

/** The reactions that mean something on the message of a campaign, put there for people to click. */
export class CampaignReactions {
  readonly #presentation: RunPresentation;
  #givenUp = false;

  constructor(presentation: RunPresentation) {
    this.#presentation = presentation;
  }

  get settled(): boolean {
    const { campaign } = this.#presentation.book.now();
    return this.#givenUp || campaign === undefined || this.#next(campaign) === undefined;
  }

  /** @returns undefined when the reactions are as they should be. */
  async step(campaign: CampaignPost, ts: string): Promise<LoopResult | undefined> {
    const next = this.#givenUp ? undefined : this.#next(campaign);
    if (next === undefined) return undefined;
    const { run, book, deps } = this.#presentation;
    const { name, adding } = next;
    const done = await (adding
      ? deps.api.addReaction(campaign.channel, ts, name)
      : deps.api.removeReaction(campaign.channel, ts, name));
    if (done.ok || (done.failure.kind === 'refused' && asGoodAsDone.includes(done.failure.error))) {
      await book.changeCampaign(ts, (now) => ({
        ...now,
        seeded: adding ? [...now.seeded, name] : now.seeded.filter((other) => other !== name),
      }));
      return requeue;
    }
    if (done.failure.kind !== 'refused')
      return waitUnlessWoken(done.failure.kind === 'rate-limited' ? done.failure.retryAfterMs : lostAgainMs);
    // People can put the reaction there themselves, and each run has its own, with buttons.
    this.#givenUp = true;
    deps.log.warn(
      { run: run.id, name, error: done.failure.error },
      'a reaction cannot be put on the message of a campaign; it counts all the same',
    );
    return requeue;
  }

  #next(campaign: CampaignPost): { readonly name: string; readonly adding: boolean } | undefined {
    const { run, book, deps } = this.#presentation;
    const { stands } = book.now();
    const wanted = campaignReactions(run, {
      ...(stands === undefined ? {} : { stands: stands.why }),
      ...(campaign.planId === undefined ? {} : { planId: campaign.planId }),
    }).map((kind) => seedName(kind, deps.speech.reactions));
    const missing = wanted.find((name) => !campaign.seeded.includes(name));
    const name = missing ?? campaign.seeded.find((other) => !wanted.includes(other));
    return name === undefined ? undefined : { name, adding: missing !== undefined };
  }
}
