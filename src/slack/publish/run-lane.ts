import type { Conversation } from '../../roll/conversation.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { Pump, rest, type Turn } from '../pump.js';
import { DigestLine } from './digest-line.js';
import { Edits } from './edits.js';
import type { LaneTools } from './lane-tools.js';
import { Posts } from './posts.js';
import { Questions } from './questions.js';
import { Remarks } from './remarks.js';
import { Reports } from './reports.js';
import { Seeds } from './seeds.js';
import { Telling } from './telling.js';

/**
 * Tells one run in Slack: one message kept up to date, every event once in its thread, one line in the digest.
 *
 * Four pumps, so that none waits for another:
 * - posts: a post that was begun, the message, a replaced plan, the thread in order, remarks, the report of a run that
 *   is over;
 * - edits: the message as it should stand now, the latest only, then the reactions that mean something now;
 * - asked: posts of the thread that ask for an answer, as what they ask about changes;
 * - digest: the line of this run in the digest channel.
 *
 * An ended run that has been told whole is handed back to the desk.
 */
export class RunLane {
  readonly #telling: Telling;
  readonly #posts: Posts;
  readonly #remarks: Remarks;
  readonly #reports: Reports;
  readonly #edits: Edits;
  readonly #seeds: Seeds;
  readonly #digest: DigestLine;
  readonly #questions: Questions;
  readonly #pumps: { readonly posts: Pump; readonly edits: Pump; readonly asked: Pump; readonly digest: Pump };

  constructor(tools: LaneTools, run: Run) {
    const telling = new Telling(tools, run);
    const remark = (text: string): void => {
      this.remark(text);
    };
    this.#telling = telling;
    this.#posts = new Posts(
      telling,
      () => {
        this.#pumps.edits.poke();
        this.#pumps.digest.poke();
      },
      () => {
        this.#pumps.asked.poke();
      },
    );
    this.#questions = new Questions(telling);
    this.#remarks = new Remarks(telling);
    this.#reports = new Reports(telling, () => {
      this.#pumps.edits.poke();
    });
    this.#edits = new Edits(telling, remark, () => {
      this.#pumps.posts.poke();
    });
    this.#seeds = new Seeds(telling, remark);
    this.#digest = new DigestLine(telling);
    const pump = (what: string, step: () => Promise<Turn>): Pump =>
      new Pump({
        clock: tools.clock,
        signal: tools.signal,
        step: () => (telling.told ? Promise.resolve(rest) : step()),
        onError: (error) => {
          tools.log.error({ run: run.id, err: error }, `telling a run failed (${what}); it is tried again`);
        },
      });
    this.#pumps = {
      posts: pump('posts', () => this.#post()),
      edits: pump('edits', () => this.#edit()),
      asked: pump('questions', () => this.#ask()),
      digest: pump('digest', () => this.#line()),
    };
  }

  show(run: Run): void {
    this.#telling.run = run;
    this.#poke();
  }

  /** Says something in the thread once, for as long as this process lives. */
  remark(text: string): void {
    if (this.#remarks.add(text)) this.#pumps.posts.poke();
  }

  /** Changes what is kept of the conversation, on disk before it resolves. */
  note(change: (conversation: Conversation) => Conversation): Promise<void> {
    return this.#telling.book.change(change);
  }

  /** What its message is to say besides the run has changed. */
  edit(): void {
    this.#pumps.edits.poke();
  }

  /** Puts a last sentence below the message of a run that goes on without anybody listening. */
  farewell(text: string): void {
    if (hasEnded(this.#telling.run)) return;
    this.#telling.farewell = text;
    this.#pumps.edits.poke();
  }

  get told(): boolean {
    return this.#telling.told;
  }

  /** Resolves when nothing is left to be sent, or nothing that Slack would take within `ms`. */
  async rested(ms: number): Promise<void> {
    await Promise.all([
      this.#pumps.posts.rested(ms),
      this.#pumps.edits.rested(ms),
      this.#pumps.asked.rested(ms),
      this.#pumps.digest.rested(ms),
    ]);
  }

  async #post(): Promise<Turn> {
    const posting = (await this.#posts.step()) ?? (await this.#remarks.step()) ?? (await this.#reports.step());
    if (posting !== undefined) return posting;
    await this.#maybeTold();
    return rest;
  }

  async #edit(): Promise<Turn> {
    const { run, book } = this.#telling;
    const conversation = book.now();
    const { ts } = conversation;
    if (ts === undefined || conversation.planId !== run.plan.id) return rest;
    const editing = (await this.#edits.step(conversation, ts)) ?? (await this.#seeds.step(conversation, ts));
    if (editing !== undefined) return editing;
    if (hasEnded(run)) this.#pumps.posts.poke();
    return this.#edits.next;
  }

  async #ask(): Promise<Turn> {
    const turn = await this.#questions.step();
    if (this.#questions.settled && hasEnded(this.#telling.run)) this.#pumps.posts.poke();
    return turn;
  }

  async #line(): Promise<Turn> {
    const turn = await this.#digest.step();
    if (turn !== undefined) return turn;
    if (hasEnded(this.#telling.run)) this.#pumps.posts.poke();
    return rest;
  }

  async #maybeTold(): Promise<void> {
    const { run, book } = this.#telling;
    if (!hasEnded(run)) return;
    const whole = book.now().toldSeq >= (run.log.at(-1)?.seq ?? 0);
    if (
      whole &&
      this.#reports.settled &&
      this.#edits.settled &&
      this.#seeds.gone &&
      this.#questions.settled &&
      this.#digest.settled
    )
      await this.#telling.handBack();
  }

  #poke(): void {
    this.#pumps.posts.poke();
    this.#pumps.edits.poke();
    this.#pumps.asked.poke();
    this.#pumps.digest.poke();
  }
}
