import { chmod, cp, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../../demo/workspace/start.js';
import { realClock } from '../../src/lib/clock.js';
import { asBefore, RealStack } from '../support/real-stack.js';
import { startProgram } from '../support/started-program.js';

const root = resolve(import.meta.dirname, '../..');

/** As the image has it: the bundle and package.json, and nothing else. */
let folder: string;
let stack: RealStack | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-bundle-'));
  await execa(process.execPath, [join(root, 'tools/bundle.mjs')], { cwd: root });
  await cp(join(root, 'dist/bundle'), join(folder, 'dist/bundle'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  // And as a container has it that may write to /data only.
  for (const path of ['.', ...(await readdir(folder, { recursive: true }))]) await chmod(join(folder, path), 0o555);
}, 60_000);
afterAll(async () => {
  await stack?.close();
  for (const path of ['.', ...(await readdir(folder, { recursive: true }))]) await chmod(join(folder, path), 0o755);
  await rm(folder, { recursive: true, force: true });
});

it('is a handful of files, and rolls a cluster as a user who may write to none of them', async () => {
  const files = await readdir(join(folder, 'dist/bundle'), { recursive: true });
  // What drivers start beside the bot, and what those share.
  const programs = [
    'container.js',
    'instance.js',
    'pod.js',
    'task.js',
    'unit.js',
    'program.js',
    'release.js',
    'rasterize-worker.js',
  ];
  expect(files).toEqual(expect.arrayContaining(['supervision/supervisor.js', 'resvg.wasm', ...programs]));
  expect(files.length).toBeLessThan(3 * programs.length + 16);
  // As the user of the image. Without root the tests' own user has to do, who may not write there either.
  const uid = process.getuid?.() === 0 ? 1000 : undefined;
  stack = await RealStack.start({
    nodes: 4,
    speed: 40,
    program: join(folder, 'dist/bundle/main.js'),
    ...(uid === undefined ? {} : { uid }),
  });
  await stack.botUp();
  expect((await stat(join(stack.folder, 'data'))).uid).toBe(uid ?? process.getuid?.());
  await stack.type('alice', 'roll cluster-x --only replica');
  await stack.openForVotes();
  await stack.type('bob', 'approve');
  await stack.untilState('done');
  const { leader, allFull, processes } = await stack.truth();
  expect(leader).toMatchObject(asBefore);
  expect(allFull).toBe(true);
  expect(processes.filter(({ role }) => role === 'replica').map(({ starts }) => starts)).toEqual([1, 1, 1, 1]);
  const shown = async (): Promise<string> => JSON.stringify(await stack?.messages());
  await stack.waitFor(async () => (await shown()).includes('.png"'), 60_000, 'the picture of the run');
}, 180_000);

it('loads in little CPU time, and says that the demo is not part of it', async () => {
  const program = join(folder, 'dist/bundle/main.js');
  const { stdout } = await execa(process.execPath, [
    '--input-type=module',
    '-e',
    `process.argv[2] = '--version';
     process.on('exit', () => console.log(JSON.stringify(process.cpuUsage())));
     await import(${JSON.stringify(program)});`,
    'bot',
  ]);
  const { user, system } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { user: number; system: number };
  // Microseconds: under 1 s on an idle machine, half of what the files of dist/src take.
  expect(user + system).toBeLessThan(1_500_000);
  const demo = await execa(process.execPath, [program, 'demo'], { reject: false });
  expect(demo.exitCode).toBe(1);
  expect(demo.stderr).toContain('The demo is not part of this installation');
}, 60_000);

it('takes under 100 MB when idle, with the environment that the image and the unit give it', async () => {
  const setting = 'MALLOC_TRIM_THRESHOLD_=131072';
  for (const file of ['Dockerfile', 'deploy/systemd/pegasus-roll.service'])
    expect(await readFile(join(root, file), 'utf8')).toMatch(new RegExp(`^(ENV |Environment=)${setting}$`, 'm'));
  const [name = '', value] = setting.split('=');
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const data = await mkdtemp(join(tmpdir(), 'pegasus-roll-idle-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const bot = startProgram(data, workspace, { program: join(folder, 'dist/bundle/main.js'), env: { [name]: value } });
  await bot.says('the bot is up');
  // What the start needed is given back at the first collections of memory, after some 20 s.
  await expect.poll(() => residentMegabytes(bot.pid), { timeout: 90_000, interval: 1_000 }).toBeLessThan(100);
}, 120_000);

async function residentMegabytes(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
