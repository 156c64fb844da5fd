import { assertNever } from '../lib/assert-never.js';
import { reasonOf } from '../lib/thrown.js';
import type { ClusterAct } from '../roll/act.js';
import { decide as realDecide } from '../roll/decide.js';
import type { Context, Input, Next } from '../roll/decision.js';
import type { Intent, IntentAnswer } from '../roll/intent.js';
import { nextLook } from '../roll/next-look.js';
import { hasEnded, type Run } from '../roll/run.js';
import type { ClusterRecords } from './cluster-records.js';
import { commandUnderWay } from './command-under-way.js';
import { confirmVotesInTime } from './confirm-votes.js';
import { contextOf } from './context.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import { isFromOutside } from './from-outside.js';
import { LoopSchedule } from './loop-schedule.js';
import { ClusterCalls } from './cluster-calls.js';
import type { LoopState } from './loop-watch.js';
import { RunningCommands } from './running-commands.js';
import { RunSaver } from './run-saver.js';
import { isOfDisk, type UnsavedBook } from './unsaved.js';
import { UnsavedInputs } from './unsaved-inputs.js';
import { unwritten } from './unwritten.js';
import { whereOf } from './where-of.js';

/** An adapter answers within this, all deadlines of its own included. */
const longestCallMs = 120_000;
/** What is later than this was kept from running: the machine slept, or its clock was set forward. */
const tolerableMs = 45_000;
/** A shorter time without a save is nothing that people have to be told, nor one that a step loses. */
const notableMs = 5_000;
/** So much of a stack is shown to people. */
const stackLines = 6;

/** What became of an input. */
type Taken =
  | { readonly kind: 'taken'; readonly answer: IntentAnswer | undefined }
  | { readonly kind: 'refused'; readonly error: unknown };

export interface RunActorDeps extends Pick<EngineDeps, 'store' | 'clock' | 'log' | 'confirmVotes' | 'decide'> {
  readonly unsaved: UnsavedBook;
  /** The loop cannot go on in this process. */
  readonly giveUp: (why: string) => void;
}

/**
 * The loop around one run: decide, save, perform, feed back. One mailbox, so that two things said at the same moment
 * are decided one after the other. Nothing that throws stops it: a decision that does becomes a hold, and where even
 * that throws the process is given up.
 */
export class RunActor {
  #run: Run;
  #mail: Promise<unknown> = Promise.resolve();
  #acting: Promise<unknown> = Promise.resolve();
  #decidedAt: number;
  #queued = 0;
  readonly #commands: RunningCommands;
  readonly #stopping = new AbortController();
  readonly #saver: RunSaver;
  readonly #calls: ClusterCalls;
  readonly #schedule: LoopSchedule;
  readonly #unsaved: UnsavedInputs;
  readonly #decideOn: typeof realDecide;

