import { digest } from '../lib/digest.js';
import type { Calendar } from './calendar.js';
import type { Context } from './decision.js';
import { chooseTargets } from './choose-targets.js';
import { estimateRebalance, estimateReplicaServer, estimateTotal } from './estimate.js';
import { planGates } from './gates/gates.js';
import type { NodeAddress, Role } from './ids.js';
import { isUneven, leadershipOf, tableCount } from './leadership.js';
import { aliveNodes } from './members.js';
import type { Message } from './message.js';
import { silentMetas } from './metas.js';
import { plannedMinLive } from './min-live.js';
import { waiversOfPlan, waiversThatApply, withoutWaived, wronglyAllowed } from './named-waivers.js';
import type { Look, Observation, Server } from './observation.js';
import { givesLeadershipBack, onlyRebalances, type RollOptions, type RollsBack } from './options.js';
import type { Plan, PlanTarget, SkippedTarget } from './plan.js';
import { placementSlack, type ClusterPolicy } from './policy.js';
import { predictMoves } from './predict-moves.js';
import { planWarnings } from './plan-warnings.js';
import { allVersionRules, type VersionNote } from './version-rules.js';
import { downToPutBack, metaToPutBack } from './rollback.js';
import { approvedOptions } from './campaign.js';
import { changeOfVersion } from './change-of-version.js';
import { flagOf } from './stale.js';
import { versionAlone } from './versions.js';

/**
 * Makes the plan: who is rolled, in which order, who is left out and why, and which gates block now. Replica servers go
 * in the cluster's order, metas followers first, collectors last.
 */
