import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commandId, nodeAddress } from '../../../src/roll/ids.js';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { noSshd, sshHost, standInHost, type Host } from './systemd-host.js';
import { command, controlOf, never, scratch } from './support.js';

// Each command is several programs of Node here.
vi.setConfig({ testTimeout: 300_000 });

const unit = 'pegasus-replica';
const server = { role: 'replica', address: nodeAddress('127.0.0.1:34801') } as const;

/** The processes of a host that is reached in this way, with nothing but `sudo` to become root. */
function controlled(host: Host, sudo = true, timeoutMs = 120_000) {
  const folder = scratch();
  const releases = { folder: join(host.home, 'releases'), current: join(host.home, 'current') };
  const ssh = { destination: '{host}', ...(host.config === undefined ? {} : { config: host.config }) };
  const control = controlOf(
    { driver: { kind: 'systemd', unit: 'pegasus-{role}', sudo, ssh, releases }, timeoutMs },
    join(folder, 'commands'),
    { environment: host.environment },
  );
  let nth = 0;
  return {
    releases,
    run: (verb: ProcessVerb, version?: string) =>
      control.run(
        command({ verb, ...server, id: commandId(`${verb}-${++nth}`), ...(version === undefined ? {} : { version }) }),
        never,
      ),
  };
}

const ways: readonly (readonly [string, () => Host | Promise<Host>])[] = [
  ['a stand-in for ssh', standInHost],
  ['a real sshd', sshHost],
];

describe.each(ways)('a unit of systemd, through %s', (way, reach) => {
  it('is started, restarted as another process, and stopped', async (test) => {
    test.skip(way === 'a real sshd' && noSshd !== undefined, noSshd);
    const host = await reach();
    host.addUnit(unit);
    const { run } = controlled(host);
    expect(await run('start')).toMatchObject({
      kind: 'succeeded',
      tail: [expect.stringMatching(/^pegasus-replica is active: process \d+$/)],
    });
    const before = host.read(unit).pid;
    expect(await run('start')).toMatchObject({
      kind: 'succeeded',
      tail: [`pegasus-replica is active: process ${before}, as it was before`],
    });
    expect(await run('restart')).toMatchObject({ kind: 'succeeded' });
    expect(host.read(unit).pid).not.toBe(before);
    const last = host.read(unit).pid;
    expect(await run('stop')).toEqual({
      kind: 'succeeded',
      tail: [`pegasus-replica is inactive: process ${last} has gone`],
    });
    expect(host.read(unit).pid).toBe(0);
    expect(await run('stop')).toMatchObject({ kind: 'succeeded' });
  });

  it('gets another package by its link, or says why not', async (test) => {
    test.skip(way === 'a real sshd' && noSshd !== undefined, noSshd);
    const host = await reach();
    const { run, releases } = controlled(host);
    for (const version of ['2.4.0', '2.5.0']) mkdirSync(join(releases.folder, version), { recursive: true });
    symlinkSync(join(releases.folder, '2.4.0'), releases.current);
    expect(await run('install', '2.5.0')).toMatchObject({ kind: 'succeeded' });
    expect(readlinkSync(releases.current)).toBe(join(releases.folder, '2.5.0'));
    expect(await run('install', '2.6.0')).toMatchObject({
      kind: 'failed',
      tail: [expect.stringMatching(/^there is no folder .*2\.6\.0 on this server/)],
    });
    expect(readlinkSync(releases.current)).toBe(join(releases.folder, '2.5.0'));
  });

  it('gets another package whatever a login prints', async () => {
    const host = standInHost();
    host.set('banner', '');
    const { run, releases } = controlled(host);
    mkdirSync(join(releases.folder, '2.5.0'), { recursive: true });
    expect(await run('install', '2.5.0')).toMatchObject({ kind: 'succeeded' });
    expect(readlinkSync(releases.current)).toBe(join(releases.folder, '2.5.0'));
  });

  it('that there is not is a failure', async (test) => {
    test.skip(way === 'a real sshd' && noSshd !== undefined, noSshd);
    const host = await reach();
    expect(await controlled(host).run('stop')).toMatchObject({
      kind: 'failed',
      tail: ['pegasus-replica cannot be used on this host: systemd says that it is not-found'],
    });
    expect(host.asked().filter((line) => !line.startsWith('systemctl show'))).toEqual([]);
  });
});

describe('a host that is not known to ssh', () => {
  it('is not believed, and nothing is run there', async (test) => {
    test.skip(noSshd !== undefined, noSshd);
    const host = await sshHost();
    host.addUnit(unit);
    writeFileSync(host.knownHosts, '');
    expect(await controlled(host).run('restart')).toMatchObject({
      kind: 'failed',
      reason: 'it ended with exit code 255',
      tail: expect.arrayContaining([expect.stringContaining('Host key verification failed')]) as unknown,
    });
    expect(host.asked()).toEqual([]);
  });
});

