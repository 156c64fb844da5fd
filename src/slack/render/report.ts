import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import { theirWords } from '../../words/their-words.js';
import type { Names } from '../names.js';
import { peopleOf } from '../people.js';
import { count, utc } from '../text.js';
import { runMs } from './outcome-parts.js';
import { reportClusterAtEnd, reportSettings } from './report-cluster.js';
import { eventLines, holdLines } from './report-events.js';
import { code, table, type Words, wordsFor } from './report-markdown.js';
import { reportPhases, reportServers } from './report-servers.js';
import type { Reported } from './reported.js';

/**
 * Where the audit trail stood when the report was written: who has both can tell whether the trail was changed since.
 */
interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface RunReport {
  /** As the file is called; only letters, digits, dots and dashes. */
  readonly filename: string;
  /** Markdown. Times are UTC: a file knows no reader's zone. */
  readonly text: string;
}

/** What the file is called to people. */
export const reportTitle = ({ plan, status }: Reported): string => `${whatWasAsked(plan)}: ${status}`;

function whatWasAsked({ options, cluster, downgradeFrom }: Plan): string {
  if (onlyRebalances(options)) return `Rebalance of ${cluster}`;
  if (options.version === undefined) return `Restart of ${cluster}`;
  return `${downgradeFrom === undefined ? 'Upgrade' : 'Downgrade'} of ${cluster} to ${options.version}`;
}

/** Everything about a run that is over, to be kept and handed on. No secrets: outputs are masked as in Slack. */
export function renderReport(run: Reported, audit: AuditHead, names: Names = new Map()): RunReport {
  const title = reportTitle(run);
  const words = wordsFor(names);
  const { prose } = words;
  const sections = [
    summary(run, words),
    plan(run.plan, words),
    approvals(run, words),
    reportServers(run, words),
    reportPhases(run),
    holdLines(run, words),
    reportSettings(run, words),
    reportClusterAtEnd(run, words),
    eventLines(run, words),
    people(run, names, words),
    trail(audit),
  ];
  return {
    filename: `${run.id.replace(/[^A-Za-z0-9.-]+/g, '-')}.md`,
    text: `# ${prose(title)}\n\n${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  };
}

function summary(run: Reported, { told, person }: Words): readonly string[] {
  const of = (state: string): number => run.progress.targets.filter((target) => target.state === state).length;
  const begun = run.log.find(({ kind }) => kind === 'started')?.at;
  const why =
    run.status === 'failed'
      ? [['Why it failed', told(run.why)]]
      : run.status === 'aborted'
        ? [['Aborted by', told(run.by)]]
        : [];
  return table(
    ['', ''],
    [
      ['Run', code(run.id)],
      ['Cluster', code(run.cluster)],
      ['Outcome', run.status],
      ...why,
      [
        'Servers',
        `${of('done')} rolled, ${of('skipped')} skipped, ${of('failed')} failed, ` +
          `${of('pending') + of('active')} not rolled`,
      ],
      ['Asked for by', `${person(run.requestedBy)}, ${utc(run.requestedAt)}`],
      ['Reason', run.plan.options.reason === undefined ? 'none given' : code(run.plan.options.reason)],
      ['Began', begun === undefined ? 'never' : utc(begun)],
      ['Ended', utc(run.endedAt)],
      ['Took', formatDuration(runMs(run))],
    ],
  );
}

function plan(
  { id, options, drain, targets, skipped, gates, waivers, versionNotes, minLive, procedure, estimate, madeAt }: Plan,
  { prose, told }: Words,
): readonly string[] {
  const given = [
    `mode ${options.mode}`,
    ...(drain === 'fast' ? ['fast drain'] : []),
    ...(options.version === undefined ? [] : [`version ${options.version}`]),
    ...(options.canary ? ['canary'] : []),
    ...(options.soakMs > 0 ? [`soak ${formatDuration(options.soakMs)}`] : []),
    ...(options.startTimeoutMs === undefined ? [] : [`start timeout ${formatDuration(options.startTimeoutMs)}`]),
    ...(options.rebalance ? ['rebalance'] : []),
    ...(options.outsideWindow === undefined ? [] : [`outside its change window: ${theirWords(options.outsideWindow)}`]),
  ];
  const commands = roles
    .filter((role) => targets.some((target) => target.role === role))
    .map((role) => `${role}: ${procedure[role].join(', ')}`);
  const blocked = gates.flatMap((gate) =>
    gate.verdict === 'block' ? [`- ${gate.gate} blocked when the plan was made: ${told(gate.reason)}`] : [],
  );
  return [
    '## Plan',
    '',
    `Plan ${code(id)} of ${utc(madeAt)}: ${count(targets.length, 'server')}, about ` +
      `${formatDuration(estimate.totalMs)}. ${prose(given.join('; '))}. Commands: ` +
      `${prose(commands.join('; '))}.`,
    ...(minLive === undefined
      ? []
      : ['', `min_live_node_count_for_unfreeze lowered from ${minLive.from} to ${minLive.to} while the run lasted.`]),
    ...(versionNotes ?? []).flatMap(({ name, level, what, waived }) =>
      level === 'warn' || waived
        ? ['', `Version rule ${code(name)}${waived ? ', allowed by name' : ''}: ${prose(what)}`]
        : [],
    ),
    ...(waivers.length === 0
      ? []
      : [
          '',
          'Waived: ' +
            `${waivers.map((waiver) => `${code(waiver.table)} (${count(waiver.replicaCount, 'replica')})`).join(', ')}.`,
        ]),
    ...(blocked.length === 0 ? [] : ['', ...blocked]),
    ...(skipped.length === 0
      ? []
      : ['', 'Left out:', '', ...skipped.map(({ role, address, why }) => `- ${role} ${code(address)}: ${told(why)}`)]),
  ];
}

function approvals(run: Reported, { person }: Words): readonly string[] {
  const { required, approvers, selfApproval } = run.plan.approvals;
  const votes = run.votes.filter(({ planId }) => planId === run.plan.id);
  const rule =
    `${count(required, 'approval')} needed, from ` +
    `${approvers.length === 0 ? 'anyone in the channel' : approvers.map((name) => person(name)).join(', ')}${selfApproval ? '' : ', not the person who asked'}.`;
  return [
    '## Approvals',
    '',
    rule,
    '',
    ...(votes.length === 0
      ? ['None.']
      : table(
          ['Who', 'When', 'By'],
          votes.map(({ by, at, via }) => [person(by), utc(at), via]),
        )),
  ];
}

/** Names change, and two people may have the same: the ids say for good who it was. */
function people(run: Reported, names: Names, { prose }: Words): readonly string[] {
  const rows = peopleOf(run).map((id) => [prose(names.get(id) ?? 'not known when this was written'), code(id)]);
  return ['## People', '', ...table(['Name', 'Id'], rows)];
}

function trail(audit: AuditHead): readonly string[] {
  return [
    '## Audit trail',
    '',
    `When this was written the audit trail had ${count(audit.seq, 'entry', 'entries')}; the hash of ` +
      `the last one is ${code(audit.hash)}. A trail that does not lead through it has been changed.`,
  ];
}
