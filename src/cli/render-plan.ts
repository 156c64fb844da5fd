import { formatDuration } from '../lib/duration.js';
import { closesAt, whyClosed, type Calendar } from '../roll/calendar.js';
import type { GateBlock, GateVerdict } from '../roll/gates/verdict.js';
import { roles, type Role } from '../roll/ids.js';
import { waiverNames } from '../roll/named-waivers.js';
import { onlyRebalances } from '../roll/options.js';
import type { Plan, PlanTarget } from '../roll/plan.js';
import type { PredictedMoves } from '../roll/predict-moves.js';
import { foundValues } from '../roll/stale.js';
import { aligned, plain } from './terminal.js';
import { theirWords } from '../words/their-words.js';
import { words } from '../words/words.js';

const roleWords: Readonly<Record<Role, string>> = {
  replica: 'replica server',
  meta: 'meta server',
  collector: 'collector',
};
const hookWords = {
  before: '"before", before a server is touched',
  verify: '"verify", after each server and while it soaks: a failure holds the run',
  after: '"after", once a server is done',
} as const;
/** Of a long list of partitions or nodes so many are named. */
const named = 8;

/** A plan for the terminal, line by line. `partly`: not every gate was asked. */
export function renderPlan(plan: Plan, partly = false): readonly string[] {
  return [
    title(plan),
    '',
    ...aligned(facts(plan)),
    '',
    ...order(plan),
    ...skipped(plan),
    ...gates(plan.gates, partly ? 'All gates that were asked pass.' : 'All gates pass.'),
  ].map(plain);
}

function title({ cluster, options, downgradeFrom }: Plan): string {
  if (onlyRebalances(options)) return `Rebalance of ${cluster}`;
  if (options.version === undefined) return `Restart of ${cluster}`;
  const kind = options.rollsBack !== undefined ? 'Rollback' : downgradeFrom === undefined ? 'Upgrade' : 'Downgrade';
  return `${kind} of ${cluster} to ${options.version}`;
}

function facts(plan: Plan): readonly (readonly string[])[] {
  const { options, estimate, waivers } = plan;
  const rows: [string, string][] = [
    ['Plan', plan.id],
    [
      'Mode',
      options.mode === 'ha'
        ? 'ha: replicas are moved away before a server is stopped'
        : 'simple: servers are restarted with their replicas',
    ],
    ...drained(plan),
    ['Versions', versions(plan)],
    ['Each server', procedure(plan)],
    [
      'Estimate',
      `${formatDuration(estimate.replicaServerMs)} a replica server, ${formatDuration(estimate.totalMs)} in all`,
    ],
    ['Approvals', approvals(plan)],
  ];
  if (options.reason !== undefined) rows.push(['Reason', theirWords(options.reason)]);
  if (plan.calendar !== undefined) rows.push(['Window', whenAllowed(plan.calendar, plan.madeAt + estimate.totalMs)]);
  if (options.outsideWindow !== undefined) rows.push(['Outside window', theirWords(options.outsideWindow)]);
  if (plan.settle !== undefined)
    rows.push([
      'Next server',
      `once ${plan.settle.what} ${plan.settle.below === undefined ? 'is true' : `is below ${plan.settle.below}`} for ` +
        formatDuration(plan.settle.forMs),
    ]);
  if (plan.silences !== undefined) rows.push(['Silenced', `alerts with ${plan.silences}, while it is at work`]);
  for (const verb of plan.hooks ?? []) rows.push(['Own command', hookWords[verb]]);
  if (options.stale !== undefined) {
    const now = [...foundValues(plan.targets)].map(([value, servers]) => `“${value}” on ${servers}`).join(', ');
    rows.push([
      'Stale',
      `only servers that do not have ${options.stale.key} = “${options.stale.value}” in force; each must have it ` +
        `after its restart${now === '' ? '' : `; now ${now}`}`,
    ]);
  }
  if (options.canary) rows.push(['Canary', 'asks after the first replica server']);
  if (options.soakMs > 0) rows.push(['Soak', `${formatDuration(options.soakMs)} after each replica server`]);
  if (options.startTimeoutMs !== undefined)
    rows.push(['Start', `a server may take ${formatDuration(options.startTimeoutMs)}, then the run holds`]);
  if (plan.moves !== undefined) rows.push(['Primaries', primariesMoved(plan.moves)]);
  if (options.leaveLeadership === true) rows.push(['Leadership', 'is not given back at the end as it was before']);
  if (options.rebalance) rows.push(['Rebalance', 'leadership is given back evenly at the end']);
  if (plan.minLive !== undefined)
    rows.push([
      'Live minimum',
      `min_live_node_count_for_unfreeze is lowered from ${plan.minLive.from} to ${plan.minLive.to} ` +
        'while the run lasts, and put back after',
    ]);
  if (plan.downgradeFrom !== undefined)
    rows.push([
      'Downgrade',
      `from ${plan.downgradeFrom.join(', ')}: does ${options.version ?? ''} read what they wrote?`,
    ]);
  for (const { name, level, what, waived } of plan.versionNotes ?? [])
    if (level === 'warn' || waived)
      rows.push(['Version rule', `${name}${waived ? ' (allowed by name)' : ''}: ${what}`]);
  for (const warning of plan.warnings ?? []) rows.push(['Warning', words(warning)]);
  for (const { name, what } of plan.wayBack ?? []) rows.push(['No way back', `${name}: ${what}`]);
  if (waivers.length > 0)
    rows.push([
      'Waived',
      waivers
        .map(({ table, replicaCount }) => `${table} (${replicaCount === 1 ? '1 copy' : `${replicaCount} copies`})`)
        .join(', '),
    ]);
  if (plan.namedWaivers !== undefined) rows.push(['Allowed', waiverNames(plan.namedWaivers).join(', ')]);
  return rows;
}