  constructor(
    run: Run,
    private readonly access: ClusterAccess,
    private readonly clusterRecords: ClusterRecords,
    private readonly deps: RunActorDeps,
    private readonly changed: (run: Run) => void,
  ) {
    this.#run = run;
    this.#decidedAt = deps.clock.now();
    this.#saver = new RunSaver(run, clusterRecords, deps, deps.unsaved);
    this.#calls = new ClusterCalls(access, deps.clock, this.#stopping.signal);
    this.#commands = new RunningCommands(this.#calls, this.#stopping.signal, (input) => {
      this.#tell(input);
    });
    this.#schedule = new LoopSchedule(deps.clock, (due) => {
      this.#noteUnwatched(due);
    });
    this.#unsaved = new UnsavedInputs(deps.clock, this.#schedule, this.#stopping.signal, (input) => {
      this.#tell(input);
    });
    this.#decideOn = deps.decide ?? realDecide;
  }

  get run(): Run {
    return this.#run;
  }

  /** When it decided last, and by when it is to decide again. */
  get loop(): LoopState {
    const { id, cluster, status } = this.#run;
    const moves = !hasEnded(this.#run) && status !== 'awaiting-approval';
    return {
      run: id,
      cluster,
      decidedAt: this.#decidedAt,
      queued: this.#queued,
      ...(moves ? { dueAt: this.#schedule.dueAt ?? this.#decidedAt } : {}),
    };
  }

  /** Begins, or goes on after the bot was away. A command that was under way is taken up again by its id. */
  start(recoveredAfterMs?: number): void {
    const command = commandUnderWay(this.#run);
    if (command !== undefined) this.#commands.begin(command);
    this.#tell(recoveredAfterMs === undefined ? { kind: 'time' } : { kind: 'recovered', awayMs: recoveredAfterMs });
  }

  /** Resolves when the intent has been decided and the decision is on disk. */
  submit(intent: Intent): Promise<IntentAnswer> {
    return this.#enqueue(() => this.#decide({ kind: 'intent', intent })).then(
      (answer) => answer ?? { accepted: false, message: { code: 'not-decided' } },
    );
  }

  /** Begins nothing more. An act under way is seen to its end and written down; commands go on by themselves. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#schedule.rest();
    await this.#acting;
    await this.#mail;
  }

  /** Something that is not the run's own doing; nobody waits for what is decided of it. */
  tell(input: Input): void {
    this.#tell(input);
  }

  /** Begins the loop anew where it has come to stand. */
  wake(): void {
    this.#schedule.rest();
    this.#tell({ kind: 'time' });
  }

  #enqueue<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#queued += 1;
    const result = this.#mail.then(work).finally(() => {
      this.#queued -= 1;
    });
    this.#mail = result.catch((error: unknown) => {
      this.#lost(error);
    });
    return result;
  }

  #tell(input: Input): void {
    this.#enqueue(() => this.#decide(input)).catch(() => undefined);
  }

  /** @returns the answer to an intent, also when the decision could not be saved */
  async #decide(input: Input): Promise<IntentAnswer | undefined> {
    const stopping = this.#stopping.signal.aborted;
    if (stopping && input.kind === 'intent') return { accepted: false, message: { code: 'bot-is-stopping' } };
    if (stopping && input.kind !== 'performed' && input.kind !== 'command-finished') return undefined;
    if (input.kind === 'observed') this.#saver.seen = input.observation;
    const { failing } = this.#saver;
    if (failing !== undefined && this.deps.clock.now() - failing.since >= notableMs) {
      // That it could not be saved is the first thing to be saved: what is decided after it has that time back.
      const said = await this.#take({ kind: 'saved-again', ...failing });
      if (said.kind === 'refused') return this.#refused(input, said.error);
    }
    const taken = await this.#take(input);
    return taken.kind === 'taken' ? taken.answer : this.#refused(input, taken.error);
  }

  /** Decides, saves, and goes on. */
  async #take(input: Input): Promise<Taken> {
    const before = this.#run;
    try {
      const { run, next, answer } = this.#decideOn(before, input, this.#context());
      try {
        await this.#saver.save({ before, input, run, next, answer });
      } catch (error) {
        if (isOfDisk(error)) return { kind: 'refused', error };
        throw error;
      }
      this.#run = run;
      this.#decidedAt = this.deps.clock.now();
      if (run !== before) this.changed(run);
      if (input.kind !== 'saved-again') this.#goOn(input, next);
      return { kind: 'taken', answer };
    } catch (error) {
      if (input.kind === 'broken') throw error;
      return this.#broke(error, input);
    }
  }

  /** What throws becomes a hold. */
  async #broke(error: unknown, during: Input): Promise<Taken> {
    this.deps.log.error({ ...whereOf(this.#run), err: error, during: during.kind }, 'a decision on a run threw');
    const raw = error instanceof Error && error.stack !== undefined ? error.stack.split('\n').slice(0, stackLines) : [];
    const taken = await this.#take({ kind: 'broken', message: reasonOf(error), raw, during });
    if (taken.kind === 'refused' || during.kind !== 'intent') return taken;
    return {
      kind: 'taken',
      answer: { accepted: false, message: { code: 'bot-met-error', error: reasonOf(error) } },
    };
  }

  /** Even the hold could not be decided on: only a new process can help. */
  #lost(error: unknown): void {
    this.deps.log.error({ ...whereOf(this.#run), err: error }, 'the loop of a run cannot go on');
    this.deps.giveUp(`the loop of run ${this.#run.id} cannot go on: ${reasonOf(error)}`);
  }

  async #refused(input: Input, error: unknown): Promise<IntentAnswer | undefined> {
    await this.#saver.failed(this.#run, error);
    this.#unsaved.tryAgainLater(input);
    return input.kind === 'intent' ? { accepted: false, message: unwritten(error) } : undefined;
  }

  /**
   * What was said from outside does not begin a second look or act: what is under way decides on it when it is through.
   */
  #goOn(input: Input, next: Next): void {
    if (this.#stopping.signal.aborted) return;
    if (next.kind === 'command') this.#commands.begin(next.command);
    if (isFromOutside(input) && this.#schedule.isWorking) return;
    this.#follow(next.kind === 'command' ? nextLook(this.#run, this.#context()) : next);
  }

  #follow(next: Next): void {
    switch (next.kind) {
      case 'act':
        this.#perform(next.act);
        return;
      case 'look':
        this.#schedule.sleep(next.afterMs, () => {
          if (!this.#stopping.signal.aborted) void this.#look(next);
        });
        return;
      case 'rest':
        if (next.until === undefined) this.#schedule.rest();
        else {
          this.#schedule.sleep(Math.max(0, next.until - this.deps.clock.now()), () => {
            this.#tell({ kind: 'time' });
          });
        }
        return;
      case 'end':
        this.#calls.end();
        this.#schedule.rest();
        return;
      case 'command':
        this.#schedule.rest();
        return;
      default:
        assertNever(next);
    }
  }

  /** Time in which the bot was there and saw nothing is no other than time in which it was not there. */
  #noteUnwatched(due: number): void {
    const awayMs = this.deps.clock.now() - due;
    if (awayMs > tolerableMs) this.#tell({ kind: 'recovered', awayMs });
  }

  #perform(act: ClusterAct): void {
    this.#schedule.work();
    const due = this.deps.clock.now() + longestCallMs;
    this.#acting = this.#calls.perform(act).then((result) => {
      this.#noteUnwatched(due);
      this.#tell({ kind: 'performed', result });
    });
  }

  async #look(next: Extract<Next, { kind: 'look' }>): Promise<void> {
    const due = this.deps.clock.now() + longestCallMs;
    const input = await this.#calls.look(next, this.#run);
    this.#noteUnwatched(due);
    if (input.kind === 'unobserved')
      this.deps.log.warn({ ...whereOf(this.#run), failure: input.failure }, 'the cluster could not be read');
    else {
      await this.#confirmed(input).catch((error: unknown) => {
        this.deps.log.error({ ...whereOf(this.#run), err: error }, 'whether votes still stand could not be asked');
      });
    }
    this.#tell(input);
  }

  /**
   * Before an approved run begins with this reading, votes that were taken back unheard are asked for. While it waits
   * nobody is.
   */
  async #confirmed(reading: Input): Promise<void> {
    if (
      this.#run.status !== 'approved' ||
      this.#decideOn(this.#run, reading, this.#context()).run.status === 'approved'
    )
      return;
    await confirmVotesInTime(this.#run.id, this.deps, this.#stopping.signal);
  }

  #context(): Context {
    return contextOf(this.access, this.clusterRecords, this.deps);
  }
}
