import { coerce, compare, satisfies, validRange } from 'semver';

/** `2.5.0`, `2.6.0-SNAPSHOT`, `2.5`; undefined for what does not begin as a version does. */
const read = (version: string): string | undefined =>
  /^\d/.test(version) ? coerce(version, { includePrerelease: true })?.version : undefined;

/**
 * What npm calls a range: `2.0.x`, `>=2.1 <2.5`. A snapshot comes before its version: `<2.6.0-0` leaves out those of
 * 2.6.
 */
export const isVersionRange = (range: string): boolean => validRange(range) !== null;

/** Whether it can be compared with others. */
export const isVersion = (version: string): boolean => read(version) !== undefined;

/** Whether a version is in the range; undefined where it can't be read as a version. */
export function isInRange(version: string, range: string): boolean | undefined {
  const known = read(version);
  return known === undefined ? undefined : satisfies(known, range, { includePrerelease: true });
}

/** Below 0 where the first is the older one; undefined where one of them can't be read as a version. */
export function compareVersions(one: string, other: string): number | undefined {
  const [left, right] = [read(one), read(other)];
  return left === undefined || right === undefined ? undefined : compare(left, right);
}
