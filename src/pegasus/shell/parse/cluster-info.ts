import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { NodeAddress } from '../../../roll/ids.js';
import { metaLevels, type BalanceOperations, type MetaLevel } from '../../../roll/observation.js';
import { failed, notRead, notUnderstood, type Read } from '../failure.js';
import { parseAddress } from './address.js';
import { parseStrictly, readDocument } from './json.js';
import { refusalOf } from './refusal.js';

/** What `cluster_info -j` says (docs/pegasus.md, "cluster_info"). */
export interface ClusterInfo {
  readonly leader: NodeAddress;
  readonly metas: readonly NodeAddress[];
  /** After the freeze check: `get_meta_level` does not show that. */
  readonly effectiveLevel: MetaLevel;
  readonly balanceOperations: BalanceOperations;
  /** 2.0 does not print it. */
  readonly clusterName: string | undefined;
}

const plainly = 'cluster_info -j';

const facts = z.object({
  meta_servers: z.string(),
  primary_meta_server: z.string(),
  meta_function_level: z.enum(metaLevels),
  balance_operation_count: z.string().optional(),
  cluster_name: z.string().min(1).optional(),
});

const document = z.strictObject({ cluster_info: facts });

export function parseClusterInfo(lines: readonly string[], command = plainly): Read<ClusterInfo> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const read = readDocument(command, lines, document);
  if (!read.ok) return read;
  return interpret(command, read.value.cluster_info, lines);
}

/** The same from the keys and values themselves, as a meta sends them. */
export function readClusterInfo(
  what: string,
  pairs: Readonly<Record<string, string>>,
  lines: readonly string[],
): Read<ClusterInfo> {
  const parsed = facts.safeParse(pairs);
  if (parsed.success) return interpret(what, parsed.data, lines);
  const [issue] = parsed.error.issues;
  return notUnderstood(
    what,
    issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`,
    lines,
  );
}

function interpret(command: string, info: z.output<typeof facts>, lines: readonly string[]): Read<ClusterInfo> {
  const leader = parseAddress(info.primary_meta_server);
  if (leader === undefined)
    return failed(
      'not-leader',
      `The cluster names no leader: primary_meta_server is "${info.primary_meta_server}".`,
      lines,
    );
  const metas: NodeAddress[] = [];
  for (const text of info.meta_servers.split(',')) {
    const meta = parseAddress(text);
    if (meta === undefined) return notUnderstood(command, `"${text}" in meta_servers is not an address`, lines);
    if (metas.includes(meta)) return notUnderstood(command, `${meta} stands twice in meta_servers`, lines);
    metas.push(meta);
  }
  return ok({
    leader,
    metas,
    effectiveLevel: info.meta_function_level,
    balanceOperations: parseOperations(info.balance_operation_count),
    clusterName: info.cluster_name,
  });
}

const notCounted = -1;
const operations = z.object({ total: z.int().min(notCounted) });

/** `move_pri=0,copy_pri=0,copy_sec=0,total=0`, or the same as JSON on newer servers. Only a rebalance needs it. */
function parseOperations(text: string | undefined): BalanceOperations {
  const list = /^move_pri=\d{1,9},copy_pri=\d{1,9},copy_sec=\d{1,9},total=(\d{1,9})$/.exec(text ?? '')?.[1];
  if (list !== undefined) return { kind: 'counted', total: Number(list) };
  const parsed = operations.safeParse(parseStrictly(text ?? ''));
  if (parsed.success) {
    const { total } = parsed.data;
    return total === notCounted ? { kind: 'not-counted-yet' } : { kind: 'counted', total };
  }
  const said = text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 200));
  return notRead(`the balance_operation_count of the leader is not understood: it says ${said}`);
}
