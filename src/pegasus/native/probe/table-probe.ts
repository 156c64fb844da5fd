import type { Clock } from '../../../lib/clock.js';
import type { Log } from '../../../lib/log.js';
import { addCounts, noOperations, type ProbeCounts, type Probed } from '../../../roll/availability/probed.js';
import { methods } from '../../../wire/methods.js';
import { ConnectionPool } from '../connection-pool.js';
import { Deadline } from '../deadline.js';
import type { Probe } from '../../probe.js';
import { KeyState } from './key-state.js';
import { operate, type Client } from './operation.js';
import { partitionKeys, type PartitionKey } from './partition-key.js';
import { TablePartitions, type ProbeTarget } from './table-partitions.js';

export interface TableProbeOptions extends ProbeTarget {
  /** Operations a second, of all partitions together. */
  readonly rate: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** So long a client tries an operation, as Pegasus's own clients do unless they are told otherwise. */
const patienceMs = 5_000;
const slowMs = 500;
/** A value that is not what was acknowledged is looked at again: right after a promotion an older one may show. */
const rereads = 3;
const rereadMs = 1_000;
/** Keys of a probe that never comes back go by themselves. */
const keptSeconds = 86_400;
/** Pegasus counts expiry from 2016-01-01 UTC. */
const pegasusEpochSeconds = 1_451_606_400;
/** At high rates operations leave in small batches. */
const leastTickMs = 50;

/** What a storage engine says of a key that it does not have. */
const notFound = 1;

interface Ended {
  readonly isDone: boolean;
  readonly value: string | undefined;
  /** What attempts came to that did not succeed. */
  readonly names: readonly string[];
}

interface Slot {
  readonly index: number;
  readonly key: PartitionKey;
  readonly state: KeyState;
  busy: boolean;
}

/**
 * Writes a value that was never there into each partition of a table in turn, and reads it back when its turn comes
 * again. One operation a key at a time, so what a key must hold is known.
 */
export class TableProbe implements Probe {
  readonly #options: TableProbeOptions;
  #running: AbortController | undefined;
  #slots: readonly Slot[] = [];
  #next = 0;
  #written = 0;
  #counts: ProbeCounts = noOperations;
  #errors: Record<string, number> = {};
  #wasStarted = false;

  constructor(options: TableProbeOptions) {
    this.#options = options;
  }

  start(mayAsk: (address: string) => boolean): void {
    if (this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.#wasStarted = true;
    this.#run(mayAsk, running.signal).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'the probe has ended');
      // The next reading begins anew.
      if (this.#running === running) this.stop();
    });
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    // Until it goes on anybody may have changed them, or they have expired.
    this.#slots = [];
  }

