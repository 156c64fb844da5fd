import type { RunId } from '../../roll/ids.js';
import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { othersOfCampaign } from '../campaign-runs.js';
import { Dialects } from './dialects.js';
import type { RunPublisherDeps } from './run-publisher-deps.js';
import { RunPublisher } from './run-publisher.js';

/** Tells every run of the run service, each in a publisher of its own. */
export class AllRunsPublisher {
  readonly #deps: RunPublisherDeps;
  readonly #publishers = new Map<RunId, RunPublisher>();
  #unsubscribe: (() => void) | undefined;
  #unsubscribeUnsaved: (() => void) | undefined;

  constructor(deps: Omit<RunPublisherDeps, 'dialects'>) {
    this.#deps = { ...deps, dialects: new Dialects(deps.log) };
  }

  start(): void {
    this.#unsubscribe = this.#deps.runService.subscribe((run) => {
      this.#show(run);
    });
    for (const run of this.#deps.runService.runs()) this.#show(run);
    this.#unsubscribeUnsaved = this.#deps.unsaved?.subscribe((run) => {
      this.#publishers.get(run)?.edit();
    });
  }

  remark(run: RunId, text: string): void {
    const known = this.#deps.runService.runs().find(({ id }) => id === run);
    if (known !== undefined) this.#publisherOf(known).remark(text);
  }

  /** Changes what is kept of a run's conversation, in turn with everything else that does. */
  async note(run: Run, change: (conversation: Conversation) => Conversation): Promise<void> {
    if (!this.#deps.runService.runs().some(({ id }) => id === run.id)) return;
    await this.#publisherOf(run).note(change);
  }

  /**
   * No new state is taken, and the messages of runs that go on end with `shutdownNotice`; resolves when what is there
   * has been sent, as far as Slack takes it within `ms`.
   */
  async finish(ms: number, shutdownNotice: string): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#unsubscribeUnsaved?.();
    for (const runPublisher of this.#publishers.values()) runPublisher.shutdownNotice(shutdownNotice);
    await Promise.all([...this.#publishers.values()].map((runPublisher) => runPublisher.rested(ms)));
  }

  #show(run: Run): void {
    for (const [id, runPublisher] of this.#publishers) if (runPublisher.told) this.#publishers.delete(id);
    // Told to its end already: its conversation is put away, and telling it would begin anew.
    if (hasEnded(run) && !this.#deps.runService.runs().some(({ id }) => id === run.id)) return;
    this.#publisherOf(run).show(run);
    // The one before hands the message of the campaign over.
    for (const { id } of othersOfCampaign(this.#deps.runService, run)) this.#publishers.get(id)?.ofCampaign();
  }

  #publisherOf(run: Run): RunPublisher {
    const runPublisher = this.#publishers.get(run.id) ?? new RunPublisher(this.#deps, run);
    this.#publishers.set(run.id, runPublisher);
    return runPublisher;
  }
}
