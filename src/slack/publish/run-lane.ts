import type { Clock } from '../../lib/clock.js';
import { digest } from '../../lib/digest.js';
import type { Desk } from '../../engine/desk.js';
import type { Conversation } from '../../roll/conversation.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { describe, isLacking, type ApiFailure } from '../api/failure.js';
import type { Lacks } from '../api/lacks.js';
import type { SlackApi } from '../api/slack-api.js';
import type { SlackLog } from '../log.js';
import { again, Pump, rest, wait, type Turn } from '../pump.js';
import { seedName, type Speech } from '../reactions.js';
import { meaningfulReactions } from '../render/meaningful.js';
import { renderMessage, renderReplaced } from '../render/message.js';
import type { ThreadPost } from '../render/thread.js';
import type { ChannelPace } from './channel-pace.js';
import { ConversationBook, withoutMessage, withoutPosting } from './conversation-book.js';
import { EditPace } from './edit-pace.js';
import { findMessage, findReply, type Self } from './find-post.js';
import { nextPost, type PostStep } from './next-post.js';
import { plainer, type SlackMessage } from './plainer.js';

export interface LaneTools {
  readonly desk: Desk;
  readonly api: SlackApi;
  readonly self: Self;
  readonly clock: Clock;
  readonly log: SlackLog;
  readonly lacks: Lacks;
  readonly pace: ChannelPace;
  readonly speech: Speech;
  readonly signal: AbortSignal;
}

/** After an answer that got lost, Slack is given this long before its history is believed. */
const settleMs = 1_500;
/** Somebody has to do something (invite the bot, unarchive the channel): asked again this often. */
const refusedAgainMs = 30_000;
const lostEditAgainMs = 2_000;

/** The message does not exist any more: somebody deleted it. */
const goneErrors: readonly string[] = ['message_not_found', 'thread_not_found'];
/** What was sent is what Slack does not take. */
const contentErrors: readonly string[] = ['msg_too_long', 'msg_blocks_too_long', 'invalid_blocks', 'invalid_blocks_format', 'no_text'];
const metadataErrors: readonly string[] = ['invalid_metadata_format', 'invalid_metadata_schema', 'metadata_must_be_sent_from_app', 'metadata_too_large'];
/** The message stays as it is, whatever is tried. */
const frozenErrors: readonly string[] = ['cant_update_message', 'edit_window_closed'];

/**
 * Tells one run in Slack: one message kept up to date, and every event once in its thread.
 *
 * Two pumps, so that edits wait for no post and posts for no edit:
 *   posts: 1. look for a post that was begun · 2. the message · 3. a replaced plan · 4. the thread, in order
 *   edits: 1. the message as it should stand now, the latest only · 2. the reactions that mean something now
 * An ended run whose thread and message are complete is handed back to the desk.
 */
export class RunLane {
  readonly #tools: LaneTools;
  readonly #book: ConversationBook;
  readonly #posts: Pump;
  readonly #edits: Pump;
  readonly #editPace: EditPace;
  /** Things to say in the thread that no event says; best effort, gone after a crash. */
  readonly #remarks: string[] = [];
  readonly #remarked = new Set<string>();
  #run: Run;
  #editsGivenUp = false;
  #seedsGivenUp = false;
  #plain = false;
  #withoutMetadata = false;
  #lookTwice = false;
  #told = false;
  #trouble: string | undefined;

  constructor(tools: LaneTools, run: Run) {
    this.#tools = tools;
    this.#run = run;
    this.#book = new ConversationBook(tools.desk, run);
    this.#editPace = new EditPace(tools.clock);
    const pump = (what: string, step: () => Promise<Turn>): Pump =>
      new Pump({
        clock: tools.clock,
        signal: tools.signal,
        step,
        onError: (error) => {
          tools.log.error({ run: run.id, err: error }, `telling a run failed (${what}); it is tried again`);
        },
      });
    this.#posts = pump('posts', () => this.#post());
    this.#edits = pump('edits', () => this.#edit());
  }

  show(run: Run): void {
    this.#run = run;
    this.#posts.poke();
    this.#edits.poke();
  }

