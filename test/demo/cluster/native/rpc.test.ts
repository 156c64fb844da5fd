import { afterEach, describe, expect, it } from 'vitest';
import { methods } from '../../../../src/wire/methods.js';
import { encodeRequest } from '../../../../src/wire/request.js';
import { NativeStage } from './native-stage.js';

let stage: NativeStage | undefined;
afterEach(() => {
  stage?.close();
  stage = undefined;
});
/** Opens a stage and hands out what a test talks to. */
async function open(...options: Parameters<typeof NativeStage.open>) {
  const here = await NativeStage.open(...options);
  stage = here;
  return {
    cluster: here.cluster,
    clock: here.clock,
    leader: here.leader,
    ask: here.ask.bind(here),
    talk: here.talk.bind(here),
  };
}
const noActions = { gpid: { appId: 1, index: 0 }, actions: [] };

describe.each(['2.5', 'newer'] as const)('a cluster of %s servers, asked over RPC', (generation) => {
  it('is what the shell sees of it', async () => {
    const { cluster, leader, ask } = await open(generation);
    const nodes = await ask(leader, methods.listNodes, { status: 0 });
    expect(nodes).toEqual({
      err: 'ERR_OK',
      nodes: cluster.replicaAddresses.map((name) => ({
        status: 1,
        node: name.replace('localhost', '127.0.0.1'),
        ...(generation === 'newer' ? { hpNode: name } : {}),
      })),
    });
    const apps = await ask(leader, methods.listApps, { status: 1 });
    expect(apps).toMatchObject({
      err: 'ERR_OK',
      apps: [
        { appName: 'temp', appId: 1, partitionCount: 8, initPartitionCount: 8 },
        { appName: 'usertable' },
        { appName: 'events' },
      ],
    });
    const config = await ask(leader, methods.queryConfig, { appName: 'temp', indices: [] });
    if (typeof config === 'string') throw new Error(config);
    expect(config.partitions.length).toBe(8);
    for (const { pid, primary, secondaries, hpPrimary, hpSecondaries } of config.partitions) {
      const truth = cluster.truth().partition(`${pid.appId}.${pid.index}`);
      expect([primary, ...secondaries]).toEqual(
        [truth?.primary, ...(truth?.secondaries ?? [])].map((name) => name?.replace('localhost', '127.0.0.1')),
      );
      expect([hpPrimary, hpSecondaries]).toEqual(
        generation === 'newer' ? [truth?.primary, truth?.secondaries] : [undefined, undefined],
      );
    }
    const info = await ask(leader, methods.clusterInfo, {});
    if (typeof info === 'string') throw new Error(info);
    expect(info.values[info.keys.indexOf('primary_meta_server')]).toBe(leader);
    expect(await ask(leader, methods.controlMeta, { level: 10_000 })).toEqual({ err: 'ERR_OK', oldLevel: 400 });
    expect(await ask(leader, methods.dddDiagnose, { pid: { appId: 1, index: -1 } })).toEqual({
      err: 'ERR_OK',
      partitions: [],
    });
    expect(await ask(leader, methods.dddDiagnose, { pid: { appId: -1, index: -1 } })).toEqual({
      err: generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_OK',
      partitions: [],
    });
    expect(
      await ask(leader, methods.startRecovery, { nodes: [], skipBadNodes: false, skipLostPartitions: false }),
    ).toMatchObject({ err: 'ERR_SERVICE_ALREADY_RUNNING' });
    expect(await ask(leader, methods.remoteCommand, { command: 'server-info', arguments: [] })).toContain(
      generation === '2.5' ? 'Pegasus Server 2.5.0' : '"version": "2.6.0-SNAPSHOT"',
    );
  });

  it('asked at a standby, says so, each request in its own way', async () => {
    const { ask, cluster } = await open(generation);
    const standby = cluster.metaAddresses[1] ?? '';
    const leader = cluster.metaAddresses[0] ?? '';
    expect(await ask(standby, methods.listNodes, { status: 0 })).toEqual({ err: 'ERR_FORWARD_TO_OTHERS', nodes: [] });
    expect(await ask(standby, methods.queryConfig, { appName: 'temp', indices: [] })).toMatchObject({
      err: 'ERR_FORWARD_TO_OTHERS',
      partitions: [
        { primary: leader.replace('localhost', '127.0.0.1'), ...(generation === 'newer' ? { hpPrimary: leader } : {}) },
      ],
    });
    expect(await ask(standby, methods.dddDiagnose, { pid: { appId: 1, index: -1 } })).toEqual({
      err: generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST',
      partitions: [],
    });
    expect(await ask(standby, methods.proposeByAddress, noActions)).toEqual({
      err: generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST',
    });
    expect(await ask(standby, methods.remoteCommand, { command: 'meta.lb.assign_delay_ms', arguments: [] })).toBe(
      "unknown command 'meta.lb.assign_delay_ms'",
    );
    expect(await ask(cluster.replicaAddresses[0] ?? '', methods.listNodes, { status: 0 })).toBe(
      'ERR_HANDLER_NOT_FOUND',
    );
    expect(
      await ask(cluster.collectorAddresses[0] ?? '', methods.remoteCommand, { command: 'server-info', arguments: [] }),
    ).toBe('ERR_HANDLER_NOT_FOUND');
  });

  it('has no leader until the lock is free, and one that loads its state first', async () => {
    const { ask, cluster, clock } = await open(generation);
    const [leader = '', next = ''] = cluster.metaAddresses;
    await cluster.stop(leader, 'KILL');
    expect(await ask(leader, methods.clusterInfo, {})).toBe('refused');
    expect(await ask(next, methods.queryConfig, { appName: 'temp', indices: [] })).toMatchObject({
      err: 'ERR_FORWARD_TO_OTHERS',
      partitions: [{ primary: leader.replace('localhost', '127.0.0.1') }],
    });
    await clock.advance(20_100);
    expect(await ask(next, methods.clusterInfo, {})).toMatchObject({ err: 'ERR_SERVICE_NOT_ACTIVE' });
    await clock.advance(1_000);
    expect(await ask(next, methods.clusterInfo, {})).toMatchObject({ err: 'ERR_OK' });
  });

  it('takes a list of actions and works it off, tick by tick, but an upgrade after a lost primary at once', async () => {
    const { ask, cluster, clock, leader } = await open(generation);
    await ask(leader, methods.remoteCommand, {
      command: 'meta.lb.add_secondary_max_count_for_one_node',
      arguments: ['0'],
    });
    const before = cluster.truth().partition('1.0');
    const [old = '', next = ''] = [before?.primary, before?.secondaries[0]];
    const action = (node: string, configType: number) => ({
      ...at(node),
      configType,
      ...(generation === 'newer' ? { hpTarget: node, hpNode: node } : {}),
    });
    const method = generation === 'newer' ? methods.propose : methods.proposeByAddress;
    const send = (gpid: { appId: number; index: number }, ...actions: ReturnType<typeof action>[]) =>
      ask(leader, method, { gpid, actions });
    expect(await send({ appId: 1, index: 0 }, action(old, 6), action(next, 2))).toEqual({ err: 'ERR_OK' });
    expect(await send({ appId: 1, index: 0 }, action(old, 6))).toEqual({ err: 'ERR_INVALID_PARAMETERS' });
    expect(cluster.truth().partition('1.0')).toMatchObject({ primary: old });
    await clock.advance(11_000);
    expect(cluster.truth().partition('1.0')).toMatchObject({ primary: next, readable: true });
    expect(cluster.truth().partition('1.0')?.secondaries).not.toContain(old);
    expect(await send({ appId: 99, index: 0 }, action(old, 6))).toEqual({
      err: generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST',
    });
  });
});

