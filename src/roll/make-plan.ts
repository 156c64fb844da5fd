import { digest } from '../lib/digest.js';
import type { Calendar } from './calendar.js';
import type { Context } from './decision.js';
import { estimateRebalance, estimateReplicaServer, estimateTotal } from './estimate.js';
import { planGates } from './gates/gates.js';
import type { NodeAddress, Role } from './ids.js';
import { isUneven, leadershipOf, tableCount } from './leadership.js';
import type { Message } from './message.js';
import { silentMetas } from './metas.js';
import { plannedMinLive } from './min-live.js';
import type { Look, Observation } from './observation.js';
import { onlyRebalances, type RollOptions } from './options.js';
import type { Plan, PlanTarget, SkippedTarget } from './plan.js';
import type { ClusterPolicy } from './policy.js';
import { allVersionRules, newerThan, versionNotes, type VersionNote } from './version-rules.js';
import { runsVersion, versionAlone, versionText } from './versions.js';

/**
 * Makes the plan: who is rolled, in which order, who is left out and why, and which gates block now. Replica servers go
 * in the cluster's order, metas followers first, collectors last.
 */
export function makePlan(seen: Observation, options: RollOptions, context: Context): Plan {
  const { policy, now } = context;
  const chosen = options.roles.map((role) => chooseTargets(role, seen, options, context));
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
  const { required, approvers, selfApproval } = policy.approvals;
  const drain = drainOf(targets, options, context);
  const way = options.mode === 'simple' ? 'simple' : (drain ?? 'documented');
  const minLive = plannedMinLive(
    seen,
    options,
    targets.some(({ role }) => role === 'replica'),
  );
  const led = leadershipOf(seen);
  const silent = silentMetas(seen, seen.metas).map(({ meta }) => meta);
  const largest = Math.max(0, ...targets.map(({ primaries = 0, secondaries = 0 }) => primaries + secondaries));

  const { notes, downgradeFrom } = changeOfVersion(targets, seen, options, context);

  return {
    id: planId(targets, skipped, options, waivers, procedure, drain, minLive, notes),
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
    procedure,
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
    ...(notes.length === 0 ? {} : { versionNotes: notes }),
    ...(downgradeFrom.length === 0 ? {} : { downgradeFrom }),
    ...(silent.length === 0 ? {} : { silentMetas: silent }),
    approvals: { required, approvers, selfApproval },
  };
}

