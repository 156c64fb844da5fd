import { describe, expect, it } from 'vitest';
import { Life } from '../../simulation/world/life.js';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import { writeSynced, syncFolder } from '../../src/lib/durable-write.js';

async function written(): Promise<{ disk: MemoryDisk; life: Life }> {
  const disk = new MemoryDisk();
  const life = new Life();
  await disk.files(life).makeFolder('/db');
  await syncFolder(disk.files(life), '/');
  return { disk, life };
}

describe('the simulated disk', () => {
  it('forgets at a power loss what was not synced: bytes and names', async () => {
    const { disk, life } = await written();
    const files = disk.files(life);
    await writeSynced(files, '/db/kept', Buffer.from('kept'));
    await syncFolder(files, '/db');
    await writeSynced(files, '/db/nameless', Buffer.from('its name was not synced'));
    const handle = await files.open('/db/kept', 'append');
    await handle.write(Buffer.from(' and more'));
    expect((await files.read('/db/kept')).toString()).toBe('kept and more');
    disk.losePower();
    expect((await files.read('/db/kept')).toString()).toBe('kept');
    await expect(files.read('/db/nameless')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('forgets at a power loss a folder whose name was not synced, with all that is in it', async () => {
    const { disk, life } = await written();
    const files = disk.files(life);
    await files.makeFolder('/db/audit');
    await writeSynced(files, '/db/audit/kept', Buffer.from('kept'));
    await syncFolder(files, '/db/audit');
    disk.losePower();
    await expect(files.read('/db/audit/kept')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps at a kill what was written', async () => {
    const { disk, life } = await written();
    const handle = await disk.files(life).open('/db/file', 'append');
    await handle.write(Buffer.from('written'));
    life.kill();
    expect((await disk.files(new Life()).read('/db/file')).toString()).toBe('written');
  });

  it('takes half of a write when it is full, and says so', async () => {
    const { disk, life } = await written();
    const handle = await disk.files(life).open('/db/file', 'append');
    disk.trouble.full = true;
    await expect(handle.write(Buffer.from('12345678'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await handle.facts()).bytes).toBe(4);
  });
});
