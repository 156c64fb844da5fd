import { assertNever } from '../lib/assert-never.js';
import { fail, type Result } from '../lib/result.js';
import type { ActOutcome, ClusterAct, ProcessCommand } from '../roll/act.js';
import type { CommandId } from '../roll/ids.js';
import { alwaysOpen } from '../roll/calendar.js';
import { decide } from '../roll/decide.js';
import type { Context, Input, Next, UpReading } from '../roll/decision.js';
import type { Intent, IntentAnswer } from '../roll/intent.js';
import { nextLook } from '../roll/next-look.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import { hasEnded, type Run } from '../roll/run.js';
import { withoutStrangers, withStrangers } from '../roll/strangers.js';
import { auditOf } from './audit.js';
import type { ClusterKeeper } from './cluster-keeper.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import { changedMaterially } from './material.js';
import { unwritten } from './unwritten.js';

/** A run is written at least this often, so that after a crash it is known how long the bot was away. */
const heartbeatMs = 60_000;
/** A save that failed is tried again after this. */
const saveRetryMs = 1_000;

/** A Slack that does not answer within this does not keep an approved run from beginning: its votes came in signed. */
const confirmMs = 5_000;

/** An adapter answers within this, all deadlines of its own included. */
const longestCallMs = 120_000;
/** What is later than this was kept from running: the machine slept, or its clock was set forward. */
const tolerableMs = 45_000;

/** What goes on by itself: at most one of these at a time. Process commands run beside it. */
type Chain = { readonly kind: 'resting' } | { readonly kind: 'sleeping'; readonly cancel: () => void } | { readonly kind: 'working' };

/**
 * The loop around one run: decide, save, perform, feed back. One mailbox, so that two things said at the same moment are
 * decided one after the other.
 */
export class RunActor {
  #run: Run;
  #mail: Promise<unknown> = Promise.resolve();
  #chain: Chain = { kind: 'resting' };
  #acting: Promise<unknown> = Promise.resolve();
  #savedAt: number;
  readonly #commands = new Set<CommandId>();
  readonly #stopping = new AbortController();

  constructor(
    run: Run,
    private readonly access: ClusterAccess,
    private readonly keeper: ClusterKeeper,
    private readonly deps: Pick<EngineDeps, 'store' | 'clock' | 'log' | 'confirmVotes'>,
    private readonly changed: (run: Run) => void,
  ) {
    this.#run = run;
    this.#savedAt = run.updatedAt;
  }

  get run(): Run {
    return this.#run;
  }

