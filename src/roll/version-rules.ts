import { compareVersions, isInRange, isVersion } from '../lib/version-range.js';
import { knownVersionRules } from './known-version-rules.js';
import type { RollMode } from './options.js';
import type { VersionRule } from './version-rule.js';

/** A rule that holds for this plan. */
export interface VersionNote extends Pick<VersionRule, 'name' | 'level' | 'what' | 'source'> {
  /** Versions now, of those servers that it is about. */
  readonly from: readonly string[];
  /** People have said that it shall not block. */
  readonly waived: boolean;
}

/** Every rule that there is. One of the configuration takes the place of a known one of its name. */
export function allVersionRules(added: readonly VersionRule[] = []): readonly VersionRule[] {
  const own = new Set(added.map(({ name }) => name));
  return [...knownVersionRules.filter(({ name }) => !own.has(name)), ...added];
}

/**
 * Which rules hold for a change of version. Where a version can't be compared no rule can be looked up, and that is a
 * note, too.
 * @param from versions of the servers now, as they say them
 * @param to without commit
 */
export function versionNotes(
  from: readonly string[],
  to: string,
  rules: readonly VersionRule[],
  { mode, waived }: { readonly mode: RollMode; readonly waived: readonly string[] },
): readonly VersionNote[] {
  const found = rules.flatMap((rule): readonly VersionNote[] => {
    if (rule.mode !== undefined && rule.mode !== mode) return [];
    if (isInRange(to, rule.to) !== true) return [];
    const affected = from.filter((version) => isInRange(version, rule.from) === true);
    if (affected.length === 0) return [];
    const { name, level, what, source } = rule;
    return [
      {
        name,
        level,
        what,
        ...(source === undefined ? {} : { source }),
        from: affected,
        waived: level === 'block' && waived.includes(name),
      },
    ];
  });
  const strange = isVersion(to) ? from.filter((version) => !isVersion(version)) : from;
  return strange.length === 0 ? found : [...found, { ...notCompared, from: strange }];
}

const notCompared = {
  name: 'not-compared',
  level: 'warn',
  what: 'These cannot be compared with the version that is asked for, so no rule was looked up for them.',
  waived: false,
} as const;

/** Those that run a newer version than the one asked for. */
export const newerThan = (from: readonly string[], to: string): readonly string[] =>
  from.filter((version) => (compareVersions(version, to) ?? 0) > 0);
