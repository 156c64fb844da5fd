import { describe, expect, it } from 'vitest';
import { works } from '../../src/lib/finding.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { supervisord } from '../../src/processes/drivers/supervisord/driver.js';
import { parseProgramState } from '../../src/processes/drivers/supervisord/program-state.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';

const read = (printed: string) => parseProgramState('pegasus-replica', printed);

describe('what supervisorctl says of a program', () => {
  it.each([
    ['STOPPED   Not started', { phase: 'down', final: true, pid: 0, said: 'STOPPED (Not started)' }],
    ['RUNNING   pid 20040, uptime 0:00:04', { phase: 'running', pid: 20040, said: 'RUNNING' }],
    ['FATAL     Exited too quickly (process log may have details)', { phase: 'down', final: true, pid: 0 }],
    ['EXITED    Nov 30 02:37 AM', { phase: 'down', final: false, pid: 0 }],
    ['STARTING', { phase: 'changing', pid: 0, said: 'STARTING' }],
    ['BACKOFF   Exited too quickly', { phase: 'changing', pid: 0 }],
    ['STOPPING', { phase: 'changing', pid: 0 }],
  ])('is read: %s', (line, state) => {
    expect(read(`pegasus-replica                  ${line}\n`)).toMatchObject({ ok: true, value: state });
  });

  it.each([
    ['nothing', ''],
    ['another program', 'pegasus-meta   STOPPED   Not started'],
    ['no such program', 'pegasus-replica: ERROR (no such process)'],
    ['no supervisord', 'unix:///run/supervisor.sock no such file'],
    ['no process', 'pegasus-replica   RUNNING'],
    ['two lines', 'pegasus-replica   STOPPED   x\npegasus-replica   STOPPED   x'],
  ])('is never taken for "stopped" where it is %s', (_, printed) => {
    expect(read(printed)).toMatchObject({ ok: false });
  });
});

describe('the check of the driver supervisord', () => {
  const check = async (answer: (line: string) => Result<string, string>): Promise<readonly string[]> => {
    const settings = {
      kind: 'supervisord',
      program: 'pegasus-{role}',
      config: '/etc/s.conf',
      sudo: true,
      ssh: { destination: '{host}' },
    } as const;
    const findings = await supervisord.check(settings, {
      cluster: clusterName('cluster-x'),
      servers: [{ role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 }],
      executable: (name) => Promise.resolve(works(name)),
      ask: (argv) => Promise.resolve(answer(argv.at(-1) ?? '')),
    });
    return findings.map(({ kind, text }) => `${kind}: ${text}`);
  };

  it('asks for states and rights, and changes nothing', async () => {
    const asked: string[] = [];
    expect(
      await check((line) => {
        asked.push(line);
        return ok('pegasus-replica   RUNNING   pid 1, uptime 0:00:04');
      }),
    ).toEqual(['works: ssh reaches all 1 servers, and supervisord there has their programs']);
    expect(asked).toEqual([
      'sudo -n supervisorctl -c /etc/s.conf status pegasus-replica || test $? -eq 3',
      ...['stop', 'start', 'restart'].map((verb) => `sudo -n -l supervisorctl -c /etc/s.conf ${verb} pegasus-replica`),
    ]);
  });

  it('says what is wrong', async () => {
    expect(await check(() => ok('pegasus-replica   STOPPED   Not started'))).toContain(
      'note: 10.0.0.1:34801: pegasus-replica is STOPPED (Not started) now',
    );
    expect(await check(() => fail('ssh ended with exit code 4: unix:///run/supervisor.sock no such file'))).toEqual([
      'fails: 10.0.0.1:34801: ssh ended with exit code 4: unix:///run/supervisor.sock no such file',
    ]);
  });
});
