import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking } from '../api/failure.js';
import { requeue, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { seedName } from '../reactions.js';
import { meaningfulReactions } from '../render/meaningful.js';
import { refusedAgainMs } from './run-publisher-deps.js';
import { channelErrors, goneErrors, tokenErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';
import { inLanguage } from '../language.js';

const lostAgainMs = 2_000;
/** As good as done. */
const alreadyErrors: readonly string[] = ['already_reacted', 'no_reaction'];
/** The workspace has no emoji of this name: the others are taken. */
const unknownName = 'invalid_name';

/** The reactions that mean something now, put on the message for people to click. */
export class InitialReactions {
  readonly #presentation: RunPresentation;
  readonly #remark: (text: string) => void;
  readonly #unknown = new Set<string>();
  #givenUp = false;

  constructor(presentation: RunPresentation, remark: (text: string) => void) {
    this.#presentation = presentation;
    this.#remark = remark;
  }

  /** Whether none of ours is left on the message, or nothing can be done about them. */
  get gone(): boolean {
    return this.#givenUp || this.#presentation.book.now().seeded.length === 0;
  }

  /** @returns undefined when the reactions are as they should be. */
  async step(conversation: Conversation, ts: string): Promise<LoopResult | undefined> {
    if (this.#givenUp) return undefined;
    const { run, book, deps } = this.#presentation;
    const { api, missingScopes, log, speech } = deps;
    const wanted = meaningfulReactions(run)
      .map((kind) => seedName(kind, speech.reactions))
      .filter((each) => !this.#unknown.has(each));
    const missing = wanted.find((name) => !conversation.seeded.includes(name));
    const extra = conversation.seeded.find((name) => !wanted.includes(name));
    const name = missing ?? extra;
    if (name === undefined) return undefined;
    const adding = missing !== undefined;
    const done = await (adding
      ? api.addReaction(conversation.channel, ts, name)
      : api.removeReaction(conversation.channel, ts, name));
    if (
      done.ok ||
      (done.failure.kind === 'refused' &&
        (alreadyErrors.includes(done.failure.error) || (!adding && done.failure.error === unknownName)))
    ) {
      await book.change((now) =>
        now.ts === ts
          ? { ...now, seeded: adding ? [...now.seeded, name] : now.seeded.filter((other) => other !== name) }
          : now,
      );
      return requeue;
    }
    const { failure } = done;
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return waitUnlessWoken(lostAgainMs);
    // Not the reaction is refused but the bot: somebody may let it in again. Whoever posts or edits says so.
    if (
      channelErrors.includes(failure.error) ||
      tokenErrors.includes(failure.error) ||
      goneErrors.includes(failure.error)
    ) {
      return hasEnded(run) ? this.#giveUp() : waitUnlessWoken(refusedAgainMs);
    }
    if (failure.error === unknownName) {
      this.#unknown.add(name);
      log.warn(
        { run: run.id, name },
        'this workspace has no emoji of that name: correct slack.reactions; buttons and commands do the same',
      );
      this.#remark(
        inLanguage({
          en:
            `I can’t put :${name}: on the message: this workspace has no emoji of that name. Use the ` +
            `button instead, or ${speech.command}.`,
          zh: `我不能在消息上加 :${name}: ：这个工作区没有这个名字的表情。请改用按钮，或 ${speech.command}。`,
        }),
      );
      return requeue;
    }
    if (isLacking(failure))
      missingScopes.note(
        adding ? 'reactions.add' : 'reactions.remove',
        failure,
        'the bot puts no reactions on its messages; buttons and commands do the same',
      );
    else
      log.warn(
        { run: run.id, name, error: failure.error },
        'a reaction cannot be put on a message; buttons and commands do the same',
      );
    if (adding)
      this.#remark(
        inLanguage({
          en: `I can’t put reactions on messages here. Add one yourself, use the buttons, or ${speech.command}.`,
          zh: `我不能在这里的消息上加表情。请自己加一个，或用按钮，或 ${speech.command}。`,
        }),
      );
    return this.#giveUp();
  }

  #giveUp(): LoopResult {
    this.#givenUp = true;
    return requeue;
  }
}
