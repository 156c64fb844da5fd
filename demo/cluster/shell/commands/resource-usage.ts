import type { DiskInfo } from '../../servers.js';
import type { ShellContext } from '../context.js';
import { callRemote } from '../remote-client.js';

/** What `nodes -u` adds to its table; servers that are not asked have zeros. */
export interface ResourceUsage {
  readonly columns: readonly string[];
  readonly of: ReadonlyMap<string, readonly string[]>;
}

/** Memory is not simulated. */
const residentMb = 450;

/**
 * Asks every server that the meta has as ALIVE; the first one that does not answer ends the command, and is said on
 * stdout.
 */
export async function resourceUsage(context: ShellContext): Promise<ResourceUsage | 'said'> {
  const newer = context.dialect === 'newer';
  const columns = [
    'memused_res_mb',
    'block_cache_mb',
    ...(newer ? ['wbm_total_mb', 'wbm_mutable_mb'] : []),
    'mem_tbl_mb',
    'mem_idx_mb',
    'disk_avl_total_ratio',
    'disk_avl_min_ratio',
  ];
  const alive = await context.meta.request((meta) => context.servers.listNodes(meta, 'alive'));
  if (!('value' in alive)) {
    context.err(`ERROR: list node failed: ${alive.err}\n`);
    context.out('get replica server node list failed\n');
    return 'said';
  }
  const addresses = context.book.sorted(alive.value.map(({ address }) => address));
  const answers = await callRemote(context, addresses, 'server-info', []);
  const usage = new Map<string, readonly string[]>();
  for (const [at, address] of addresses.entries()) {
    const disks = context.servers.disks(context.book.canonical(address));
    if (answers[at]?.kind !== 'succeed' || disks.kind !== 'answer') {
      context.out(`${newer ? metricsFailed(address) : `query perf counter info from node ${address} failed`}\n`);
      return 'said';
    }
    const { total, least } = shares(disks.value);
    usage.set(address, [residentMb, ...columns.slice(1, -2).map(() => 0), total, least].map(String));
  }
  return { columns, of: usage };
}

function shares(disks: readonly DiskInfo[]): { readonly total: number; readonly least: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const percent = (available: number, capacity: number): number => Math.round((available * 100) / capacity);
  return {
    total: percent(sum(disks.map(({ availableMb }) => availableMb)), sum(disks.map(({ capacityMb }) => capacityMb))),
    least: Math.min(...disks.map(({ availableMb, capacityMb }) => percent(availableMb, capacityMb))),
  };
}

/** Newer shells fetch the metrics over HTTP. */
function metricsFailed(address: string): string {
  const [host = '', port = ''] = address.split(':');
  const metrics =
    'resident_mem_usage_mb,rdb_block_cache_mem_usage_bytes,rdb_wbm_total_mem_usage_bytes,rdb_wbm_mutable_mem_usage_bytes,' +
    'rdb_memtable_mem_usage_bytes,rdb_index_and_filter_blocks_mem_usage_bytes,disk_capacity_total_mb,disk_capacity_avail_mb';
  return (
    `ERR_CURL_FAILED: ERROR: query resource metrics from node ${address} failed, msg=ERR_CURL_FAILED: failed to perform ` +
    `http request(method=GET, url=http://${address}/metrics?with_metric_fields=value,name&types=server,replica,disk&` +
    `metrics=${metrics}): code=7, desc="Couldn't connect to server", msg="Failed to connect to ${host} port ${port} after ` +
    `0 ms: Couldn't connect to server"`
  );
}
