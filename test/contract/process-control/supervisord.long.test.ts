import { spawn } from 'node:child_process';
import { accessSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { commandId, nodeAddress } from '../../../src/roll/ids.js';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { standInHost } from './systemd-host.js';
import { command, controlOf, never, scratch } from './support.js';

// Each command is several programs of Node and of Python here.
vi.setConfig({ testTimeout: 300_000 });

const supervisord = ['/usr/bin/supervisord', '/usr/local/bin/supervisord'].find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});
/** Why there is no real supervisord to test with; undefined where there is one. */
const none =
  supervisord === undefined
    ? 'NOT RUN: there is no supervisord on this machine (Debian: apt-get install supervisor)'
    : undefined;

/** A real supervisord with one program that runs on, and one that ends at once; gone after the test. */
async function supervised() {
  const host = standInHost();
  const path = (name: string): string => join(host.home, name);
  mkdirSync(path('logs'));
  const config = path('supervisord.conf');
  const program = (name: string, line: string): readonly string[] => [
    `[program:${name}]`,
    `command=${line}`,
    'autostart=false',
    'startsecs=1',
    'startretries=1',
    'stdout_logfile=NONE',
    'stderr_logfile=NONE',
  ];
  const lines = [
    '[unix_http_server]',
    `file=${path('s.sock')}`,
    '[supervisord]',
    `logfile=${path('logs/log')}`,
    `pidfile=${path('pid')}`,
    `childlogdir=${path('logs')}`,
    'nodaemon=true',
    '[rpcinterface:supervisor]',
    'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface',
    '[supervisorctl]',
    `serverurl=unix://${path('s.sock')}`,
    ...program('pegasus-replica', '/bin/sleep 1000'),
    ...program('pegasus-meta', '/bin/false'),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const server = spawn(supervisord ?? '', ['-c', config], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  server.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  onTestFinished(async () => {
    server.kill('SIGTERM');
    await ended;
  });
  await vi.waitFor(
    () => {
      if (!said.includes('supervisord started')) throw new Error(`supervisord is not up: ${said}`);
    },
    { timeout: 60_000, interval: 50 },
  );
  const control = controlOf(
    {
      driver: { kind: 'supervisord', program: 'pegasus-{role}', config, sudo: true, ssh: { destination: '{host}' } },
      timeoutMs: 120_000,
    },
    join(scratch(), 'commands'),
    { environment: host.environment },
  );
  let nth = 0;
  return {
    host,
    run: (verb: ProcessVerb, role: 'replica' | 'meta' | 'collector' = 'replica') =>
      control.run(
        command({ verb, role, address: nodeAddress('127.0.0.1:34801'), id: commandId(`${verb}-${++nth}`) }),
        never,
      ),
  };
}

const pidIn = (tail: readonly string[]): string | undefined => /process (\d+)/.exec(tail.at(-1) ?? '')?.[1];

describe('a program of a real supervisord', () => {
  it('is started, restarted as another process, and stopped', async (test) => {
    test.skip(none !== undefined, none);
    const { run } = await supervised();
    const started = await run('start');
    expect(started).toMatchObject({
      kind: 'succeeded',
      tail: ['pegasus-replica: started', expect.stringMatching(/^pegasus-replica is RUNNING: process \d+$/)],
    });
    expect(await run('start')).toMatchObject({
      kind: 'succeeded',
      tail: [
        'pegasus-replica: ERROR (already started)',
        `pegasus-replica is RUNNING: process ${pidIn(started.tail) ?? ''}, as it was before`,
      ],
    });
    const restarted = await run('restart');
    expect(restarted.kind).toBe('succeeded');
    expect(pidIn(restarted.tail)).not.toBe(pidIn(started.tail));
    const stopped = await run('stop');
    expect(stopped.kind).toBe('succeeded');
    expect(stopped.tail.at(-1)).toMatch(/^pegasus-replica is STOPPED .*: process \d+ has gone$/);
    expect(await run('stop')).toMatchObject({ kind: 'succeeded' });
  });

  it('that ends at once, that there is not, and one whose connection is lost', async (test) => {
    test.skip(none !== undefined, none);
    const { host, run } = await supervised();
    expect(await run('start', 'meta')).toMatchObject({ kind: 'failed', tail: ['pegasus-meta: ERROR (spawn error)'] });
    expect(await run('stop', 'collector')).toMatchObject({
      kind: 'failed',
      tail: [expect.stringContaining('pegasus-collector: ERROR (no such process)')],
    });
    host.set('cut', 'start pegasus-replica');
    expect(await run('start')).toMatchObject({ kind: 'succeeded' });
    host.set('dropped', 'stop pegasus-replica');
    expect(await run('stop')).toMatchObject({ kind: 'failed' });
  });
});
