import type { Context } from './decision.js';
import type { Observation } from './observation.js';
import type { RollMode, RollOptions } from './options.js';
import type { PlanTarget } from './plan.js';
import { allVersionRules, newerThan, versionNotes, type VersionNote } from './version-rules.js';
import type { VersionRule } from './version-rule.js';
import { versionAlone } from './versions.js';

/** What is known of the change from the versions of now to the one that is asked for. */
export function changeOfVersion(
  targets: readonly PlanTarget[],
  seen: Observation,
  { version, mode, allowVersionRules = [], rollsBack }: RollOptions,
  { policy }: Context,
): {
  readonly notes: readonly VersionNote[];
  readonly downgradeFrom: readonly string[];
  readonly wayBack: readonly VersionNote[];
} {
  if (version === undefined) return { notes: [], downgradeFrom: [], wayBack: [] };
  // A server that is rolled back and does not answer has what the earlier run has put on it. Of another one nobody
  // knows. Collectors can't be asked.
  const expected = rollsBack === undefined ? undefined : versionAlone(rollsBack.from);
  const now = targets.flatMap(({ role, address }) => {
    const reading = seen.processes[address];
    if (role === 'collector') return expected === undefined ? [] : [expected];
    return [reading?.kind === 'running' ? reading.version : (expected ?? `unknown (${address})`)];
  });
  const from = [...new Set(now)];
  const to = versionAlone(version);
  return {
    notes: versionNotes(from, to, allVersionRules(policy.versionRules), { mode, waived: allowVersionRules }),
    downgradeFrom: newerThan(from, to),
    wayBack: rollsBack === undefined ? forbiddenBack(from, to, allVersionRules(policy.versionRules), mode) : [],
  };
}

/** Rules that would block the rollback of an upgrade: said before it is done, and not when it is to be undone. */
function forbiddenBack(
  from: readonly string[],
  to: string,
  rules: readonly VersionRule[],
  mode: RollMode,
): readonly VersionNote[] {
  const found = from.flatMap((version) => versionNotes([to], version, rules, { mode, waived: [] }));
  return found.filter(
    ({ level, name }, place) => level === 'block' && found.findIndex((note) => note.name === name) === place,
  );
}
