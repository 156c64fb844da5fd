import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import type { ClusterAct } from '../../../src/roll/act.js';
import { nodeAddress } from '../../../src/roll/ids.js';
import { compiledProgram } from '../../support/compiled.js';
import { silent } from '../../support/silent.js';

const program = resolve(import.meta.dirname, '../../fixtures/shell/broken-shell.mjs');
const act: ClusterAct = { kind: 'set-level', leader: nodeAddress('10.0.1.1:34601'), level: 'lively' };
const never = new AbortController().signal;

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pegasus roll '));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** How run.sh finds its folder, as shipped: up to 2.5 it is the one in which it is started. */
const roots = { '2.5': 'ROOT=$(pwd)', newer: 'ROOT="$(cd "$(dirname "$0")" && pwd)"' } as const;

/** What the shipped run.sh does with its folder before it starts the shell. */
const ownFolder = (generation: keyof typeof roots): string =>
  `${roots[generation]}\nsed "s/@CLUSTER_NAME@/unknown/" "\${ROOT}/src/shell/config.ini" > "\${ROOT}/config-shell.ini.$$" || exit $?\n`;

/** A home folder whose run.sh starts the shell as its child, as the real one does. */
function admin(how: string, timeout = 8_000, before = '') {
  const script = `#!/bin/bash\n${before}export BROKEN_SHELL='${how}' BROKEN_SHELL_PIDS='${pidFile()}'\necho $$ > '${pidFile()}.run'\nprintf '%s' "$*" > '${home}/arguments'\nenv > '${home}/environment'\n'${process.execPath}' '${program}'\nexit $?\n`;
  writeFileSync(join(home, 'run.sh'), script);
  chmodSync(join(home, 'run.sh'), 0o755);
  return createShellAdmin({
    home,
    metas: ['10.0.1.1:34601', '10.0.1.2:34601'],
    clock: realClock,
    log: silent,
    timeouts: { perform: timeout, observe: timeout },
  });
}

const pidFile = (): string => join(home, 'pids');

/** Processes of the last shell that still run. */
function alive(): readonly number[] {
  const pids = [...readFileSync(pidFile(), 'utf8').split(' '), readFileSync(`${pidFile()}.run`, 'utf8')].map(Number);
  expect(pids.every((pid) => pid > 1)).toBe(true);
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      // A child of a child that was ended waits for init to take note of it.
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

describe('a real process behind run.sh', () => {
  it('is asked and answers', async () => {
    expect(await admin('well').perform(act, never)).toEqual({ ok: true, value: { refused: [] } });
    expect(readFileSync(join(home, 'arguments'), 'utf8')).toBe('shell --cluster 10.0.1.1:34601');
    expect(alive()).toEqual([]);
  });

  it.each(['2.5', 'newer'] as const)(
    'of a run.sh of %s is started in the folder that it lives in',
    async (generation) => {
      mkdirSync(join(home, 'src/shell'), { recursive: true });
      writeFileSync(join(home, 'src/shell/config.ini'), '[apps.mimic]\n');
      expect(await admin('well', 8_000, ownFolder(generation)).perform(act, never)).toEqual({
        ok: true,
        value: { refused: [] },
      });
    },
  );

  it('has answered when it has ended, though something that it left behind holds its pipes', async () => {
    const leave = `sleep 60 & echo $! > '${home}/left'\n`;
    const before = performance.now();
    expect(await admin('well', 8_000, leave).perform(act, never)).toEqual({ ok: true, value: { refused: [] } });
    expect(performance.now() - before).toBeLessThan(7_000);
    const left = Number(readFileSync(join(home, 'left'), 'utf8'));
    expect(() => process.kill(left, 0)).not.toThrow();
    process.kill(left, 'SIGKILL');
  });

  it('is understood when its answer comes byte by byte', async () => {
    expect(await admin('drips').perform(act, never)).toEqual({ ok: true, value: { refused: [] } });
  });

  it('does not get the tokens of the bot', async () => {
    process.env['SLACK_BOT_TOKEN'] = 'xoxb-very-secret';
    try {
      await admin('well').perform(act, never);
    } finally {
      delete process.env['SLACK_BOT_TOKEN'];
    }
    expect(readFileSync(join(home, 'environment'), 'utf8')).toContain('BROKEN_SHELL=');
    expect(readFileSync(join(home, 'environment'), 'utf8')).not.toContain('very-secret');
  });

  it.each([
    ['prints half', 'not-understood', 'code 0 before it had answered'],
    ['prints garbage', 'not-understood', 'cluster_info'],
    ['aborts', 'not-understood', 'code 134'],
    ['leaves early', 'not-understood', 'code 3'],
    ['leaves badly', 'not-understood', 'code 139'],
    ['floods', 'not-understood', 'more than 64 MiB'],
  ])('that %s is refused', async (how, kind, message) => {
    expect(await admin(how, 15_000).perform(act, never)).toMatchObject({
      ok: false,
      failure: { kind, message: expect.stringContaining(message) },
    });
    await expect.poll(alive, { timeout: 1_000 }).toEqual([]);
  });

  it.each(['hangs', 'ignores SIGTERM'])('that %s is gone when its time is up', async (how) => {
    expect(await admin(how, 2_000).perform(act, never)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', message: expect.stringContaining('set_meta_level lively') },
    });
    await expect.poll(alive, { timeout: 1_000 }).toEqual([]);
  });

  it('is gone within a moment when it is cancelled', async () => {
    const stop = new AbortController();
    const outcome = admin('ignores SIGTERM').perform(act, stop.signal);
    await expect.poll(() => readable(pidFile()), { timeout: 5_000 }).toBe(true);
    const before = performance.now();
    stop.abort();
    expect(await outcome).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    // The kernel may take a moment between SIGKILL and the end of the process.
    await expect.poll(alive, { timeout: 1_000 }).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('goes when the bot goes, though it hangs', async () => {
    admin('ignores SIGTERM');
    const bot = `
      import { spawnShell } from ${JSON.stringify(pathToFileURL(compiledProgram('src/pegasus/shell/spawn-shell.ts')).href)};
      const clock = { now: () => Date.now(), sleep: () => new Promise(() => undefined), after: () => () => undefined };
      const shell = spawnShell(clock)([${JSON.stringify(join(home, 'run.sh'))}, 'shell', '--cluster', '10.0.1.1:34601'], new AbortController().signal);
      shell.onStdout((text) => { if (text.includes('meta list')) process.exit(0); });`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', bot], { timeout: 15_000 });
    await expect.poll(alive, { timeout: 5_000 }).toEqual([]);
  });

  it('that cannot be started is said to be so', async () => {
    const shell = admin('well');
    writeFileSync(join(home, 'run.sh'), '#!/no/such/interpreter\n');
    expect(await shell.perform(act, never)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', raw: [expect.stringContaining('ENOENT')] },
    });
    rmSync(join(home, 'run.sh'));
    expect(await shell.perform(act, never)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', message: expect.stringContaining('no run.sh') },
    });
  });
});

function readable(path: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== '';
  } catch {
    return false;
  }
}
