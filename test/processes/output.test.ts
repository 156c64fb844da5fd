import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMasker } from '../../src/lib/mask.js';
import { OutputLog, readOutput } from '../../src/store/files/commands/output-log.js';
import { tailOf } from '../../src/processes/supervision/tail.js';

function newLog(secrets: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'output.log');
  const log = new OutputLog(path, createMasker(secrets));
  return {
    path,
    after: async (...chunks: readonly (string | Buffer)[]): Promise<string> => {
      for (const chunk of chunks) log.write(Buffer.from(chunk));
      log.end();
      return readOutput(path);
    },
  };
}

describe('what is kept of an output', () => {
  it('is what was printed, whatever the pieces it came in', async () => {
    const euro = Buffer.from('€\n');
    expect(await newLog().after('one\ntw', 'o\n', euro.subarray(0, 1), euro.subarray(1), 'no line end')).toBe(
      'one\ntwo\n€\nno line end\n',
    );
  });

  it('has no secret in it, though it comes in two pieces, or over several lines', async () => {
    const kept = await newLog(['correct-horse']).after(
      'say correct-',
      'horse\n-----BEGIN KEY-----\nMIIE',
      '\nabcd\n-----END KEY-----\nend\n',
    );
    expect(kept).toBe('say ***\n***\n***\n***\n***\nend\n');
  });

  it('has long lines cut, at a space so that nothing is taken apart', async () => {
    const [line = ''] = (
      await newLog(['hunter2-hunter2']).after(`${'word '.repeat(1637)}hunter2-hunter2 and more`)
    ).split('\n');
    expect(line.endsWith('word […]')).toBe(true);
    expect(line.length).toBeLessThan(8200);
  });

  it('is the end of it when it is too much', async () => {
    const log = newLog();
    const kept = await log.after(
      ...Array.from({ length: 40 }, (_, nth) => `chunk ${nth} ${'x'.repeat(99)}\n`.repeat(500)),
    );
    expect(kept).toContain('chunk 39');
    expect(kept).not.toContain('chunk 0 ');
    expect(kept.length).toBeLessThan(1_300_000);
    expect(statSync(log.path).mode & 0o077).toBe(0);
  });

  it('is nothing when nothing was printed, or no log is there', async () => {
    expect(await newLog().after()).toBe('');
    expect(await readOutput('/nowhere/output.log')).toBe('');
  });
});

describe('the tail that people see', () => {
  it('is the last twenty lines with something in them', () => {
    const lines = Array.from({ length: 50 }, (_, nth) => `line ${nth}`);
    expect(tailOf(lines.join('\n\n'))).toEqual(lines.slice(-20));
  });

  it('is plain: no colours, no bells, progress bars as lines', () => {
    expect(tailOf('\u001b[31mfailed\u001b[0m\u0007\n10%\r20%\r100%\n')).toEqual(['failed', '10%', '20%', '100%']);
  });

  it('has no endless lines', () => {
    expect(tailOf('x'.repeat(1000))[0]).toHaveLength(301);
  });
});
