import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.js';

/** How long a fault lasts: so many times, so many milliseconds, or until it is cleared. */
const lasting = { times: z.int().min(1).optional(), forMs: z.number().min(1).optional() };
/** Web API methods it concerns; absent: all. */
const methods = { methods: z.array(z.string().min(1)).min(1).optional() };
/** Deliveries to the app it concerns; absent: events only. */
const deliveries = {
  deliveries: z
    .array(z.enum(['event', 'command', 'interaction']))
    .min(1)
    .optional(),
};

/**
 * What `POST /_control/misbehave` takes. `times` and `forMs` end a fault; without both it lasts until
 * `DELETE /_control/misbehave` (all) or `DELETE /_control/misbehave/ID` (one).
 */
export const misbehaviourSchema = z.discriminatedUnion('kind', [
  /**
   * Cuts every socket without a goodbye, and for `refuseMs` refuses new ones: at the handshake, or already at
   * apps.connections.open.
   */
  z.strictObject({
    kind: z.literal('drop-connections'),
    refuseMs: z.number().min(0).optional(),
    refuse: z.enum(['handshake', 'open']).optional(),
  }),
  /** As above for `ms`, and what happens meanwhile never reaches the app, not even later. */
  z.strictObject({ kind: z.literal('gap'), ms: z.number().min(1) }),
  /**
   * Slack's own goodbye on every socket: the `disconnect` message, then after `closeAfterMs` (default 10 s) the close.
   */
  z.strictObject({
    kind: z.literal('disconnect'),
    reason: z.enum(['warning', 'refresh_requested', 'link_disabled']).optional(),
    closeAfterMs: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('lose-deliveries'), ...deliveries, ...lasting }),
  /** Each delivery comes `copies` times more, in envelopes of its own and with the same event_id. */
  z.strictObject({
    kind: z.literal('duplicate-deliveries'),
    copies: z.int().min(1).max(20).optional(),
    ...deliveries,
    ...lasting,
  }),
  z.strictObject({ kind: z.literal('delay-deliveries'), ms: z.number().min(1), ...deliveries, ...lasting }),
  /**
   * Gathers `window` deliveries (default 2), then sends them last first; after `withinMs` (default 1000) sends what it
   * has.
   */
  z.strictObject({
    kind: z.literal('reorder-deliveries'),
    window: z.int().min(2).optional(),
    withinMs: z.number().min(1).optional(),
    ...deliveries,
    ...lasting,
  }),
  z.strictObject({
    kind: z.literal('rate-limit'),
    retryAfterSeconds: z.int().min(0).optional(),
    ...methods,
    ...lasting,
  }),
  /**
   * Not a fault but Slack's own rate limits, which are otherwise let be: one post a second in a channel, and the tiers.
   */
  z.strictObject({ kind: z.literal('hold-limits'), ...methods, ...lasting }),
  z.strictObject({
    kind: z.literal('server-error'),
    status: z.int().min(500).max(599).optional(),
    ...methods,
    ...lasting,
  }),
  /** `ok: false` with this error. */
  z.strictObject({ kind: z.literal('error'), error: z.string().min(1), ...methods, ...lasting }),
  /** A Slack that does not know these blocks yet: `invalid_blocks`, as for a block that does not exist. */
  z.strictObject({
    kind: z.literal('refuse-blocks'),
    types: z.array(z.string().min(1)).min(1),
    ...methods,
    ...lasting,
  }),
  /** The method is not there: `unknown_method`. */
  z.strictObject({ kind: z.literal('absent'), methods: z.array(z.string().min(1)).min(1), ...lasting }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().min(1), ...methods, ...lasting }),
  /** The method is performed, and the answer comes that much later. */
  z.strictObject({ kind: z.literal('slow-answer'), ms: z.number().min(1), ...methods, ...lasting }),
  /** The method is performed, then the connection is cut instead of answering. */
  z.strictObject({ kind: z.literal('lost-answer'), ...methods, ...lasting }),
  /** The connection is cut before anything is done. */
  z.strictObject({ kind: z.literal('lost-request'), ...methods, ...lasting }),
]);

export type Misbehaviour = z.infer<typeof misbehaviourSchema>;
type Lasting =
  | Exclude<Misbehaviour, { kind: 'drop-connections' | 'gap' | 'disconnect' }>
  | { readonly kind: 'refuse-connections'; readonly at: 'handshake' | 'open'; readonly forMs: number };
type OfKind<Kind extends Lasting['kind']> = Extract<Lasting, { kind: Kind }>;
export type DeliveryKind = 'event' | 'command' | 'interaction';

interface Rule {
  readonly id: string;
  readonly fault: Lasting;
  remaining: number;
  readonly until: number;
}

/** The faults in force. Asking for one that counts its times uses one up. */
export class Misbehaviours {
  readonly #clock: Clock;
  #rules: Rule[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(fault: Lasting): string {
    this.#count += 1;
    const id = `m${this.#count}`;
    const forMs = 'forMs' in fault ? fault.forMs : undefined;
    this.#rules.push({
      id,
      fault,
      remaining: ('times' in fault ? fault.times : undefined) ?? Number.POSITIVE_INFINITY,
      until: forMs === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() + forMs,
    });
    return id;
  }

  clear(id?: string): boolean {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  list(): object[] {
    this.#forget();
    return this.#rules.map(({ id, fault, remaining, until }) => ({
      id,
      ...fault,
      ...(Number.isFinite(remaining) && { remaining }),
      ...(Number.isFinite(until) && { endsInMs: until - this.#clock.now() }),
    }));
  }

  forMethod<
    Kind extends
      | 'rate-limit'
      | 'hold-limits'
      | 'server-error'
      | 'error'
      | 'refuse-blocks'
      | 'absent'
      | 'slow'
      | 'slow-answer'
      | 'lost-answer'
      | 'lost-request',
  >(kind: Kind, method: string): OfKind<Kind> | undefined {
    return this.#take((fault): fault is OfKind<Kind> =>
      fault.kind === kind && 'methods' in fault ? fault.methods?.includes(method) !== false : fault.kind === kind,
    );
  }

  forDelivery<Kind extends 'lose-deliveries' | 'duplicate-deliveries' | 'delay-deliveries' | 'reorder-deliveries'>(
    kind: Kind,
    delivery: DeliveryKind,
  ): OfKind<Kind> | undefined {
    return this.#take(
      (fault): fault is OfKind<Kind> =>
        fault.kind === kind && (('deliveries' in fault ? fault.deliveries : undefined) ?? ['event']).includes(delivery),
    );
  }

  refusesConnections(at: 'handshake' | 'open'): boolean {
    return (
      this.#take(
        (fault): fault is OfKind<'refuse-connections'> => fault.kind === 'refuse-connections' && fault.at === at,
      ) !== undefined
    );
  }

  #take<Fault extends Lasting>(matches: (fault: Lasting) => fault is Fault): Fault | undefined {
    this.#forget();
    for (const rule of this.#rules) {
      if (!matches(rule.fault)) continue;
      rule.remaining -= 1;
      return rule.fault;
    }
    return undefined;
  }

  #forget(): void {
    const now = this.#clock.now();
    this.#rules = this.#rules.filter((rule) => rule.remaining > 0 && rule.until > now);
  }
}
