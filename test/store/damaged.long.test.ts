import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { WriteLease } from '../../src/store/files/write-lease.js';
import { FinishedRuns } from '../../src/store/files/finished-runs.js';
import { Layout } from '../../src/store/files/layout.js';
import { readContents } from '../../src/store/files/read-contents.js';
import type { StoreFailure } from '../../src/store/database.js';
import { openStore } from '../../src/store/files/open-store.js';
import { readHolder } from '../../src/store/files/lock/claim.js';
import type { Files } from '../../src/lib/files.js';
import { realFiles } from '../../src/lib/files.js';
import { decode } from '../../src/store/codec/document.js';
import { anchorKind } from '../../src/store/codec/kinds.js';
import { readAnchor } from '../../src/store/files/audit/anchor-file.js';
import { runId } from '../../src/roll/ids.js';
import { trailFaults } from './support/on-disk.js';
import { opened } from './support/open.js';
import { clusterX, keepingLog, mei, noted, temporaryFolder, waitingRun } from './support/samples.js';
import { watchedFiles } from './support/watched-files.js';

const x1 = runId('cluster-x-1');
const hasty = watchedFiles(() => undefined, true);

const documents = {
  run: 'runs/active/cluster-x-1.json',
  conversation: 'runs/active/cluster-x-1~conversation.json',
  cluster: 'clusters/cluster-x.json',
} as const;

/** Everything twice, and closed. */
async function folder(): Promise<string> {
  const path = temporaryFolder();
  const store = await opened({ path, fs: hasty });
  for (const generation of [1, 2]) {
    await store.runs.commit({ run: waitingRun('cluster-x-1', generation), audit: [noted(`save ${generation}`)] });
    await store.runs.commit({
      conversation: { run: x1, conversation: { channel: 'C1', older: [], toldSeq: generation, seeded: [] } },
    });
    await store.runs.commit({
      cluster: { name: clusterX, record: { lock: { by: mei, at: generation, reason: 'x' }, restarts: [] } },
    });
  }
  await store.close();
  return path;
}

type Opening =
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | { readonly kind: 'opened'; readonly values: unknown };

async function opening(path: string): Promise<Opening> {
  const result = await openStore({ path, clock: new VirtualClock(), log: keepingLog(), fs: hasty });
  if (!result.ok) return { kind: 'refused', failure: result.failure };
  const store = result.value;
  const values = {
    runs: store.runs.loaded(),
    conversation: store.runs.conversation(x1),
    cluster: store.runs.cluster(clusterX),
  };
  await store.close();
  return { kind: 'opened', values };
}

/**
 * What opening reads and judges, without the lock and the trail, and with what is written kept in memory: thousands of
 * files can be tried so.
 */
async function reading(path: string, file?: string, bytes: Buffer = Buffer.alloc(0)): Promise<Opening> {
  const files: Files = {
    ...realFiles,
    read: (name) => (name === file ? Promise.resolve(bytes) : realFiles.read(name)),
  };
  const layout = new Layout(path);
  const log = keepingLog();
  const lease = new WriteLease(() => Promise.resolve(undefined));
  const read = await readContents(files, log, layout, new FinishedRuns(files, lease, log, layout), new Map());
  if (!read.ok) return { kind: 'refused', failure: read.failure };
  return {
    kind: 'opened',
    values: {
      runs: read.value.runs,
      conversation: read.value.conversations.get(x1),
      cluster: read.value.clusters.get(clusterX),
    },
  };
}

const written = (path: string, file: string, bytes: Buffer): Promise<Opening> => {
  writeFileSync(file, bytes);
  return opening(path);
};

/** The real files, but each holds these bytes. */
const inMemory = (bytes: Buffer): Files => ({ ...realFiles, read: () => Promise.resolve(bytes) });

/** The notes in audit.head, whole as they were written. */
const notesIn = (bytes: Buffer): readonly unknown[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const note = decode(anchorKind, line);
      return note.ok ? note.value : line;
    });

const flipped = (bytes: Buffer, at: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
};

