import { describe, expect, it } from 'vitest';
import { works } from '../../src/lib/finding.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { minos } from '../../src/processes/drivers/minos/driver.js';
import { failuresIn, parseTasks, taskOn } from '../../src/processes/drivers/minos/tasks.js';
import { changeTask } from '../../src/processes/drivers/minos/words.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';

const first = (task: number, host: string, state = 'RUNNING', job = 'replica'): string =>
  [
    `2026-11-29 12:00:00 Showing task ${task} of ${job} on ${host}(0)`,
    `2026-11-29 12:00:01 \u001b[0;32mTask ${task} of ${job} on ${host}(0) is ${state}\u001b[0m`,
    '',
  ].join('\n');

describe('the tasks that deploy shows', () => {
  it('are read of both generations, without times and colours', () => {
    expect(parseTasks('replica', first(0, 'a.b') + first(1, '10.0.0.2', 'STOPPED'))).toEqual(
      ok([
        { task: '0', host: 'a.b', state: 'RUNNING' },
        { task: '1', host: '10.0.0.2', state: 'STOPPED' },
      ]),
    );
    expect(parseTasks('replica', 'Task 0 of replica on a.b: RUNNING\nTask 1 of meta on a.b: x\n')).toEqual(
      ok([{ task: '0', host: 'a.b', state: undefined }]),
    );
  });

  it.each([
    ['nothing', ''],
    ['an error', '2026-11-29 12:00:00 \u001b[0;31mNo such cluster\u001b[0m'],
    ['another job', first(0, 'a', 'RUNNING', 'meta')],
    ['one task on two hosts', first(0, 'a') + first(0, 'b')],
  ])('are a failure where it is %s, and never "none"', (_, printed) => {
    expect(parseTasks('replica', printed)).toMatchObject({ ok: false });
  });

  it('are found by their host, one and no other, also by what its name leads to', async () => {
    const tasks = ['a', '10.0.0.2', 'b', 'b'].map((host, nth) => ({ task: String(nth), host, state: undefined }));
    const on = async (host: string) => {
      const found = await taskOn(host, tasks, (name) => Promise.resolve(name === 'a' ? ['10.0.0.1'] : []));
      return found.ok ? found.value.task : found.failure;
    };
    expect(await on('10.0.0.1')).toBe('0');
    expect(await on('10.0.0.2')).toBe('1');
    expect(await on('10.0.0.3')).toBe('no task is on 10.0.0.3: 0 on a, 1 on 10.0.0.2, 2 on b, 3 on b');
    expect(await on('b')).toMatch(/^more than one task is on b/);
  });
});

describe('what deploy prints', () => {
  it.each([
    ['2026-11-29 12:00:00 \u001b[0;31mStart task 3 of replica on a(0) fail: <Fault 50>\u001b[0m', true],
    ['Instance 0 of replica on a start failed', true],
    ['Traceback (most recent call last):', true],
    ['Restart canceled', true],
    ['Start task 3 of replica on a(0) success', false],
  ])('says by a line whether it failed: %s', (line, failed) => {
    expect(failuresIn(`x\n${line}\n`).length > 0).toBe(failed);
  });

  it('is always about one task, and asks nobody', () => {
    const task = { cluster: 'c', job: 'meta', task: '2', generation: 2 } as const;
    expect(changeTask(task, 'restart', true).join(' ')).toBe(
      './deploy rolling_update pegasus c --job meta --task 2 --update_package --update_config --time_interval 20 --skip_confirm --confirm_install',
    );
    for (const verb of ['stop', 'start', 'restart'] as const)
      expect(changeTask({ ...task, generation: 1 }, verb, false).join(' ')).toBe(
        `./deploy ${verb} pegasus c --job meta --task 2 --skip_confirm`,
      );
  });
});

describe('the check of the driver minos', () => {
  const check = async (answer: Result<string, string>): Promise<readonly string[]> => {
    const findings = await minos.check(
      { kind: 'minos', client: '/opt/minos/client', generation: 1 },
      {
        cluster: clusterName('cluster-x'),
        servers: [{ role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 }],
        executable: (name) => Promise.resolve(works(name)),
        ask: (argv) => {
          expect(argv.slice(-3)).toEqual(['/opt/minos/client', 'cluster-x', 'replica']);
          expect(argv[2]).toContain('./deploy show ');
          return Promise.resolve(answer);
        },
      },
    );
    return findings.map(({ kind, text }) => `${kind}: ${text}`);
  };

  it('asks for the tasks, and changes nothing', async () => {
    expect(await check(ok(first(0, '10.0.0.1')))).toEqual([
      'works: deploy shows a task of replica on the host of each of its 1 servers',
    ]);
    expect((await check(ok('2026-11-29 12:00:00 No such cluster')))[0]).toMatch(/^fails: .*: it names no task: /);
    expect(await check(ok(first(0, '10.0.0.1', 'STOPPED')))).toContain('note: 10.0.0.1:34801: task 0 is STOPPED now');
    // As many tasks as servers, and none of them on the host of this one.
    expect(await check(ok(first(0, '10.0.0.2')))).toEqual([
      'fails: 10.0.0.1:34801: no task is on 10.0.0.1: 0 on 10.0.0.2',
    ]);
    expect(await check(fail('it did not end within 15 s'))).toEqual(['fails: it did not end within 15 s']);
  });
});
