import type { Clock } from '../../lib/clock.js';
import { ackWithinMs } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Names } from '../world/names.js';

export interface View {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly view: Readonly<Record<string, unknown>>;
}

/** Trigger ids, each good once and for three seconds, and the views that were opened with them. */
export class Views {
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #triggers = new Map<string, { readonly user: string; readonly until: number }>();
  readonly #used = new Set<string>();
  readonly #views = new Map<string, View>();

  constructor(clock: Clock, names: Names) {
    this.#clock = clock;
    this.#names = names;
  }

  trigger(user: string): string {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#triggers) if (until + 60_000 < now) this.#triggers.delete(id);
    const id = `${now}.${this.#names.id('')}`;
    this.#triggers.set(id, { user, until: now + ackWithinMs });
    return id;
  }

  /** @throws SlackFailure `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`. */
  open(triggerId: string, view: Readonly<Record<string, unknown>>): View {
    if (this.#used.has(triggerId)) throw new SlackFailure('exchanged_trigger_id');
    const trigger = this.#triggers.get(triggerId);
    if (trigger === undefined) throw new SlackFailure('invalid_trigger_id');
    if (trigger.until <= this.#clock.now()) throw new SlackFailure('expired_trigger_id');
    this.#triggers.delete(triggerId);
    this.#used.add(triggerId);
    return this.#keep({ id: this.#names.id('V0'), user: trigger.user, type: 'modal', view });
  }

  publish(user: string, view: Readonly<Record<string, unknown>>): View {
    const before = this.all().find((other) => other.type === 'home' && other.user === user);
    return this.#keep({ id: before?.id ?? this.#names.id('V0'), user, type: 'home', view });
  }

  get(id: string): View | undefined {
    return this.#views.get(id);
  }

  close(id: string): void {
    this.#views.delete(id);
  }

  all(): readonly View[] {
    return [...this.#views.values()];
  }

  #keep(view: View): View {
    this.#views.set(view.id, view);
    return view;
  }
}
