import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { ReplicaServer } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import { parseAddress } from './address.js';
import { readDocument, wholeNumber } from './json.js';
import { refusalOf } from './refusal.js';

const plainly = 'nodes -d -j';

const document = z.strictObject({
  parameters: z.unknown().optional(),
  details: z.record(
    z.string(),
    z.object({
      address: z.string(),
      status: z.enum(['ALIVE', 'UNALIVE']),
      replica_count: wholeNumber,
      primary_count: wholeNumber,
      secondary_count: wholeNumber,
    }),
  ),
  summary: z.object({ total_node_count: wholeNumber, alive_node_count: wholeNumber, unalive_node_count: wholeNumber }),
});

/**
 * The replica servers that the meta knows, in its own order (docs/pegasus.md, "nodes"). No server at all is not an
 * answer.
 */
export function parseNodes(lines: readonly string[], command = plainly): Read<readonly ReplicaServer[]> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const read = readDocument(command, lines, document);
  if (!read.ok) return read;
  const { details, summary } = read.value;
  const nodes: ReplicaServer[] = [];
  for (const [key, row] of Object.entries(details)) {
    const address = parseAddress(key);
    if (address === undefined || row.address !== key)
      return notUnderstood(command, `"${key}" is not a server's address, or its row names another`, lines);
    if (row.replica_count !== row.primary_count + row.secondary_count) {
      return notUnderstood(
        command,
        `the counts of ${key} do not add up: ${row.primary_count} + ${row.secondary_count} is not ${row.replica_count}`,
        lines,
      );
    }
    nodes.push({
      address,
      status: row.status === 'ALIVE' ? 'alive' : 'unalive',
      primaries: row.primary_count,
      secondaries: row.secondary_count,
    });
  }
  if (nodes.length === 0) return notUnderstood(command, 'it lists no replica server', lines);
  const alive = nodes.filter((node) => node.status === 'alive').length;
  if (
    summary.total_node_count !== nodes.length ||
    summary.alive_node_count !== alive ||
    summary.unalive_node_count !== nodes.length - alive
  ) {
    return notUnderstood(command, 'its summary does not count what it lists', lines);
  }
  return ok(nodes);
}
