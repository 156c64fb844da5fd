import type { ShellCommand } from '../context.js';
import { flag, getopt, valued, valueOf } from '../options.js';
import { printTables } from '../print.js';
import { tableText } from '../table.js';

/** `cluster_info`: one table, the only one without a blank line after it. */
export const clusterInfo: ShellCommand = async (context, argv) => {
  const parsed = getopt(argv, [flag('r', 'resolve_ip'), flag('j', 'json'), valued('o', 'output')]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  const answer = await context.meta.request((meta) => context.servers.clusterInfo(meta));
  if (!('value' in answer)) {
    context.out(`get cluster info failed, error=${answer.err}\n`);
    return true;
  }
  const resolved = (key: string, value: string): string =>
    parsed.options.has('r') && (key === 'meta_servers' || key === 'primary_meta_server')
      ? value
          .split(',')
          .map((address) => context.book.shownResolved(address))
          .join(',')
      : value;
  const rows = answer.value.map(([key, value]) => [key, resolved(key, value)] as const);
  printTables(
    context,
    [{ kind: 'facts', name: 'cluster_info', rows }],
    { json: parsed.options.has('j'), file: valueOf(parsed, 'o') },
    (tables) => tables.map(tableText).join(''),
  );
  return true;
};