export function makePlan(everything: Observation, options: RollOptions, context: Context): Plan {
  const { policy, now } = context;
  const namedWaivers = waiversThatApply(everything, options);
  const seen = withoutWaived(everything, namedWaivers);
  const chosen = options.roles.map((role) =>
    chooseTargets(role, everything, options, context, namedWaivers?.deadServers),
  );
  const targets = chosen.flatMap((choice) => choice.targets);
  const skipped = chosen.flatMap((choice) => choice.skipped);
  const waivers = seen.tables
    .filter(
      (table) =>
        table.status === 'AVAILABLE' && table.replicaCount < 3 && options.allowLowReplication.includes(table.name),
    )
    .map((table) => ({ table: table.name, replicaCount: table.replicaCount }));
  const kind = options.version === undefined ? 'restart' : 'upgrade';
  const procedure = {
    replica: policy.procedure.replica[kind],
    meta: policy.procedure.meta[kind],
    collector: policy.procedure.collector[kind],
  };
  const hooks = targets.length === 0 ? [] : (policy.hooks ?? []);
  const silences = targets.length === 0 ? undefined : policy.silences;
  const settle = targets.length < 2 ? undefined : policy.settle;
  const { required, approvers, selfApproval } = policy.approvals;
  const drain = drainOf(targets, options, context);
  const way = options.mode === 'simple' ? 'simple' : (drain ?? 'documented');
  const minLive = plannedMinLive(
    seen,
    options,
    targets.some(({ role }) => role === 'replica'),
  );
  const led = leadershipOf(seen);
  const givesBack = givesLeadershipBack(options) && targets.some(({ role }) => role === 'replica');
  const silent = silentMetas(seen, seen.metas).map(({ meta }) => meta);
  const warnings = planWarnings(seen, targets, policy);
  const largest = Math.max(0, ...targets.map(({ primaries = 0, secondaries = 0 }) => primaries + secondaries));

  const replicas = targets.flatMap(({ role, address }) => (role === 'replica' ? [address] : []));
  const metas = targets.flatMap(({ role, address }) => (role === 'meta' ? [address] : []));
  const putsBack = downToPutBack(seen, options, replicas) ?? metaToPutBack(seen, options, metas);
  const { notes, downgradeFrom, wayBack } = changeOfVersion(targets, seen, options, context);

  const named = namedWaivers === undefined ? {} : { namedWaivers };

  return {
    id: planId(
      targets,
      skipped,
      options,
      waivers,
      waiversOfPlan(named),
      procedure,
      drain,
      minLive,
      notes,
      hooks,
      settle,
      silences,
      givesBack,
    ),
    cluster: policy.cluster,
    madeAt: now,
    options,
    targets,
    skipped,
    gates: planGates(
      { seen, policy, options, now, restarts: context.restarts, lock: context.lock, calendar: context.calendar },
      targets,
      notes,
    ),
    waivers,
    ...named,
    procedure,
    ...(hooks.length === 0 ? {} : { hooks }),
    ...(settle === undefined ? {} : { settle }),
    ...(silences === undefined ? {} : { silences }),
    ...(drain === undefined ? {} : { drain }),
    ...(minLive === undefined ? {} : { minLive }),
    estimate: {
      replicaServerMs: estimateReplicaServer(way, largest, policy.timing),
      totalMs: onlyRebalances(options)
        ? estimateRebalance(policy.timing)
        : estimateTotal(targets, way, options.soakMs, policy.timing),
    },
    ...(hasCalendar(context.calendar) ? { calendar: context.calendar } : {}),
    leadership: { led, uneven: isUneven(led, tableCount(seen)) },
    ...(replicas.length === 0 || options.mode === 'simple'
      ? {}
      : { moves: predictMoves(seen, replicas, { slack: placementSlack(policy), givesBack }) }),
    ...(notes.length === 0 ? {} : { versionNotes: notes }),
    ...(downgradeFrom.length === 0 ? {} : { downgradeFrom }),
    ...(wayBack.length === 0 ? {} : { wayBack }),
    ...(putsBack === undefined ? {} : { putsBack }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(silent.length === 0 ? {} : { silentMetas: silent }),
    approvals: { required, approvers, selfApproval },
  };
}

const hasCalendar = ({ window, freeze }: Calendar): boolean =>
  window.kind !== 'always' || freeze.kind !== 'none' || freeze.next !== undefined;

/** The fast drain, where it is asked for or is the cluster's own way, and anything is drained at all. */
function drainOf(targets: readonly PlanTarget[], { mode, drain }: RollOptions, { policy }: Context): Plan['drain'] {
  const drains = mode === 'ha' && targets.some(({ role }) => role === 'replica');
  return drains && (drain ?? policy.drain) === 'fast' ? 'fast' : undefined;
}

/** Every server that could be a target, by the address it is asked at; collectors can be asked nothing. */
const everyServer = (seen: Observation): readonly NodeAddress[] => [
  ...seen.nodes.map(({ address }) => address),
  ...seen.metas,
];

/**
 * What must be read to make a plan: every process that could be a target, whether data was lost, who has the value
 * that is asked for and, where the driver can say it, whether every server could be replaced.
 */
export function planLook(
  seen: Observation,
  policy: Pick<ClusterPolicy, 'asksDriver' | 'collectors' | 'alerts'>,
  { stale, roles }: Pick<RollOptions, 'stale' | 'roles'> = { roles: [] },
): Look {
  const alerts = policy.alerts === undefined ? {} : { alerts: true as const };
  const replicas = seen.nodes.map(({ address }) => address);
  const servers = { replica: replicas, meta: seen.metas, collector: policy.collectors };
  const flag =
    stale === undefined ? {} : { flag: { name: flagOf(stale.key).name, of: roles.flatMap((role) => servers[role]) } };
  const look: Look = {
    processes: everyServer(seen),
    ddd: true,
    blackList: true,
    freeSpace: [...aliveNodes(seen)],
    underWay: true,
    ...alerts,
    ...flag,
  };
  if (policy.asksDriver !== true) return look;
  const ofRole = (role: Role, addresses: readonly NodeAddress[]): readonly Server[] =>
    addresses.map((address, index) => ({ role, address, index }));
  return {
    ...look,
    replaceable: [
      ...ofRole('replica', replicas),
      ...ofRole('meta', seen.metas),
      ...ofRole('collector', policy.collectors),
    ],
  };
}

/** Whether a request names what is not there: what, and the option it is about; or undefined. */
export function unknownTargets(
  seen: Observation,
  options: RollOptions,
  policy: Pick<ClusterPolicy, 'versionRules'>,
): { readonly message: Message; readonly about: 'nodes' | 'skip' | 'from' | 'tables' | 'allow' } | undefined {
  const known = seen.nodes.map(({ address }) => address);
  const missing = (named: readonly NodeAddress[]): readonly NodeAddress[] =>
    named.filter((address) => !known.includes(address));
  for (const [about, named] of [
    ['nodes', options.nodes ?? []],
    ['skip', options.skip],
    ['from', options.from === undefined ? [] : [options.from]],
  ] as const) {
    const unknown = missing(named);
    if (unknown.length > 0) return { message: { code: 'no-such-servers', servers: unknown, known }, about };
  }
  const unlisted = options.rollsBack === undefined ? [] : unlistedInRollback(options.rollsBack, seen);
  if (options.rollsBack !== undefined && unlisted.length > 0) {
    const { run } = options.rollsBack;
    return { message: { code: 'rollback-not-listed', run, servers: unlisted, known }, about: 'nodes' };
  }
  const tables = seen.tables.filter(({ status }) => status === 'AVAILABLE').map(({ name }) => name);
  const noTable = options.allowLowReplication.filter((name) => !tables.includes(name));
  if (noTable.length > 0)
    return { message: { code: 'no-such-tables', tables: noTable, known: tables }, about: 'tables' };
  const rules = allVersionRules(policy.versionRules).flatMap(({ name, level }) => (level === 'block' ? [name] : []));
  const noRule = (options.allowVersionRules ?? []).filter((name) => !rules.includes(name));
  const message: Message | undefined =
    noRule.length > 0 ? { code: 'no-such-version-rules', rules: noRule, known: rules } : wronglyAllowed(seen, options);
  return message === undefined ? undefined : { message, about: 'allow' };
}

/** What the leader does not list is neither there nor gone: nothing is begun while one of them is missing. */
function unlistedInRollback({ servers }: RollsBack, { nodes, otherNames = {} }: Observation): readonly NodeAddress[] {
  const listed = new Set(nodes.flatMap(({ address }) => [address, ...(otherNames[address] ?? [])]));
  return servers.flatMap(({ role, address }) => (role === 'replica' && !listed.has(address) ? [address] : []));
}

/**
 * Leadership of a meta, replica counts and the gates may change without asking again: they are checked anew at each
 * step.
 */
function planId(
  targets: readonly PlanTarget[],
  skipped: readonly SkippedTarget[],
  options: RollOptions,
  waivers: Plan['waivers'],
  namedWaivers: string,
  procedure: Plan['procedure'],
  drain: Plan['drain'],
  minLive: Plan['minLive'],
  notes: readonly VersionNote[],
  hooks: NonNullable<Plan['hooks']>,
  settle: Plan['settle'],
  silences: Plan['silences'],
  givesBack: boolean,
): string {
  // Whether a server that is rolled back can say right now that it runs the new version makes no other plan of it.
  const expected = options.rollsBack === undefined ? undefined : versionAlone(options.rollsBack.from);
  const named = ({ role, address, version }: PlanTarget): unknown =>
    expected !== undefined && (version === undefined || version.split(' ')[0] === expected)
      ? [role, address]
      : [role, address, version];
  return digest({
    ordered: targets.filter(({ role }) => role !== 'meta').map(named),
    metas: targets
      .filter(({ role }) => role === 'meta')
      .map(({ address, version }) => `${address} ${version ?? ''}`)
      .sort(),
    skipped: skipped.map(({ role, address }) => `${role} ${address}`).sort(),
    options: approvedOptions(options),
    waivers,
    procedure,
    drain,
    minLive,
    ...(hooks.length === 0 ? {} : { hooks }),
    ...(settle === undefined ? {} : { settle }),
    ...(silences === undefined ? {} : { silences }),
    ...(givesBack ? { givesBack } : {}),
    ...(namedWaivers === '' ? {} : { namedWaivers }),
    ...(notes.length === 0 ? {} : { versionRules: notes.map(({ name, level, waived }) => [name, level, waived]) }),
  });
}
