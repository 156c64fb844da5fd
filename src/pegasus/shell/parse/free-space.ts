import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { NodeAddress } from '../../../roll/ids.js';
import type { FreeSpace } from '../../../roll/observation.js';
import { inOneSentence, notRead, type Read } from '../failure.js';
import { wholeNumber } from './json.js';
import { nodeRow, readNodeRows } from './node-rows.js';

export const freeSpaceCommand = 'nodes -u -j';

const percent = wholeNumber.refine((value) => value <= 100, 'expected a percentage');

const shape = {
  row: nodeRow.extend({
    memused_res_mb: wholeNumber,
    disk_avl_total_ratio: percent,
    disk_avl_min_ratio: percent,
  }),
  summary: z.unknown(),
};

/**
 * The free disk space of each server that `nodes -u` has a row for (docs/pegasus.md, "Free disk space"). One server
 * that does not answer is no row, but the end of the whole command.
 */
export function parseFreeSpace(lines: readonly string[]): Read<ReadonlyMap<NodeAddress, FreeSpace>> {
  const read = readNodeRows(freeSpaceCommand, lines, shape);
  return read.ok ? ok(new Map(read.value.rows.map(([address, row]) => [address, spaceOf(address, row)]))) : read;
}

/** A server that was not asked has a row of zeros, and one that counts no disk has 0 and 100, or 0 and 0. */
function spaceOf(address: NodeAddress, row: z.output<typeof shape.row>): FreeSpace {
  const { status, memused_res_mb: memory, disk_avl_total_ratio: total, disk_avl_min_ratio: least } = row;
  if (status !== 'ALIVE') return notRead(`\`${freeSpaceCommand}\` does not ask ${address}, which is UNALIVE`);
  if (least > total || (memory === 0 && total === 0))
    return notRead(`\`${freeSpaceCommand}\` has ${total} % and ${least} % for ${address}, which cannot both be so`);
  return { kind: 'read', total, least };
}

/** What was read of the servers that were asked for; of all of them the same where it could not be read at all. */
export function freeSpaceOf(
  asked: readonly NodeAddress[],
  reading: Read<ReadonlyMap<NodeAddress, FreeSpace>>,
): Readonly<Record<string, FreeSpace>> {
  return Object.fromEntries(
    asked.map((address) => [
      address,
      reading.ok
        ? (reading.value.get(address) ?? notRead(`\`${freeSpaceCommand}\` does not list ${address}`))
        : notRead(inOneSentence(reading.failure)),
    ]),
  );
}
