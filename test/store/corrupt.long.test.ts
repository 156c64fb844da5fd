import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runId } from '../../src/roll/ids.js';
import { auditTrail } from './support/on-disk.js';
import { opened, refused } from './support/open.js';
import { clusterX, expiredRun, keepingLog, mei, noted, temporaryFolder, waitingRun } from './support/samples.js';

const run = 'runs/active/cluster-x-1.json';
const conversation = 'runs/active/cluster-x-1~conversation.json';
const cluster = 'clusters/cluster-x.json';

/** A folder with two generations of everything, in a place with a space in its name. */
async function folder(): Promise<string> {
  const path = join(temporaryFolder(), 'the data');
  const store = await opened({ path });
  for (const generation of [1, 2]) {
    await store.runs.commit({ run: waitingRun('cluster-x-1', generation), audit: [noted(`save ${generation}`)] });
    await store.runs.commit({
      conversation: {
        run: runId('cluster-x-1'),
        conversation: { channel: 'C1', older: [], toldSeq: generation, seeded: [] },
      },
    });
    await store.runs.commit({
      cluster: { name: clusterX, record: { lock: { by: mei, at: generation, reason: 'x' }, restarts: [] } },
    });
  }
  await store.runs.commit({ run: expiredRun('finished') });
  await store.runs.archive(runId('finished'));
  await store.close();
  return path;
}

/** Every file with its content. */
function everything(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(path, name)).isFile())
      .map((name) => [name, readFileSync(join(path, name), 'base64')]),
  );
}

const damages: Record<string, (text: string) => string> = {
  empty: () => '',
  'cut off': (text) => text.slice(0, text.length >> 1),
  'full of zeros': (text) => '\0'.repeat(text.length),
  'changed by a bit': (text) => text.replace('cluster-x', 'cluster-y'),
  'of the wrong shape': () => '{"format":1}',
};

describe.each([run, conversation, cluster])('the file %s', (file) => {
  const changeable =
    file === conversation
      ? { ...damages, 'changed by a bit': (text: string) => text.replace('"C1"', '"C3"') }
      : file === cluster
        ? { ...damages, 'changed by a bit': (text: string) => text.replace('U0MEI', 'U0MEH') }
        : damages;
  it.each(Object.entries(changeable))(
    'stops the start when it is %s; what is said brings the copy before it back',
    async (_, damage) => {
      const path = await folder();
      writeFileSync(join(path, file), damage(readFileSync(join(path, file), 'utf8')));
      const before = everything(path);

      const { kind, sentence } = await refused({ path });
      expect(kind).toBe('corrupt');
      expect(sentence).toContain(join(path, file));
      expect(sentence).toContain(
        `The newest good copy is ${join(path, file)}.bak, one save older, of ${new Date(Math.floor(statSync(join(path, `${file}.bak`)).mtimeMs)).toISOString()}`,
      );
      expect(everything(path)).toEqual(before);

      const command = /To go back to it: (.*), and start again/.exec(sentence)?.[1] ?? '';
      execFileSync('sh', ['-c', command]);
      const store = await opened({ path });
      expect(await store.runs.find(runId('cluster-x-1'))).toMatchObject({ updatedAt: file === run ? 1 : 2 });
      expect(store.runs.conversation(runId('cluster-x-1'))).toMatchObject({ toldSeq: file === conversation ? 1 : 2 });
      expect(store.runs.cluster(clusterX)).toMatchObject({ lock: { at: file === cluster ? 1 : 2 } });
      await store.close();
    },
  );

  it('stops the start when it is gone and the one before it is not', async () => {
    const path = await folder();
    rmSync(join(path, file));
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('corrupt');
    expect(sentence).toContain(`${join(path, file)} is missing, although the generation before it is there`);
    execFileSync('sh', ['-c', /To go back to it: (.*), and start again/.exec(sentence)?.[1] ?? '']);
    await (await opened({ path })).close();
  });

  it('was written by a newer version: nothing is said of going back', async () => {
    const path = await folder();
    const text = readFileSync(join(path, file), 'utf8');
    const {
      format,
      kind: name,
      body,
    } = z.object({ format: z.number(), kind: z.string(), body: z.unknown() }).parse(JSON.parse(text));
    const sum = createHash('sha256')
      .update(`${format + 1} ${name} ${JSON.stringify(body)}`)
      .digest('hex')
      .slice(0, 32);
    writeFileSync(join(path, file), JSON.stringify({ format: format + 1, kind: name, sum, body }));
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('newer-format');
    expect(sentence).toBe(
      `${join(path, file)} has format ${format + 1}; this version of pegasus-roll reads ${name} files up to format ${format}. A newer version wrote it: start that one, or a newer one still. Nothing was changed.`,
    );
  });
});

