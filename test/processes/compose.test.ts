import { describe, expect, it } from 'vitest';
import { works } from '../../src/lib/finding.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { parseAddresses, whyNotAt } from '../../src/processes/drivers/compose/addresses.js';
import { parseContainers, stateOf } from '../../src/processes/drivers/compose/containers.js';
import { compose } from '../../src/processes/drivers/compose/driver.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';

const id = '7d7195050396d53ba0a6b97e48484b201eec1c3f0f7c1aafe2c4591cf84f49f4';
const running = { Status: 'running', Running: true, OOMKilled: false, Pid: 8693, ExitCode: 0, StartedAt: 's' };
const line = (state: object = running, own = id): string =>
  JSON.stringify({ id: own, restarts: 0, image: 't:1', state });
const warning = 'time="2026-11-30T06:13:02Z" level=warning msg="the attribute `version` is obsolete"';
const stateIn = (state: object) => {
  const containers = parseContainers('replica-0', `containers: ${id}\n${line(state)}\n`);
  return containers.ok ? stateOf(containers.value, 'stop') : containers;
};

describe('what docker shows of the containers of a service', () => {
  it('is read, beside warnings', () => {
    const containers = parseContainers('replica-0', `${warning}\ncontainers: ${id}\n${line()}\n`);
    expect(containers).toMatchObject({ ok: true, value: [{ id, restarts: 0, image: 't:1', state: { Pid: 8693 } }] });
    expect(parseContainers('replica-0', `${warning}\ncontainers:\n`)).toEqual(ok([]));
  });

  it.each([
    ['nothing', ''],
    ['warnings alone', warning],
    ['no container of its line', `containers: ${id}\n`],
    ['another container', `containers: ${id}\n${line(running, 'b'.repeat(64))}`],
    ['a state that is not known', `containers: ${id}\n${line({ ...running, Status: 'hibernating' })}`],
    ['half a line', `containers: ${id}\n${line().slice(0, 90)}`],
    ['no number', `containers: ${id}\n${line({ ...running, Pid: '1' })}`],
  ])('is never taken for "stopped" where it has %s', (_, printed) => {
    expect(parseContainers('replica-0', printed)).toMatchObject({ ok: false });
  });

  it.each([
    [{}, { phase: 'running', pid: 8693 }],
    [
      { Status: 'restarting', Pid: 0 },
      { phase: 'changing', said: 'restarting, container 7d7195050396' },
    ],
    [{ Status: 'paused' }, { phase: 'changing' }],
    [
      { Status: 'exited', Pid: 0, ExitCode: 3 },
      { phase: 'down', final: false, pid: 0 },
    ],
    [
      { Status: 'created', Pid: 0 },
      { phase: 'down', final: true },
    ],
    [{ Status: 'exited', Pid: 5 }, { phase: 'changing' }],
    [
      { Status: 'exited', Pid: 0, ExitCode: 137, OOMKilled: true },
      { said: 'exited (137: out of memory), container 7d7195050396' },
    ],
  ])('says which phase it is in: %j', (changes, state) => {
    expect(stateIn({ ...running, ...changes })).toMatchObject(state);
  });

  it('is a new container after a restart, a new process after a start, and none while there are two', () => {
    const containers = parseContainers('replica-0', `containers: ${id}\n${line()}`);
    if (!containers.ok) throw new Error(containers.failure);
    expect(stateOf(containers.value, 'restart').invocation).toBe(id);
    expect(stateOf(containers.value, 'start').invocation).toBe(`${id} since s`);
    expect(stateOf([...containers.value, ...containers.value], 'restart')).toMatchObject({ phase: 'changing', pid: 0 });
    expect(stateOf([], 'stop')).toMatchObject({ phase: 'down', final: true });
  });
});

const configured = (service: object): string =>
  `${warning}\n${JSON.stringify({ name: 'pegasus', services: { 'replica-0': service } }, undefined, 2)}`;
const why = (host: string, service: object): string | undefined => {
  const addresses = parseAddresses('replica-0', configured(service));
  return addresses.ok ? whyNotAt(host, 'replica-0', addresses.value) : addresses.failure;
};
const inner = (network: object | null) => ({ networks: { inner: network } });

