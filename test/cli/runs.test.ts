import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportRuns } from '../../src/cli/runs/export.js';
import type { ExportFormat } from '../../src/cli/runs/declare.js';
import { listRuns } from '../../src/cli/runs/list.js';
import { showRun } from '../../src/cli/runs/show.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import { opened } from '../store/support/open.js';
import { expiredRun, noted, temporaryFolder, waitingRun } from '../store/support/samples.js';
import { done } from '../support/told-runs.js';
import { paper } from './support.js';

/** A database with a run that is over, one that expired and one that waits; a bot has it open. */
async function database(): Promise<string> {
  const path = temporaryFolder();
  const store = await opened({ path });
  onTestFinished(() => store.close());
  const over = { ...done(), requestedAt: Date.UTC(2026, 0, 1) };
  const expired = {
    ...expiredRun('cluster-y-1'),
    cluster: clusterName('cluster-y'),
    requestedAt: Date.UTC(2026, 1, 1),
  };
  for (const run of [over, expired]) {
    await store.runs.commit({ run, audit: [noted(run.id)] });
    await store.runs.archive(run.id);
  }
  await store.runs.commit({ run: { ...waitingRun('cluster-x-now'), requestedAt: Date.UTC(2026, 2, 1) } });
  return path;
}

async function list(path: string, asked: { cluster?: string; limit?: number; json?: boolean } = {}) {
  const terminal = paper();
  const { cluster, limit = 20, json = false } = asked;
  const code = await listRuns({ config: 'none.yml', path, cluster, limit, json }, { terminal, env: {} });
  return { code, out: terminal.printed(), err: terminal.complained() };
}

async function show(path: string, run: string) {
  const terminal = paper();
  const code = await showRun({ config: 'none.yml', path, run }, { terminal, env: {} });
  return { code, out: terminal.printed(), err: terminal.complained() };
}

async function written(
  path: string,
  format: ExportFormat,
  asked: { runs?: string[]; cluster?: string; since?: number; until?: number; output?: string } = {},
) {
  const terminal = paper();
  const { runs = [], cluster, since, until, output } = asked;
  const code = await exportRuns(
    { config: 'none.yml', path, format, runs, cluster, since, until, output },
    { terminal, env: {} },
  );
  return { code, out: terminal.printed(), err: terminal.complained() };
}

describe('runs', () => {
  it('lists them, the newest first, while a bot has the database open', async () => {
    const path = await database();
    const { code, out, err } = await list(path);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([
      'run',
      'cluster-x-now',
      'cluster-y-1',
      done().id,
    ]);
    expect(out).toContain('Restart cluster-y');
  });

  it('lists those of one cluster, no more than asked for, and says that there are more', async () => {
    const path = await database();
    const { out, err } = await list(path, { cluster: 'cluster-x', limit: 1 });
    expect(out.split('\n')).toHaveLength(2);
    expect(err).toBe('There are older ones: --limit N shows more.');
    expect(JSON.parse((await list(path, { cluster: 'cluster-y', json: true })).out)).toMatchObject([
      { id: 'cluster-y-1', status: 'expired' },
    ]);
  });

  it('says that there is none, and that there is no database', async () => {
    expect(await list(await database(), { cluster: 'cluster-z' })).toEqual({
      code: 1,
      out: '',
      err: 'There is no run of cluster-z yet.',
    });
    const { code, err } = await list(join(temporaryFolder(), 'nowhere'));
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('no database of a bot') as string });
  });
});

describe('show', () => {
  it('prints the report of a run that is over, and where the audit trail stands', async () => {
    const { code, out } = await show(await database(), done().id);
    expect(code).toBe(0);
    expect(out).toContain('# Restart of cluster-x: done');
    expect(out).toContain('## Audit trail');
  });

  it('says where one stands that is under way', async () => {
    const { code, out } = await show(await database(), 'cluster-x-now');
    expect(code).toBe(0);
    expect(out).toContain('cluster-x-now: awaiting-approval');
    expect(out).toContain('2 servers in its plan:');
  });

  it.each(['cluster-x-none', '../cluster-x-now', ''])('knows no run %j', async (run) => {
    expect(await show(await database(), run)).toMatchObject({ code: 1, out: '' });
  });

  it('says which file is not what was written', async () => {
    const path = await database();
    writeFileSync(join(path, 'runs/active/cluster-x-now.json'), '{"half');
    const { code, err } = await show(path, 'cluster-x-now');
    expect(code).toBe(1);
    expect(err).toContain('cluster-x-now.json is not JSON');
  });
});

