import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import { Life } from '../../simulation/world/life.js';
import { createOnce, makeSyncedFolder, writeWhole } from '../../src/lib/durable-write.js';

function disk(): { readonly memory: MemoryDisk; readonly files: ReturnType<MemoryDisk['files']> } {
  const memory = new MemoryDisk();
  return { memory, files: memory.files(new Life()) };
}

describe('what is written durably', () => {
  it('is there after a power cut, with the folders that were made for it', async () => {
    const { memory, files } = disk();
    await makeSyncedFolder(files, '/data/commands/run');
    await writeWhole(files, '/data/commands/run/outcome', 'done');
    expect(await createOnce(files, '/data/commands/run/claim', 'mine')).toBe(true);
    memory.losePower();
    expect(memory.present('/data/commands/run/outcome')?.toString()).toBe('done');
    expect(memory.present('/data/commands/run/claim')?.toString()).toBe('mine');
  });

  it('is there in a folder that a process made which died before its name was on disk', async () => {
    const { memory, files } = disk();
    await files.makeFolder('/data/commands');
    await makeSyncedFolder(files, '/data/commands/run', '/');
    await writeWhole(files, '/data/commands/run/outcome', 'done');
    memory.losePower();
    expect(memory.present('/data/commands/run/outcome')?.toString()).toBe('done');
  });

  it('is replaced whole, and created once', async () => {
    const { memory, files } = disk();
    await files.makeFolder('/data');
    await writeWhole(files, '/data/name', 'a text that is long');
    await writeWhole(files, '/data/name', 'short');
    expect(await createOnce(files, '/data/name', 'other')).toBe(false);
    expect(memory.present('/data/name')?.toString()).toBe('short');
    expect(memory.namesIn('/data')).toEqual(['name']);
  });
});
