import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { ReconcileLoop, rest, type LoopResult } from '../reconcile-loop.js';
import { CampaignMessage } from './campaign-message.js';
import { DigestLine } from './digest-line.js';
import { Edits } from './edits.js';
import type { RunPublisherDeps } from './run-publisher-deps.js';
import { Posts } from './posts.js';
import { Questions } from './questions.js';
import { Remarks } from './remarks.js';
import { Reports } from './reports.js';
import { InitialReactions } from './initial-reactions.js';
import { RunPresentation } from './run-presentation.js';

/**
 * Tells one run in Slack: one message kept up to date, every event once in its thread, one line in the digest.
 *
 * Five loops, so that none waits for another:
 * - posts: a post that was begun, the message, a replaced plan, the thread in order, remarks, the report of a run that
 *   is over;
 * - edits: the message as it should stand now, the latest only, then the reactions that mean something now;
 * - asked: posts of the thread that ask for an answer, as what they ask about changes;
 * - digest: the line of this run in the digest channel;
 * - campaign: the message of the campaign, while this is the run that it is at.
 *
 * An ended run that has been told whole is handed back to the run service.
 */
export class RunPublisher {
  readonly #presentation: RunPresentation;
  readonly #posts: Posts;
  readonly #remarks: Remarks;
  readonly #reports: Reports;
  readonly #edits: Edits;
  readonly #initialReactions: InitialReactions;
  readonly #digest: DigestLine;
  readonly #questions: Questions;
  readonly #campaign: CampaignMessage;
  readonly #loops: {
    readonly posts: ReconcileLoop;
    readonly edits: ReconcileLoop;
    readonly asked: ReconcileLoop;
    readonly digest: ReconcileLoop;
    readonly campaign: ReconcileLoop;
  };

  constructor(deps: RunPublisherDeps, run: Run) {
    const presentation = new RunPresentation(deps, run);
    const remark = (text: string): void => {
      this.remark(text);
    };
    this.#presentation = presentation;
    this.#posts = new Posts(
      presentation,
      () => {
        this.#loops.edits.wake();
        this.#loops.digest.wake();
        this.ofCampaign();
      },
      () => {
        this.#loops.asked.wake();
      },
    );
    this.#questions = new Questions(presentation);
    this.#remarks = new Remarks(presentation);
    this.#reports = new Reports(presentation, () => {
      this.#loops.edits.wake();
    });
    this.#edits = new Edits(presentation, remark, () => {
      this.#loops.posts.wake();
    });
    this.#initialReactions = new InitialReactions(presentation, remark);
    this.#digest = new DigestLine(presentation);
    this.#campaign = new CampaignMessage(presentation, () => {
      this.#loops.posts.wake();
    });
    const loop = (what: string, step: () => Promise<LoopResult>): ReconcileLoop =>
      new ReconcileLoop({
        clock: deps.clock,
        signal: deps.signal,
        step: () => (presentation.told ? Promise.resolve(rest) : step()),
        onError: (error) => {
          deps.log.error(
            { run: run.id, cluster: run.cluster, err: error },
            `telling a run failed (${what}); it is tried again`,
          );
        },
      });
    this.#loops = {
      posts: loop('posts', () => this.#post()),
      edits: loop('edits', () => this.#edit()),
      asked: loop('questions', () => this.#ask()),
      digest: loop('digest', () => this.#line()),
      campaign: loop('campaign', () => this.#ofCampaign()),
    };
  }

  show(run: Run): void {
    this.#presentation.run = run;
    this.#wake();
  }

  /** Says something in the thread once, for as long as this process lives. */
  remark(text: string): void {
    if (this.#remarks.add(text)) this.#loops.posts.wake();
  }

  /** Changes what is kept of the conversation, on disk before it resolves. */
  async note(change: (conversation: Conversation) => Conversation): Promise<void> {
    await this.#presentation.book.change(change);
    this.ofCampaign();
  }

  /** Another run of its campaign has changed, or whether the campaign goes on. */
  ofCampaign(): void {
    if (this.#presentation.run.options.campaign !== undefined) this.#loops.campaign.wake();
  }

  /** What its message is to say besides the run has changed. */
  edit(): void {
    this.#loops.edits.wake();
  }

  /** Puts a last sentence below the message of a run that goes on without anybody listening. */
  shutdownNotice(text: string): void {
    if (hasEnded(this.#presentation.run)) return;
    this.#presentation.shutdownNotice = text;
    this.#loops.edits.wake();
  }

  get told(): boolean {
    return this.#presentation.told;
  }

  /** Resolves when nothing is left to be sent, or nothing that Slack would take within `ms`. */
  async rested(ms: number): Promise<void> {
    await Promise.all([
      this.#loops.posts.rested(ms),
      this.#loops.edits.rested(ms),
      this.#loops.asked.rested(ms),
      this.#loops.digest.rested(ms),
      this.#loops.campaign.rested(ms),
    ]);
  }

  async #post(): Promise<LoopResult> {
    if (this.#campaign.comesFirst) return rest;
    const posting = (await this.#posts.step()) ?? (await this.#remarks.step()) ?? (await this.#reports.step());
    if (posting !== undefined) return posting;
    await this.#maybeTold();
    return rest;
  }

  async #edit(): Promise<LoopResult> {
    const { run, book } = this.#presentation;
    const conversation = book.now();
    const { ts } = conversation;
    if (ts === undefined || conversation.planId !== run.plan.id) return rest;
    const editing = (await this.#edits.step(conversation, ts)) ?? (await this.#initialReactions.step(conversation, ts));
    if (editing !== undefined) return editing;
    if (hasEnded(run)) this.#loops.posts.wake();
    return this.#edits.next;
  }

  async #ask(): Promise<LoopResult> {
    const turn = await this.#questions.step();
    if (this.#questions.settled && hasEnded(this.#presentation.run)) this.#loops.posts.wake();
    return turn;
  }

  async #line(): Promise<LoopResult> {
    const turn = await this.#digest.step();
    if (turn !== undefined) return turn;
    if (hasEnded(this.#presentation.run)) this.#loops.posts.wake();
    return rest;
  }

  async #ofCampaign(): Promise<LoopResult> {
    const turn = await this.#campaign.step();
    if (turn !== undefined) return turn;
    if (hasEnded(this.#presentation.run)) this.#loops.posts.wake();
    return rest;
  }

  async #maybeTold(): Promise<void> {
    const { run, book } = this.#presentation;
    if (!hasEnded(run)) return;
    const whole = book.now().toldSeq >= (run.log.at(-1)?.seq ?? 0);
    if (
      whole &&
      this.#reports.settled &&
      this.#edits.settled &&
      this.#initialReactions.gone &&
      this.#questions.settled &&
      this.#digest.settled &&
      this.#campaign.settled
    )
      await this.#presentation.handBack();
  }

  #wake(): void {
    this.#loops.posts.wake();
    this.#loops.edits.wake();
    this.#loops.asked.wake();
    this.#loops.digest.wake();
    this.#loops.campaign.wake();
  }
}
