import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { commandId, nodeAddress, type Role } from '../../../src/roll/ids.js';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { command, controlOf, never, program, scratch } from './support.js';

const server = { role: 'replica', address: nodeAddress('127.0.0.1:34877'), index: 76 } as const;

/** How run.sh finds its folder: up to 2.5 it is the one in which it is started. */
const root = { '2.5': 'ROOT=$(pwd)', newer: 'ROOT=$(cd "$(dirname "$0")" && pwd)' } as const;

/** A onebox of which nothing runs yet; whatever runs at the end of the test is ended. */
function onebox(generation: keyof typeof root = '2.5') {
  const folder = scratch();
  const home = join(folder, 'pegasus');
  mkdirSync(join(home, 'onebox'), { recursive: true });
  copyFileSync(program('onebox/server.mjs'), join(home, 'server.mjs'));
  const script = readFileSync(program('onebox/run.sh'), 'utf8');
  expect(script).toContain(root['2.5']);
  writeFileSync(join(home, 'run.sh'), script.replace(root['2.5'], root[generation]), { mode: 0o755 });
  const control = controlOf(
    { driver: { kind: 'onebox', home }, install: [program('arguments.sh'), '{version}'], timeoutMs: 40_000 },
    join(folder, 'commands'),
  );
  const pidfile = join(home, 'replica@77.pid');
  const pid = (): number | undefined => (existsSync(pidfile) ? Number(readFileSync(pidfile, 'utf8')) : undefined);
  onTestFinished(() => {
    const left = pid();
    if (left !== undefined) process.kill(left, 'SIGKILL');
    rmSync(pidfile, { force: true });
  });
  let nth = 0;
  return {
    control,
    pid,
    starts: () => readFileSync(join(home, 'starts'), 'utf8').trim().split('\n').length,
    run: (
      verb: ProcessVerb,
      changes: { role?: Role; address?: ReturnType<typeof nodeAddress>; version?: string } = {},
    ) => control.run(command({ verb, ...server, ...changes, id: commandId(`${verb}-${++nth}`) }), never),
    listening: () =>
      vi.waitFor(
        async () => {
          expect(await control.isUp(server, never)).toEqual({ up: true });
        },
        { timeout: 20_000, interval: 20 },
      ),
  };
}

// The scripts of a onebox wait for seconds, and a busy machine for longer.
describe('a process of a onebox', { timeout: 60_000 }, () => {
  it('is started, restarted only after the old process has gone, and stopped', async () => {
    const { control, run, pid, starts, listening } = onebox();
    expect(await run('start')).toEqual({ kind: 'succeeded', tail: ['INFO: replica@77 started'] });
    await listening();
    const before = pid();

    const restarted = await run('restart');
    expect(restarted.kind).toBe('succeeded');
    expect(restarted.tail[0]).toBe('INFO: replica@77 stopped');
    // It no longer listened, but it was still there, so it was asked again until it had gone.
    expect(restarted.tail).toContain('INFO: replica@77 already running');
    expect(restarted.tail.at(-1)).toBe('INFO: replica@77 started');
    await listening();
    expect(pid()).not.toBe(before);
    expect(starts()).toBe(2);

    expect((await run('stop')).kind).toBe('succeeded');
    expect(await control.isUp(server, never)).toEqual({ up: false, why: 'nothing listens on 127.0.0.1:34877' });
  });

  it('that does not run is stopped already, and one that runs is started already', async () => {
    const { run, starts, listening } = onebox();
    expect(await run('stop')).toMatchObject({ kind: 'succeeded' });
    await run('start');
    await listening();
    expect(await run('start')).toMatchObject({
      kind: 'succeeded',
      tail: ['INFO: replica@77 already running', '-r 77: it runs and listens on port 34877'],
    });
    expect(starts()).toBe(1);
  });

  it('is run by a newer run.sh as well, which finds its folder by itself', async () => {
    const { run, listening } = onebox('newer');
    expect(await run('start')).toEqual({ kind: 'succeeded', tail: ['INFO: replica@77 started'] });
    await listening();
    expect((await run('stop')).kind).toBe('succeeded');
  });

  it('is replaced by the install command', async () => {
    expect(await onebox().run('install', { version: '2.5.0' })).toEqual({ kind: 'succeeded', tail: ['<2.5.0>'] });
  });

  it.each([
    [
      'replica',
      '127.0.0.1:34601',
      '127.0.0.1:34601 is no replica of a onebox, which listens on port 34800 plus its number',
    ],
    ['meta', '127.0.0.1:34801', '127.0.0.1:34801 is no meta of a onebox, which listens on port 34600 plus its number'],
    ['collector', '127.0.0.1:34102', '127.0.0.1:34102 is not the collector of a onebox, which listens on port 34101'],
  ] as const)('is known by its port: no %s is at %s', async (role, address, why) => {
    const result = await onebox().run('restart', { role, address: nodeAddress(address) });
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining(why) as string });
  });

  it('that run.sh is missing for says so', async () => {
    const control = controlOf({ driver: { kind: 'onebox', home: '/nowhere' }, timeoutMs: 5_000 }, scratch());
    expect(await control.run(command({ verb: 'restart', ...server }), never)).toEqual({
      kind: 'failed',
      reason: 'it ended with exit code 1',
      tail: ['/nowhere/run.sh: there is no such program'],
    });
  });
});
