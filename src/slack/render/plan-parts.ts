import { formatDuration } from '../../lib/duration.js';
import { roles, type Role } from '../../roll/ids.js';
import type { Plan, PlanTarget } from '../../roll/plan.js';
import { count, cut, listing, mention, moment, quoted } from '../text.js';
import type { Part } from './parts.js';
import { gateBlockWords, roleWord, versions } from './words.js';

/** `Upgrade cluster-x to 2.5.0`, `Restart cluster-x`. */
export function planTitle(plan: Plan): string {
  const { version } = plan.options;
  return version === undefined ? `Restart ${quoted(plan.cluster)}` : `Upgrade ${quoted(plan.cluster)} to ${quoted(version)}`;
}

/** What will be done, in which order, how long it takes, and what stands in the way. */
export function planParts(plan: Plan, asked: { readonly by: string; readonly at: number }): readonly Part[] {
  return [
    {
      kind: 'fields',
      fields: [
        ['Cluster', quoted(plan.cluster)],
        ['Mode', plan.options.mode === 'ha' ? 'ha: replicas are moved away first' : 'simple: restarts without moving replicas'],
        ['Version', versions(plan)],
        ['Asked by', `${mention(asked.by)}, ${moment(asked.at)}`],
        ['Time', `about ${formatDuration(plan.estimate.totalMs)} in all, ${formatDuration(plan.estimate.replicaServerMs)} a replica server`],
        ['On each server', procedures(plan)],
        ...extras(plan),
      ],
    },
    { kind: 'section', text: `*Why:* ${plan.options.reason === undefined ? 'no reason given' : quoted(plan.options.reason)}` },
    ...order(plan),
    ...skipped(plan),
    ...gates(plan),
    ...waivers(plan),
  ];
}

/** How many approvals from whom. */
export function approvalRule(plan: Plan): string {
  const { required, approvers, selfApproval } = plan.approvals;
  const who = approvers.length === 0 ? 'any member' : listing(approvers.map(approver), 600);
  const self = selfApproval ? '' : ', not the person who asked';
  return `${count(required, 'approval')} needed, from ${who}${self}`;
}

const approver = (name: string): string => (/^[UW][A-Z0-9]{2,}$/.test(name) ? mention(name) : quoted(name));

function extras(plan: Plan): readonly (readonly [string, string])[] {
  const { canary, soakMs, rebalance } = plan.options;
  const all = [
    ...(canary ? ['asks again after the first replica server'] : []),
    ...(soakMs > 0 ? [`waits ${formatDuration(soakMs)} after each replica server`] : []),
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
  if (plan.targets.length === 0) return [{ kind: 'section', text: '*Order:* nothing to do: no server is left to be rolled.' }];
  const lines = plan.targets.map((target, place) => `${place + 1}. ${targetLine(target)}`);
  const counts = roles.flatMap((role) => {
    const many = plan.targets.filter((target) => target.role === role).length;
    return many === 0 ? [] : [count(many, roleWord[role])];
  });
  return [{ kind: 'section', text: `*Order* (${counts.join(', ')}, one at a time):\n${listing(lines, 2600, '\n')}` }];
}

function targetLine(target: PlanTarget): string {
  const load = target.primaries === undefined && target.secondaries === undefined ? [] : [`${count(target.primaries ?? 0, 'primary', 'primaries')}, ${count(target.secondaries ?? 0, 'secondary', 'secondaries')}`];
  const leads = target.leader === true ? ['leads now; the leader goes last'] : [];
  const notes = [...load, ...leads];
  return `${target.role} \`${quoted(target.address)}\`${notes.length === 0 ? '' : ` · ${notes.join(' · ')}`}`;
}

function skipped(plan: Plan): readonly Part[] {
  if (plan.skipped.length === 0) return [];
  const lines = plan.skipped.map(({ role, address, why }) => `${role} \`${quoted(address)}\`: ${quoted(why)}`);
  return [{ kind: 'section', text: `*Skipped* (${plan.skipped.length}):\n${listing(lines, 1200, '\n')}` }];
}

function gates(plan: Plan): readonly Part[] {
  const blocking = plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [gateBlockWords(gate)] : []));
  const passing = plan.gates.filter(({ verdict }) => verdict === 'pass').map(({ gate }) => gate);
  const lines = [
    ...blocking.map((line) => cut(line, 1200)),
    ...(passing.length === 0 ? [] : [`:heavy_check_mark: pass: ${passing.join(', ')}`]),
  ];
  if (lines.length === 0) return [];
  const title = blocking.length === 0 ? '*Gates:* all pass' : `*Gates:* ${blocking.length} ${blocking.length === 1 ? 'blocks' : 'block'}; nothing starts before that is settled`;
  return [{ kind: 'section', text: `${title}\n${listing(lines, 2500, '\n')}` }];
}

function waivers(plan: Plan): readonly Part[] {
  if (plan.waivers.length === 0) return [];
  const tables = plan.waivers.map(({ table, replicaCount }) => `${quoted(table)} (${count(replicaCount, 'replica')})`);
  return [{ kind: 'section', text: `:warning: *Waived:* ${listing(tables, 1000)}. Partitions of these tables can be unavailable while their node is away.` }];
}
