import { execFileSync, spawn } from 'node:child_process';
import { accessSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { program, scratch } from './support.js';

/** What a unit's process is like, see programs/systemd/systemctl.mjs. */
export type Behaviour = 'steady' | 'crash' | 'again' | 'deaf';

interface Unit {
  readonly pid: number;
  readonly active: string;
  readonly how: Behaviour;
}

/** A host with stand-ins for systemctl and sudo, and no way to it yet. */
function host() {
  const home = scratch();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  mkdirSync(join(home, 'units'));
  const put = (name: string): void => {
    const text = readFileSync(program(`systemd/${name}.mjs`), 'utf8');
    writeFileSync(join(bin, `${name}.mjs`), text);
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${join(bin, `${name}.mjs`)}" "$@"\n`, {
      mode: 0o755,
    });
  };
  put('systemctl');
  put('sudo');
  const file = (unit: string): string => join(home, 'units', `${unit}.json`);
  const read = (unit: string): Unit => JSON.parse(readFileSync(file(unit), 'utf8')) as Unit;
  return {
    home,
    bin,
    put,
    read,
    /** A unit that is not started; `old`: what systemd 219 does not show is not shown. */
    addUnit: (unit: string, how: Behaviour = 'steady', old = false): void => {
      const state = { pid: 0, active: 'inactive', result: 'success', invocation: '', restarts: 0, how, old };
      writeFileSync(file(unit), JSON.stringify(state));
      onTestFinished(() => {
        const { pid } = read(unit);
        if (pid !== 0) {
          try {
            process.kill(pid, 'SIGKILL');
          } catch {
            // It has ended.
          }
        }
      });
    },
    behave: (unit: string, how: Behaviour): void => {
      writeFileSync(file(unit), JSON.stringify({ ...read(unit), how }));
    },
    /** What the stand-in of ssh, or sudo, is to do; `text` as they say at their top. */
    set: (name: 'down' | 'cut' | 'dropped' | 'late' | 'hangs' | 'banner' | 'forbidden', text: string): void => {
      writeFileSync(join(home, name), text);
    },
    /** The commands that systemctl was given. */
    asked: (): readonly string[] =>
      existsSync(join(home, 'asked')) ? readFileSync(join(home, 'asked'), 'utf8').trim().split('\n') : [],
  };
}

export type Host = ReturnType<typeof host> & { readonly environment: NodeJS.ProcessEnv; readonly config?: string };

/** Reached by a stand-in for ssh. */
export function standInHost(): Host {
  const made = host();
  made.put('ssh');
  return { ...made, environment: { ...process.env, PATH: `${made.bin}${delimiter}${process.env['PATH'] ?? ''}` } };
}

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});

/** Why there is no real sshd to test with, in a sentence; undefined where there is one. */
export const noSshd =
  sshd === undefined ? 'NOT RUN: there is no sshd on this machine (Debian: apt-get install openssh-server)' : undefined;

/** Reached by the machine's own ssh through a real sshd on loopback, which is gone after the test. */
export async function sshHost(): Promise<Host & { readonly knownHosts: string; readonly config: string }> {
  if (sshd === undefined) throw new Error(noSshd);
  const made = host();
  const path = (name: string): string => join(made.home, name);
  for (const key of ['host-key', 'user-key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(key)]);
  writeFileSync(path('authorized'), readFileSync(path('user-key.pub')), { mode: 0o600 });
  // Of root's sshd alone; it is a folder of the machine.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await freePort();
  writeFileSync(
    path('sshd.conf'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${path('host-key')}`,
      `AuthorizedKeysFile ${path('authorized')}`,
      `PidFile ${path('sshd.pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      `SetEnv PATH=${made.bin}:/usr/bin:/bin`,
      '',
    ].join('\n'),
  );
  const server = spawn(sshd, ['-D', '-e', '-f', path('sshd.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const knownHosts = path('known-hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${readFileSync(path('host-key.pub'), 'utf8')}`);
  const config = path('ssh.conf');
  const lines = [
    'Host *',
    `  Port ${port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile ${path('user-key')}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile none',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  onTestFinished(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
  });
  await vi.waitFor(
    () => {
      if (!said.includes('Server listening')) throw new Error(`sshd does not listen: ${said}`);
    },
    { timeout: 10_000, interval: 20 },
  );
  return { ...made, environment: process.env, config, knownHosts };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
