import type { Clock } from '../../../src/lib/clock.js';
import type { Random } from '../../../src/lib/random.js';
import type { Reply, Response, SimulatedServers } from '../servers.js';
import type { AddressBook } from './addresses.js';

/** What a meta request came to in the end; every error has the shell's name for it. */
export type MetaAnswer<Value> = { readonly err: 'ERR_OK'; readonly value: Value } | { readonly err: string };

export interface ClientTimes {
  /** Milliseconds that one try may take. */
  readonly tryMs: number;
  readonly tries: number;
  /** How many refused connections may be noticed only with the timeout. */
  readonly late: number;
}

/** `rpc_timeout_milliseconds` of the shell's configuration, and the tries of a request. */
export const requestTimes: ClientTimes = { tryMs: 10_000, tries: 3, late: 2 };
/** The start-up probe for the cluster's name. */
export const probeTimes: ClientTimes = { tryMs: 1_000, tries: 1, late: 1 };

/**
 * How often a refused connection is noticed only with the timeout. With another meta up: "usually 0.05 s,
 * sometimes 3, once 12"; with none up, most calls took 10 or 20 s (docs/pegasus.md, "Timings").
 */
const lateRefusal = { someMetaUp: 1 / 32, noMetaUp: 0.4 } as const;

interface Surroundings {
  readonly servers: SimulatedServers;
  readonly book: AddressBook;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/**
 * Asks the metas as the shell's RPC client does: starts at any of those listed, follows them to the
 * leader, and remembers only a leader that it was sent to. A meta that answers by itself, also with an
 * error, is believed: that is why proposals get lost on followers (docs/pegasus.md, "What followers answer").
 */
export class MetaClient {
  readonly #around: Surroundings;
  readonly #metas: readonly string[];
  readonly #times: ClientTimes;
  #leader: string | undefined;

  constructor(around: Surroundings, metas: readonly string[], times: ClientTimes) {
    this.#around = around;
    this.#metas = metas;
    this.#times = times;
  }

  async request<Value>(call: (meta: string) => Reply<Response<Value>>): Promise<MetaAnswer<Value>> {
    let outcome: MetaAnswer<Value> = { err: 'ERR_NETWORK_FAILURE' };
    let timeouts = 0;
    let late = 0;
    let meta = this.#leader ?? this.#anyMeta();
    for (let contact = 0; contact < Math.max(this.#times.tries, this.#metas.length); contact += 1) {
      const reply = this.#follow(meta, call);
      if (reply.kind === 'answer') return reply.value.err === 'ERR_OK' ? reply.value : { err: reply.value.err };
      if (reply.kind === 'no-handler') return { err: 'ERR_HANDLER_NOT_FOUND' };
      if (reply.kind === 'hangs') {
        // A timeout does not move the client to another meta.
        await this.#wait();
        outcome = { err: 'ERR_TIMEOUT' };
        timeouts += 1;
        if (timeouts >= this.#times.tries) return outcome;
        meta = this.#leader ?? meta;
        continue;
      }
      this.#leader = undefined;
      meta = this.#metaAfter(meta);
      outcome = { err: 'ERR_NETWORK_FAILURE' };
      if (late < this.#times.late && this.#isNoticedLate()) {
        late += 1;
        timeouts += 1;
        await this.#wait();
        outcome = { err: 'ERR_TIMEOUT' };
        if (timeouts >= this.#times.tries) return outcome;
      }
    }
    return outcome;
  }

  /** Chance decides, and it is worse when nobody is there at all; a meta listed alone was always refused at once. */
  #isNoticedLate(): boolean {
    if (this.#metas.length === 1) return false;
    const someoneUp = this.#metas.some(
      (meta) => this.#contact(meta, (known) => this.#around.servers.clusterInfo(known)).kind !== 'refused',
    );
    return this.#around.random.next() < (someoneUp ? lateRefusal.someMetaUp : lateRefusal.noMetaUp);
  }

  #metaAfter(meta: string): string {
    return this.#metas[(this.#metas.indexOf(meta) + 1) % this.#metas.length] ?? meta;
  }

  #follow<Value>(meta: string, call: (meta: string) => Reply<Response<Value>>): Reply<Response<Value>> {
    const reply = this.#contact(meta, call);
    if (reply.kind !== 'answer' || reply.value.err !== 'ERR_FORWARD_TO_OTHERS') return reply;
    const leader = 'forwardTo' in reply.value ? reply.value.forwardTo : undefined;
    if (leader === undefined) return reply;
    this.#leader = leader;
    return this.#contact(leader, call);
  }

  #contact<Value>(address: string, call: (meta: string) => Reply<Response<Value>>): Reply<Response<Value>> {
    const { servers, book } = this.#around;
    const known = book.canonical(address);
    if (servers.metaAddresses.includes(known)) return call(known);
    if (!servers.replicaAddresses.includes(known)) return { kind: 'refused' };
    const up = servers.remoteCommand(known, 'server-info', []);
    return up.kind === 'answer' ? { kind: 'answer', value: { err: 'ERR_HANDLER_NOT_FOUND' } } : up;
  }

  #anyMeta(): string {
    return this.#around.random.pick(this.#metas) ?? '';
  }

  async #wait(): Promise<void> {
    await this.#around.clock.sleep(this.#times.tryMs, this.#around.signal);
    this.#around.signal.throwIfAborted();
  }
}
