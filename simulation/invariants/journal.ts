import type { ClusterAct } from '../../src/roll/act.js';
import { databaseFolder } from '../stage/database-folder.js';
import type { MemoryDisk } from '../stage/memory-disk.js';

interface Line {
  readonly at: number;
  readonly run?: string;
  readonly what: string;
  readonly by?: string;
  readonly detail: unknown;
}

const folder = `${databaseFolder}/audit`;

/** The audit trail as it stands on disk for good: a power loss now would leave exactly this. */
export function syncedTrail(disk: MemoryDisk): readonly Line[] {
  return disk
    .namesIn(folder)
    .filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name))
    .flatMap((name) => linesOf(disk.synced(`${folder}/${name}`)?.toString('utf8') ?? ''));
}

/** The last lines only, which is cheap however long the trail is. */
export function syncedTail(disk: MemoryDisk, bytes = 16_384): readonly Line[] {
  const newest = disk.namesIn(folder).filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name)).at(-1);
  const all = newest === undefined ? undefined : disk.synced(`${folder}/${newest}`);
  if (all === undefined) return [];
  const tail = all.subarray(Math.max(0, all.length - bytes)).toString('utf8');
  return linesOf(all.length > bytes ? tail.slice(tail.indexOf('\n') + 1) : tail);
}

const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly body: unknown }).body)
    .map(entryOf);

/** With or without the chain around it. */
function entryOf(body: unknown): Line {
  const { entry } = body as { readonly entry?: Line };
  return entry ?? (body as Line);
}

export const sameAct = (detail: unknown, act: ClusterAct): boolean => JSON.stringify(detail) === JSON.stringify(act);
