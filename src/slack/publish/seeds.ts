import type { Conversation } from '../../roll/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking } from '../api/failure.js';
import { again, waitUnlessPoked, type Turn } from '../pump.js';
import { seedName } from '../reactions.js';
import { meaningfulReactions } from '../render/meaningful.js';
import { refusedAgainMs } from './lane-tools.js';
import { channelErrors, goneErrors, tokenErrors } from './refusals.js';
import type { Telling } from './telling.js';

const lostAgainMs = 2_000;
/** As good as done. */
const alreadyErrors: readonly string[] = ['already_reacted', 'no_reaction'];
/** The workspace has no emoji of this name: the others are taken. */
const unknownName = 'invalid_name';

/** The reactions that mean something now, put on the message for people to click. */
export class Seeds {
  readonly #telling: Telling;
  readonly #remark: (text: string) => void;
  readonly #unknown = new Set<string>();
  #givenUp = false;

  constructor(telling: Telling, remark: (text: string) => void) {
    this.#telling = telling;
    this.#remark = remark;
  }

  /** Whether none of ours is left on the message, or nothing can be done about them. */
  get gone(): boolean {
    return this.#givenUp || this.#telling.book.now().seeded.length === 0;
  }

  /** @returns undefined when the reactions are as they should be. */
  async step(conversation: Conversation, ts: string): Promise<Turn | undefined> {
    if (this.#givenUp) return undefined;
    const { run, book, tools } = this.#telling;
    const { api, lacks, log, speech } = tools;
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
      return again;
    }
    const { failure } = done;
    if (failure.kind === 'rate-limited') return waitUnlessPoked(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return waitUnlessPoked(lostAgainMs);
    // Not the reaction is refused but the bot: somebody may let it in again. Whoever posts or edits says so.
    if (
      channelErrors.includes(failure.error) ||
      tokenErrors.includes(failure.error) ||
      goneErrors.includes(failure.error)
    ) {
      return hasEnded(run) ? this.#giveUp() : waitUnlessPoked(refusedAgainMs);
    }
    if (failure.error === unknownName) {
      this.#unknown.add(name);
      log.warn(
        { run: run.id, name },
        'this workspace has no emoji of that name: correct slack.reactions; buttons and commands do the same',
      );
      this.#remark(
        `I can’t put :${name}: on the message: this workspace has no emoji of that name. Use the button instead, or ${speech.command}.`,
      );
      return again;
    }
    if (isLacking(failure))
      lacks.note(
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
      this.#remark(`I can’t put reactions on messages here. Add one yourself, use the buttons, or ${speech.command}.`);
    return this.#giveUp();
  }

  #giveUp(): Turn {
    this.#givenUp = true;
    return again;
  }
}