  /** Begins, or goes on after the bot was away. A command that was under way is taken up again by its id. */
  start(recoveredAfterMs?: number): void {
    const command = commandUnderWay(this.#run);
    if (command !== undefined) this.#runCommand(command);
    this.#tell(recoveredAfterMs === undefined ? { kind: 'time' } : { kind: 'recovered', awayMs: recoveredAfterMs });
  }

  /** Resolves when the intent has been decided and the decision is on disk. */
  submit(intent: Intent): Promise<IntentAnswer> {
    return this.#enqueue(() => this.#decide({ kind: 'intent', intent })).then((answer) => {
      if (answer === undefined) throw new Error('an intent was decided without an answer');
      return answer;
    });
  }

  /** Begins nothing more. An act under way is seen to its end and written down; commands go on by themselves. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#chain.kind === 'sleeping') this.#chain.cancel();
    await this.#acting;
    await this.#mail;
  }

  #enqueue<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.#mail.then(work);
    this.#mail = result.catch((error: unknown) => {
      this.deps.log.error({ run: this.#run.id, err: error }, 'the mailbox of a run failed');
    });
    return result;
  }

  /** Something that is not the run's own doing; nobody waits for what is decided of it. */
  tell(input: Input): void {
    this.#tell(input);
  }

  #tell(input: Input): void {
    this.#enqueue(() => this.#decide(input)).catch(() => undefined);
  }

  /** @returns the answer to an intent, also when the decision could not be saved */
  async #decide(input: Input): Promise<IntentAnswer | undefined> {
    const stopping = this.#stopping.signal.aborted;
    if (stopping && input.kind === 'intent') return { accepted: false, text: 'the bot is stopping; say it again when it is back' };
    if (stopping && input.kind !== 'performed' && input.kind !== 'command-finished') return undefined;
    const before = this.#run;
    const { run, next, answer } = decide(before, input, this.#context());
    try {
      await this.#save(before, input, run, next, answer);
    } catch (error) {
      this.deps.log.error({ run: before.id, err: error }, 'a decision could not be saved: it is not acted on');
      if (input.kind === 'intent') return { accepted: false, text: unwritten(error) };
      this.#retryLater(input);
      return undefined;
    }
    this.#run = run;
    if (run !== before) this.changed(run);
    this.#goOn(input, next);
    return answer;
  }

  async #save(before: Run, input: Input, run: Run, next: Next, answer: IntentAnswer | undefined): Promise<void> {
    const now = this.deps.clock.now();
    await this.keeper.before(run, next, now);
    const audit = auditOf(before, input, run, next, answer, now);
    if (changedMaterially(before, run) || now - this.#savedAt >= heartbeatMs) {
      await this.deps.store.saveRun({ ...run, updatedAt: now }, audit);
      this.#savedAt = now;
    } else if (audit.length > 0) {
      await this.deps.store.audit(audit);
    }
    await this.keeper.after(run);
  }

  /** What came of an act or a command, what people did, and that the bot was away is not forgotten; a reading is simply taken again. */
  #retryLater(input: Input): void {
    const again: Input = input.kind === 'observed' || input.kind === 'unobserved' ? { kind: 'time' } : input;
    const retry = (): void => {
      if (!this.#stopping.signal.aborted) this.#tell(again);
    };
    // Beside the chain, which stays as it is: what came from outside does not stop it, and nothing said meanwhile ends this wait.
    if (input.kind === 'command-finished' || input.kind === 'lock-changed' || input.kind === 'performed' || input.kind === 'recovered') this.deps.clock.after(saveRetryMs, retry);
    else this.#sleep(saveRetryMs, retry);
  }

  /** What was said from outside does not begin a second chain: the one at work decides on it when it is through. */
  #goOn(input: Input, next: Next): void {
    if (this.#stopping.signal.aborted) return;
    if (next.kind === 'command') this.#runCommand(next.command);
    const fromOutside = input.kind === 'intent' || input.kind === 'command-finished' || input.kind === 'lock-changed' || input.kind === 'recovered';
    if (fromOutside && this.#chain.kind === 'working') return;
    if (this.#chain.kind === 'sleeping') this.#chain.cancel();
    this.#follow(next.kind === 'command' ? nextLook(this.#run, this.#context()) : next);
  }

  #follow(next: Next): void {
    switch (next.kind) {
      case 'act':
        this.#perform(next.act);
        return;
      case 'look':
        this.#sleep(next.afterMs, () => {
          this.#look(next);
        });
        return;
      case 'rest':
        if (next.until === undefined) this.#chain = { kind: 'resting' };
        else {
          this.#sleep(Math.max(0, next.until - this.deps.clock.now()), () => {
            this.#tell({ kind: 'time' });
          });
        }
        return;
      case 'command':
      case 'end':
        this.#chain = { kind: 'resting' };
        return;
      default:
        assertNever(next);
    }
  }

  #sleep(ms: number, then: () => void): void {
    const due = this.deps.clock.now() + ms;
    const cancel = this.deps.clock.after(ms, () => {
      this.#chain = { kind: 'working' };
      this.#noteUnwatched(due);
      if (!this.#stopping.signal.aborted) then();
    });
    this.#chain = { kind: 'sleeping', cancel };
  }

  /** Time in which the bot was there and saw nothing is no other than time in which it was not there. */
  #noteUnwatched(due: number): void {
    const awayMs = this.deps.clock.now() - due;
    if (awayMs > tolerableMs) this.#tell({ kind: 'recovered', awayMs });
  }

  #perform(act: ClusterAct): void {
    this.#chain = { kind: 'working' };
    const due = this.deps.clock.now() + longestCallMs;
    // Not ended by a stop: what came of it is worth knowing, and an adapter has a deadline of its own.
    const never = new AbortController().signal;
    this.#acting = this.access.admin.perform(act, never).catch(unexpected<ActOutcome>).then((result) => {
      this.#noteUnwatched(due);
      this.#tell({ kind: 'performed', result });
    });
  }

  /** Before an approved run begins with this reading, votes that were taken back unheard are asked for. While it waits nobody is. */
  async #confirmed(reading: Input): Promise<void> {
    if (this.#run.status !== 'approved' || decide(this.#run, reading, this.#context()).run.status === 'approved') return;
    const answered = new AbortController();
    await Promise.race([this.deps.confirmVotes(this.#run.id), this.deps.clock.sleep(confirmMs, AbortSignal.any([this.#stopping.signal, answered.signal]))]);
    answered.abort('answered');
  }

  #look({ look, up }: Extract<Next, { kind: 'look' }>): void {
    const { signal } = this.#stopping;
    const due = this.deps.clock.now() + longestCallMs;
    const asked: Promise<UpReading | undefined> =
      up === undefined ? Promise.resolve(undefined) : this.access.processes.isUp(up, signal).catch((error: unknown) => ({ up: false, why: String(error) }));
    const bounded = withoutStrangers(look, this.#run, this.access.policy, this.access.allows);
    void Promise.all([this.access.admin.observe(bounded.look, signal).catch(unexpected<Observation>), asked]).then(([reading, isUp]) => {
      this.#noteUnwatched(due);
      if (reading.ok) {
        const input: Input = { kind: 'observed', observation: withStrangers(reading.value, bounded.strangers), ...(isUp === undefined ? {} : { up: isUp }) };
        void this.#confirmed(input).then(() => {
          this.#tell(input);
        });
        return;
      }
      this.deps.log.warn({ run: this.#run.id, failure: reading.failure }, 'the cluster could not be read');
      this.#tell({ kind: 'unobserved', failure: reading.failure });
    });
  }

  /** A command that has ended already ends again at once: whoever decided on it waits for how it ended. */
  #runCommand(command: ProcessCommand): void {
    if (this.#commands.has(command.id)) return;
    this.#commands.add(command.id);
    void this.access.processes
      .run(command, this.#stopping.signal)
      .catch((error: unknown) => ({ kind: 'failed' as const, reason: String(error), tail: [] }))
      .then((result) => {
        this.#commands.delete(command.id);
        if (!this.#stopping.signal.aborted) this.#tell({ kind: 'command-finished', id: command.id, result });
      });
  }

  #context(): Context {
    const { restarts, lock } = this.keeper.record();
    const now = this.deps.clock.now();
    return { now, policy: this.access.policy, restarts, lock, calendar: this.access.calendar?.(now) ?? alwaysOpen };
  }
}

/** An adapter must not throw; one that does all the same has not read or done anything that can be relied on. */
function unexpected<Value>(error: unknown): Result<Value, AdminFailure> {
  return fail({ kind: 'unreachable', message: String(error), raw: [] });
}

function commandUnderWay(run: Run): ProcessCommand | undefined {
  if (hasEnded(run) || run.status === 'awaiting-approval' || run.status === 'approved') return undefined;
  const { phase } = run.progress;
  return phase.kind === 'target' && phase.step.kind === 'process' ? phase.step.command?.command : undefined;
}