  take(): Probed | undefined {
    if (!this.#wasStarted) return undefined;
    const { table, rate } = this.#options;
    const taken = { table, rate, partitions: this.#slots.length, counts: this.#counts, errors: this.#errors };
    this.#counts = noOperations;
    this.#errors = {};
    return taken;
  }

  async #run(mayAsk: (address: string) => boolean, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const connections = new ConnectionPool(clock);
    const partitions = new TablePartitions(connections, this.#options, mayAsk, clock);
    try {
      await this.#findTable(partitions, signal);
      // Stopped meanwhile, and perhaps begun anew: the keys are not for this one to set.
      if (!signal.aborted) await this.#visitAll({ connections, partitions, signal });
    } finally {
      connections.close();
    }
  }

  /** Sends operations at the rate that was asked for, until it is stopped. */
  async #visitAll(client: Client): Promise<void> {
    const { clock, log, rate } = this.#options;
    const { partitions, connections, signal } = client;
    this.#slots = partitionKeys(partitions.count).map((key, index) => ({
      index,
      key,
      state: new KeyState(),
      busy: false,
    }));
    const tickMs = Math.max(leastTickMs, 1_000 / rate);
    let due = 0;
    while (!signal.aborted) {
      // A batch that was late is not made up for: that would be a burst.
      for (due = Math.min(due, 1) + (rate * tickMs) / 1_000; due >= 1; due -= 1)
        this.#visit(client).catch((error: unknown) => {
          log.error({ err: error }, 'an operation of the probe broke off');
        });
      await clock.sleep(tickMs, signal);
      connections.sweep();
    }
  }

  async #findTable(partitions: TablePartitions, signal: AbortSignal): Promise<void> {
    const { clock, log, table } = this.#options;
    for (let tries = 1; !signal.aborted; tries += 1) {
      const deadline = new Deadline(signal, clock, patienceMs);
      await partitions.refresh(deadline);
      deadline.end();
      if (partitions.count > 0) return;
      if (tries === 1) log.warn({ table }, 'the probe does not find its table');
      await clock.sleep(rereadMs, signal);
    }
  }

  /** The next operation of the next key that has none under way. */
  async #visit(client: Client): Promise<void> {
    const slot = this.#nextFree();
    if (slot === undefined) return;
    slot.busy = true;
    const { clock } = this.#options;
    const begun = clock.now();
    const deadline = new Deadline(client.signal, clock, patienceMs);
    try {
      const wasRead = slot.state.isUnread;
      const ended = wasRead ? await this.#read(slot, client, deadline) : await this.#write(slot, client, deadline);
      if (client.signal.aborted) return;
      const tookMs = clock.now() - begun;
      this.#count({
        operations: 1,
        failed: ended.isDone ? 0 : 1,
        slow: ended.isDone && tookMs > slowMs ? 1 : 0,
        retried: ended.names.length > 0 ? 1 : 0,
        slowestMs: tookMs,
      });
      for (const name of ended.names) this.#errors[name] = (this.#errors[name] ?? 0) + 1;
      if (wasRead && ended.isDone) await this.#compare(slot, ended.value, client);
    } finally {
      deadline.end();
      slot.busy = false;
    }
  }

  async #write({ index, key, state }: Slot, client: Client, deadline: Deadline): Promise<Ended> {
    const now = this.#options.clock.now();
    this.#written += 1;
    const value = `${now}-${this.#written}`;
    const expireTsSeconds = Math.floor(now / 1_000) - pegasusEpochSeconds + keptSeconds;
    const { response, errors } = await operate(
      methods.put,
      { key: key.key, value, expireTsSeconds },
      { index, key, isDone: (error) => error === 0 },
      client,
      deadline,
    );
    state.wrote(value, response !== undefined);
    return { isDone: response !== undefined, names: errors, value: undefined };
  }

  async #read({ index, key }: Slot, client: Client, deadline: Deadline): Promise<Ended> {
    const { response, errors } = await operate(
      methods.get,
      key.key,
      { index, key, isDone: (error) => error === 0 || error === notFound },
      client,
      deadline,
    );
    return {
      isDone: response !== undefined,
      names: errors,
      value: response?.error === 0 ? response.value : undefined,
    };
  }

  /** Whether what was read is what was acknowledged; if not, it is read some times more. */
  async #compare(slot: Slot, first: string | undefined, client: Client): Promise<void> {
    const { clock, log, table } = this.#options;
    let value = first;
    for (let again = 0; again < rereads && !slot.state.allows(value); again += 1) {
      await clock.sleep(rereadMs, client.signal);
      const deadline = new Deadline(client.signal, clock, patienceMs);
      const read = await this.#read(slot, client, deadline);
      deadline.end();
      if (client.signal.aborted) return;
      if (read.isDone) value = read.value;
    }
    const isLost = !slot.state.allows(value);
    if (isLost) log.error({ table, partition: slot.index, value }, 'an acknowledged write of the probe is not there');
    slot.state.read(value);
    this.#count({ readBack: 1, lost: isLost ? 1 : 0 });
  }

  #count(counts: Partial<ProbeCounts>): void {
    this.#counts = addCounts(this.#counts, { ...noOperations, ...counts });
  }

  #nextFree(): Slot | undefined {
    for (let tried = 0; tried < this.#slots.length; tried += 1) {
      const slot = this.#slots[this.#next % this.#slots.length];
      this.#next += 1;
      if (slot?.busy === false) return slot;
    }
    return undefined;
  }
}
