import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { commandId, nodeAddress } from '../../../src/roll/ids.js';
import { standIn } from './stand-in.js';
import { command, controlOf, never } from './support.js';

// Each command is several programs of Node here.
vi.setConfig({ testTimeout: 300_000 });

type Behaviour = 'steady' | 'fails' | 'fatal' | 'asks';

/** A client of Minos with the stand-in for deploy. */
function client(generation: 1 | 2, how: Behaviour = 'steady') {
  const host = standIn('minos', 'deploy');
  writeFileSync(join(host.home, 'deploy'), readFileSync(join(host.bin, 'deploy')), { mode: 0o755 });
  const tasks = ['10.0.0.1', '10.0.0.2'].map((each, nth) => ({ task: String(nth), host: each, is: 'RUNNING' }));
  host.write('state.json', { generation, how, tasks });
  const control = controlOf(
    { driver: { kind: 'minos', client: host.home, generation, cluster: 'c4tst' }, timeoutMs: 120_000 },
    join(host.home, 'commands'),
    { environment: host.environment },
  );
  let nth = 0;
  return {
    changes: () => host.asked().filter((line) => !line.startsWith('show ')),
    run: (verb: ProcessVerb, version?: string, address = '10.0.0.2:34801') =>
      control.run(
        command({
          verb,
          role: 'replica',
          address: nodeAddress(address),
          id: commandId(`${verb}-${++nth}`),
          ...(version === undefined ? {} : { version }),
        }),
        never,
      ),
  };
}

const last = (tail: readonly string[]): string => tail.at(-1) ?? '';

describe.each([1, 2] as const)('a task of Minos, generation %i', (generation) => {
  it('is found by its host, and it alone is restarted or replaced', async () => {
    const { run, changes } = client(generation);
    const restarted = await run('restart');
    expect(restarted.kind).toBe('succeeded');
    expect(last(restarted.tail)).toMatch(/^task 1 of replica on 10\.0\.0\.2: deploy tells no failure/);
    expect(await run('restart', '2.5.0')).toMatchObject({ kind: 'succeeded' });
    const one = 'pegasus c4tst --job replica --task 1';
    expect(changes()).toEqual([
      `restart ${one} --skip_confirm`,
      `rolling_update ${one} --update_package --update_config --time_interval 20 --skip_confirm${generation === 2 ? ' --confirm_install' : ''}`,
    ]);
  });

  it('has failed where a line says so, for all its exit code 0', async () => {
    const result = await client(generation, 'fails').run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toMatch(/fail: <Fault 50/);
  });

  it('has failed where somebody is asked', async () => {
    expect(await client(generation, 'asks').run('restart')).toMatchObject({ kind: 'failed' });
  });

  it('that is on no such host is left alone', async () => {
    const { run, changes } = client(generation);
    const result = await run('restart', undefined, '10.0.0.9:34801');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toBe('no task is on 10.0.0.9: 0 on 10.0.0.1, 1 on 10.0.0.2');
    expect(changes()).toEqual([]);
  });
});

describe('a task of the first generation of Minos', () => {
  it('is stopped, and has failed where its process ends at once', async () => {
    expect(last((await client(1).run('stop')).tail)).toMatch(/deploy tells no failure, and STOPPED$/);
    const result = await client(1, 'fatal').run('start');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toBe('task 1 of replica on 10.0.0.2 is FATAL after the start');
  });
});
