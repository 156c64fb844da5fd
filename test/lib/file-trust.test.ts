import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTrustedText, whyNotTrusted } from '../../src/lib/file-trust.js';

describe('a file that only its user and root can write is trusted', () => {
  it.each([
    ['its own, closed', { uid: 998, mode: 0o100600 }],
    ['its own, that others may read', { uid: 998, mode: 0o100644 }],
    ["root's, that others may read", { uid: 0, mode: 0o100644 }],
    ['a folder of its own', { uid: 998, mode: 0o040700 }],
  ])('%s', (_name, ownership) => {
    expect(whyNotTrusted(ownership, 998)).toBeUndefined();
  });
});

describe('a file that somebody else could have written is not', () => {
  it.each([
    ["another user's", { uid: 1000, mode: 0o100600 }, 'belongs to user 1000, and this program runs as user 998'],
    ["another user's, seen by root", { uid: 1000, mode: 0o100600 }, 'belongs to user 1000', 0],
    [
      'one that a group may write',
      { uid: 998, mode: 0o100664 },
      'may be written by others than its owner (mode 664). Take that away with chmod go-w',
    ],
    ['one that everybody may write', { uid: 0, mode: 0o100666 }, 'mode 666'],
    ['a shared folder', { uid: 998, mode: 0o042775 }, 'mode 2775'],
  ] as const)('%s', (_name, ownership, why, self: number = 998) => {
    expect(whyNotTrusted(ownership, self)).toContain(why);
  });

  it('nor a link where none may be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trust-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    writeFileSync(join(folder, 'real'), 'text');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(await readTrustedText(join(folder, 'link'))).toBe('text');
    await expect(readTrustedText(join(folder, 'link'), 'no-links')).rejects.toMatchObject({ code: 'ELOOP' });
  });
});
