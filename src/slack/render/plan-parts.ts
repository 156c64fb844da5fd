import { formatDuration } from '../../lib/duration.js';
import { roles, type Role } from '../../roll/ids.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Plan, PlanTarget } from '../../roll/plan.js';
import type { Speech } from '../reactions.js';
import { count, cut, inTheirWords, listing, mention, moment, quoted, sentence } from '../text.js';
import { addressRuns } from './address-runs.js';
import { calendarParts } from './plan-calendar.js';
import { leadershipWords } from './leadership-words.js';
import type { Part } from './parts.js';
import { approvers } from './people.js';
import { byRole } from './server-tasks.js';
import { versionParts } from './version-notes.js';
import { gateBlockWords, versions } from './words.js';
import { words } from '../../words/words.js';

/** Each server has a line of its own up to so many. */
const listedOneByOne = 24;

/** `Upgrade cluster-x to 2.5.0`, `Downgrade cluster-x to 2.4.0`, `Restart cluster-x`, `Rebalance cluster-x`. */
export function planTitle(plan: Plan): string {
  const { version } = plan.options;
  if (onlyRebalances(plan.options)) return `Rebalance ${quoted(plan.cluster)}`;
  if (version === undefined) return `Restart ${quoted(plan.cluster)}`;
  return `${plan.downgradeFrom === undefined ? 'Upgrade' : 'Downgrade'} ${quoted(plan.cluster)} to ${quoted(version)}`;
}

/** The whole plan: what matters first, then the rest. */
export function planParts(plan: Plan, asked: { readonly by: string; readonly at: number }): readonly Part[] {
  return [...planHead(plan, asked), ...planDetails(plan)];
}

/** What will be done, why, for how long, and what stands in the way. */
export function planHead(plan: Plan, asked: { readonly by: string; readonly at: number }): readonly Part[] {
  const { targets, estimate, options } = plan;
  const rebalances = onlyRebalances(options);
  const what = rebalances
    ? `*Leadership is given back evenly*, about *${formatDuration(estimate.totalMs)}*. ${rebalanceWords}`
    : targets.length === 0
      ? 'Nothing to do: no server is left to be rolled.'
      : `*${byRole(targets)}*, one at a time, about *${formatDuration(estimate.totalMs)}* in all.`;
  return [
    {
      kind: 'section',
      text: [
        what,
        ...(rebalances ? [] : [`*Version:* ${versions(plan)}`]),
        `*Why:* ${options.reason === undefined ? 'no reason given' : inTheirWords(options.reason, 600)}`,
        `Asked for by ${mention(asked.by)}, ${moment(asked.at)}`,
      ].join('\n'),
    },
    ...blocking(plan),
    ...versionParts(plan),
    ...silent(plan),
    ...leadership(plan),
    ...waivers(plan),
    ...minLive(plan),
    ...fastDrain(plan),
    ...calendarParts(plan),
  ];
}

/** How it is done, in which order, who is left out, and which checks pass. */
export function planDetails(plan: Plan): readonly Part[] {
  const passing = plan.gates.filter(({ verdict }) => verdict === 'pass').map(({ gate }) => gate);
  return [
    ...(onlyRebalances(plan.options) ? [] : [fields(plan)]),
    ...order(plan),
    ...skipped(plan),
    ...(passing.length === 0
      ? []
      : [
          {
            kind: 'context' as const,
            text:
              `:heavy_check_mark: ${count(passing.length, 'check')} ` +
              `${passing.length === 1 ? 'passes' : 'pass'}: ${passing.join(', ')}`,
          },
        ]),
  ];
}

function fields(plan: Plan): Part {
  return {
    kind: 'fields',
    fields: [
      ['Mode', modeWords(plan)],
      ['On each server', procedures(plan)],
      ['A replica server takes', `about ${formatDuration(plan.estimate.replicaServerMs)}`],
      ...extras(plan),
    ],
  };
}

/** How many approvals from whom. */
export function approvalRule(plan: Plan, speech?: Speech): string {
  const { required, selfApproval } = plan.approvals;
  const from = approvers(plan, speech);
  const who = from.length === 0 ? 'anyone in the channel' : listing(from, 600);
  return `${count(required, 'approval')} needed, from ${who}${selfApproval ? '' : ', not the person who asked'}`;
}

function extras(plan: Plan): readonly (readonly [string, string])[] {
  const { canary, soakMs, startTimeoutMs, rebalance } = plan.options;
  const all = [
    ...(canary ? ['asks again after the first replica server'] : []),
    ...(soakMs > 0 ? [`waits ${formatDuration(soakMs)} after each replica server`] : []),
    ...(startTimeoutMs === undefined ? [] : [`gives a server ${formatDuration(startTimeoutMs)} to start`]),
    ...(rebalance ? ['gives leadership back evenly at the end'] : []),
  ];
  return all.length === 0 ? [] : [['Also', all.join('; ')]];
}

function procedures(plan: Plan): string {
  const byVerbs = new Map<string, Role[]>();
  for (const role of roles) {
    if (!plan.targets.some((target) => target.role === role)) continue;
    const verbs = plan.procedure[role].join(', ');
    byVerbs.set(verbs, [...(byVerbs.get(verbs) ?? []), role]);
  }
  if (byVerbs.size === 0) return 'nothing';
  if (byVerbs.size === 1) return [...byVerbs.keys()].join('');
  return [...byVerbs].map(([verbs, forRoles]) => `${forRoles.join(', ')}: ${verbs}`).join('; ');
}

