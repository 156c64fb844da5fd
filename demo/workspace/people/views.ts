import type { Clock } from '../../../src/lib/clock.js';
import { ackWithinMs } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Block } from '../world/blocks.js';
import type { Names } from '../world/names.js';

interface Text {
  readonly text: string;
}
interface Shape {
  readonly blocks: readonly Block[];
  readonly [more: string]: unknown;
}

/** A view as the app made it, checked. */
export type ViewShape =
  | (Shape & {
      readonly type: 'modal';
      readonly title: Text;
      readonly submit?: Text | undefined;
      readonly close?: Text | undefined;
    })
  | (Shape & { readonly type: 'home' });

export interface View {
  readonly id: string;
  /** User id of whoever sees it. */
  readonly user: string;
  readonly view: ViewShape;
  /** Another one after each change. */
  readonly hash: string;
}

/** What became of a view: it stands there anew, or it is gone. */
export type ViewChange =
  | { readonly kind: 'shown'; readonly view: View }
  | { readonly kind: 'closed'; readonly view: View };

/** Trigger ids, each good once and for three seconds, and the views that people have before them. */
export class Views {
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #whenChanged: (change: ViewChange) => void;
  readonly #triggers = new Map<string, { readonly user: string; readonly until: number }>();
  readonly #used = new Set<string>();
  readonly #views = new Map<string, View>();
  #changes = 0;

  constructor(clock: Clock, names: Names, whenChanged: (change: ViewChange) => void) {
    this.#clock = clock;
    this.#names = names;
    this.#whenChanged = whenChanged;
  }

  trigger(user: string): string {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#triggers) if (until + 60_000 < now) this.#triggers.delete(id);
    const id = `${now}.${this.#names.id('')}`;
    this.#triggers.set(id, { user, until: now + ackWithinMs });
    return id;
  }

  /** @throws SlackFailure `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`. */
  open(triggerId: string, view: ViewShape): View {
    if (this.#used.has(triggerId)) throw new SlackFailure('exchanged_trigger_id');
    const trigger = this.#triggers.get(triggerId);
    if (trigger === undefined) throw new SlackFailure('invalid_trigger_id');
    if (trigger.until <= this.#clock.now()) throw new SlackFailure('expired_trigger_id');
    this.#triggers.delete(triggerId);
    this.#used.add(triggerId);
    // A person has one modal before them: another one takes its place.
    for (const other of this.all())
      if (other.user === trigger.user && other.view.type === 'modal') this.close(other.id);
    return this.#keep(this.#names.id('V0'), trigger.user, view);
  }

  /** @throws SlackFailure `not_found`, `hash_conflict`. */
  update(id: string, hash: string | undefined, view: ViewShape): View {
    const before = this.#views.get(id);
    if (before?.view.type !== 'modal') throw new SlackFailure('not_found');
    if (hash !== undefined && hash !== before.hash) throw new SlackFailure('hash_conflict');
    return this.#keep(id, before.user, view);
  }

  /** @throws SlackFailure `hash_conflict`. */
  publish(user: string, hash: string | undefined, view: ViewShape): View {
    const before = this.homeOf(user);
    if (hash !== undefined && hash !== before?.hash) throw new SlackFailure('hash_conflict');
    return this.#keep(before?.id ?? this.#names.id('V0'), user, view);
  }

  homeOf(user: string): View | undefined {
    return this.all().find((view) => view.view.type === 'home' && view.user === user);
  }

  get(id: string): View | undefined {
    return this.#views.get(id);
  }

  close(id: string): void {
    const view = this.#views.get(id);
    if (view === undefined) return;
    this.#views.delete(id);
    this.#whenChanged({ kind: 'closed', view });
  }

  all(): readonly View[] {
    return [...this.#views.values()];
  }

  #keep(id: string, user: string, shape: ViewShape): View {
    this.#changes += 1;
    const view = { id, user, view: shape, hash: `${Math.floor(this.#clock.now() / 1000)}.${this.#changes}` };
    this.#views.set(id, view);
    this.#whenChanged({ kind: 'shown', view });
    return view;
  }
}
