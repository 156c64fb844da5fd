import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changedPaths, reload, type OpenRun } from '../../src/compose/reload.js';
import { loadConfig } from '../../src/config/load.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import { configFile } from '../cli/support.js';

const text = `slack: { mode: socket }
store: { path: ./data }
clusters:
  cluster-x:
    metas: ["10.0.0.1:34601"]
    admin: { kind: native }
    processes: { driver: command, restart: ["true"] }
  cluster-y:
    metas: ["10.0.0.2:34601"]
    admin: { kind: native }
    processes: { driver: command, restart: ["true"] }
`;

/** The configuration above, loaded, and then another text in its file. */
async function changedTo(change: (text: string) => string, openRuns: readonly OpenRun[] = []) {
  const file = configFile(text);
  const present = await loadConfig(file, {});
  if (!present.ok) throw new Error('the example does not load');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  return reload(present.value, openRuns, {});
}

const open = (cluster: string): OpenRun => ({ id: runId(`${cluster}-7f3a`), cluster: clusterName(cluster) });

describe('the configuration, read again', () => {
  it('says what has changed, as the file has it', async () => {
    const taken = await changedTo((before) =>
      before
        .replace('mode: socket', 'mode: socket, digest: C0123456789')
        .replace('admin: { kind: native }', 'admin: { kind: native }\n    approvals: { required: 2 }')
        .concat(
          '  cluster-z: { metas: ["10.0.0.3:34601"], admin: { kind: native }, processes: { driver: command, restart: [x] } }\n',
        ),
    );
    expect(taken).toMatchObject({
      ok: true,
      value: { changed: ['slack.digest', 'clusters.cluster-x.approvals', 'clusters.cluster-z'] },
    });
  });

  it('notices another change window, and none where it is the same', async () => {
    const windowed = (days: string) => (before: string) =>
      before.replace('kind: native }', `kind: native }\n    windows: ["${days} 10:00-17:00 Asia/Shanghai"]`);
    expect(await changedTo(windowed('Mon-Fri'))).toMatchObject({
      value: { changed: [expect.stringMatching(/^clusters\.cluster-x\./) as string] },
    });
    const file = configFile(windowed('Mon-Fri')(text));
    const [one, other] = [await loadConfig(file, {}), await loadConfig(file, {})];
    expect(one.ok && other.ok ? changedPaths(one.value, other.value) : undefined).toEqual([]);
  });

  it('has not changed when it is only written otherwise', async () => {
    const taken = await changedTo(
      (before) => `# a comment\n${before.replace('{ path: ./data }', '\n  path: "./data"')}`,
    );
    expect(taken).toMatchObject({ ok: true, value: { changed: [] } });
  });

  it('is not taken with a fault in it, and every fault is said with its place', async () => {
    const taken = await changedTo((before) =>
      before.replace('kind: native', 'kind: nativ').replace('mode: socket', 'mode: sock'),
    );
    expect(taken.ok ? [] : taken.failure).toEqual([
      expect.stringMatching(/pegasus-roll\.yml:1:\d+.*slack\.mode/),
      expect.stringMatching(/pegasus-roll\.yml:6:\d+.*clusters\.cluster-x\.admin\.kind/),
    ]);
  });

  it.each([
    ['store.path', (before: string) => before.replace('./data', './elsewhere')],
    ['slack.mode', (before: string) => before.replace('mode: socket', 'mode: http')],
  ])('is not taken with another %s', async (setting, change) => {
    const taken = await changedTo(change);
    expect(taken.ok ? [] : taken.failure).toEqual([expect.stringContaining(setting)]);
  });

  it('takes no cluster away on which a run is under way', async () => {
    const withoutY = (before: string): string => before.slice(0, before.indexOf('  cluster-y'));
    expect(await changedTo(withoutY, [open('cluster-x')])).toMatchObject({
      ok: true,
      value: { changed: ['clusters.cluster-y'] },
    });
    const kept = await changedTo(withoutY, [open('cluster-y')]);
    expect(kept).toMatchObject({
      ok: false,
      failure: ['clusters.cluster-y is gone, and cluster-y-7f3a is under way there. Abort it first, or wait'],
    });
  });
});