describe('a unit of systemd that does not do as it should', () => {
  it.each([
    ['crash', /^pegasus-replica was started and is failed \(exit-code\); journalctl -u pegasus-replica/],
    ['again', /^pegasus-replica ended right after it was started, and was started again: it is active$/],
  ] as const)('is told: %s', async (how, told) => {
    const host = standInHost();
    host.addUnit(unit, how);
    const { kind, tail } = await controlled(host).run('start');
    expect(kind).toBe('failed');
    expect(tail.at(-1)).toMatch(told);
  });

  it('is told: systemctl says that it restarted it, and the process is the same', async () => {
    const host = standInHost();
    host.addUnit(unit);
    const { run } = controlled(host);
    await run('start');
    host.behave(unit, 'deaf');
    expect(await run('restart')).toMatchObject({
      kind: 'failed',
      tail: [expect.stringMatching(/^pegasus-replica was not restarted: process \d+ is still there$/)],
    });
    host.behave(unit, 'steady');
  });

  it('is told: who logs in may not', async () => {
    const host = standInHost();
    host.addUnit(unit);
    host.set('forbidden', unit);
    expect(await controlled(host).run('start')).toMatchObject({
      kind: 'failed',
      tail: ['sudo: a password is required'],
    });
    expect(await controlled(host, false).run('start')).toMatchObject({
      kind: 'failed',
      tail: [expect.stringContaining('Interactive authentication required')],
    });
  });

  it('of a systemd that shows less is told from its next process by when that started', async () => {
    const host = standInHost();
    host.addUnit(unit, 'steady', true);
    const { run } = controlled(host);
    await run('start');
    expect(await run('restart')).toMatchObject({ kind: 'succeeded' });
    host.behave(unit, 'deaf');
    expect(await run('restart')).toMatchObject({ kind: 'failed' });
    host.behave(unit, 'steady');
  });
});

describe('a connection that is lost', () => {
  it('after the command was carried out: the unit says so', async () => {
    const host = standInHost();
    host.addUnit(unit);
    const { run } = controlled(host);
    await run('start');
    host.set('cut', 'systemctl restart');
    expect(await run('restart')).toMatchObject({ kind: 'succeeded' });
    host.set('cut', 'systemctl stop');
    expect(await run('stop')).toMatchObject({ kind: 'succeeded' });
    expect(host.read(unit).pid).toBe(0);
  });

  it.each(['restart', 'stop'] as const)('while the %s is only beginning: it is waited for', async (verb) => {
    const host = standInHost();
    host.addUnit(unit);
    const { run } = controlled(host);
    await run('start');
    const before = host.read(unit).pid;
    host.set('late', `systemctl ${verb}`);
    expect(await run(verb)).toMatchObject({ kind: 'succeeded' });
    expect(host.read(unit).pid).not.toBe(before);
  });

  it('is ended with the command when that takes too long: nothing is carried out later', async () => {
    const host = standInHost();
    host.addUnit(unit);
    await controlled(host).run('start');
    host.set('hangs', 'systemctl restart');
    const ended = controlled(host, true, 8_000).run('restart');
    const pid = await vi.waitFor(() => Number(readFileSync(join(host.home, 'hanging'), 'utf8')), { timeout: 60_000 });
    expect(await ended).toMatchObject({ kind: 'timed-out' });
    await vi.waitFor(() => {
      expect(existsSync(`/proc/${pid}`)).toBe(false);
    });
    expect(host.asked().filter((line) => line.startsWith('systemctl restart'))).toEqual([]);
  });

  it.each(['restart', 'stop'] as const)('before the %s was carried out: it has failed', async (verb) => {
    const host = standInHost();
    host.addUnit(unit);
    const { run } = controlled(host);
    await run('start');
    host.set('dropped', `systemctl ${verb}`);
    const { kind, tail } = await run(verb);
    expect(kind).toBe('failed');
    expect(tail.at(-1)).toBe('pegasus-replica is as it was before: the command did not arrive');
    expect(host.read(unit).pid).not.toBe(0);
  });

  it('before anything was asked: it has failed', async () => {
    const host = standInHost();
    host.addUnit(unit);
    host.set('down', '');
    expect(await controlled(host).run('stop')).toMatchObject({
      kind: 'failed',
      tail: expect.arrayContaining([expect.stringContaining('Connection refused')]) as unknown,
    });
  });
});
