import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeFault } from '../../src/config/fault.js';
import { loadConfig } from '../../src/config/load.js';
import { toPolicy } from '../../src/config/policy.js';

const root = resolve(import.meta.dirname, '../..');
const examples = readdirSync(join(root, 'examples'));

/** Where what is new can be there before the process ends, it is; Minos brings it with the restart. */
const upgrades = new Map([
  ['compose', ['install', 'restart']],
  ['kubernetes', ['install', 'restart']],
  ['minos', ['restart']],
]);

describe('the example of each driver', () => {
  it('is there for some', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('loads, has a page, and is for the driver of its name: %s', async (name) => {
    const loaded = await loadConfig(join(root, 'examples', name, 'pegasus-roll.yml'), {});
    if (!loaded.ok) throw new Error(loaded.failure.map(describeFault).join('\n'));
    expect(loaded.value.clusters.map(({ processes }) => processes.driver.kind)).toEqual([name]);
    const [cluster] = loaded.value.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    expect(toPolicy(cluster).procedure.replica.upgrade).toEqual(upgrades.get(name) ?? ['stop', 'install', 'start']);
    const page = readFileSync(join(root, 'docs/drivers', `${name}.md`), 'utf8');
    for (const [, link = ''] of page.matchAll(/\]\((\.\.\/\.\.\/examples\/[^)]+)\)/g))
      expect(existsSync(join(root, 'docs/drivers', link)), link).toBe(true);
  });
});

describe('the install program of the systemd example', () => {
  it('unpacks a version, links it, does so again, and refuses what is no version', () => {
    const base = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
    onTestFinished(() => {
      rmSync(base, { recursive: true });
    });
    for (const folder of ['archives', 'releases', 'made/bin']) mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, 'made/bin/pegasus_server'), '2.5.0');
    execFileSync('tar', ['-czf', join(base, 'archives/pegasus-server-2.5.0.tar.gz'), '-C', base, 'made']);
    const install = (version: string): string =>
      execFileSync(join(root, 'examples/systemd/install'), [version], {
        env: { ...process.env, PEGASUS_BASE: base },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    install('2.5.0');
    install('2.5.0');
    expect(readlinkSync(join(base, 'current'))).toBe(join(base, 'releases/2.5.0'));
    expect(readFileSync(join(base, 'current/bin/pegasus_server'), 'utf8')).toBe('2.5.0');
    for (const version of ['2.6.0', '../archives', '-x', '']) expect(() => install(version)).toThrow();
    expect(readlinkSync(join(base, 'current'))).toBe(join(base, 'releases/2.5.0'));
  });
});

describe('the install program of the compose example', () => {
  it('brings the image first, sets the version and nothing else, and refuses what is no version', () => {
    const base = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
    onTestFinished(() => {
      rmSync(base, { recursive: true });
    });
    const docker = '#!/bin/sh\necho "$PEGASUS_VERSION $*" >> asked\ntest "$PEGASUS_VERSION" != 9.9.9\n';
    writeFileSync(join(base, 'docker'), docker, { mode: 0o755 });
    writeFileSync(join(base, '.env'), 'PEGASUS_VERSION=2.4.0\nOTHER=1\n');
    const set = (version: string): string =>
      execFileSync(join(root, 'examples/compose/set-version'), [version], {
        env: { ...process.env, PEGASUS_BASE: base, PATH: `${base}:${process.env['PATH'] ?? ''}` },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    set('2.5.0');
    set('2.5.0');
    for (const version of ['9.9.9', '../x', '-x', '']) expect(() => set(version)).toThrow();
    expect(readFileSync(join(base, '.env'), 'utf8')).toBe('OTHER=1\nPEGASUS_VERSION=2.5.0\n');
    expect(readFileSync(join(base, 'asked'), 'utf8').split('\n')[0]).toBe('2.5.0 compose -f compose.yaml pull --quiet');
  });
});
