import { wasLeftDown } from './continuation.js';
import type { CommandId, NodeAddress, Role } from './ids.js';
import type { Message } from './message.js';
import { allowedByName } from './named-waivers.js';
import type { Observation } from './observation.js';
import {
  defaultOptions,
  type EarlierRunTerms,
  type RolledBackServer,
  type RollOptions,
  type RollsBack,
} from './options.js';
import type { TargetProgress } from './progress.js';
import { leadersOf } from './leaders-to-restore.js';
import { hasEnded, type Run } from './run.js';
import type { VersionNote } from './version-rules.js';
import { versionAlone } from './versions.js';

export type RollbackRequest =
  | { readonly kind: 'possible'; readonly options: RollOptions & { readonly rollsBack: RollsBack } }
  | { readonly kind: 'impossible'; readonly why: Message };

/**
 * Servers on which the run has begun to install, as they may have the new version; and one that it has left stopped.
 * The last one comes first, by the order of the run and not by the clock, which may have been set.
 */
export const upgradedBy = (run: Run): readonly TargetProgress[] =>
  run.options.version === undefined || !('progress' in run)
    ? []
    : run.progress.targets.filter(({ commands, processDown }) => processDown || installs(commands)).reverse();

/**
 * What asks for the rollback of a run. How servers are emptied, what was waived and how long they may take to start is
 * what was approved for that run; all of it is in the plan once more, and approved once more.
 */
export function rollbackOf(run: Run, reason?: string): RollbackRequest {
  return hasEnded(run)
    ? rollbackOnceEnded(run, reason)
    : { kind: 'impossible', why: { code: 'rollback-of-active', run: run.id, status: run.status } };
}

/** Whether a run that stands can be aborted for its rollback: it has put another version on a server. */
export const offersRollback = (run: Run, terms: EarlierRunTerms = {}): boolean =>
  couldBeRolledBack(run) && forbidsWayBack(run, terms).length === 0;

/** The same, whatever is known of going back to the version before. */
export const couldBeRolledBack = (run: Run): boolean =>
  (run.status === 'paused' || (run.status === 'held' && run.hold.choices.some(({ choice }) => choice === 'abort'))) &&
  rollbackOnceEnded(run).kind === 'possible';

/** Version rules that forbid to go back and that nobody allows by name: known before the run is aborted for it. */
export const forbidsWayBack = (
  { plan: { wayBack = [] } }: Pick<Run, 'plan'>,
  { allowVersionRules = [] }: EarlierRunTerms = {},
): readonly VersionNote[] => wayBack.filter(({ name }) => !allowVersionRules.includes(name));

function rollbackOnceEnded(run: Run, reason?: string): RollbackRequest {
  const impossible = (why: Message): RollbackRequest => ({ kind: 'impossible', why });
  const { version: to } = run.options;
  if (run.options.rollsBack !== undefined) return impossible({ code: 'rollback-of-rollback', run: run.id });
  if (to === undefined) return impossible({ code: 'rollback-of-restart', run: run.id });
  const upgraded = upgradedBy(run);
  if (upgraded.length === 0) return impossible({ code: 'rollback-of-nothing', run: run.id });

  const byVersion = new Map<string, NodeAddress[]>();
  for (const target of upgraded) {
    const version = versionBefore(run, target);
    if (version !== undefined) byVersion.set(version, [...(byVersion.get(version) ?? []), target.address]);
  }
  const [version, ...others] = byVersion.keys();
  if (version === undefined) return impossible({ code: 'rollback-to-unknown', run: run.id });
  if (others.length > 0)
    return impossible({ code: 'rollback-to-several', run: run.id, ways: severalWays(run, byVersion) });

  const { mode, drain, allowLowReplication, leaveLeadership, lowerMinLive, startTimeoutMs, outsideWindow } =
    run.options;
  const servers = upgraded.map((target) => ({
    role: target.role,
    address: target.address,
    ...(isOnlyInstalled(target) ? { onlyInstalled: true as const } : {}),
  }));
  return {
    kind: 'possible',
    options: {
      ...defaultOptions,
      version,
      mode,
      roles: (['collector', 'meta', 'replica'] as const).filter((role) =>
        servers.some((server) => server.role === role),
      ),
      allowLowReplication,
      ...allowedByName(run.options),
      ...(drain === undefined ? {} : { drain }),
      ...(leaveLeadership === undefined ? {} : { leaveLeadership }),
      ...(lowerMinLive === undefined ? {} : { lowerMinLive }),
      ...(startTimeoutMs === undefined ? {} : { startTimeoutMs }),
      ...(outsideWindow === undefined ? {} : { outsideWindow }),
      ...(reason === undefined ? {} : { reason }),
      rollsBack: { run: run.id, from: to, servers, ...leadersOf(run) },
    },
  };
}

