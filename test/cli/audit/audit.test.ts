import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showAudit } from '../../../src/cli/audit/show.js';
import { verifyAudit } from '../../../src/cli/audit/verify.js';
import { temporaryFolder } from '../../store/support/samples.js';
import { fileOf, rewrite, trailOf, withoutChain } from '../../store/support/trail.js';
import { configFile, paper } from '../support.js';

async function verify(asked: { config?: string; path?: string; json?: boolean; expect?: string }) {
  const terminal = paper();
  const code = await verifyAudit(
    { config: asked.config ?? 'none.yml', path: asked.path, json: asked.json ?? false, expect: asked.expect },
    { terminal, env: {} },
  );
  return { code, out: terminal.printed(), err: terminal.complained() };
}

async function show(path: string, wanted: { run?: string; cluster?: string } = {}) {
  const terminal = paper();
  const code = await showAudit(
    { config: 'none.yml', path, run: wanted.run, cluster: wanted.cluster },
    { terminal, env: {} },
  );
  return { code, out: terminal.printed().split('\n'), err: terminal.complained() };
}

describe('audit verify', () => {
  it('says that the trail is whole, and with which hash it ends', async () => {
    const { code, out } = await verify({ path: await trailOf(3, 2) });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Read 5 entries in 2 files\.\nIt ends with entry 5, hash [0-9a-f]{64}\.\nThe audit trail is whole\.$/,
    );
  });

  it('holds the trail against a hash that was noted elsewhere: one that was made anew, whole in itself, never had it', async () => {
    const path = await trailOf(5);
    const [, hash = ''] = /hash ([0-9a-f]{64})/.exec((await verify({ path })).out) ?? [];
    expect(await verify({ path, expect: hash })).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Up to the entry that ended with ${hash}`) as string,
    });
    const longer = await trailOf(5, 3);
    expect(await verify({ path: longer, expect: hash })).toMatchObject({ code: 0 });
    const forged = await trailOf(4, 3);
    expect(await verify({ path: forged })).toMatchObject({ code: 0 });
    const { code, out } = await verify({ path: forged, expect: hash });
    expect(code).toBe(1);
    expect(out).toContain(`No entry ends with the hash ${hash}, which was noted elsewhere`);
  });

  it('finds the folder by the configuration', async () => {
    const path = await trailOf(1);
    const clusters =
      'clusters:\n  cluster-x:\n    metas: [10.0.0.1:34601]\n    admin: { kind: shell, home: /opt/pegasus }\n    processes: { driver: command, restart: [restart] }\n';
    expect(await verify({ config: configFile(`store: { path: ${path} }\n${clusters}`) })).toMatchObject({ code: 0 });
  });

  it('says what is wrong, a line each, and ends with 1', async () => {
    const path = await trailOf(3, 2);
    rewrite(fileOf(path, '2026-01'), (lines) => lines.filter((_, nth) => nth !== 1));
    const { code, out } = await verify({ path });
    expect(code).toBe(1);
    expect(out.split('\n').slice(1)).toEqual([
      '✗ Entry 2 is missing between line 1 of 2026-01.jsonl and line 2 of 2026-01.jsonl.',
      'What stands from line 2 of 2026-01.jsonl on belongs together.',
      'The audit trail is not what the bot wrote. docs/RUNBOOK.md, "The audit trail does not verify", says what to do.',
    ]);
    const json: unknown = JSON.parse((await verify({ path, json: true })).out);
    expect(json).toMatchObject({
      ok: false,
      entries: 4,
      findings: [{ kind: 'removed', from: 2, to: 2, says: expect.stringContaining('Entry 2 is missing') }],
    });
  });

  it('tells entries from before the chain, and a line that is being written', async () => {
    const path = await trailOf(2);
    withoutChain(path);
    rmSync(join(path, 'audit.head'));
    writeFileSync(fileOf(path, '2026-01'), '{"fo', { flag: 'a' });
    const { code, out } = await verify({ path });
    expect(code).toBe(0);
    expect(out).toContain('2 entries are from before the chain began');
    expect(out).toContain('The last line (3) is being written, or was not written to its end');
  });

  it('ends with 1 where nothing is, and where the configuration is not there', async () => {
    expect(await verify({ path: temporaryFolder() })).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no audit trail in'),
    });
    expect(await verify({ config: '/nowhere.yml' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('With --path DIR the configuration is not needed'),
    });
  });

  it('has its section in the runbook', () => {
    expect(readFileSync(join(import.meta.dirname, '../../../docs/RUNBOOK.md'), 'utf8')).toContain(
      '\n## The audit trail does not verify\n',
    );
  });
});

describe('audit show', () => {
  it('prints each entry on a line, of all or of one run or cluster', async () => {
    const path = await trailOf(2, 1);
    expect(await show(path)).toMatchObject({ code: 0, err: '' });
    expect((await show(path)).out).toHaveLength(3);
    expect((await show(path, { run: 'cluster-x-3' })).out).toEqual([
      '3  2026-02-04 00:00:00Z  cluster-x-3  happened:  nth=3',
    ]);
    expect((await show(path, { cluster: 'cluster-x' })).out).toHaveLength(3);
  });

  it('says that there is nothing of what was asked for, and ends with 1: a name mistyped is no run that did nothing', async () => {
    const path = await trailOf(2, 1);
    expect(await show(path, { cluster: 'cluster-y' })).toEqual({
      code: 1,
      out: [''],
      err: `There is no entry of cluster cluster-y among the 3 in the audit trail of ${path}. Is the name right?`,
    });
    expect(await show(path, { run: 'cluster-x-3', cluster: 'cluster-y' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('no entry of run cluster-x-3 and cluster cluster-y'),
    });
  });

  it('names a line that it cannot read, goes on, and ends with 1', async () => {
    const path = await trailOf(3);
    rewrite(fileOf(path, '2026-01'), (lines) => lines.map((text, nth) => (nth === 1 ? '?' : text)));
    const { code, out, err } = await show(path);
    expect(code).toBe(1);
    expect(out).toHaveLength(2);
    expect(err).toContain(`line 2 of ${fileOf(path, '2026-01')} is not JSON`);
  });
});
