import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { ReplicaServer } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import { wholeNumber } from './json.js';
import { nodeRow, readNodeRows } from './node-rows.js';

const plainly = 'nodes -d -j';

const shape = {
  row: nodeRow.extend({ replica_count: wholeNumber, primary_count: wholeNumber, secondary_count: wholeNumber }),
  summary: z.object({ total_node_count: wholeNumber, alive_node_count: wholeNumber, unalive_node_count: wholeNumber }),
};

/**
 * The replica servers that the meta knows, in its own order (docs/pegasus.md, "nodes"). No server at all is not an
 * answer.
 */
export function parseNodes(lines: readonly string[], command = plainly): Read<readonly ReplicaServer[]> {
  const read = readNodeRows(command, lines, shape);
  if (!read.ok) return read;
  const { rows, summary } = read.value;
  const nodes: ReplicaServer[] = [];
  for (const [address, row] of rows) {
    if (row.replica_count !== row.primary_count + row.secondary_count) {
      return notUnderstood(
        command,
        `the counts of ${address} do not add up: ` +
          `${row.primary_count} + ${row.secondary_count} is not ${row.replica_count}`,
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