/** What is known of the change from the versions of now to the one that is asked for. */
function changeOfVersion(
  targets: readonly PlanTarget[],
  seen: Observation,
  { version, mode, allowVersionRules = [] }: RollOptions,
  { policy }: Context,
): { readonly notes: readonly VersionNote[]; readonly downgradeFrom: readonly string[] } {
  if (version === undefined) return { notes: [], downgradeFrom: [] };
  // Collectors can't be asked. A server that does not answer has some version, and nobody knows which.
  const now = targets.flatMap(({ role, address }) => {
    const reading = seen.processes[address];
    if (role === 'collector') return [];
    return [reading?.kind === 'running' ? reading.version : `unknown (${address})`];
  });
  const from = [...new Set(now)];
  const to = versionAlone(version);
  return {
    notes: versionNotes(from, to, allVersionRules(policy.versionRules), { mode, waived: allowVersionRules }),
    downgradeFrom: newerThan(from, to),
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
export const everyServer = (seen: Observation): readonly NodeAddress[] => [
  ...seen.nodes.map(({ address }) => address),
  ...seen.metas,
];

/** What must be read to make a plan: every process that could be a target, and whether data was lost. */
export function planLook(processes: readonly NodeAddress[]): Look {
  return { processes, ddd: true };
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
  const tables = seen.tables.filter(({ status }) => status === 'AVAILABLE').map(({ name }) => name);
  const noTable = options.allowLowReplication.filter((name) => !tables.includes(name));
  if (noTable.length > 0)
    return { message: { code: 'no-such-tables', tables: noTable, known: tables }, about: 'tables' };
  const rules = allVersionRules(policy.versionRules).flatMap(({ name, level }) => (level === 'block' ? [name] : []));
  const noRule = (options.allowVersionRules ?? []).filter((name) => !rules.includes(name));
  return noRule.length > 0
    ? { message: { code: 'no-such-version-rules', rules: noRule, known: rules }, about: 'allow' }
    : undefined;
}

function chooseTargets(
  role: Role,
  seen: Observation,
  options: RollOptions,
  context: Context,
): { targets: readonly PlanTarget[]; skipped: readonly SkippedTarget[] } {
  const targets: PlanTarget[] = [];
  const skipped: SkippedTarget[] = [];
  for (const candidate of candidates(role, seen, context)) {
    const why = whySkipped(candidate, seen, options);
    if (why === undefined) targets.push(candidate);
    else skipped.push({ role, address: candidate.address, why });
  }
  return {
    targets:
      role === 'meta'
        ? [...targets.filter(({ leader }) => leader !== true), ...targets.filter(({ leader }) => leader === true)]
        : targets,
    skipped,
  };
}

function candidates(role: Role, seen: Observation, { policy }: Context): readonly PlanTarget[] {
  const others = (address: NodeAddress): Pick<PlanTarget, 'otherNames'> => {
    const otherNames = seen.otherNames?.[address] ?? [];
    return otherNames.length === 0 ? {} : { otherNames };
  };
  const version = (address: NodeAddress): string | undefined => {
    const reading = seen.processes[address];
    return reading?.kind === 'running' ? versionText(reading) : undefined;
  };
  switch (role) {
    case 'replica':
      return seen.nodes.map(({ address, primaries, secondaries }, index) => ({
        role,
        address,
        index,
        version: version(address),
        primaries,
        secondaries,
        ...others(address),
      }));
    case 'meta':
      return seen.metas.map((address, index) => ({
        role,
        address,
        index,
        version: version(address),
        leader: address === seen.leader,
        ...others(address),
      }));
    case 'collector':
      return policy.collectors.map((address, index) => ({ role, address, index, version: undefined }));
  }
}

function whySkipped({ role, address }: PlanTarget, seen: Observation, options: RollOptions): Message | undefined {
  if (role === 'replica' && options.nodes !== undefined && !options.nodes.includes(address))
    return { code: 'not-among-nodes' };
  if (role === 'replica' && options.skip.includes(address)) return { code: 'skip-option' };
  if (role === 'replica' && options.from !== undefined && comesBefore(address, options.from, seen))
    return { code: 'before-from', from: options.from };
  const reading = seen.processes[address];
  if (reading?.kind === 'running' && startedSince(reading.startedAt, options.startedBefore))
    return { code: 'started-since', startedAt: reading.startedAt, since: options.startedBefore };
  if (options.version !== undefined && reading?.kind === 'running' && runsVersion(reading, options.version))
    return { code: 'already-on-version', version: versionText(reading) };
  return undefined;
}

function comesBefore(address: NodeAddress, from: NodeAddress, { nodes }: Observation): boolean {
  const place = (wanted: NodeAddress): number => nodes.findIndex((node) => node.address === wanted);
  return place(address) < place(from);
}

/** Moments written like `2026-01-02 03:04:05`; one that is written otherwise can't be compared, and says nothing. */
const writtenMoment = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

const startedSince = (startedAt: string, since: string | undefined): since is string =>
  since !== undefined && writtenMoment.test(startedAt) && startedAt >= since;

/**
 * Leadership of a meta, replica counts and the gates may change without asking again: they are checked anew at each
 * step.
 */
function planId(
  targets: readonly PlanTarget[],
  skipped: readonly SkippedTarget[],
  options: RollOptions,
  waivers: Plan['waivers'],
  procedure: Plan['procedure'],
  drain: Plan['drain'],
  minLive: Plan['minLive'],
  notes: readonly VersionNote[],
): string {
  const named = ({ role, address, version }: PlanTarget): unknown => [role, address, version];
  return digest({
    ordered: targets.filter(({ role }) => role !== 'meta').map(named),
    metas: targets
      .filter(({ role }) => role === 'meta')
      .map(({ address, version }) => `${address} ${version ?? ''}`)
      .sort(),
    skipped: skipped.map(({ role, address }) => `${role} ${address}`).sort(),
    options,
    waivers,
    procedure,
    drain,
    minLive,
    ...(notes.length === 0 ? {} : { versionRules: notes.map(({ name, level, waived }) => [name, level, waived]) }),
  });
}
