import type { App } from '@slack/bolt';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';

type Delivery = Parameters<App['processEvent']>[0];

/** Slack waits 3 s for an acknowledgement. */
const latestAckMs = 2_000;

/**
 * Stands between the receivers and Bolt. Bolt acknowledges an event before anybody has heard of it, and
 * an event lost then never comes back: here it is acknowledged when its handler is through, so what
 * failed is delivered again. Commands and clicks are acknowledged by their handlers, at once.
 */
export class EventGateway {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #underWay = new Set<Promise<void>>();
  readonly #isForThisApp: (body: unknown) => boolean;
  readonly #tellStray: (body: unknown) => Promise<void>;
  #closed = false;

  /** What is not `isForUs` goes no further; `tellStray` says so to whoever sent it. */
  constructor(
    clock: Clock,
    log: Log,
    isForThisApp: (body: unknown) => boolean,
    tellStray: (body: unknown) => Promise<void>,
  ) {
    this.#clock = clock;
    this.#log = log;
    this.#isForThisApp = isForThisApp;
    this.#tellStray = tellStray;
  }

  /** Puts itself before the app's own handling. */
  guard(app: App): void {
    const handle = app.processEvent.bind(app);
    app.processEvent = (delivery) => this.#take(delivery, handle);
  }

  /** Nothing new is taken; resolves when what was taken is through. */
  async drained(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
  }

  /** Work that outlives its delivery and has to be waited for at the end. */
  track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'a request from Slack failed');
      })
      .finally(() => {
        this.#underWay.delete(tracked);
      });
    this.#underWay.add(tracked);
  }

  async #take(delivery: Delivery, handle: (delivery: Delivery) => Promise<void>): Promise<void> {
    // Without an acknowledgement it is delivered again, to whoever runs by then.
    if (this.#closed) return;
    if (!this.#isForThisApp(delivery.body)) {
      this.#log.warn({}, 'a request that is for another app or workspace; nothing was done');
      await this.#careful(delivery)();
      this.track(this.#tellStray(delivery.body));
      return;
    }
    const isEvent = typeof delivery.body['event'] === 'object';
    const work = isEvent ? this.#event(delivery, handle) : handle({ ...delivery, ack: this.#careful(delivery) });
    this.track(work);
    await work.catch(() => undefined);
  }

  async #event(delivery: Delivery, handle: (delivery: Delivery) => Promise<void>): Promise<void> {
    let acked = false;
    const ack = async (): Promise<void> => {
      if (acked) return;
      acked = true;
      await this.#careful(delivery)();
    };
    const cancel = this.#clock.after(latestAckMs, () => void ack());
    try {
      await handle({ ...delivery, ack: () => Promise.resolve() });
      await ack();
    } finally {
      cancel();
    }
  }

  /** A connection that ends just now cannot take an acknowledgement; the request counts all the same. */
  #careful(delivery: Delivery): (answer?: unknown) => Promise<void> {
    return async (answer) => {
      try {
        await delivery.ack(answer);
      } catch (error) {
        this.#log.warn({ err: error }, 'an acknowledgement could not be sent; Slack may deliver the request again');
      }
    };
  }
}
