import type { StatusEvent } from '../../src/roll/event.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent, IntentKind } from '../../src/roll/intent.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type { RunStore } from '../../src/store/run-store.js';
import type { Watch } from './watch.js';
import type { Message } from '../../src/roll/message.js';

const invariant = 'no acknowledged intent is lost';

/**
 * What people were told was taken, and every run that anybody saw: the database has it in the end, with what came of
 * it.
 */
export class Promises {
  readonly #runs = new Map<RunId, Run>();
  readonly #intents: { readonly run: RunId; readonly intent: Intent }[] = [];

  constructor(private readonly watch: Watch) {}

  asked(run: Run): void {
    if (!this.#runs.has(run.id)) this.#runs.set(run.id, run);
  }

  changed(run: Run): void {
    this.#runs.set(run.id, run);
  }

  acknowledged(run: RunId, intent: Intent): void {
    this.#intents.push({ run, intent });
  }

  /** Every run that was asked for or seen was also seen to end: one that is gone has not. */
  get allEnded(): boolean {
    return [...this.#runs.values()].every(hasEnded);
  }

  /** How often runs ended in each way. */
  ends(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { status } of this.#runs.values()) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  /** @param store opened anew, after a power loss */
  async finish(store: Pick<RunStore, 'find'>): Promise<void> {
    for (const [id, last] of this.#runs) {
      const found = await store.find(id);
      if (found === undefined)
        this.watch.report(invariant, `run ${id}, last seen ${last.status}, is no longer in the database`);
      else if (hasEnded(last) && found.status !== last.status)
        this.watch.report(invariant, `run ${id} ended ${last.status}, and is ${found.status} in the database`);
      else this.#look(found);
    }
  }

  #look(run: Run): void {
    const intents = this.#intents.filter((each) => each.run === run.id).map(({ intent }) => intent);
    for (const by of new Set(intents.map((intent) => intent.by))) {
      for (const [kind, stands] of Object.entries(traces) as [IntentKind, Trace][]) {
        const taken = intents.filter((intent) => intent.kind === kind && intent.by === by).length;
        const there = run.log.filter((event) => stands(event, by)).length;
        if (taken > there)
          this.watch.report(
            invariant,
            `${kind} by ${by} was acknowledged ${taken} times, and the log of run ${run.id} has it ${there} times`,
          );
      }
    }
    const counted = new Map<string, number>();
    for (const [nth, event] of run.log.entries()) {
      const { by, word } = saidIn(event, run.log[nth - 1]) ?? {};
      if (by === undefined || word === undefined) continue;
      const times = (counted.get(`${by} ${word}`) ?? 0) + 1;
      counted.set(`${by} ${word}`, times);
      const said = this.watch.people.presses.timesSaid(by, word);
      if (said === 0)
        this.watch.report(
          'nobody is said to have said what they did not',
          `the log of run ${run.id} has ${word} by ${by}`,
        );
      else if (times > said)
        this.watch.report(
          'a press counts once',
          `${by} said ${word} ${said} times, and the log of run ${run.id} has it ${times} times`,
        );
    }
    // A second one, to leave at once, is no event of its own.
    if (!intents.some(({ kind }) => kind === 'abort' || kind === 'abort-to-roll-back')) return;
    if (!run.log.some(({ kind }) => kind === 'aborting'))
      this.watch.report(invariant, `an abort was acknowledged, and the log of run ${run.id} has none`);
    if (hasEnded(run) && run.status !== 'aborted')
      this.watch.report(invariant, `an abort was acknowledged, and run ${run.id} ended ${run.status}`);
  }
}

/** What an event of the log says that somebody said, by word and person. */
function saidIn(
  event: StatusEvent,
  before: StatusEvent | undefined,
): { readonly by: string; readonly word: string } | undefined {
  switch (event.kind) {
    case 'answered':
      return { by: event.by, word: event.choice };
    case 'resumed':
      return { by: event.by, word: 'resume' };
    case 'pausing': {
      // After an answer to a hold the log says once more that the pause asked for before still comes.
      return before?.kind === 'answered' || event.by.code !== 'person'
        ? undefined
        : { by: event.by.user, word: 'pause' };
    }
    default:
      return undefined;
  }
}

const isPerson = (message: Message, by: string): boolean => message.code === 'person' && message.user === by;

type Trace = (event: StatusEvent, by: string) => boolean;

/** How each answer that was taken shows in the log of its run, once for each. */
const traces: Readonly<Record<Exclude<IntentKind, 'abort' | 'abort-to-roll-back'>, Trace>> = {
  approve: (event, by) => event.kind === 'approved' && event.by === by,
  // Taken back by themselves, or by the bot because they may vote no more.
  withdraw: (event, by) =>
    (event.kind === 'approval-withdrawn' || event.kind === 'vote-not-counted') && event.by === by,
  reject: (event, by) => event.kind === 'rejected' && event.by === by,
  pause: (event, by) =>
    (event.kind === 'pausing' && isPerson(event.by, by)) ||
    (event.kind === 'paused' && event.why.code === 'paused-by' && isPerson(event.why.by, by)),
  resume: (event, by) => event.kind === 'resumed' && event.by === by,
  wait: (event, by) => event.kind === 'answered' && event.choice === 'wait' && event.by === by,
  retry: (event, by) => event.kind === 'answered' && event.choice === 'retry' && event.by === by,
  skip: (event, by) => event.kind === 'answered' && event.choice === 'skip' && event.by === by,
  force: (event, by) =>
    (event.kind === 'answered' && event.choice === 'force' && event.by === by) ||
    (event.kind === 'force-asked' && event.by === by),
};
