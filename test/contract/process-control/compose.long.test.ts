import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { commandId, nodeAddress } from '../../../src/roll/ids.js';
import { standIn } from './stand-in.js';
import { command, controlOf, never, program } from './support.js';

// Each command is several programs of Node here.
vi.setConfig({ testTimeout: 300_000 });

type Behaviour = 'steady' | 'crash' | 'again' | 'same' | 'silent';

interface Service {
  readonly how: Behaviour;
  readonly configuration: { readonly image: string };
  readonly containers: readonly { readonly id: string; readonly pid: number; readonly image: string }[];
}

const fixed = { networks: { inner: { ipv4_address: '10.0.0.1' } } };

/** One service of the stand-in for docker, beside this or behind a stand-in for ssh. */
function composed(configuration: object = fixed, ssh = false) {
  const host = standIn('compose', 'docker');
  if (ssh) {
    const copy = join(host.bin, 'ssh.mjs');
    writeFileSync(copy, readFileSync(program('systemd/ssh.mjs'), 'utf8'));
    writeFileSync(join(host.bin, 'ssh'), `#!/bin/sh\nexec "${process.execPath}" "${copy}" "$@"\n`, { mode: 0o755 });
  }
  const services = () => host.read('services.json') as { readonly 'replica-0': Service };
  const change = (changes: Partial<Service>): void => {
    host.write('services.json', { 'replica-0': { ...services()['replica-0'], ...changes } });
  };
  host.write('services.json', {
    'replica-0': { how: 'steady', configuration: { image: 't:1', ...configuration }, containers: [] },
  });
  onTestFinished(() => {
    for (const { pid } of services()['replica-0'].containers) {
      try {
        if (pid !== 0) process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  });
  const control = controlOf(
    {
      driver: {
        kind: 'compose',
        service: '{role}-{index}',
        file: '/opt/compose.yaml',
        sudo: false,
        ...(ssh ? { ssh: { destination: '{host}' } } : {}),
      },
      timeoutMs: 120_000,
    },
    join(host.home, 'commands'),
    { environment: host.environment },
  );
  let nth = 0;
  return {
    host,
    change,
    replaceable: () =>
      control.replaceable?.([{ role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 }], never),
    service: (): Service => services()['replica-0'],
    /** What was asked that could change something. */
    changes: () => host.asked().filter((line) => !/^(?:config|ps) /.test(line)),
    run: (verb: ProcessVerb) =>
      control.run(
        command({ verb, role: 'replica', address: nodeAddress('10.0.0.1:34801'), id: commandId(`${verb}-${++nth}`) }),
        never,
      ),
  };
}

const last = (tail: readonly string[]): string => tail.at(-1) ?? '';

describe.each([
  ['this machine', false],
  ['a host behind ssh', true],
])('a service of Compose on %s', (_, ssh) => {
  it('is started, replaced by another container, and stopped', async () => {
    const { run, service, changes } = composed(fixed, ssh);
    expect(await run('start')).toMatchObject({ kind: 'succeeded' });
    const [before] = service().containers;
    const replaced = await run('restart');
    expect(replaced.kind).toBe('succeeded');
    expect(last(replaced.tail)).toMatch(/^replica-0 is running t:1, container [0-9a-f]{12}: process \d+$/);
    const [after] = service().containers;
    expect(after?.id).not.toBe(before?.id);
    const stopped = await run('stop');
    expect(stopped.kind).toBe('succeeded');
    expect(last(stopped.tail)).toBe(
      `replica-0 is exited (137: it did not end by itself, and was killed), container ${(after?.id ?? '').slice(0, 12)}: process ${after?.pid ?? 0} has gone`,
    );
    expect(await run('stop')).toMatchObject({ kind: 'succeeded' });
    expect(changes()).toEqual([
      'up -d --no-deps replica-0',
      'up -d --no-deps --force-recreate replica-0',
      'stop replica-0',
      'stop replica-0',
    ]);
  });
});

describe('a service of Compose', () => {
  it.each([false, true])('says before anything is touched whether it would keep its address (ssh: %s)', async (ssh) => {
    const kept = composed(fixed, ssh);
    expect(await kept.replaceable()).toEqual({ '10.0.0.1:34801': { kind: 'yes' } });
    expect(kept.changes()).toEqual([]);
    const lost = composed({}, ssh);
    expect(await lost.replaceable()).toMatchObject({
      '10.0.0.1:34801': { kind: 'no', why: expect.stringMatching(/no fixed address/) },
    });
  });

  it('that was stopped is started with the image of now, not with that of before', async () => {
    const { run, service, change } = composed();
    await run('start');
    await run('stop');
    change({ configuration: { ...service().configuration, image: 't:2' } });
    expect(last((await run('start')).tail)).toMatch(/^replica-0 is running t:2/);
  });

  it.each([
    ['crash', /^replica-0 was started and is exited \(3\), container .*; docker compose logs replica-0/],
    ['again', /^replica-0 ended right after it was started, and was started again: it is running t:1/],
    ['same', /^replica-0 was not restarted: process \d+ is still there$/],
  ] as const)('is not taken for replaced where it does not do so: %s', async (how, says) => {
    const { run, change } = composed();
    await run('start');
    change({ how });
    const result = await run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toMatch(says);
  });

  it('that is two containers is left alone', async () => {
    const { run, change, changes, service } = composed();
    await run('start');
    const { containers } = service();
    change({ containers: [...containers, ...containers.map((each) => ({ ...each, id: 'a'.repeat(64), pid: 0 }))] });
    const result = await run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toMatch(/^replica-0 has several containers, and a server is one: /);
    expect(changes()).toEqual(['up -d --no-deps replica-0']);
  });

  it.each([
    ['no fixed address', { networks: { inner: null } }, /^replica-0 has no fixed address in its configuration/],
    ['another', { networks: { inner: { ipv4_address: '10.0.0.2' } } }, /^replica-0 is not the server at 10\.0\.0\.1/],
  ])('with %s is not touched', async (_, configuration, says) => {
    const { run, changes } = composed(configuration);
    for (const verb of ['stop', 'start', 'restart'] as const) {
      const result = await run(verb);
      expect(result.kind).toBe('failed');
      expect(last(result.tail)).toMatch(says);
    }
    expect(changes()).toEqual([]);
  });

  it('that docker says nothing of is never taken for stopped', async () => {
    const { run, change, changes } = composed();
    await run('start');
    change({ how: 'silent' });
    expect(await run('stop')).toMatchObject({ kind: 'failed' });
    expect(changes()).toEqual(['up -d --no-deps replica-0']);
  });
});

describe('a connection that is lost', () => {
  it('after the container was replaced: it has succeeded', async () => {
    const { run, host, service } = composed(fixed, true);
    await run('start');
    const [before] = service().containers;
    writeFileSync(join(host.home, 'cut'), '--force-recreate');
    expect(await run('restart')).toMatchObject({ kind: 'succeeded' });
    expect(service().containers[0]?.id).not.toBe(before?.id);
  });

  it('before that, though Docker itself started the container again: it has failed', async () => {
    const { run, host, change } = composed(fixed, true);
    await run('start');
    change({ how: 'again' });
    writeFileSync(join(host.home, 'dropped'), '--force-recreate');
    const result = await run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toBe('replica-0 is as it was before: the command did not arrive');
  });
});
