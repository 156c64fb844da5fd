import type { MonitorReading } from './observation.js';

/** When a cluster is at rest, and not only full: what must be so for how long before the next server is begun. */
export interface SettleRule {
  /** What is asked: a query of Prometheus, or the program that tells. */
  readonly what: string;
  /** Every value must be below it; absent: every value must be 1, which is "true". */
  readonly below?: number;
  readonly forMs: number;
}

/** @returns undefined where nothing was read */
export function isSettled({ below }: SettleRule, reading: MonitorReading | undefined): boolean | undefined {
  if (reading?.kind !== 'values' || reading.values.length === 0) return undefined;
  return reading.values.every((value) => (below === undefined ? value === 1 : value < below));
}

/** The value that is farthest from what it should be. */
export const worstValue = ({ below }: SettleRule, values: readonly number[]): number =>
  below === undefined ? (values.find((value) => value !== 1) ?? 1) : Math.max(...values);