  /** Says something in the thread once, for as long as this process lives. */
  remark(text: string): void {
    if (this.#remarked.has(text)) return;
    this.#remarked.add(text);
    this.#remarks.push(text);
    this.#posts.poke();
  }

  /** Why people do not see the run as it is, if they do not. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  get told(): boolean {
    return this.#told;
  }

  /** Resolves when nothing is left to be sent, or nothing that Slack would take within `ms`. */
  async rested(ms: number): Promise<void> {
    await Promise.all([this.#posts.rested(ms), this.#edits.rested(ms)]);
  }

  // Posts

  async #post(): Promise<Turn> {
    if (this.#told) return rest;
    const run = this.#run;
    const conversation = this.#book.now();
    const step = nextPost(run, conversation, this.#tools.speech);
    switch (step.kind) {
      case 'find-message':
        return this.#findMessage(run, conversation, step.planId);
      case 'find-reply':
        return this.#findReply(run, conversation, step);
      case 'post-message':
        return this.#postMessage(run);
      case 'retire':
        return this.#retire(run, conversation, step);
      case 'post-reply':
        return this.#postReply(run, conversation.channel, step);
      case 'pass-over':
        await this.#book.change((now) => ({ ...now, toldSeq: Math.max(now.toldSeq, step.seq) }));
        return again;
      case 'nothing':
        if (await this.#sayRemark(conversation)) return again;
        await this.#maybeTold();
        return rest;
    }
  }

  async #findMessage(run: Run, conversation: Conversation, planId: string): Promise<Turn> {
    const { api, self, lacks } = this.#tools;
    const found = await findMessage(api, self, { channel: conversation.channel, run: run.id, planId, not: conversation.older.map(({ ts }) => ts) });
    if (!found.ok && isLacking(found.failure)) lacks.note('conversations.history', found.failure, 'a post whose answer got lost is posted again without looking for it');
    else if (!found.ok) return this.#later(found.failure);
    const ts = found.ok ? found.value : undefined;
    if (ts !== undefined) {
      await this.#book.change((now) => ({ ...withoutPosting(now), ts, planId }));
      this.#edits.poke();
      return again;
    }
    if (this.#lookAgain()) return wait(settleMs);
    await this.#book.change(withoutPosting);
    return again;
  }

  async #findReply(run: Run, conversation: Conversation, wanted: { readonly seq: number; readonly ts: string }): Promise<Turn> {
    const { api, self, lacks } = this.#tools;
    const found = await findReply(api, self, { channel: conversation.channel, ts: wanted.ts, run: run.id, seq: wanted.seq });
    if (!found.ok && found.failure.kind === 'refused' && goneErrors.includes(found.failure.error)) return this.#messageGone(run, conversation);
    if (!found.ok && isLacking(found.failure)) lacks.note('conversations.replies', found.failure, 'a post whose answer got lost is posted again without looking for it');
    else if (!found.ok) return this.#later(found.failure);
    if (found.ok && found.value === undefined && this.#lookAgain()) return wait(settleMs);
    const isThere = found.ok && found.value !== undefined;
    await this.#book.change((now) => ({ ...withoutPosting(now), toldSeq: isThere ? Math.max(now.toldSeq, wanted.seq) : now.toldSeq }));
    return again;
  }

  async #postMessage(run: Run): Promise<Turn> {
    const { api, pace, speech, signal } = this.#tools;
    await pace.turn(run.channel, signal);
    if (signal.aborted) return rest;
    await this.#book.change((now) => ({ ...now, posting: { kind: 'message', planId: run.plan.id } }));
    const message = this.#fitting(renderMessage(run, speech));
    const posted = await api.post({ channel: this.#book.now().channel, ...message });
    if (posted.ok) {
      // The channel as Slack calls it: a name would not match the events.
      await this.#book.change((now) => ({ ...withoutPosting(now), channel: posted.value.channel, ts: posted.value.ts, planId: run.plan.id, shown: digest(message), seeded: [] }));
      this.#fine();
      this.#edits.poke();
      return again;
    }
    return this.#postFailed(run, posted.failure);
  }

  async #postReply(run: Run, channel: string, { seq, ts, post }: { readonly seq: number; readonly ts: string; readonly post: ThreadPost }): Promise<Turn> {
    const { api, pace, signal } = this.#tools;
    await pace.turn(channel, signal);
    if (signal.aborted) return rest;
    await this.#book.change((now) => ({ ...now, posting: { kind: 'thread', seq } }));
    const { broadcast, ...message } = this.#fitting(post);
    const posted = await api.post({ channel, threadTs: ts, broadcast, ...message });
    if (posted.ok) {
      await this.#book.change((now) => ({ ...withoutPosting(now), toldSeq: Math.max(now.toldSeq, seq) }));
      this.#fine();
      return again;
    }
    if (posted.failure.kind === 'refused' && goneErrors.includes(posted.failure.error)) return this.#messageGone(run, this.#book.now());
    return this.#postFailed(run, posted.failure);
  }

  /** A post that was refused has not been made; one without an answer stays journaled and is looked for. */
  async #postFailed(run: Run, failure: ApiFailure): Promise<Turn> {
    if (failure.kind === 'unknown-outcome') {
      this.#lookTwice = true;
      this.#tools.log.warn({ run: run.id, reason: failure.message }, 'the answer to a post got lost; looking whether it was made');
      return wait(settleMs);
    }
    await this.#book.change(withoutPosting);
    if (failure.kind === 'refused' && this.#adapt(failure.error)) return again;
    if (failure.kind === 'refused' && hasEnded(run)) {
      this.#tools.log.error({ run: run.id, error: failure.error }, 'the end of a run cannot be told: Slack does not take the post');
      await this.#handBack();
      return rest;
    }
    return this.#later(failure);
  }

  /** Sends less of what Slack does not take. @returns whether there was anything to leave out. */
  #adapt(error: string): boolean {
    if (contentErrors.includes(error) && !this.#plain) {
      this.#tools.log.error({ run: this.#run.id, error }, 'Slack does not take the blocks of a message; it is sent as plain text');
      this.#plain = true;
      return true;
    }
    if (metadataErrors.includes(error) && !this.#withoutMetadata) {
      this.#tools.log.warn({ run: this.#run.id, error }, 'Slack does not take metadata; messages go without it, and a lost answer can lead to a second post');
      this.#withoutMetadata = true;
      return true;
    }
    return false;
  }

  #fitting<Shape extends SlackMessage>(message: Shape): Shape {
    return plainer(message, { plain: this.#plain, withoutMetadata: this.#withoutMetadata });
  }

  /** The old message says that it counts no more, before the new plan is posted. */
  async #retire(run: Run, conversation: Conversation, { ts, planId }: Extract<PostStep, { kind: 'retire' }>): Promise<Turn> {
    const { api } = this.#tools;
    const edited = await api.update({ channel: conversation.channel, ts, ...this.#fitting(renderReplaced(run, planId)) });
    if (!edited.ok && edited.failure.kind === 'rate-limited') return wait(edited.failure.retryAfterMs);
    if (!edited.ok && edited.failure.kind === 'unknown-outcome') return wait(lostEditAgainMs);
    for (const name of conversation.seeded) await api.removeReaction(conversation.channel, ts, name);
    await this.#book.change((now) => (now.ts === ts ? withoutMessage(now) : now));
    return again;
  }

  /** Somebody deleted the message: people need another one to act on, unless it is all over. */
  async #messageGone(run: Run, conversation: Conversation): Promise<Turn> {
    this.#tools.log.warn({ run: run.id }, 'the message of a run is gone');
    if (hasEnded(run)) {
      await this.#handBack();
      return rest;
    }
    await this.#book.change((now) => (now.ts === conversation.ts ? withoutMessage(now) : now));
    this.#posts.poke();
    return again;
  }

  async #sayRemark({ channel, ts }: Conversation): Promise<boolean> {
    const text = this.#remarks[0];
    if (text === undefined || ts === undefined) return false;
    const { api, pace, signal } = this.#tools;
    await pace.turn(channel, signal);
    if (signal.aborted) return false;
    const said = await api.post({ channel, threadTs: ts, text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
    if (!said.ok && said.failure.kind === 'rate-limited') await this.#tools.clock.sleep(said.failure.retryAfterMs, signal);
    else this.#remarks.shift();
    return true;
  }

  // Edits

  async #edit(): Promise<Turn> {
    const run = this.#run;
    const conversation = this.#book.now();
    const { ts } = conversation;
    if (ts === undefined || conversation.planId !== run.plan.id || this.#told) return rest;
    const message = this.#fitting(renderMessage(run, this.#tools.speech));
    const shown = digest(message);
    if (conversation.shown !== shown && !this.#editsGivenUp) {
      const early = this.#editPace.early(run);
      if (early > 0) return wait(early);
      return this.#update(run, conversation, ts, shown, message);
    }
    const seeding = await this.#seed(run, conversation, ts);
    if (seeding !== undefined) return seeding;
    this.#posts.poke();
    return rest;
  }

  async #update(run: Run, conversation: Conversation, ts: string, shown: string, message: ReturnType<typeof renderMessage>): Promise<Turn> {
    const { api, lacks, log } = this.#tools;
    const edited = await api.update({ channel: conversation.channel, ts, ...message });
    this.#editPace.done(run);
    if (edited.ok) {
      await this.#book.change((now) => (now.ts === ts ? { ...now, shown } : now));
      return again;
    }
    const { failure } = edited;
    if (failure.kind === 'rate-limited') return wait(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(lostEditAgainMs);
    if (goneErrors.includes(failure.error)) return this.#messageGone(run, conversation);
    if (this.#adapt(failure.error)) return again;
    if (frozenErrors.includes(failure.error) || isLacking(failure)) {
      this.#editsGivenUp = true;
      if (isLacking(failure)) lacks.note('chat.update', failure, 'messages stay as they were posted; the thread goes on');
      else log.warn({ run: run.id, error: failure.error }, 'the message of a run cannot be edited any more; the thread goes on');
      this.remark('I can’t edit the message above any more: what happens stands only in this thread, and answers go through ' + this.#tools.speech.command + '.');
      return again;
    }
    if (hasEnded(run)) {
      log.error({ run: run.id, error: failure.error }, 'the outcome of a run cannot be shown');
      this.#editsGivenUp = true;
      return again;
    }
    return this.#later(failure);
  }

  /** @returns undefined when the reactions are as they should be. */
  async #seed(run: Run, conversation: Conversation, ts: string): Promise<Turn | undefined> {
    if (this.#seedsGivenUp) return undefined;
    const { api, lacks, log, speech } = this.#tools;
    const wanted = meaningfulReactions(run).map((kind) => seedName(kind, speech.reactions));
    const missing = wanted.find((name) => !conversation.seeded.includes(name));
    const extra = conversation.seeded.find((name) => !wanted.includes(name));
    const name = missing ?? extra;
    if (name === undefined) return undefined;
    const adding = missing !== undefined;
    const done = await (adding ? api.addReaction(conversation.channel, ts, name) : api.removeReaction(conversation.channel, ts, name));
    if (done.ok || (done.failure.kind === 'refused' && ['already_reacted', 'no_reaction'].includes(done.failure.error))) {
      await this.#book.change((now) => (now.ts === ts ? { ...now, seeded: adding ? [...now.seeded, name] : now.seeded.filter((other) => other !== name) } : now));
      return again;
    }
    if (done.failure.kind === 'rate-limited') return wait(done.failure.retryAfterMs);
    if (done.failure.kind === 'unknown-outcome') return wait(lostEditAgainMs);
    this.#seedsGivenUp = true;
    if (isLacking(done.failure)) lacks.note(adding ? 'reactions.add' : 'reactions.remove', done.failure, 'the bot puts no reactions on its messages; buttons and commands do the same');
    else log.warn({ run: run.id, name, error: done.failure.error }, 'a reaction cannot be put on a message; buttons and commands do the same');
    if (adding) this.remark('I can’t put reactions on messages here. Add one yourself, use the buttons, or ' + this.#tools.speech.command + '.');
    return again;
  }

  // Ends and delays

  async #maybeTold(): Promise<void> {
    const run = this.#run;
    if (!hasEnded(run) || this.#told) return;
    const conversation = this.#book.now();
    const shows = this.#editsGivenUp || conversation.shown === digest(this.#fitting(renderMessage(run, this.#tools.speech)));
    const clean = this.#seedsGivenUp || conversation.seeded.length === 0;
    const whole = conversation.toldSeq >= (run.log.at(-1)?.seq ?? 0);
    if (shows && clean && whole) await this.#handBack();
  }

  async #handBack(): Promise<void> {
    if (this.#told) return;
    await this.#tools.desk.told(this.#run.id);
    this.#told = true;
  }

  #lookAgain(): boolean {
    const once = this.#lookTwice;
    this.#lookTwice = false;
    return once;
  }

  #later(failure: ApiFailure): Turn {
    if (failure.kind === 'rate-limited') return wait(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    const trouble = `run ${this.#run.id} cannot be shown in ${this.#run.channel}: ${describe(failure)}`;
    if (this.#trouble !== trouble) this.#tools.log.error({ run: this.#run.id, channel: this.#run.channel, error: failure.error }, 'a run cannot be shown in its channel; it is tried again every half minute');
    this.#trouble = trouble;
    return wait(refusedAgainMs);
  }

  #fine(): void {
    this.#trouble = undefined;
  }
}
