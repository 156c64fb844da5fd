/**
 * What a partition can lack, as the leader's configuration of it says: a live primary; enough live copies to take
 * writes, or a primary; all its copies.
 */
export const outageKinds = ['withoutPrimary', 'unwritable', 'short'] as const;
export type OutageKind = (typeof outageKinds)[number];

/** A time of which only so much is known: at least, and at most. Milliseconds. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Outages of one kind. `least` and `most` are sums over all partitions: partition-milliseconds. */
export interface Outages extends Bounds {
  /** The longest that one partition was like that without a break. */
  readonly longest: Bounds;
  /** How often a partition was seen to be like that, when it had not been at the reading before. */
  readonly times: number;
  /** The most partitions that one reading has shown like that. */
  readonly peak: number;
}

export type OfEachKind<Value> = Readonly<Record<OutageKind, Value>>;

export const ofEachKind = <Value>(make: (kind: OutageKind) => Value): OfEachKind<Value> => ({
  withoutPrimary: make('withoutPrimary'),
  unwritable: make('unwritable'),
  short: make('short'),
});

export const noTime: Bounds = { least: 0, most: 0 };
export const noOutages: Outages = { ...noTime, longest: noTime, times: 0, peak: 0 };

/** Both were measured, one after the other. */
export const addBounds = (one: Bounds, other: Bounds): Bounds => ({
  least: one.least + other.least,
  most: one.most + other.most,
});

export const addOutages = (one: Outages, other: Outages): Outages => ({
  ...addBounds(one, other),
  longest: {
    least: Math.max(one.longest.least, other.longest.least),
    most: Math.max(one.longest.most, other.longest.most),
  },
  times: one.times + other.times,
  peak: Math.max(one.peak, other.peak),
});