describe.each(Object.entries(documents))('the file of a %s', (_, name) => {
  /** Refused with its name, the fault, and the way back; or, when nothing that counts was changed, the same values. */
  const check = async (
    path: string,
    bytes: Buffer,
    good: unknown,
    what: string,
    open = written,
  ): Promise<'refused' | 'opened'> => {
    const file = join(path, name);
    const seen = await open(path, file, bytes);
    if (seen.kind === 'opened') {
      expect(seen.values, what).toEqual(good);
      return 'opened';
    }
    const { kind, sentence } = seen.failure;
    expect(kind, `${what}: ${sentence}`).toBe('corrupt');
    expect(sentence.startsWith(`${file} `), `${what}: ${sentence}`).toBe(true);
    expect(sentence, what).toMatch(
      / (is empty|is not JSON at line \d+, column \d+: expected .*, found .*|is not a document of this database: at .*|does not match its checksum: something in it was changed after it was written.*)\. Nothing was changed\. /s,
    );
    expect(sentence, what).toContain(`The newest good copy is ${file}.bak, one save older, of 20`);
    return 'refused';
  };

  it('is refused when it was cut off, after whichever byte, with the place and the copy to go back to', async () => {
    const path = await folder();
    const good = await reading(path);
    expect(good).toEqual(await opening(path));
    const values = good.kind === 'opened' ? good.values : undefined;
    const whole = readFileSync(join(path, name));
    const accepted: number[] = [];
    for (let length = 0; length < whole.length; length += 1)
      if ((await check(path, whole.subarray(0, length), values, `cut after ${length}`, reading)) === 'opened')
        accepted.push(length);
    // Only the line feed at its end is missing.
    expect(accepted).toEqual([whole.length - 1]);
  });

  it('is refused when a bit of it was turned over, or says the same as before', async () => {
    const path = await folder();
    const good = await opening(path);
    const values = good.kind === 'opened' ? good.values : undefined;
    const whole = readFileSync(join(path, name));
    // Every bit is tried in codec/round-trip.test.ts; here the whole way to what people are told.
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const seen = await check(path, flipped(whole, at, bit), values, `bit ${bit} of byte ${at}`);
        if (at < whole.length - 1) expect(seen).toBe('refused');
      }),
      { numRuns: 60 },
    );
  });

  it('is not held against the start as long as it is only the unfinished next one, wherever it ends', async () => {
    const path = await folder();
    const good = await opening(path);
    const whole = readFileSync(join(path, name));
    for (let length = 0; length <= whole.length; length += 41) {
      writeFileSync(join(path, `${name}.new`), whole.subarray(0, length));
      expect(await opening(path)).toEqual(good);
    }
  });

  it('may have a damaged copy beside it: nothing is read from that, and it is not offered to go back to', async () => {
    const path = await folder();
    const good = await opening(path);
    const copy = readFileSync(join(path, `${name}.bak`));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: copy.length - 2 }), fc.nat({ max: 7 }), async (at, bit) => {
        const whole = readFileSync(join(path, name));
        writeFileSync(join(path, `${name}.bak`), flipped(copy, at, bit));
        expect(await opening(path)).toEqual(good);
        writeFileSync(join(path, name), '');
        const seen = await opening(path);
        expect(seen).toMatchObject({
          kind: 'refused',
          failure: { kind: 'corrupt', sentence: expect.stringContaining('No good copy of it was kept') },
        });
        writeFileSync(join(path, name), whole);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the last line of the audit trail', () => {
  it('was never acknowledged when it was cut off, after whichever byte: it is dropped, and nothing else', async () => {
    const template = await folder();
    const [month = ''] = readdirSync(join(template, 'audit'));
    const whole = readFileSync(join(template, 'audit', month));
    const last = whole.subarray(whole.lastIndexOf(0x0a, whole.length - 2) + 1);
    for (let length = 1; length < last.length; length += 17) {
      const path = temporaryFolder();
      cpSync(template, path, { recursive: true });
      appendFileSync(join(path, 'audit', month), last.subarray(0, length));
      const store = await opened({ path, fs: hasty });
      await store.audit.append([noted('afterwards')]);
      await store.close();
      expect(await trailFaults(path), `cut after ${length}`).toEqual([]);
      rmSync(path, { recursive: true });
    }
  });
});