function order(plan: Plan): readonly Part[] {
  if (plan.targets.length === 0) return [];
  const lines =
    plan.targets.length <= listedOneByOne
      ? plan.targets.map((target, place) => `${place + 1}. ${targetLine(target)}`)
      : roles.flatMap((role) => roleLines(plan, role));
  return [{ kind: 'section', text: `*Order:*\n${listing(lines, 2600, '\n')}` }];
}

function targetLine(target: PlanTarget): string {
  const load = target.primaries === undefined && target.secondaries === undefined ? [] : [loadWords(target)];
  const leads = target.leader === true ? ['leads now; the leader goes last'] : [];
  return [`${target.role} \`${quoted(target.address)}\``, ...load, ...leads].join(' · ');
}

const loadWords = ({ primaries = 0, secondaries = 0 }: Pick<PlanTarget, 'primaries' | 'secondaries'>): string =>
  `${count(primaries, 'primary', 'primaries')}, ${count(secondaries, 'secondary', 'secondaries')}`;

/** Many servers of one role: their addresses only, with what counts up made short. */
function roleLines({ targets }: Plan, role: Role): readonly string[] {
  const ofRole = targets.filter((target) => target.role === role);
  if (ofRole.length === 0) return [];
  const sum = (key: 'primaries' | 'secondaries'): number => ofRole.reduce((all, target) => all + (target[key] ?? 0), 0);
  const load =
    role === 'replica'
      ? ` with ${loadWords({ primaries: sum('primaries'), secondaries: sum('secondaries') })} in all`
      : '';
  return [`*${byRole(ofRole)}*${load}:`, ...addressRuns(ofRole.map(({ address }) => address))];
}

function skipped(plan: Plan): readonly Part[] {
  if (plan.skipped.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { role, address, why } of plan.skipped)
    byReason.set(`${role}, ${words(why)}`, [...(byReason.get(`${role}, ${words(why)}`) ?? []), address]);
  const lines = [...byReason].map(
    ([why, addresses]) => `${cut(sentence(why), 200)}: ${listing(addressRuns(addresses), 500)}`,
  );
  return [{ kind: 'section', text: `*Left out* (${plan.skipped.length}):\n${listing(lines, 1200, '\n')}` }];
}

function blocking(plan: Plan): readonly Part[] {
  const blocks = plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [cut(gateBlockWords(gate), 1000)] : []));
  if (blocks.length === 0) return [];
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        `*${count(blocks.length, 'check')} ${blocks.length === 1 ? 'blocks' : 'block'}.* Nothing starts ` +
        `before that is settled.\n${listing(blocks, 2000, '\n')}`,
    },
  ];
}

function modeWords({ options, drain }: Plan): string {
  if (options.mode === 'simple') return 'simple: restarts without moving replicas';
  return drain === 'fast'
    ? 'ha, fast drain: all replicas of a server leave it at once'
    : 'ha: primaries are moved away first, then secondaries';
}

/** What it costs is said wherever it is approved. */
function fastDrain(plan: Plan): readonly Part[] {
  if (plan.drain !== 'fast') return [];
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        '*Fast drain:* a server gives up all its replicas in one step instead of the documented two. It ' +
        'takes one tick of the meta less; writes in flight at that moment can run into their client’s ' +
        'timeout.',
    },
  ];
}

const rebalanceWords =
  'No server is touched: the level of the meta is `lively` until it has nothing left to move, then ' +
  'what it was. It moves primaries first; where that is not enough it copies replicas.';

/** A gate says it, where the run restarts metas. */
function silent({ silentMetas = [], gates }: Plan): readonly Part[] {
  if (silentMetas.length === 0 || gates.some(({ gate, verdict }) => gate === 'metas-answer' && verdict === 'block'))
    return [];
  const named = listing(
    silentMetas.map((meta) => `\`${quoted(meta)}\``),
    400,
  );
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        `*${count(silentMetas.length, 'meta')} ${silentMetas.length === 1 ? 'does' : 'do'} not answer:* ` +
        `${named}. With another one down the cluster may have no leader. Start ` +
        `${silentMetas.length === 1 ? 'it' : 'them'} before this run.`,
    },
  ];
}

/** What an earlier roll has left uneven is seen before the next one, and in a rebalance it is what it is about. */
function leadership({ cluster, leadership: found, options }: Plan): readonly Part[] {
  if (found === undefined) return [];
  const now = leadershipWords(found.led);
  if (onlyRebalances(options))
    return [
      {
        kind: 'section',
        text: `*Leads now:* ${now}.${found.uneven ? '' : ' That is even already: little will move.'}`,
      },
    ];
  if (!found.uneven) return [];
  const mends = options.rebalance
    ? 'This run gives it back evenly at its end'
    : `The command \`rebalance ${quoted(cluster)}\` evens it out, or \`--rebalance\` at the end of a roll`;
  return [{ kind: 'context', text: `:scales: Leadership is uneven before this run: ${now}. ${mends}.` }];
}

function minLive({ minLive: lowered }: Plan): readonly Part[] {
  if (lowered === undefined) return [];
  const { from, to } = lowered;
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        `*\`min_live_node_count_for_unfreeze\` is lowered from ${from} to ${to}* while the run lasts, ` +
        `and put back after. With ${count(to, 'server')} left the cluster works on instead of freezing; ` +
        'with fewer it freezes as before.',
    },
  ];
}

function waivers(plan: Plan): readonly Part[] {
  if (plan.waivers.length === 0) return [];
  const tables = plan.waivers.map(({ table, replicaCount }) => `${quoted(table)} (${count(replicaCount, 'replica')})`);
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        `*Waived:* ${listing(tables, 800)}. Partitions of these tables can be unavailable while their ` +
        'server is away.',
    },
  ];
}
