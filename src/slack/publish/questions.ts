import { digest } from '../../lib/digest.js';
import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { requeue, rest, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { standingOf, type Standing } from '../render/questions.js';
import { renderThreadPost, type ThreadPost } from '../render/thread.js';
import { refusedAgainMs } from './run-publisher-deps.js';
import type { SlackMessage } from './simplify-message.js';
import { frozenErrors, goneErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';

type Question = NonNullable<Conversation['questions']>[number];

interface AsItShouldBe {
  readonly message: Omit<ThreadPost, 'broadcast'>;
  readonly shown: string;
  readonly standing: Standing;
}

/** What is still asked changes with every reading; that it is answered shows at once. */
const betweenEditsMs = 10_000;
const lostAgainMs = 1_000;

/**
 * Posts of the thread that ask for an answer are edited as what they ask about changes: its cause is over, somebody has
 * answered, the run went on. One that is answered and says so is not looked at any more.
 */
export class Questions {
  readonly #presentation: RunPresentation;
  readonly #editedAt = new Map<string, number>();

  constructor(presentation: RunPresentation) {
    this.#presentation = presentation;
  }

  /** Whether every question that stands in the thread says what became of it. */
  get settled(): boolean {
    return this.#all().length === 0;
  }

  /** One edit; rests when every post is as it should be, or may be for now. */
  async step(): Promise<LoopResult> {
    let soonest: number | undefined;
    for (const question of this.#all()) {
      const now = this.#asItShouldBe(question);
      if (now === undefined || (now.shown === question.shown && !now.standing.open)) return this.#forget(question);
      if (now.shown === question.shown) continue;
      const early = now.standing.open ? this.#early(question) : 0;
      if (early === 0) return this.#edit(question, now);
      soonest = Math.min(soonest ?? early, early);
    }
    return soonest === undefined ? rest : waitUnlessWoken(soonest);
  }

  #all(): readonly Question[] {
    return this.#presentation.book.now().questions ?? [];
  }

  #asItShouldBe({ seq }: Question): AsItShouldBe | undefined {
    const { run, fitting, deps } = this.#presentation;
    const event = run.log.find((other) => other.seq === seq);
    const standing = event === undefined ? undefined : standingOf(run, event);
    const post = event === undefined ? undefined : renderThreadPost(run, event, deps.speech);
    if (standing === undefined || post === undefined) return undefined;
    const { broadcast: _asPosted, ...message } = fitting.fit(post);
    return { message, shown: shownOf(message), standing };
  }

  #early({ ts }: Question): number {
    const { clock, budget } = this.#presentation.deps;
    return Math.max(
      0,
      (this.#editedAt.get(ts) ?? Number.NEGATIVE_INFINITY) + betweenEditsMs - clock.now(),
      budget.early(false),
    );
  }

  async #edit(question: Question, { message, shown, standing }: AsItShouldBe): Promise<LoopResult> {
    const { book, deps } = this.#presentation;
    this.#editedAt.set(question.ts, deps.clock.now());
    deps.budget.spend();
    const edited = await deps.api.update(
      { channel: book.now().channel, ts: question.ts, ...message },
      standing.open ? 'when-convenient' : 'now',
    );
    if (!edited.ok) return this.#failed(question, edited.failure, message);
    await book.change((now) => ({
      ...now,
      questions: (now.questions ?? []).map((other) => (other.ts === question.ts ? { ...other, shown } : other)),
    }));
    return requeue;
  }

  async #failed(question: Question, failure: ApiFailure, message: SlackMessage): Promise<LoopResult> {
    const { run, fitting, deps } = this.#presentation;
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    this.#editedAt.delete(question.ts);
    if (failure.kind === 'unknown-outcome') return waitUnlessWoken(lostAgainMs);
    if (fitting.adapt(failure.error, message)) return requeue;
    const isLost = goneErrors.includes(failure.error) || frozenErrors.includes(failure.error) || isLacking(failure);
    // Somebody may let the bot in again; but what has ended is not kept for that.
    if (!isLost && !hasEnded(run)) return wait(refusedAgainMs);
    if (!goneErrors.includes(failure.error))
      deps.log.warn(
        { run: run.id, error: failure.error },
        'a post that asked for an answer cannot be edited any more: what became of it stands below it in the thread',
      );
    return this.#forget(question);
  }

  async #forget({ ts }: Question): Promise<LoopResult> {
    this.#editedAt.delete(ts);
    await this.#presentation.book.change(({ questions = [], ...now }) => {
      const others = questions.filter((other) => other.ts !== ts);
      return others.length === 0 ? now : { ...now, questions: others };
    });
    return requeue;
  }
}

/** How a post was given to Slack, so that an equal one is not sent again. */
export const shownOf = ({ text, blocks }: SlackMessage): string => digest({ text, blocks });

/** Remembers a post that asks for an answer. `shown` is absent when it was found, and not posted just now. */
export function withQuestion(
  conversation: Conversation,
  question: { readonly seq: number; readonly ts: string; readonly shown?: string },
): Conversation {
  return {
    ...conversation,
    questions: [...(conversation.questions ?? []).filter(({ ts }) => ts !== question.ts), { shown: '', ...question }],
  };
}
