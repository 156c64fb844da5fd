import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { works } from '../../src/lib/finding.js';
import type { DriverCheck } from '../../src/processes/driver.js';
import { systemd } from '../../src/processes/drivers/systemd/driver.js';
import { parseUnitState } from '../../src/processes/drivers/systemd/unit-state.js';
import { sshTo } from '../../src/processes/over-ssh/arguments.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';

const shown = [
  'MainPID=4711',
  'Result=success',
  'NRestarts=0',
  'ExecMainStartTimestampMonotonic=1522070',
  'LoadState=loaded',
  'ActiveState=active',
  'InvocationID=a63751617d2b6d8f1fce94ef927ca005',
];

describe('what systemctl shows of a unit', () => {
  it('is read whatever its order, beside what a login prints', () => {
    expect(parseUnitState(['Welcome to host=x', ...shown, ''].join('\n'))).toEqual(
      ok({
        load: 'loaded',
        active: 'active',
        mainPid: 4711,
        invocation: 'a63751617d2b6d8f1fce94ef927ca005',
        restarts: 0,
        result: 'success',
      }),
    );
    const old = shown.filter((line) => !/^(?:NRestarts|InvocationID)/.test(line));
    expect(parseUnitState(old.join('\n'))).toMatchObject({ value: { invocation: '4711 at 1522070', restarts: 0 } });
  });

  it.each([
    ['nothing', ''],
    ['no process', shown.filter((line) => !line.startsWith('MainPID')).join('\n')],
    ['no number', shown.join('\n').replace('4711', '[not set]')],
    ['two units', [...shown, ...shown].join('\n')],
  ])('is never taken for "stopped" where it has %s', (_, printed) => {
    expect(parseUnitState(printed)).toMatchObject({ ok: false });
  });
});

describe('the check of the driver systemd', () => {
  const servers = [
    { role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 },
    { role: 'meta', address: nodeAddress('10.0.0.2:34601'), index: 0 },
  ] as const;

  /** What it says, and the lines that hosts were asked to run. */
  async function check(answer: (line: string, destination: string) => Result<string, string>) {
    const asked: string[] = [];
    const means: DriverCheck = {
      cluster: clusterName('cluster-x'),
      servers,
      executable: (name) => Promise.resolve(works(name)),
      ask: (argv) => {
        const [destination = '', line = ''] = argv.slice(-2);
        asked.push(line);
        return Promise.resolve(answer(line, destination));
      },
    };
    const settings = {
      kind: 'systemd',
      unit: 'pegasus-{role}',
      sudo: true,
      ssh: { destination: 'me@{host}' },
      releases: { folder: '/opt/releases', current: '/opt/current' },
    } as const;
    const findings = await systemd.check(settings, means);
    return { findings: findings.map(({ kind, text }) => `${kind}: ${text}`), asked };
  }

  it('reaches every server, and runs nothing that changes anything', async () => {
    const { findings, asked } = await check(() => ok(shown.join('\n')));
    expect(findings).toEqual(['works: ssh reaches all 2 servers, and systemd there has their units']);
    for (const line of asked) expect(line).toMatch(/^(?:systemctl show |sudo -n -l systemctl |test -)/);
  });

  it('says of each server what is wrong', async () => {
    const { findings } = await check((line, destination) => {
      if (destination === 'me@10.0.0.2') return fail('ssh ended with exit code 255: Host key verification failed.');
      return line.startsWith('sudo') && line.includes('start')
        ? fail('sudo: a password is required')
        : ok(shown.join('\n'));
    });
    expect(findings).toEqual([
      'fails: 10.0.0.1:34801: sudo does not allow "systemctl start pegasus-replica" (sudo: a password is required)',
      'fails: 10.0.0.2:34601: ssh ended with exit code 255: Host key verification failed.',
    ]);
  });

  it('knows units that are not there or do not run, and links that cannot be changed', async () => {
    const gone = await check(() => ok(shown.join('\n').replace('loaded', 'not-found')));
    expect(gone.findings[0]).toBe('fails: 10.0.0.1:34801: systemd says of pegasus-replica that it is not-found');
    const down = await check(() => ok(shown.join('\n').replace('=active', '=failed')));
    expect(down.findings[0]).toBe('note: 10.0.0.1:34801: pegasus-replica is failed now');
    const fixed = await check((line) =>
      line.startsWith('test -w') ? fail('ssh ended with exit code 1') : ok(shown.join('\n')),
    );
    expect(fixed.findings[0]).toMatch(/^fails: 10\.0\.0\.1:34801: the user who logs in cannot change \/opt\/current/);
  });
});

describe('the arguments of ssh', () => {
  const server = {
    cluster: clusterName('c'),
    role: 'replica',
    address: nodeAddress('10.0.0.1:34801'),
    index: 0,
  } as const;
  const to = (sockets?: string): string => {
    const argv = sshTo({ destination: '{host}' }, server, sockets);
    return argv.ok ? argv.value.join(' ') : argv.failure;
  };

  it('ask nobody, believe no unknown host, and share a connection where a socket fits', () => {
    expect(to('/var/lib/bot')).toMatch(
      /-o BatchMode=yes -o StrictHostKeyChecking=yes .* ControlPath=\/var\/lib\/bot\/%C -- 10\.0\.0\.1$/,
    );
    expect(to(`/${'x'.repeat(60)}`)).toContain('ControlMaster=no');
    // ssh would expand the one, and end the option at the other.
    for (const path of ['/var/lib/100%bot', '/var/lib/the bot']) expect(to(path)).toContain('ControlPath=none');
    expect(to()).toContain('ControlMaster=no');
  });
});
