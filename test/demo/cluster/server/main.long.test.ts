import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readMainOptions } from '../../../../demo/cluster/main-options.js';
import { compiledProgram } from '../../../support/compiled.js';
import { Program } from './programs.js';

const readySchema = z.object({
  home: z.string(),
  metas: z.array(z.string()),
  replicaServers: z.array(z.string()),
  collectors: z.array(z.string()),
  clusterName: z.string(),
  truth: z.string(),
});
const truthSchema = z.object({
  leader: z.object({
    storedLevel: z.string(),
    assignDelayMs: z.number(),
    addSecondaryMax: z.number(),
    flowControl: z.boolean(),
  }),
  processes: z.array(z.object({ address: z.string(), starts: z.number(), version: z.string() })),
  allFull: z.boolean(),
  partitionCount: z.number(),
});

describe('a simulated cluster in a process of its own', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'simulated-cluster-'));
  });
  afterAll(async () => {
    await rm(home, { recursive: true });
  });

  const start = (...args: string[]): Program =>
    new Program(process.execPath, [compiledProgram('demo/cluster/main.ts'), '--home', home, ...args], home);

  async function ready(program: Program): Promise<z.infer<typeof readySchema>> {
    await program.says('\n');
    return readySchema.parse(JSON.parse(program.stdout));
  }

  it('says where it is, is administered by its programs, tells the truth, and ends at SIGTERM', async () => {
    const program = start(
      '--nodes',
      '3',
      '--tables',
      'orders:6:3',
      '--speed',
      '50',
      '--seed',
      '7',
      '--cluster-name',
      'cluster-y',
      '--with-parent',
    );
    const { home: served, metas, replicaServers, collectors, clusterName, truth } = await ready(program);
    expect({ metas, replicaServers, collectors, clusterName }).toEqual({
      metas: ['127.0.0.1:34601', '127.0.0.1:34602', '127.0.0.1:34603'],
      replicaServers: ['127.0.0.1:34801', '127.0.0.1:34802', '127.0.0.1:34803'],
      collectors: ['127.0.0.1:34101'],
      clusterName: 'cluster-y',
    });
    const restarted = await new Program(join(served, 'process.sh'), ['restart', 'meta', '127.0.0.1:34602'], '/').ended;
    expect(restarted.code).toBe(0);
    const shell = new Program(join(served, 'run.sh'), ['shell', '--cluster', '127.0.0.1:34601'], served);
    shell.write('set_meta_level lively\n');
    shell.end();
    expect((await shell.ended).stdout).toContain('control meta level ok, the old level is fl_steady\n');

    const told = truthSchema.parse(await (await fetch(truth)).json());
    expect(told.leader).toMatchObject({
      storedLevel: 'lively',
      assignDelayMs: 600_000,
      addSecondaryMax: 20,
      flowControl: true,
    });
    expect(told.processes.filter(({ starts }) => starts > 0).map(({ address }) => address)).toEqual([
      '127.0.0.1:34602',
    ]);
    expect(told).toMatchObject({ allFull: true, partitionCount: 6 });
    expect((await fetch(truth.replace('truth', 'lies'))).status).toBe(404);

    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('lets every server listen, as its process lives and its programs disturb it', async () => {
    const program = start(
      '--native',
      '--nodes',
      '3',
      '--tables',
      'orders:6:3',
      '--speed',
      '50',
      '--generation',
      'newer',
      '--with-parent',
    );
    const { home: served, metas, replicaServers, collectors } = await ready(program);
    const get = async (address: string, page: string): Promise<unknown> =>
      (await fetch(`http://${address.replace('localhost', '127.0.0.1')}/${page}`)).json();
    const run = (name: string, ...args: string[]): Promise<unknown> => new Program(join(served, name), args, '/').ended;
    for (const address of [...metas, ...replicaServers, ...collectors])
      expect(await get(address, 'version')).toMatchObject({ Version: '2.6.0-SNAPSHOT' });
    const [node = ''] = replicaServers;

    expect(await run('process.sh', 'stop', 'replica', node)).toMatchObject({ code: 0 });
    await expect(get(node, 'version')).rejects.toThrow();
    expect(await run('process.sh', 'install', 'replica', node, '2.6.1')).toMatchObject({ code: 0 });
    expect(await run('process.sh', 'start', 'replica', node)).toMatchObject({ code: 0 });
    let version: unknown;
    while (version === undefined) version = await get(node, 'version').catch(() => undefined);
    expect(version).toMatchObject({ Version: '2.6.1' });

    expect(await run('fault.sh', JSON.stringify({ kind: 'socket', address: node, how: 'cut' }))).toMatchObject({
      code: 0,
      stdout: 'done\n',
    });
    await expect(get(node, 'version')).rejects.toThrow();
    expect(await run('fault.sh', JSON.stringify({ kind: 'socket', address: node, how: 'well' }))).toMatchObject({
      code: 0,
    });
    expect(await get(node, 'version')).toEqual(version);
    expect(
      await run('fault.sh', JSON.stringify({ kind: 'socket', address: 'localhost:1', how: 'mute' })),
    ).toMatchObject({ code: 2, stderr: 'no server localhost:1\n' });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends with its parent when told so', async () => {
    const program = start('--with-parent');
    await ready(program);
    program.end();
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses what it does not understand', async () => {
    const { code, stdout, stderr } = await start('--nodes', 'many').ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^--nodes: [\s\S]*\n\nusage: main\.js --home DIR/);
  });
});

describe('the options of a simulated cluster', () => {
  it('have defaults', () => {
    expect(readMainOptions(['--home', 'here'])).toEqual({
      home: 'here',
      native: false,
      nodes: 5,
      speed: 1,
      generation: '2.5',
      seed: 1,
      'cluster-name': 'cluster-x',
      'state-port': 0,
      'with-parent': false,
    });
  });

  it('take tables', () => {
    expect(readMainOptions(['--home', 'here', '--tables', 'a:8:3,b.c:1:2'])).toMatchObject({
      tables: [
        { name: 'a', partitions: 8, replicas: 3 },
        { name: 'b.c', partitions: 1, replicas: 2 },
      ],
    });
  });

  it.each([
    [[], '--home: is needed: the folder that gets run.sh'],
    [['--home', 'here', '--tables', 'a:8'], '--tables: a table is NAME:PARTITIONS:REPLICAS, not "a:8"'],
    [['--home', 'here', '--speed', '0'], '--speed: '],
    [['--home', 'here', '--generation', '1.12'], '--generation: '],
    [['--home', 'here', '--bogus'], "Unknown option '--bogus'"],
  ])('%j are refused', (argv, why) => {
    expect(readMainOptions(argv)).toEqual(expect.stringContaining(why));
  });
});
