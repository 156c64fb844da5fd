import { describe, expect, it } from 'vitest';
import { command as driver } from '../../src/processes/drivers/command/driver.js';
import { blocks, planGates } from '../../src/roll/gates/gates.js';
import { nodeAddress, type Role } from '../../src/roll/ids.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { CoreRun, policy, rolling } from '../support/core-run.js';
import { inWords } from '../support/in-words.js';

const commands = (...argv: string[]) => ({ kind: 'command' as const, restart: argv });

/** The second replica server is on the host of the first. */
function mates(): IdealCluster {
  const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
  const mate = nodeAddress('10.0.0.1:34811');
  const second = cluster.nodes[1];
  if (second === undefined) throw new Error('no second server');
  second.address = mate;
  for (const { partitions } of cluster.tables) {
    for (const partition of partitions) {
      if (partition.primary === server(2)) partition.primary = mate;
      partition.secondaries = partition.secondaries.map((address) => (address === server(2) ? mate : address));
    }
  }
  cluster.restart(mate, '2.4.0');
  return cluster;
}

describe('two servers of a role on one host', () => {
  it.each([
    ['systemctl restart pegasus-{role}', { servers: false, roles: true }],
    ['ssh {host} systemctl restart pegasus-{role}', { servers: false, roles: true }],
    ['ssh {host} systemctl restart pegasus', { servers: false, roles: false }],
    ['ssh {host} systemctl restart pegasus-{role}@{port}', { servers: true, roles: true }],
    ['ssh {host} restart {index}', { servers: true, roles: false }],
    ['restart {address}', { servers: true, roles: true }],
  ])('the command "%s" tells them apart: %o', (line, expected) => {
    expect(driver.tellsApart(commands(...line.split(' ')))).toEqual(expected);
  });

  it('both of stop and start must', () => {
    expect(
      driver.tellsApart({ kind: 'command', stop: ['stop', '{host}'], start: ['start', '{address}'] }).servers,
    ).toBe(false);
  });

  const gates = (cluster: IdealCluster, apart: { servers: boolean; roles: boolean }, ...rolled: readonly Role[]) => {
    const seen = cluster.observe({ processes: [], ddd: true });
    const { run } = new CoreRun(cluster);
    const scene = {
      seen,
      policy: { ...policy, collectors: [], commandsTellApart: apart },
      options: run.options,
      now: 0,
      restarts: [],
      lock: undefined,
      calendar: { window: { kind: 'always' }, freeze: { kind: 'none' } },
    } as const;
    return blocks(
      planGates(
        scene,
        rolled.map((role) => ({ role, address: seen.nodes[0]?.address ?? server(1) })),
        [],
      ),
    ).filter(({ gate }) => gate === 'shared-host');
  };

  it('block the plan where no command tells them apart, and the sentence says what to write', () => {
    const [blocking] = gates(mates(), { servers: false, roles: true }, 'replica');
    expect(blocking).toMatchObject({ lasting: true, nodes: [server(1), '10.0.0.1:34811'] });
    expect(inWords(blocking?.reason)).toContain('share the host 10.0.0.1');
    expect(inWords(blocking?.reason)).toContain('{port}, {address} or {index}');
  });

  it('do not where one does, where each host has one, or where that role is not rolled', () => {
    expect(gates(mates(), { servers: true, roles: true }, 'replica')).toEqual([]);
    expect(gates(new IdealCluster(), { servers: false, roles: true }, 'replica')).toEqual([]);
    expect(gates(mates(), { servers: false, roles: true }, 'meta')).toEqual([]);
  });

  it('nor two roles on one host, unless both are rolled and the commands do not name the role either', () => {
    expect(gates(new IdealCluster(), { servers: false, roles: false }, 'replica')).toEqual([]);
    expect(
      inWords(gates(new IdealCluster(), { servers: false, roles: false }, 'replica', 'meta')[0]?.reason),
    ).toContain('several roles (replica, meta)');
  });

  it('a run of such a plan touches nothing', () => {
    const roll = rolling(mates(), {}, { ...policy, commandsTellApart: { servers: false, roles: true } }).untilStatus(
      'held',
    );
    expect(roll.acts).toEqual([]);
    expect(inWords(roll.run.status === 'held' ? roll.run.hold.what : '')).toContain('share the host');
  });
});