it('says everything that is wrong at once', async () => {
  const path = await folder();
  writeFileSync(join(path, run), '');
  writeFileSync(join(path, cluster), '{');
  const { sentence } = await refused({ path });
  expect(sentence.split('\n')).toEqual([
    expect.stringContaining('cluster-x-1.json is empty'),
    expect.stringContaining('cluster-x.json is not JSON at line 1, column 2'),
  ]);
});

it('says when no good copy was kept, and how to start without it', async () => {
  const path = await folder();
  writeFileSync(join(path, cluster), '');
  writeFileSync(join(path, `${cluster}.bak`), '');
  const { sentence } = await refused({ path });
  expect(sentence).toContain('No good copy of it was kept');
  const commands = [...sentence.matchAll(/With (.*?) the bot starts without it/g)].map((found) => found[1] ?? '');
  expect(commands).toHaveLength(1);
  execFileSync('sh', ['-c', commands[0] ?? '']);
  const store = await opened({ path });
  expect(store.runs.cluster(clusterX)).toEqual({ restarts: [] });
  await store.close();
});

it('does not believe a file that holds another run than its name says', async () => {
  const path = await folder();
  copyFileSync(join(path, run), join(path, 'runs/active/cluster-x-9.json'));
  expect((await refused({ path })).sentence).toContain('cluster-x-9.json holds the run cluster-x-1');
});

it('does not answer from an archived run that was changed', async () => {
  const path = await folder();
  const archived = join(path, 'runs/finished/2026-01/finished.json');
  writeFileSync(archived, readFileSync(archived, 'utf8').replace('U0MEI', 'U0EVE'));
  const store = await opened({ path });
  await expect(store.runs.find(runId('finished'))).rejects.toThrow('does not match its checksum');
  await store.close();
});

describe('a file of lines', () => {
  const index = 'runs/finished/index.jsonl';
  const audit = (path: string): string => join('audit', readdirSync(join(path, 'audit'))[0] ?? '');

  it.each(['{"form', '\0\0\0\0', '{"format":1,"kind":"audit entry","sum":"'])(
    'drops a last line that was not written to its end (%j), and says so',
    async (torn) => {
      const path = await folder();
      const whole = auditTrail(path);
      appendFileSync(join(path, audit(path)), torn);
      appendFileSync(join(path, index), torn);
      const log = keepingLog();
      const store = await opened({ path, log });
      expect(log.lines.filter((line) => line.startsWith('warn: the last line of'))).toHaveLength(2);
      expect((await store.runs.history({ limit: 9 })).map((summary) => summary.id)).toEqual([
        'cluster-x-1',
        'finished',
      ]);
      await store.audit.append([noted('afterwards')]);
      await store.close();
      expect(auditTrail(path)).toEqual([...whole, noted('afterwards')]);
    },
  );

  it.each([audit, () => index])('stops the start when another line near its end is bad', async (file) => {
    const path = await folder();
    const name = file(path);
    const text = readFileSync(join(path, name), 'utf8');
    const bad = text.replace('U0MEI', 'U0EVE').replace('"save 1"', '"save 7"');
    writeFileSync(join(path, name), bad);
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('corrupt');
    expect(sentence).toContain(`${join(path, name)} has a line, at byte 0, that does not match its checksum`);
    expect(readFileSync(join(path, name), 'utf8')).toBe(bad);
  });

  it('is read from its end, over many pieces', async () => {
    const path = await folder();
    const store = await opened({ path });
    const line = readFileSync(join(path, index), 'utf8');
    await store.close();
    writeFileSync(join(path, index), line.repeat(2_000));
    const again = await opened({ path });
    expect((await again.runs.history({ limit: 9 })).map((summary) => summary.id)).toEqual(['cluster-x-1', 'finished']);
    await again.close();
  });
});

describe('what a process left that was killed while it archived', () => {
  it('is taken along when the run itself has been moved', async () => {
    const path = await folder();
    const store = await opened({ path });
    await store.runs.commit({ run: expiredRun('cluster-x-1') });
    await store.close();
    mkdirSync(join(path, 'runs/finished/2026-01'), { recursive: true });
    renameSync(join(path, run), join(path, 'runs/finished/2026-01/cluster-x-1.json'));

    const again = await opened({ path });
    expect(again.runs.loaded()).toEqual([]);
    await again.close();
    expect(readdirSync(join(path, 'runs/active'))).toEqual([]);
    expect(readdirSync(join(path, 'runs/finished/2026-01')).sort()).toEqual([
      'cluster-x-1.json',
      'cluster-x-1~conversation.json',
      'finished.json',
    ]);
  });

  it('a conversation whose run is nowhere is left alone, and said', async () => {
    const path = await folder();
    cpSync(join(path, conversation), join(path, 'runs/active/lost~conversation.json'));
    const log = keepingLog();
    const store = await opened({ path, log });
    expect(store.runs.conversation(runId('lost'))).toBeUndefined();
    expect(log.lines).toContain('warn: there is a conversation of a run that is not there: it is left alone');
    await store.close();
  });
});
