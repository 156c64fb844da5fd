import { chmodSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkStore } from '../../src/compose/check/store.js';
import { opened, refused } from './support/open.js';
import { clusterX, temporaryFolder, waitingRun } from './support/samples.js';

/** Every file and folder there that others than its owner can open. */
const openToOthers = (path: string): readonly string[] =>
  [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))].filter(
    (name) => (lstatSync(name).mode & 0o077) !== 0,
  );

function withUmask(mask: number): void {
  const before = process.umask(mask);
  onTestFinished(() => {
    process.umask(before);
  });
}

/** A database with a run in it. */
async function database(): Promise<string> {
  const path = join(temporaryFolder(), 'data');
  const store = await opened({ path });
  await store.runs.commit({
    run: waitingRun('a'),
    audit: [{ at: 1, cluster: clusterX, what: 'intent', detail: 'asked' }],
  });
  await store.close();
  return path;
}

it('a database is for its own user only, whatever the umask is', async () => {
  withUmask(0o000);
  expect(openToOthers(await database())).toEqual([]);
});

it('one that others could read, as earlier versions made it, is closed to them when it is opened', async () => {
  const path = await database();
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    chmodSync(join(path, name), lstatSync(join(path, name)).isDirectory() ? 0o755 : 0o644);
  chmodSync(path, 0o755);
  await (await opened({ path })).close();
  expect(openToOthers(path).filter((name) => !name.endsWith('.bak'))).toEqual([]);
});

it.each([
  ['the folder', '.', 0o777],
  ['the folder of runs', 'runs/active', 0o770],
  ['a run', 'runs/active/a.json', 0o666],
  ['the audit trail’s note of its end', 'audit.head', 0o664],
])('is refused when others could have written %s', async (_what, name, mode) => {
  const path = await database();
  chmodSync(join(path, name), mode);
  const { kind, sentence } = await refused({ path });
  expect(kind).toBe('unusable');
  expect(sentence).toContain(`${join(path, name)} may be written by others than its owner (mode ${mode.toString(8)})`);
  expect(sentence).toContain('chmod go-w');
});

it('is looked at by check', async () => {
  const path = await database();
  expect(await checkStore(path)).toEqual([
    { kind: 'works', text: `${path} and what is in it can be written by this user only` },
  ]);
  chmodSync(join(path, 'audit'), 0o777);
  expect(await checkStore(path)).toEqual([
    { kind: 'fails', text: expect.stringContaining(`${join(path, 'audit')} may be written by others`) as string },
  ]);
  const fresh = join(temporaryFolder(), 'data');
  expect(await checkStore(fresh)).toEqual([
    { kind: 'note', text: `${fresh} is not there yet; the bot makes it when it starts` },
  ]);
  mkdirSync(fresh, { mode: 0o700 });
  for (let nth = 0; nth < 5; nth += 1) {
    writeFileSync(join(fresh, `${nth}`), '');
    chmodSync(join(fresh, `${nth}`), 0o666);
  }
  expect((await checkStore(fresh)).at(-1)).toEqual({ kind: 'fails', text: '2 more files there are no better' });
});
