import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import type { LoggedEvent } from '../../roll/event.js';
import { minLiveLeft } from '../../roll/min-live.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import type { Run, RunIn } from '../../roll/run.js';
import type { Names } from '../names.js';
import { peopleOf } from '../people.js';
import { count, utc } from '../text.js';
import { clusterLeftOf } from './cluster-left-words.js';
import { phaseFigures, tookMs } from './figures.js';
import { runMs, settingsLeft } from './outcome-parts.js';
import { phaseWord } from './phases.js';
import { code, table, wordsFor, type Words } from './report-markdown.js';
import { eventLines, holdLines } from './report-events.js';
import { exactSettings, roleWord } from './words.js';
import { theirWords } from '../../words/their-words.js';

/** A run that has done something, and is over. */
export type Reported = RunIn<'done' | 'aborted' | 'failed'>;

export const isReported = (run: Run): run is Reported =>
  run.status === 'done' || run.status === 'aborted' || run.status === 'failed';

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
    servers(run, words),
    phases(run),
    holdLines(run, words),
    settings(run, words),
    clusterAtEnd(run, words),
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

function servers(run: Reported, { prose, told }: Words): readonly string[] {
  const rows = run.progress.targets.map((target, place) => {
    const planned = run.plan.targets[place];
    const took = tookMs(target);
    const notes = [
      ...(target.whySkipped === undefined ? [] : [told(target.whySkipped)]),
      ...(target.processDown ? ['stopped and not seen back'] : []),
      ...(target.attempts > 1 ? [`${target.attempts} attempts`] : []),
      ...(target.drainRounds > 0 ? [`drained ${target.drainRounds + 1} times`] : []),
      ...(target.forced.length > 0 ? [prose(`forced: ${target.forced.join(', ')}`)] : []),
    ];
    const load =
      planned?.primaries === undefined && planned?.secondaries === undefined
        ? ''
        : `${planned.primaries ?? 0} / ${planned.secondaries ?? 0}`;
    return [
      String(place + 1),
      target.role,
      code(target.address),
      target.state,
      prose(planned?.version ?? ''),
      prose(target.runs ?? ''),
      load,
      target.startedAt === undefined ? '' : utc(target.startedAt),
      took === undefined ? '' : formatDuration(took),
      notes.join('; '),
    ];
  });
  return [
    '## Servers',
    '',
    ...table(
      [
        '#',
        'Role',
        'Server',
        'State',
        'Version before',
        'Version after',
        'Primaries / secondaries',
        'Began',
        'Took',
        'Notes',
      ],
      rows,
    ),
  ];
}

/** How long each step took: first over all servers of a role, then for each server. */
function phases({ progress: { targets } }: Reported): readonly string[] {
  const lines = roles.flatMap((role) => {
    const figures = phaseFigures(targets, role);
    if (figures.length === 0) return [];
    const ofRole = targets.filter((target) => target.role === role && Object.keys(target.spent).length > 0);
    return [
      '',
      `### ${count(ofRole.length, roleWord[role])}`,
      '',
      ...table(
        ['Step', 'Servers', 'On average', 'Longest', 'In all'],
        figures.map(({ phase, servers: many, meanMs, longestMs, totalMs }) => [
          phaseWord[phase],
          String(many),
          precise(meanMs),
          precise(longestMs),
          formatDuration(totalMs),
        ]),
      ),
      '',
      ...table(
        ['Server', ...figures.map(({ phase }) => phaseWord[phase])],
        ofRole.map((target) => [
          code(target.address),
          ...figures.map(({ phase }) => (target.spent[phase] === undefined ? '' : precise(target.spent[phase]))),
        ]),
      ),
    ];
  });
  return lines.length === 0 ? [] : ['## Time by step', ...lines];
}

/** `0.4 s` below a minute: steps are short. */
const precise = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));

function settings(run: Reported, { told }: Words): readonly string[] {
  const { saved } = run.progress;
  if (saved === undefined) return [];
  const lowered =
    run.log.findLast(
      (event): event is Extract<LoggedEvent, { kind: 'maintenance-left' }> => event.kind === 'maintenance-left',
    )?.restored.minLive ?? [];
  const before = exactSettings({ ...saved, minLive: [...lowered, ...(saved.minLive ?? [])] });
  const unread = saved.minLive ?? [];
  const restored =
    unread.length === 0
      ? 'They are back, each value was read.'
      : `They are back, each value was read, with one exception. ${told(minLiveLeft(unread))}.`;
  return [
    '## Settings of the cluster',
    '',
    `Before the run: ${before}.`,
    '',
    settingsLeft(run) ? '**They are not back as they were.** Look at them before anything else.' : restored,
  ];
}

/** What the outcome says of the cluster, in full: a file has room for every server. */
function clusterAtEnd(run: Reported, { prose }: Words): readonly string[] {
  const left = clusterLeftOf(run);
  if (left === undefined) return [];
  if (left.kind === 'unread') return ['## Cluster at the end', '', `It could not be read: ${prose(left.why)}.`];
  const named = (addresses: readonly string[]): string =>
    addresses.length === 0 ? 'none' : addresses.map(code).join(', ');
  return [
    '## Cluster at the end',
    '',
    `Not ALIVE: ${named(left.dead)}. Metas that do not answer: ${named(left.silentMetas)}. Partitions ` +
      `with no replica left: ${left.lost}.`,
    ...(left.short.length === 0
      ? ['', 'Every partition is full.']
      : [
          '',
          ...left.short.map(
            ({ table: name, partitions, of }) => `- ${code(name)}: ${partitions} of ${of} partitions are not full`,
          ),
        ]),
    ...(left.drained.length === 0
      ? []
      : [
          '',
          ...left.drained.map(
            ({ address, missing }) =>
              `- ${code(address)} is left drained: ${count(missing, 'copy', 'copies')} not back`,
          ),
        ]),
    '',
    `Leadership is ${left.uneven ? 'uneven' : 'even'}:`,
    '',
    ...table(
      ['Server', 'Primaries before', 'Primaries now'],
      left.leadership.map(({ address, before, now }) => [
        code(address),
        before === undefined ? '' : String(before),
        String(now),
      ]),
    ),
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