describe('the note of where the audit trail ends', () => {
  it('is the later note or the earlier one or none, whichever bit was turned over: never another one', async () => {
    const path = await folder();
    const file = join(path, 'audit.head');
    const whole = readFileSync(file);
    const before = await readAnchor(realFiles, file);
    const notes = notesIn(whole);
    expect(notes).toHaveLength(2);
    let older = 0;
    for (let at = 0; at < whole.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const now = await readAnchor(inMemory(flipped(whole, at, bit)), file);
        expect(now.kind, `bit ${bit} of byte ${at}`).toBe('noted');
        if (now.kind === 'noted') expect(notes, `bit ${bit} of byte ${at}`).toContainEqual(now.anchor);
        if (JSON.stringify(now) !== JSON.stringify(before)) older += 1;
      }
    }
    expect(older).toBeGreaterThan(0);
  });

  it('cut off after whichever byte: a note that is there, or none', async () => {
    const path = await folder();
    const whole = readFileSync(join(path, 'audit.head'));
    const notes = notesIn(whole);
    for (let length = 0; length < whole.length; length += 1) {
      const now = await readAnchor(inMemory(whole.subarray(0, length)), 'audit.head');
      if (now.kind === 'noted') expect(notes).toContainEqual(now.anchor);
      else expect(now.kind).toBe(length === 0 ? 'none' : 'unreadable');
    }
  });

  it('one damaged note does not stop the start, and does not make the trail wrong', async () => {
    const template = await folder();
    const whole = readFileSync(join(template, 'audit.head'));
    for (const at of [3, 256 + 3]) {
      const path = temporaryFolder();
      cpSync(template, path, { recursive: true });
      writeFileSync(join(path, 'audit.head'), flipped(whole, at, 0));
      const log = keepingLog();
      const store = await opened({ path, fs: hasty, log });
      await store.audit.append([noted('afterwards')]);
      await store.close();
      expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
      expect(await trailFaults(path)).toEqual([]);
    }
  });
});

describe('a lock', () => {
  it('of a bot that lives is never taken for a dead one’s, whichever bit was turned over: it is unreadable, or says the same', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    const file = join(path, 'lock');
    const whole = readFileSync(file);
    const holder = await readHolder(realFiles, file);
    let unreadable = 0;
    for (let at = 0; at < whole.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        try {
          expect(await readHolder(inMemory(flipped(whole, at, bit)), file), `bit ${bit} of byte ${at}`).toEqual(holder);
          // Nothing but the line feed behind it.
          expect(at, `bit ${bit} of byte ${at}`).toBe(whole.length - 1);
        } catch (error) {
          if (!(error instanceof Error && error.message.startsWith(file))) throw error;
          unreadable += 1;
        }
      }
    }
    expect(unreadable).toBeGreaterThan((whole.length - 1) * 8 - 1);
    await store.close();
  });

  it('with another process id in it stops the second bot, and does not let it in', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    const file = join(path, 'lock');
    const whole = readFileSync(file, 'utf8');
    // In its place, as a bad disk does it: the lock is still the same file.
    writeFileSync(file, whole.replace(`"pid":${process.pid}`, '"pid":4194304'));
    const seen = await openStore({ path, clock: new VirtualClock(), log: keepingLog() });
    expect(seen).toMatchObject({
      ok: false,
      failure: {
        kind: 'corrupt',
        sentence: expect.stringContaining(
          `${file} cannot be understood (it does not match its checksum: something in it was changed after it was written), so nobody can tell whether another pegasus-roll writes this folder`,
        ),
      },
    });
    await store.runs.commit({ run: waitingRun('cluster-x-1') });
    await store.close();
  });

  it('that was cut off, after whichever byte, stops the start', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    const file = join(path, 'lock');
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length - 1; length += 1) {
      await expect(readHolder(inMemory(whole.subarray(0, length)), file)).rejects.toThrow(file);
    }
    await store.close();
  });
});