/** Its package may be another one, whatever its install command reported, and its process is the one from before. */
const isOnlyInstalled = ({ state, processDown, commands }: TargetProgress): boolean =>
  state !== 'done' && !processDown && installs(commands);

const installs = (commands: readonly CommandId[]): boolean => commands.some((id) => id.endsWith('.install'));

/**
 * What to ask for: `2.5.0`, and its commit where the version alone would not tell it from the one that is there now.
 */
function versionBefore(run: Run, { role, address, before }: TargetProgress): string | undefined {
  const named = (version: string, commit: string | undefined): string =>
    version === versionAlone(run.options.version ?? '') && commit !== undefined && commit !== ''
      ? `${version}@${commit.slice(0, 8)}`
      : version;
  if (before !== undefined) return named(before.version, before.commit);
  const planned = run.plan.targets.find((target) => target.role === role && target.address === address)?.version;
  const [, version, commit] = /^(\S+)(?: \(([0-9A-Za-z]+)\))?$/.exec(planned ?? '') ?? [];
  return version === undefined ? undefined : named(version, commit);
}

/** One request for each version: the servers of each, to be typed. */
const severalWays = (run: Run, byVersion: ReadonlyMap<string, readonly NodeAddress[]>): readonly Message[] =>
  [...byVersion].map(([version, nodes]) => ({ code: 'rollback-way', cluster: run.cluster, version, nodes }));

/** Its place among the servers that are rolled back, by any of its names; undefined: it is none of them. */
export function placeInRollback(
  { servers }: RollsBack,
  { role, address, otherNames = [] }: RolledBackServer & { readonly otherNames?: readonly NodeAddress[] },
): number | undefined {
  const place = servers.findIndex(
    (server) => server.role === role && (server.address === address || otherNames.includes(server.address)),
  );
  return place < 0 ? undefined : place;
}

/**
 * In a rollback or a continuation, the one replica server that is not ALIVE, if it is one of those that are rolled and
 * its process does not answer: it is put back as it is, as there is nothing on it that could be moved away. Undefined
 * where another server is not ALIVE as well: that one blocks as in every run.
 * @param rolledBack replica servers of the plan that are not rolled back yet
 */
export function downToPutBack(
  { nodes, processes }: Pick<Observation, 'nodes' | 'processes'>,
  options: Pick<RollOptions, 'rollsBack' | 'continues'>,
  rolledBack: readonly NodeAddress[],
): NodeAddress | undefined {
  const dead = onlyDead({ nodes });
  return dead !== undefined &&
    mayBePutBack(options, 'replica', dead) &&
    rolledBack.includes(dead) &&
    processes[dead]?.kind === 'unreachable'
    ? dead
    : undefined;
}

/** It is the bot's own doing that it is down: of the run that is rolled back, or of the one that is continued. */
export const mayBePutBack = (
  { rollsBack, continues }: Pick<RollOptions, 'rollsBack' | 'continues'>,
  role: Role,
  address: NodeAddress,
): boolean => rollsBack !== undefined || (continues !== undefined && wasLeftDown(continues, { role, address }));

/** The one replica server that is not ALIVE; undefined where none is, or more than one. */
export function onlyDead({ nodes }: Pick<Observation, 'nodes'>): NodeAddress | undefined {
  const [dead, ...others] = nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  return others.length === 0 ? dead : undefined;
}

/**
 * In a rollback, the one meta that does not answer, if it is one of those that are rolled back: a follower that went
 * down with the new version. It is put back first; the others must answer as in every run.
 * @param rolledBack metas of the plan that are not rolled back yet
 */
export function metaToPutBack(
  { metas, leader, processes }: Pick<Observation, 'metas' | 'leader' | 'processes'>,
  options: Pick<RollOptions, 'rollsBack' | 'continues'>,
  rolledBack: readonly NodeAddress[],
): NodeAddress | undefined {
  const [silent, ...others] = metas.filter((meta) => processes[meta]?.kind === 'unreachable');
  return silent !== undefined &&
    mayBePutBack(options, 'meta', silent) &&
    silent !== leader &&
    others.length === 0 &&
    rolledBack.includes(silent)
    ? silent
    : undefined;
}