describe('a newer leader', () => {
  const drop = (actions: (node: string, primary: string) => object) => async (): Promise<void> => {
    const { cluster, leader, clock, ask } = await open('newer');
    const { primary = '', secondaries: [node = ''] = [] } = cluster.truth().partition('1.0') ?? {};
    const action = { target: address(primary), node: address(node), configType: 6, ...actions(node, primary) };
    expect(await ask(leader, methods.propose, { gpid: { appId: 1, index: 0 }, actions: [action] })).toEqual({
      err: 'ERR_OK',
    });
    expect(cluster.isUp(leader)).toBe(true);
    await clock.advance(10_000);
    expect(cluster.isUp(leader)).toBe(false);
    expect(cluster.truth().partition('1.0')?.secondaries).toContain(node);
    expect(await ask(leader, methods.clusterInfo, {})).toBe('refused');
  };

  it(
    'dies at its next tick of a proposal by address alone',
    drop(() => ({})),
  );
  it(
    'dies of one whose host:port is another server',
    drop((_node, primary) => ({ hpTarget: primary, hpNode: primary })),
  );
  it(
    'dies of one that names the node, not the target',
    drop((node) => ({ hpNode: node })),
  );

  it('goes on when nobody lets the proposal come to its tick', async () => {
    const { cluster, leader, clock, ask } = await open('newer');
    const { primary = '', secondaries: [node = ''] = [] } = cluster.truth().partition('1.0') ?? {};
    await ask(leader, methods.proposeByAddress, {
      gpid: { appId: 1, index: 0 },
      actions: [{ target: address(primary), node: address(node), configType: 6 }],
    });
    await ask(leader, methods.controlMeta, { level: 400 });
    await clock.advance(20_000);
    expect(cluster.isUp(leader)).toBe(true);
  });
});

