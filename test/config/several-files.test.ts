import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeFault } from '../../src/config/fault.js';
import { loadConfig } from '../../src/config/load.js';

const main =
  'include: clusters.d\ndefaults:\n  admin: { kind: native }\n  processes: { driver: command, restart: [x] }\n';
const cluster = (name: string, meta: string, more = ''): string =>
  `clusters:\n  ${name}:\n    metas: [${meta}:34601]\n${more}`;

/** The main file and those of the folder that it includes, by their names. */
function write(text: string, included: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'clusters.d'));
  for (const [name, part] of Object.entries(included)) writeFileSync(join(folder, 'clusters.d', name), part);
  const file = join(folder, 'pegasus-roll.yml');
  writeFileSync(file, text);
  return file;
}

/** What is wrong, with the names of files only. */
async function faults(file: string): Promise<readonly string[]> {
  const result = await loadConfig(file, {});
  if (result.ok) throw new Error('the files were taken');
  return result.failure
    .map((fault) => describeFault({ ...fault, source: basename(fault.source) }))
    .map((fault) => fault.replaceAll(dirname(file), '.'));
}

describe('a configuration of several files', () => {
  it('has the clusters and groups of all of them, with the defaults of the main one', async () => {
    const file = write(`${main}${cluster('cluster-a', '10.0.0.1')}groups: { all-test: [cluster-b, cluster-c] }\n`, {
      'c.yml': `${cluster('cluster-c', '10.0.0.3')}groups: { only-c: [cluster-c] }\n`,
      'b.yml': cluster('cluster-b', '10.0.0.2', '    admin: { kind: shell, home: ./shell }\n'),
      '.hidden.yml': 'nonsense: yes\n',
      'notes.txt': 'nonsense\n',
    });
    const config = await loadConfig(file, {});
    if (!config.ok) throw new Error(config.failure.map(describeFault).join('\n'));
    expect(config.value.clusters.map(({ cluster: name }) => name)).toEqual(['cluster-a', 'cluster-b', 'cluster-c']);
    expect(config.value.groups.map(({ name }) => name)).toEqual(['all-test', 'only-c']);
    // A relative path begins at the main file, wherever it is said.
    expect(config.value.clusters[1]?.admin).toMatchObject({ kind: 'shell', home: join(dirname(file), 'shell') });
    expect(config.value.clusters[2]?.admin).toMatchObject({ kind: 'native' });
  });

  it('may have nothing but defaults in the main file, and an empty file beside the others', async () => {
    const file = write(main, { 'a.yml': cluster('cluster-a', '10.0.0.1'), 'b.yml': '# nothing yet\n' });
    expect(await loadConfig(file, {})).toMatchObject({ ok: true });
  });

  it('says each fault in the file that has it', async () => {
    const file = write(`${main}http: { listen: nowhere }\n`, {
      'a.yml': cluster('cluster-a', '10.0.0.1', '    approvals: { required: none }\n'),
      'b.yml': cluster('cluster-b', '10.0.0.2', '    password: hunter2\n'),
    });
    expect(await faults(file)).toEqual([
      expect.stringMatching(/^pegasus-roll\.yml:5:\d+ http\.listen: /),
      expect.stringMatching(/^a\.yml:4:\d+ clusters\.cluster-a\.approvals\.required: /),
      expect.stringMatching(/^b\.yml:4:\d+ clusters\.cluster-b\.password: expected no secrets in this file/),
    ]);
  });

  it('says what of several files is not YAML, all at once', async () => {
    const file = write(main, { 'a.yml': 'clusters: [', 'b.yml': 'clusters: {' });
    expect(await faults(file)).toEqual([
      expect.stringMatching(/^a\.yml:\d+:\d+: expected valid YAML/),
      expect.stringMatching(/^b\.yml:\d+:\d+: expected valid YAML/),
    ]);
  });

  it('says no cluster and no group twice', async () => {
    const file = write(main, {
      'a.yml': `${cluster('cluster-a', '10.0.0.1')}groups: { all: [cluster-a] }\n`,
      'b.yml': `${cluster('cluster-a', '10.0.0.2')}groups: { all: [cluster-a] }\n`,
    });
    expect(await faults(file)).toEqual([
      'b.yml:2:3 clusters.cluster-a: expected a name of its own, found one that ./clusters.d/a.yml has',
      'b.yml:4:11 groups.all: expected a name of its own, found one that ./clusters.d/a.yml has',
    ]);
  });

  it('has in an included file clusters and groups only', async () => {
    const file = write(main, {
      'a.yml': `store: { path: /data }\n${cluster('cluster-a', '10.0.0.1')}`,
      'b.yml': '- x\n',
    });
    expect(await faults(file)).toEqual([
      'a.yml:1:1 store: expected clusters and groups only, in an included file, found the key "store"',
      'b.yml:1:1: expected clusters and groups only, in an included file, found something else',
    ]);
  });

  it('says where clusters of two files have the same meta', async () => {
    const file = write(main, { 'a.yml': cluster('cluster-a', '10.0.0.1'), 'b.yml': cluster('cluster-b', '10.0.0.1') });
    expect(await faults(file)).toEqual([expect.stringMatching(/^b\.yml:3:\d+ clusters\.cluster-b\.metas/)]);
  });

  it.each([
    ['no folder', 'include: elsewhere', 'no such folder'],
    ['a file', 'include: pegasus-roll.yml', 'a file'],
    ['no text', 'include: 7', '7'],
  ])('includes %s: it is said at that place', async (_, line, found) => {
    const file = write(main.replace('include: clusters.d', line), { 'a.yml': cluster('cluster-a', '10.0.0.1') });
    const told = (await faults(file)).find((fault) =>
      fault.startsWith('pegasus-roll.yml:1:1 include: expected a folder'),
    );
    expect(told).toContain(`found ${found}`);
  });

  it('includes no folder into which others may put files, and none without files', async () => {
    const file = write(main, {});
    expect(await faults(file)).toEqual([expect.stringContaining('found none in ./clusters.d')]);
    chmodSync(join(dirname(file), 'clusters.d'), 0o777);
    expect(await faults(file)).toEqual([expect.stringContaining('may be written by others than its owner')]);
  });
});
