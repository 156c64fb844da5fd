import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encode, sumIn, type Kind } from '../../src/store/codec/document.js';
import { auditKind, commitKind, runKind, summaryKind } from '../../src/store/codec/kinds.js';
import type { JournaledCommit } from '../../src/store/codec/commit.js';
import type { Database } from '../../src/store/database.js';
import { opened, refused } from './support/open.js';
import { expiredRun, noted, temporaryFolder, waitingRun } from './support/samples.js';

/** As the next version of the program writes it. */
const newer = <Value>(kind: Kind<Value>): Kind<Value> => ({
  ...kind,
  migrations: [...kind.migrations, (body) => body],
});

const nextFormat = (kind: { readonly migrations: readonly unknown[] }): number => kind.migrations.length + 2;

const runFile = 'runs/active/cluster-x-1.json';

/**
 * A folder with the first generation of a run, and a journal with a commit of `second` and `line` that is not begun.
 */
async function interrupted(second: string, line: string): Promise<string> {
  const path = temporaryFolder();
  const store = await opened({ path });
  await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('first')] });
  const behind = store.audit.head();
  await store.close();
  const month = (readdirSync(join(path, 'audit'))[0] ?? '').replace('.jsonl', '');
  const commit: JournaledCommit = {
    documents: [
      {
        kind: 'run',
        name: 'cluster-x-1',
        sum: sumIn(second),
        replaces: sumIn(readFileSync(join(path, runFile), 'utf8')),
      },
    ],
    audit: { month, behind, lines: [line] },
  };
  writeFileSync(join(path, 'journal'), `${encode(commitKind, commit)}\n${second}\n`);
  return path;
}

const second = waitingRun('cluster-x-1', 2);
const updatedAt = (store: Database): unknown => store.runs.loaded()[0]?.updatedAt;

describe('a commit that was interrupted', () => {
  it('is finished when this version wrote it', async () => {
    const path = await interrupted(encode(runKind, second), encode(auditKind, noted('second')));
    const store = await opened({ path });
    expect(updatedAt(store)).toBe(2);
    await store.close();
  });

  it.each([
    [
      'a run',
      encode(newer(runKind), second),
      encode(auditKind, noted('second')),
      `has the run cluster-x-1, which has format ${nextFormat(runKind)}`,
    ],
    [
      'a line of the audit trail',
      encode(runKind, second),
      encode(newer(auditKind), noted('second')),
      `has a line of the audit trail that has format ${nextFormat(auditKind)}`,
    ],
  ])('stops the start when a newer version wrote %s of it: it is whole, and was taken', async (_, run, line, says) => {
    const path = await interrupted(run, line);
    const files = [runFile, 'journal'].map((file) => readFileSync(join(path, file), 'utf8'));
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('newer-format');
    expect(sentence).toContain(`${join(path, 'journal')} ${says}`);
    expect(sentence).toContain('A newer version wrote it: start that one');
    expect([runFile, 'journal'].map((file) => readFileSync(join(path, file), 'utf8'))).toEqual(files);
  });

  it('was never taken when it is torn, whoever wrote it', async () => {
    const path = await interrupted(encode(newer(runKind), second), encode(auditKind, noted('second')));
    writeFileSync(join(path, 'journal'), readFileSync(join(path, 'journal')).subarray(0, -100));
    const store = await opened({ path });
    expect(updatedAt(store)).toBe(1);
    await store.close();
  });
});

it.each([
  ['the audit trail', 'audit', encode(newer(auditKind), noted('later'))],
  [
    'the index of finished runs',
    'runs/finished/index.jsonl',
    encode(newer(summaryKind), {
      ...{ id: second.id, cluster: second.cluster, status: 'expired', requestedBy: second.requestedBy },
      ...{ requestedAt: second.requestedAt, endedAt: expiredRun('cluster-x-1').endedAt },
    }),
  ],
])('nobody is told to move %s away because a newer version wrote a line of it', async (_, place, line) => {
  const path = await interrupted(encode(runKind, second), encode(auditKind, noted('second')));
  writeFileSync(join(path, 'journal'), '');
  const file = place === 'audit' ? join(path, 'audit', readdirSync(join(path, 'audit'))[0] ?? '') : join(path, place);
  appendFileSync(file, `${line}\n`);
  const { kind, sentence } = await refused({ path });
  expect(kind).toBe('newer-format');
  expect(sentence).toMatch(/has a line, at byte \d+, that has format \d+;/);
  expect(sentence).toContain('A newer version wrote it: start that one, or a newer one still. Nothing was changed.');
});
