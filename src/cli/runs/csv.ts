import { summaryOf } from '../../store/summary.js';
import type { Run } from '../../roll/run.js';
import { tookMs } from '../../slack/render/figures.js';

/** The columns of a row for each server. Times are ISO 8601 in UTC, durations seconds. */
const columns = [
  'run',
  'cluster',
  'status',
  'requested_by',
  'requested_at',
  'approved_by',
  'started_at',
  'ended_at',
  'version',
  'reason',
  'role',
  'server',
  'state',
  'version_before',
  'version_after',
  'server_started_at',
  'server_ended_at',
  'server_seconds',
  'attempts',
] as const;

export const csvHead: string = columns.join(',');

/** A line for each server of the run, in the order in which they were to be rolled. RFC 4180, but for the line ends. */
export function csvRows(run: Run): readonly string[] {
  const { startedAt, endedAt, version, reason, approvedBy = [] } = summaryOf(run, undefined);
  const ofRun = [
    run.id,
    run.cluster,
    run.status,
    run.requestedBy,
    time(run.requestedAt),
    approvedBy.join(' '),
    time(startedAt),
    time(endedAt),
    version ?? '',
    reason ?? '',
  ];
  return run.plan.targets.map((planned, place) => {
    const target = 'progress' in run ? run.progress.targets[place] : undefined;
    const took = target && tookMs(target);
    return [
      ...ofRun,
      planned.role,
      planned.address,
      target?.state ?? 'pending',
      planned.version ?? '',
      target?.runs ?? '',
      time(target?.startedAt),
      time(target?.endedAt),
      took === undefined ? '' : (took / 1000).toFixed(1),
      String(target?.attempts ?? 0),
    ]
      .map(field)
      .join(',');
  });
}

const time = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

/** What people wrote can begin like a formula: with a quote before it no spreadsheet runs it. */
function field(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
