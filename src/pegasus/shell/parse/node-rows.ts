import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { NodeAddress } from '../../../roll/ids.js';
import { notUnderstood, type Read } from '../failure.js';
import { parseAddress } from './address.js';
import { readDocument } from './json.js';
import { refusalOf } from './refusal.js';

/** What every row of `nodes` has; its options add columns. */
export const nodeRow = z.object({ address: z.string(), status: z.enum(['ALIVE', 'UNALIVE']) });

/** The rows of `nodes -j` by the address of their server, in the meta's own order, and its summary. */
export function readNodeRows<Row extends { readonly address: string }, Summary>(
  command: string,
  lines: readonly string[],
  { row, summary }: { readonly row: z.ZodType<Row>; readonly summary: z.ZodType<Summary> },
): Read<{ readonly rows: readonly (readonly [NodeAddress, Row])[]; readonly summary: Summary }> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const document = z.strictObject({
    parameters: z.unknown().optional(),
    details: z.record(z.string(), row),
    summary,
  });
  const read = readDocument(command, lines, document);
  if (!read.ok) return read;
  const rows: (readonly [NodeAddress, Row])[] = [];
  for (const [key, found] of Object.entries(read.value.details)) {
    const address = parseAddress(key);
    if (address === undefined || found.address !== key)
      return notUnderstood(command, `"${key}" is not a server's address, or its row names another`, lines);
    rows.push([address, found]);
  }
  return ok({ rows, summary: read.value.summary });
}
