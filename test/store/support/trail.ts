import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { runId } from '../../../src/roll/ids.js';
import type { AuditEntry } from '../../../src/store/audit-log.js';
import { opened } from './open.js';
import { clusterX, temporaryFolder } from './samples.js';

const day = 86_400_000;

const said = (nth: number, at: number): AuditEntry => ({
  at,
  cluster: clusterX,
  run: runId(`cluster-x-${nth}`),
  what: 'event',
  detail: { nth },
});

/** A database whose audit trail has a file for each of these months, from January on, with this many entries each. */
export async function trailOf(...counts: readonly number[]): Promise<string> {
  const path = temporaryFolder();
  const clock = new VirtualClock(Date.UTC(2026, 0, 15));
  const store = await opened({ path, clock });
  let nth = 0;
  for (const [month, count] of counts.entries()) {
    await clock.advance(Date.UTC(2026, month, 15) - clock.now());
    for (let one = 0; one < count; one += 1) {
      nth += 1;
      await store.audit.append([said(nth, Date.UTC(2026, month, 1) + nth * day)]);
    }
  }
  await store.close();
  return path;
}

export const fileOf = (path: string, month: string): string => join(path, 'audit', `${month}.jsonl`);

export function readLines(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Rewrites a file of the trail, line by line. */
export function rewrite(file: string, change: (lines: string[]) => readonly string[]): void {
  writeFileSync(
    file,
    change(readLines(file))
      .map((line) => `${line}\n`)
      .join(''),
  );
}

const document = z.looseObject({ format: z.number(), kind: z.string(), body: z.looseObject({}) });

/** The line with another body, and a checksum that is right for it: what somebody does who knows the format. */
export function forged(
  line: string,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
  format?: number,
): string {
  const written = document.parse(JSON.parse(line));
  const [as, body] = [format ?? written.format, change(written.body)];
  const sum = createHash('sha256')
    .update(`${as} ${written.kind} ${JSON.stringify(body)}`)
    .digest('hex')
    .slice(0, 32);
  return JSON.stringify({ format: as, kind: written.kind, sum, body });
}

/** The trail as a version wrote it that knew no chain: the same entries, without links and without audit.head. */
export function withoutChain(path: string): void {
  for (const name of readdirSync(join(path, 'audit'))) {
    rewrite(join(path, 'audit', name), (lines) => lines.map((line) => forged(line, ({ link: _, ...body }) => body, 1)));
  }
}
