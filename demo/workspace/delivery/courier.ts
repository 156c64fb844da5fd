import type { Clock } from '../../../src/lib/clock.js';
import type { Misbehaviours } from '../misbehaviour.js';
import type { Delivery, FailureReason, Outcome, Retry, Transport } from './delivery.js';

/** Waits before the second, third and fourth attempt of an event (Slack: at once, after a minute, after five). */
const retryAfterMs = [0, 60_000, 300_000];
const mostRemembered = 200;
/** Deliveries that can come again, long after they were taken. */
const mostKept = 200;

export interface Undelivered {
  readonly name: string;
  readonly kind: Delivery['kind'];
  readonly eventId?: string;
  readonly attempts: number;
  readonly reason: FailureReason;
  /** `retrying` while another attempt is to come. */
  readonly state: 'retrying' | 'given-up';
}

/**
 * Brings deliveries to the app: at least once as a rule, and as badly as it has been told to.
 * Only events are tried again; a command or a click that isn't taken in time fails before the person's eyes.
 */
export class Courier {
  readonly #clock: Clock;
  readonly #misbehaviours: Misbehaviours;
  readonly #transport: () => Transport;
  /** Ends the waits that are under way. */
  readonly #waits = new Set<() => void>();
  #stopped = false;
  #undelivered: (Undelivered & { readonly delivery: Delivery })[] = [];
  readonly #sent: Delivery[] = [];
  #gathered: { readonly release: () => void }[] = [];
  #stopGathering: (() => void) | undefined;

  constructor(clock: Clock, misbehaviours: Misbehaviours, transport: () => Transport) {
    this.#clock = clock;
    this.#misbehaviours = misbehaviours;
    this.#transport = transport;
  }

  /** What came of the first attempt; later ones go on by themselves. */
  async send(delivery: Delivery): Promise<Outcome> {
    const { kind } = delivery;
    this.#keep(delivery);
    if (this.#misbehaviours.forDelivery('lose-deliveries', kind) !== undefined) {
      this.#note(delivery, 1, 'lost', 'given-up');
      return { acked: false, via: 'socket', ms: 0, reason: 'lost' };
    }
    const duplicate = this.#misbehaviours.forDelivery('duplicate-deliveries', kind);
    const copies = duplicate === undefined ? 0 : (duplicate.copies ?? 1);
    const delay = this.#misbehaviours.forDelivery('delay-deliveries', kind)?.ms ?? 0;
    if (delay > 0) await this.#wait(delay);
    const reorder = this.#misbehaviours.forDelivery('reorder-deliveries', kind);
    if (reorder !== undefined) await this.#gather(reorder.window ?? 2, reorder.withinMs ?? 1000);
    const first = this.#attempt(delivery, { attempt: 0, reason: '' });
    for (let copy = 1; copy <= copies; copy += 1)
      void this.#transport().deliver(delivery, { attempt: copy, reason: 'timeout' });
    return first;
  }

  /** What was sent so far, the latest last. */
  sent(): readonly Delivery[] {
    return this.#sent;
  }

  /** Delivers once more what was taken long ago. An event comes under another id, as Slack may do. */
  again(delivery: Delivery, eventId: string): Promise<Outcome> {
    const isEvent = delivery.kind === 'event';
    return this.#attempt(isEvent ? { ...delivery, payload: { ...delivery.payload, event_id: eventId } } : delivery, {
      attempt: 0,
      reason: '',
    });
  }

  undelivered(): readonly Undelivered[] {
    return this.#undelivered.map(({ delivery: _payload, ...rest }) => rest);
  }

  #keep(delivery: Delivery): void {
    this.#sent.push(delivery);
    if (this.#sent.length > mostKept) this.#sent.shift();
  }

  stop(): void {
    this.#stopped = true;
    for (const end of [...this.#waits]) end();
    this.#release();
  }

  async #attempt(delivery: Delivery, retry: Retry): Promise<Outcome> {
    if (this.#stopped) return { acked: false, via: 'socket', ms: 0, reason: 'not_connected' };
    const outcome = await this.#transport().deliver(delivery, retry);
    this.#undelivered = this.#undelivered.filter((other) => other.delivery !== delivery);
    if (outcome.acked) return outcome;
    const wait = delivery.kind === 'event' && outcome.noRetry !== true ? retryAfterMs[retry.attempt] : undefined;
    this.#note(delivery, retry.attempt + 1, outcome.reason, wait === undefined ? 'given-up' : 'retrying');
    if (wait !== undefined)
      void this.#retryAfter(wait, delivery, { attempt: retry.attempt + 1, reason: outcome.reason });
    return outcome;
  }

  async #retryAfter(ms: number, delivery: Delivery, retry: Retry): Promise<void> {
    if (ms > 0) await this.#wait(ms);
    await this.#attempt(delivery, retry);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#waits.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      this.#waits.add(end);
    });
  }

  #note(delivery: Delivery, attempts: number, reason: FailureReason, state: Undelivered['state']): void {
    const id = delivery.payload['event_id'];
    this.#undelivered.push({
      delivery,
      name: delivery.name,
      kind: delivery.kind,
      ...(typeof id === 'string' && { eventId: id }),
      attempts,
      reason,
      state,
    });
    if (this.#undelivered.length > mostRemembered) this.#undelivered.shift();
  }

  /** Resolves when the window is full, for the last comer first. */
  #gather(window: number, withinMs: number): Promise<void> {
    return new Promise((release) => {
      this.#gathered.push({ release });
      // Not before the last comer waits as well, or it would come last after all.
      if (this.#gathered.length >= window)
        queueMicrotask(() => {
          this.#release();
        });
      else
        this.#stopGathering ??= this.#clock.after(withinMs, () => {
          this.#release();
        });
    });
  }

  #release(): void {
    this.#stopGathering?.();
    this.#stopGathering = undefined;
    const gathered = this.#gathered.reverse();
    this.#gathered = [];
    for (const { release } of gathered) release();
  }
}
