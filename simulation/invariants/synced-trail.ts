import { databaseFolder } from '../world/database-folder.js';
import type { MemoryDisk } from '../world/memory-disk.js';

/** One line of the audit trail. */
export interface Line {
  readonly seq: number;
  readonly run?: string;
  readonly what: string;
  readonly by?: string;
  readonly detail: unknown;
  /** All of it, as it stands on disk. */
  readonly text: string;
}

const folder = `${databaseFolder}/audit`;
const isTrail = (name: string): boolean => /^\d{4}-\d\d\.jsonl$/.test(name);

/** The audit trail as it stands on disk for good: a power loss now would leave exactly this. */
export function syncedTrail(disk: MemoryDisk): readonly Line[] {
  return disk
    .namesIn(folder)
    .filter(isTrail)
    .flatMap((name) => linesOf(disk.synced(`${folder}/${name}`)?.toString('utf8') ?? ''));
}

/** The last lines only, which is cheap however long the trail is. */
export function syncedTail(disk: MemoryDisk, bytes = 16_384): readonly Line[] {
  const newest = disk.namesIn(folder).filter(isTrail).at(-1);
  const all = newest === undefined ? undefined : disk.synced(`${folder}/${newest}`);
  if (all === undefined) return [];
  const tail = all.subarray(Math.max(0, all.length - bytes)).toString('utf8');
  return linesOf(all.length > bytes ? tail.slice(tail.indexOf('\n') + 1) : tail);
}

const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { link, ...entry } = (
        JSON.parse(line) as { readonly body: Omit<Line, 'seq' | 'text'> & { readonly link: { readonly seq: number } } }
      ).body;
      return { ...entry, seq: link.seq, text: line };
    });