/** How many will move, and how many the documented way would move. */
function primariesMoved({ drains, back, documented }: PredictedMoves): string {
  const balance = documented.balance === 0 ? '' : `, and at least ${documented.balance} to balance`;
  return (
    `${drains} move to empty the servers${back === undefined ? '' : `, ${back} back at the end`}; the documented way ` +
    `${documented.drains}${balance}`
  );
}

/** Which way servers are emptied, and what it costs. */
function drained({ drain, options, targets }: Plan): readonly [string, string][] {
  if (options.mode !== 'ha' || !targets.some(({ role }) => role === 'replica')) return [];
  return [
    [
      'Drain',
      drain === 'fast'
        ? 'fast: all replicas of a server in one step; writes in flight can run into their client’s timeout'
        : 'documented: primaries first, then secondaries',
    ],
  ];
}

/** The gates say what is closed; this says for how long it is open, and whether that is enough. */
function whenAllowed(calendar: Calendar, over: number): string {
  const closed = whyClosed(calendar);
  if (closed !== undefined) return words(closed);
  const closes = closesAt(calendar);
  if (closes === undefined) return 'open';
  return (
    `open until ${new Date(closes).toISOString().slice(0, 16).replace('T', ' ')} UTC, ` +
    (over <= closes ? 'by the estimate long enough' : 'by the estimate not long enough: it pauses then')
  );
}

function versions({ targets, options }: Plan): string {
  const now = [...new Set(targets.flatMap(({ version }) => version ?? []))].join(', ');
  return `${now === '' ? 'unknown' : now}${options.version === undefined ? ', not changed' : ` → ${options.version}`}`;
}

function procedure({ targets, procedure: verbs }: Plan): string {
  const present = roles.filter((role) => targets.some((target) => target.role === role));
  const ways = new Set(present.map((role) => verbs[role].join(', ')));
  if (ways.size <= 1) return [...ways][0] ?? 'nothing to do';
  return present.map((role) => `${roleWords[role]}: ${verbs[role].join(', ')}`).join('; ');
}

function approvals({ approvals: { required, approvers, selfApproval } }: Plan): string {
  const from = approvers.length === 0 ? 'anyone in the channel' : approvers.join(', ');
  return `${required} from ${from}; who asks ${selfApproval ? 'may approve' : 'may not approve'}`;
}

function order({ targets }: Plan): readonly string[] {
  if (targets.length === 0) return ['Nothing to do: no server is left to be rolled.'];
  const row = (target: PlanTarget, place: number): readonly string[] => [
    String(place + 1),
    roleWords[target.role],
    target.address,
    target.version ?? '',
    target.primaries === undefined ? '' : String(target.primaries),
    target.secondaries === undefined ? '' : String(target.secondaries),
    target.leader === true ? 'leader, goes last' : '',
  ];
  return aligned([['#', 'role', 'server', 'version', 'primaries', 'secondaries', ''], ...targets.map(row)]);
}

function skipped({ skipped: targets }: Plan): readonly string[] {
  if (targets.length === 0) return [];
  return [
    '',
    'Skipped',
    ...aligned([
      ['role', 'server', 'why'],
      ...targets.map(({ role, address, why }) => [roleWords[role], address, words(why)]),
    ])
      .slice(1)
      .map((line) => `  ${line}`),
  ];
}

function gates(verdicts: readonly GateVerdict[], everyPass: string): readonly string[] {
  const blocks = verdicts.filter((verdict): verdict is GateBlock => verdict.verdict === 'block');
  const passing = verdicts.filter(({ verdict }) => verdict === 'pass').map(({ gate }) => gate);
  return [
    '',
    blocks.length === 0
      ? everyPass
      : `${blocks.length === 1 ? '1 gate blocks' : `${blocks.length} gates block`}; nothing is begun while one does:`,
    ...blocks.flatMap((block) => [
      `  ✗ ${block.gate}: ${words(block.reason)}`,
      ...listed('nodes', block.nodes),
      ...listed('partitions', block.gpids),
    ]),
    ...(passing.length === 0 ? [] : [`  ✓ ${passing.join(', ')}`]),
  ];
}

function listed(what: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > named ? ` and ${items.length - named} more` : '';
  return [`      ${what}: ${items.slice(0, named).join(', ')}${more}`];
}