describe('export', () => {
  it('writes all of them as JSON, as they are saved', async () => {
    const { code, out } = await written(await database(), 'json');
    expect(code).toBe(0);
    const { runs } = JSON.parse(out) as { runs: { id: string }[] };
    expect(runs.map(({ id }) => id)).toEqual(['cluster-x-now', 'cluster-y-1', done().id]);
    expect(runs.at(-1)).toEqual(JSON.parse(JSON.stringify({ ...done(), requestedAt: Date.UTC(2026, 0, 1) })));
  });

  it('writes those of a cluster and a span of time, its end left out', async () => {
    const path = await database();
    const ids = async (asked: Parameters<typeof written>[2]): Promise<readonly string[]> =>
      (JSON.parse((await written(path, 'json', asked)).out) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    expect(await ids({ cluster: 'cluster-y' })).toEqual(['cluster-y-1']);
    expect(await ids({ since: Date.UTC(2026, 1, 1), until: Date.UTC(2026, 2, 1) })).toEqual(['cluster-y-1']);
  });

  it('writes a row for each server as CSV, which no spreadsheet takes for a formula', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    onTestFinished(() => store.close());
    const run = waitingRun('cluster-x-1');
    await store.runs.commit({
      run: { ...run, options: { ...run.options, reason: '=HYPERLINK("http://a"), or so' } },
    });
    const { code, out } = await written(path, 'csv');
    expect(code).toBe(0);
    const [head, ...rows] = out.split('\n');
    expect(head).toMatch(/^run,cluster,status,requested_by,/);
    expect(rows).toEqual([
      expect.stringContaining(`"'=HYPERLINK(""http://a""), or so",replica,10.0.0.1:34801,pending,2.5.0 (0ca31b70),`),
      expect.stringContaining('collector,10.0.0.9:34101,pending,'),
    ]);
  });

  it('masks what looks like a secret', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    onTestFinished(() => store.close());
    const run = waitingRun('cluster-x-1');
    const secret = ['xoxb', '1234567890', 'abcdefghij'].join('-');
    await store.runs.commit({ run: { ...run, options: { ...run.options, reason: `token ${secret}` } } });
    for (const format of ['json', 'csv'] as const) {
      const { out } = await written(path, format);
      expect(out).toContain('token ***');
      expect(out).not.toContain(secret);
    }
  });

  it('writes the reports that there are as Markdown, and says which run has none', async () => {
    const path = await database();
    const all = await written(path, 'markdown');
    expect(all.code).toBe(0);
    expect(all.out).toContain('# Restart of cluster-x: done');
    expect(all.err).toContain('cluster-y-1 is expired and has no report');
    expect(await written(path, 'markdown', { runs: ['cluster-y-1'] })).toMatchObject({ code: 1, out: '' });
  });

  it('ends with 1 when one that was asked for is not there, after the others', async () => {
    const path = await database();
    const { code, out, err } = await written(path, 'json', { runs: ['cluster-z-9', 'cluster-y-1'] });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 'cluster-y-1' }] });
    expect(err).toContain('There is no run cluster-z-9.');
  });

  it('writes into a new file, and over none', async () => {
    const path = await database();
    const output = join(temporaryFolder(), 'runs.json');
    expect(await written(path, 'json', { output })).toEqual({ code: 0, out: '', err: '' });
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ runs: [{ id: 'cluster-x-now' }, {}, {}] });
    const again = await written(path, 'csv', { output });
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is there already') as string });
    expect(readFileSync(output, 'utf8')).toMatch(/^\{"runs"/);
  });

  it('ends with 1 where there is nothing of what was asked for', async () => {
    expect(await written(await database(), 'csv', { cluster: 'cluster-z' })).toMatchObject({
      code: 1,
      err: 'There is no such run.',
    });
  });

  it('finds a run by its id where it is archived', async () => {
    const run = runId('cluster-y-1');
    expect(await written(await database(), 'csv', { runs: [run] })).toMatchObject({ code: 0 });
  });
});
