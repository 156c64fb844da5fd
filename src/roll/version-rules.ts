import { compareVersions, isInRange } from '../lib/version-range.js';
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
 * Which rules hold for a way.
 * @param from versions of the servers now, as they say them; one that can't be read as a version has no rules
 * @param to without commit
 */
export function versionNotes(
  from: readonly string[],
  to: string,
  rules: readonly VersionRule[],
  { mode, waived }: { readonly mode: RollMode; readonly waived: readonly string[] },
): readonly VersionNote[] {
  return rules.flatMap((rule) => {
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
}

/** Those that run a newer version than the one asked for. */
export const newerThan = (from: readonly string[], to: string): readonly string[] =>
  from.filter((version) => (compareVersions(version, to) ?? 0) > 0);