describe('whether a new container is the same server', () => {
  it.each([
    ['10.0.0.1', inner({ ipv4_address: '10.0.0.1' })],
    ['10.0.0.1', { networks: { outer: null, inner: { ipv4_address: '10.0.0.1' } } }],
    ['10.0.0.1', { network_mode: 'host' }],
    ['REPLICA-0', inner({ ipv4_address: '10.0.0.1' })],
    ['r0.pegasus.local', { ...inner({ ipv4_address: '10.0.0.1' }), hostname: 'r0', domainname: 'pegasus.local' }],
    ['r0', inner({ ipv4_address: '10.0.0.1', aliases: ['r0'] })],
  ])('it is, by its configuration: %s %j', (host, service) => {
    expect(why(host, service)).toBeUndefined();
  });

  it.each([
    ['no network', '10.0.0.1', {}, /no fixed address/],
    [
      'no fixed address',
      '10.0.0.1',
      inner(null),
      /may get another than 10\.0\.0\.1, and a Pegasus server is its address/,
    ],
    [
      'another address',
      '10.0.0.2',
      inner({ ipv4_address: '10.0.0.1' }),
      /not the server at 10\.0\.0\.2 .* 10\.0\.0\.1$/,
    ],
    ['a name alone, as that is looked up once', 'replica-0', inner({ aliases: ['replica-0'] }), /no fixed address/],
    ['another name', 'replica-1', inner({ ipv4_address: '10.0.0.1' }), /not the server at replica-1/],
    ['the network of another', '10.0.0.1', { network_mode: 'service:meta-0' }, /no fixed address/],
    ['two containers', '10.0.0.1', { network_mode: 'host', deploy: { replicas: 2 } }, /is 2 containers/],
    [
      'something else',
      '10.0.0.1',
      { networks: ['inner'] },
      /not understood: services\.replica-0\.networks is of another/,
    ],
  ])('it may not be: %s', (_, host, service, says) => {
    expect(why(host, service)).toMatch(says);
  });

  it('cannot be told from what is not understood, and its secrets are not repeated', () => {
    for (const printed of ['', warning, '{\n  "name": "pegasus",', '{\n  "environment": "geheim",,\n}', '{\n}'])
      expect(parseAddresses('replica-0', printed)).toMatchObject({ ok: false });
    expect(parseAddresses('replica-0', '{\n  "environment": "geheim",,\n}')).toEqual(
      fail('the configuration of replica-0 that docker compose shows is not understood: it is no JSON'),
    );
  });
});

describe('the check of the driver compose', () => {
  async function check(answer: (line: string) => Result<string, string>, sudo = false) {
    const asked: string[] = [];
    const findings = await compose.check(
      { kind: 'compose', service: '{role}-{index}', file: '/opt/compose.yaml', project: 'p', sudo },
      {
        cluster: clusterName('cluster-x'),
        servers: [{ role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 }],
        executable: (name) => Promise.resolve(works(name)),
        ask: (argv) => {
          asked.push(argv.slice(0, 2).join(' '), argv.at(-1) ?? '');
          return Promise.resolve(answer(argv.at(-1) ?? ''));
        },
      },
    );
    return { findings: findings.map(({ kind, text }) => `${kind}: ${text}`), asked };
  }
  const fixed = inner({ ipv4_address: '10.0.0.1' });
  const shown =
    (service: object, containers: string) =>
    (asked: string): Result<string, string> =>
      ok(asked.includes(' config ') ? configured(service) : containers);

  it('reads the configuration and the containers, and changes nothing', async () => {
    const { findings, asked } = await check(shown(fixed, `containers: ${id}\n${line()}`));
    expect(findings).toEqual(['works: docker compose has a service for each of the 1 servers, at its address']);
    expect(asked.filter((_, at) => at % 2 === 0)).toEqual(['/bin/sh -c', '/bin/sh -c']);
    expect(asked[1]).toBe('docker compose -f /opt/compose.yaml -p p config --format json replica-0');
    expect(asked[3]).toContain('docker compose -f /opt/compose.yaml -p p ps -a -q --no-trunc replica-0');
  });

  it('says what is wrong', async () => {
    expect((await check(() => fail('/bin/sh ended with exit code 1: no such service: replica-0'))).findings).toEqual([
      'fails: 10.0.0.1:34801: /bin/sh ended with exit code 1: no such service: replica-0',
    ]);
    expect((await check(shown(inner(null), ''))).findings[0]).toMatch(/^fails: 10\.0\.0\.1:34801: .* no fixed address/);
    expect((await check(shown(fixed, 'containers:'))).findings[0]).toBe(
      'note: 10.0.0.1:34801: replica-0 has no container now',
    );
  });

  it('asks sudo what it would allow', async () => {
    const { asked } = await check(shown(fixed, `containers: ${id}\n${line()}`), true);
    expect(asked).toContain('sudo -n -l docker compose -f /opt/compose.yaml -p p stop replica-0');
    expect(asked).toContain('sudo -n docker compose -f /opt/compose.yaml -p p config --format json replica-0');
  });
});