describe('what does not belong on the wire', () => {
  const kinds: readonly (readonly [string, Buffer])[] = [
    ['another magic', Buffer.from('RDSN and more')],
    ['a header of another length', patched(8, 44)],
    ['a header of an unknown version', patched(4, 2)],
    ['a body that is too long', patched(16, 0x7fffffff)],
    ['a body that is no message', patched(48, 0)],
  ];
  it.each(kinds)('closes the connection: %s', async (_name, bytes) => {
    const { talk, leader, cluster } = await open('2.5');
    expect(await talk(leader, bytes)).toEqual(Buffer.alloc(0));
    expect(cluster.isUp(leader)).toBe(true);
  });

  it('ends the process: an address of a type that there is not', async () => {
    const { talk, leader, cluster } = await open('2.5');
    const bytes = encodeRequest(methods.proposeByAddress, 1, 1000, {
      gpid: { appId: 1, index: 0 },
      actions: [{ target: '127.0.0.1:34801', node: '127.0.0.1:34802', configType: 6 }],
    });
    bytes[bytes.indexOf(Buffer.from([127, 0, 0, 1])) + 7] = 2;
    await talk(leader, bytes);
    expect(cluster.isUp(leader)).toBe(false);
  });

  it('closes the connection of who sends a host:port to a server that knows none', async () => {
    const { ask, leader, cluster } = await open('2.5');
    const name = 'localhost:34801';
    const action = { target: '127.0.0.1:34801', node: '127.0.0.1:34801', configType: 6, hpTarget: name, hpNode: name };
    expect(await ask(leader, methods.proposeByName, { gpid: { appId: 1, index: 0 }, actions: [action] })).toBe(
      'closed',
    );
    expect(cluster.isUp(leader)).toBe(true);
  });
});

function patched(at: number, value: number): Buffer {
  const bytes = encodeRequest(methods.listNodes, 1, 1000, { status: 0 });
  bytes.writeUInt32BE(value, at);
  return bytes;
}

const address = (name: string): string => name.replace('localhost', '127.0.0.1');
const at = (name: string): { readonly target: string; readonly node: string } => ({
  target: address(name),
  node: address(name),
});
