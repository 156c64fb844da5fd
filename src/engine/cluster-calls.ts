import type { Clock } from '../lib/clock.js';
import { fail, type Result } from '../lib/result.js';
import type { ActOutcome, ClusterAct, CommandResult, ProcessCommand } from '../roll/act.js';
import type { Input, Next, UpReading } from '../roll/decision.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { Run } from '../roll/run.js';
import { withoutStrangers, withStrangers } from '../roll/strangers.js';
import type { ClusterAccess } from './deps.js';
import { observe } from './observe.js';
import { PartitionWatch } from './partition-watch.js';

/** An adapter answers within two minutes, all deadlines of its own included; one that has not by then never will. */
export const patienceMs = 180_000;

type Look = Extract<Next, { kind: 'look' }>;
type Reading = Extract<Input, { kind: 'observed' | 'unobserved' }>;

/**
 * What a run asks of its cluster. An answer always comes, and in time: an adapter that throws or hangs has failed like
 * others.
 */
export class ClusterCalls {
  readonly #partitions: PartitionWatch;

  constructor(
    private readonly access: ClusterAccess,
    private readonly clock: Clock,
    private readonly stopping: AbortSignal,
  ) {
    this.#partitions = new PartitionWatch(access, clock);
    stopping.addEventListener('abort', () => {
      this.end();
    });
  }

  /** Nothing more will be asked of the cluster. */
  end(): void {
    this.#partitions.end();
  }

  /** Not ended by a stop: what came of it is worth knowing. */
  perform(act: ClusterAct): Promise<Result<ActOutcome, AdminFailure>> {
    const never = new AbortController().signal;
    return this.#inTime(() => this.access.admin.perform(act, never), silence<ActOutcome>, unexpected<ActOutcome>);
  }

  /** What the cluster shows, or why it cannot be read. */
  async look(next: Look, run: Run): Promise<Reading> {
    const from = this.clock.now();
    try {
      return this.#partitions.follow(await this.#read(next, run), run, from);
    } catch (error) {
      return { kind: 'unobserved', failure: { kind: 'unreachable', message: String(error), raw: [] } };
    }
  }

  async #read({ look, up }: Look, run: Run): Promise<Reading> {
    const bounded = withoutStrangers(look, run, this.access.policy, this.access.allows);
    const [reading, isUp] = await Promise.all([
      this.#inTime(
        () => observe(this.access, bounded.look, this.stopping),
        silence<Observation>,
        unexpected<Observation>,
      ),
      up === undefined ? undefined : this.#isUp(up),
    ]);
    if (!reading.ok) return { kind: 'unobserved', failure: reading.failure };
    return {
      kind: 'observed',
      observation: withStrangers(reading.value, bounded.strangers),
      ...(isUp === undefined ? {} : { up: isUp }),
    };
  }

  /** A process command has deadlines of its own, which can be long. */
  async run(command: ProcessCommand): Promise<CommandResult> {
    try {
      return await this.access.processes.run(command, this.stopping);
    } catch (error) {
      return { kind: 'failed', reason: String(error), tail: [] };
    }
  }

  #isUp(up: NonNullable<Look['up']>): Promise<UpReading> {
    const down = (why: string): UpReading => ({ up: false, why });
    return this.#inTime(
      () => this.access.processes.isUp(up, this.stopping),
      () => down('it did not answer'),
      (error) => down(String(error)),
    );
  }

  async #inTime<Value>(
    work: () => Promise<Value>,
    late: () => Value,
    thrown: (error: unknown) => Value,
  ): Promise<Value> {
    const answered = new AbortController();
    try {
      return await Promise.race([work(), this.clock.sleep(patienceMs, answered.signal).then(late)]);
    } catch (error) {
      return thrown(error);
    } finally {
      answered.abort('answered');
    }
  }
}

/** Neither read nor done anything that can be relied on. */
const unexpected = <Value>(error: unknown): Result<Value, AdminFailure> =>
  fail({ kind: 'unreachable', message: String(error), raw: [] });

const silence = <Value>(): Result<Value, AdminFailure> =>
  fail({ kind: 'timeout', message: `the way to the cluster has not answered for ${patienceMs / 1_000} s`, raw: [] });
