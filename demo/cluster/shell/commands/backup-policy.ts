import type { BackupPolicy } from '../../servers.js';
import type { ShellCommand, ShellContext } from '../context.js';
import { flag, getopt, valued, valueOf } from '../options.js';
import { left, tablesJson, tablesText, tableText, type Table } from '../table.js';

type Rows = readonly (readonly [string, string])[];

const setOf = (ids: readonly number[]): string => `{${ids.join(', ')}}`;

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

const policyRows = ({ tables }: BackupPolicy): Rows => [
  ['backup_provider_type', 'local_service'],
  ['backup_interval', '86400s'],
  ['app_ids', setOf(tables)],
  ['start_time', '03:00'],
  ['status', 'enabled'],
  ['backup_history_count', '3'],
];

/** Up to 2.5 rows are indented, and have no title. */
const indented = (rows: Rows): string =>
  tableText({ kind: 'facts', name: '', rows: rows.map(([name, value]) => [`    ${name}`, value]) }).replace('[]\n', '');

const policies = (context: ShellContext) => context.meta.request((meta) => context.servers.backupPolicies(meta));

/** `ls_backup_policy`: up to 2.5 it looks at no option. */
export const lsBackupPolicy: ShellCommand = async (context, argv) => {
  const all = await policies(context);
  if (!('value' in all)) {
    context.out('ls backup policy failed\n');
    return true;
  }
  if (context.dialect === 'newer') {
    const tables = all.value.map((policy): Table => ({ kind: 'facts', name: policy.name, rows: policyRows(policy) }));
    context.out(argv.includes('-j') || argv.includes('--json') ? tablesJson(tables) : tablesText(tables));
    return true;
  }
  for (const [at, policy] of all.value.entries())
    context.out(`[${at + 1}]\n${indented([['name', policy.name], ...policyRows(policy)])}\n\n`);
  context.out('\nls backup policy succeed\n');
  return true;
};

/** `query_backup_policy -p NAMES`: each with its latest backups. */
export const queryBackupPolicy: ShellCommand = async (context, argv) => {
  const newer = context.dialect === 'newer';
  const parsed = getopt(argv, [
    valued('p', 'policy_name'),
    valued('b', 'backup_info_cnt'),
    ...(newer ? [flag('j', 'json')] : []),
  ]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  const names = (valueOf(parsed, 'p') ?? '').split(',');
  const all = await policies(context);
  const found = 'value' in all ? all.value.filter(({ name }) => names.includes(name)) : [];
  if (!('value' in all) || found.length === 0) {
    const err = 'value' in all ? 'ERR_INVALID_PARAMETERS' : all.err;
    context.err(`query backup policy failed, err = ${err}\n`);
    return true;
  }
  if (newer) {
    const tables = found.flatMap((policy): readonly Table[] => [
      { kind: 'facts', name: policy.name, rows: policyRows(policy) },
      {
        kind: 'grid',
        name: `${policy.name}_backup_info`,
        columns: ['id', 'start_time', 'end_time', 'app_ids'].map(left),
        rows: backupRows(policy).map((rows) => rows.map(([, value]) => value)),
      },
    ]);
    context.out(parsed.options.has('j') ? tablesJson(tables) : tablesText(tables));
    return true;
  }
  const blocks = found.map((policy) => {
    const backups = backupRows(policy).map((rows, at) => `[${at + 1}]\n${indented(rows)}`);
    const rows = indented([['name', policy.name], ...policyRows(policy)]);
    return `policy_info:\n${rows}\nbackup_infos:\n${backups.join('')}`;
  });
  context.out(`${blocks.join('************************\n')}\nquery backup policy succeed\n`);
  return true;
};

const backupRows = ({ backup, tables }: BackupPolicy): readonly Rows[] =>
  backup === undefined
    ? []
    : [
        [
          ['id', String(backup.startMs)],
          ['start_time', timeOf(backup.startMs)],
          ['end_time', backup.endMs === undefined ? '-' : timeOf(backup.endMs)],
          ['app_ids', setOf(tables)],
        ],
      ];
