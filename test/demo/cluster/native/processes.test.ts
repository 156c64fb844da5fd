import { afterEach, describe, expect, it } from 'vitest';
import { methods } from '../../../../src/wire/methods.js';
import { encodeRequest } from '../../../../src/wire/request.js';
import { NativeStage } from './native-stage.js';

let stage: NativeStage;
afterEach(() => {
  stage.close();
});
const info = { command: 'server-info', arguments: [] };
const serverInfo = (address: string): Promise<string> => stage.ask(address, methods.remoteCommand, info);
const serving = encodeURIComponent('replica*eon.replica_stub*replica(Count)');

describe('the port of a simulated server', () => {
  it('is closed while the process is gone, and open again when it is back, its replicas or not', async () => {
    stage = await NativeStage.open('2.5', { timing: { openReplicaMs: 600 } });
    const node = stage.node(2);
    await stage.cluster.stop(node, 'KILL');
    expect(await serverInfo(node)).toBe('refused');
    await stage.cluster.start(node);
    expect(await serverInfo(node)).toBe('refused');
    await stage.clock.advance(400);
    expect(await serverInfo(node)).toBe('ERR_HANDLER_NOT_FOUND');
    expect(await stage.body(node, '/version')).toMatchObject({ Version: '2.5.0' });
    expect(await stage.body(node, `/perfCounter?name=${serving}`)).toMatchObject({ value: '0.00' });
    await stage.clock.advance(60_000);
    expect(await serverInfo(node)).toContain('Pegasus Server 2.5.0');
    expect(await stage.body(node, `/perfCounter?name=${serving}`)).toMatchObject({ value: '53.00' });
  });

  it('ends the connections of a process that is killed', async () => {
    stage = await NativeStage.open('2.5');
    const socket = stage.connect(stage.node(1));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    await serverInfo(stage.node(1));
    await stage.cluster.stop(stage.node(1), 'KILL');
    await ended;
  });

  it('takes connections and requests for a process that is stopped by a signal, which it answers when it goes on', async () => {
    stage = await NativeStage.open('newer');
    const node = stage.node(3);
    stage.cluster.faults.hang(node);
    let answered = false;
    const answer = serverInfo(node).then((text) => {
      answered = true;
      return text;
    });
    // Another server answers a later question meanwhile.
    await serverInfo(stage.node(1));
    await serverInfo(stage.node(2));
    expect(answered).toBe(false);
    stage.cluster.faults.unhang(node);
    expect(await answer).toContain('2.6.0-SNAPSHOT');
  });

  it('speaks the language of the version that runs there, process by process', async () => {
    stage = await NativeStage.open('2.5');
    const [older, upgraded] = [stage.node(1), stage.node(2)];
    await stage.cluster.stop(upgraded, 'KILL');
    await stage.cluster.install(upgraded, '2.6.0');
    await stage.cluster.start(upgraded);
    await stage.clock.advance(10_000);
    expect(await serverInfo(older)).toContain('Pegasus Server 2.5.0');
    expect(await serverInfo(upgraded)).toContain('"version": "2.6.0"');
    expect(await stage.get(older, '/metrics')).toContain('404 Not Found');
    expect(await stage.body(upgraded, '/metrics?metrics=total_replicas')).toMatchObject({
      entities: [{ metrics: [{ name: 'total_replicas', value: 53 }] }],
    });
    expect(await stage.get(upgraded, `/perfCounter?name=${serving}`)).toContain('404 Not Found');
    // A leader of 2.5 still names nodes by address alone.
    const nodes = await stage.ask(stage.leader, methods.listNodes, { status: 0 });
    expect(typeof nodes === 'string' ? nodes : nodes.nodes.some((node) => 'hpNode' in node)).toBe(false);
  });
});

describe('HTTP beside RPC', () => {
  it('shows closed replicas at once, where the remote command shows them up to 10 s later', async () => {
    stage = await NativeStage.open('2.5');
    const node = stage.node(4);
    await stage.ask(node, methods.remoteCommand, { command: 'replica.kill_partition', arguments: [] });
    await stage.clock.advance(1_000);
    expect(await stage.body(node, `/perfCounter?name=${serving}`)).toMatchObject({ value: '0.00' });
    const counters = { command: 'perf-counters', arguments: ['.*replica(Count)'] };
    expect(await stage.ask(node, methods.remoteCommand, counters)).toContain(
      'stub*replica(Count)","type":"NUMBER","value":53.0',
    );
  });

  it('kills a standby of 2.5.0 with /meta/cluster, and shows an empty cluster where a newer one sends to its leader', async () => {
    stage = await NativeStage.open('2.5');
    const standby = stage.meta(2);
    expect(await stage.body(standby, '/meta/nodes')).toEqual({
      details: {},
      summary: { total_node_count: '0', alive_node_count: '0', unalive_node_count: '0' },
    });
    expect(stage.cluster.isUp(standby)).toBe(true);
    expect(await stage.get(standby, '/meta/cluster')).toBe('');
    expect([stage.cluster.isUp(standby), await serverInfo(standby)]).toEqual([false, 'refused']);
    stage.close();
    stage = await NativeStage.open('newer');
    expect(await stage.get(stage.meta(2), '/meta/nodes?detail')).toContain(
      `307 Temporary Redirect\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nLocation: http://${stage.leader}/meta/nodes?detail=\r\n`,
    );
    expect(stage.cluster.isUp(stage.meta(2))).toBe(true);
  });

  it('unfreezes a cluster of three servers that lost one, which nothing else can', async () => {
    stage = await NativeStage.open('2.5', { nodes: 3 });
    const { leader } = stage;
    const level = async (): Promise<string | undefined> => {
      const reply = await stage.ask(leader, methods.clusterInfo, {});
      return typeof reply === 'string' ? reply : reply.values[reply.keys.indexOf('meta_function_level')];
    };
    await stage.cluster.stop(stage.node(1), 'KILL');
    await stage.clock.advance(25_000);
    expect(await level()).toBe('freezed');
    expect(
      stage.cluster
        .truth()
        .partitions()
        .some(({ readable }) => !readable),
    ).toBe(true);
    expect(await stage.body(leader, '/updateConfig?min_live_node_count_for_unfreeze=many')).toEqual({
      update_status: 'ERR_INVALID_PARAMETERS: many is invalid',
    });
    expect(await level()).toBe('freezed');
    expect(await stage.body(leader, '/updateConfig?min_live_node_count_for_unfreeze=2')).toEqual({
      update_status: 'ERR_OK',
    });
    expect(await level()).toBe('steady');
    expect(await stage.body(leader, '/config?name=min_live_node_count_for_unfreeze')).toMatchObject({ value: '2' });
    await stage.clock.advance(15_000);
    expect(
      stage.cluster
        .truth()
        .partitions()
        .every(({ readable }) => readable),
    ).toBe(true);
    // The flag is the process's own: its successor has the file's value.
    await stage.cluster.stop(leader, 'KILL');
    await stage.clock.advance(25_000);
    expect(await stage.body(stage.leader, '/config?name=min_live_node_count_for_unfreeze')).toMatchObject({
      value: '3',
    });
  });

  it('answers one request after the other on one connection', async () => {
    stage = await NativeStage.open('2.5');
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const both = await stage.talk(stage.leader, ask('/version') + ask('/recentStartTime'), (got) =>
      got.includes('RecentStartTime'),
    );
    expect(both.toString().match(/HTTP\/1\.1 200 OK/g)?.length).toBe(2);
  });
});

describe('a connection that is disturbed', () => {
  const request = encodeRequest(methods.listNodes, 1, 1_000, { status: 0 });

  it('breaks off, drips or says everything twice', async () => {
    stage = await NativeStage.open('2.5');
    const { leader, servers } = stage;
    const whole = await stage.talk(leader, request, (got) => got.length >= 4 && got.length >= got.readInt32BE(0));
    servers.disturb(leader, 'cut');
    expect(await stage.talk(leader, request)).toEqual(whole.subarray(0, Math.floor(whole.length / 2)));
    servers.disturb(leader, 'drop');
    expect(await stage.talk(leader, request)).toEqual(Buffer.alloc(0));
    servers.disturb(leader, 'twice');
    expect(await stage.talk(leader, request, (got) => got.length >= 2 * whole.length)).toEqual(
      Buffer.concat([whole, whole]),
    );
    servers.disturb(leader, 'drip');
    let pieces = 0;
    expect(await stage.talk(leader, request, (got) => ++pieces > 3 && got.length > 3)).toEqual(whole.subarray(0, 4));
    servers.disturb(leader, undefined);
    expect(await stage.talk(leader, request, (got) => got.length >= whole.length)).toEqual(whole);
    expect(servers.disturb('127.0.0.1:1', 'mute')).toBe(false);
  });

  it('lets one answer drip behind the other, and what is well again come behind both', async () => {
    stage = await NativeStage.open('2.5');
    const { leader, servers } = stage;
    const request = (seqid: number): Buffer => encodeRequest(methods.controlMeta, seqid, 1_000, { level: 10_000 });
    const [early, late] = [Buffer.concat([request(1), request(2)]), request(3)];
    const one = (await stage.talk(leader, late, (got) => got.length >= 4 && got.length >= got.readInt32BE(0))).length;
    const well = await stage.talk(leader, Buffer.concat([early, late]), (got) => got.length >= 3 * one);
    servers.disturb(leader, 'drip');
    const socket = stage.connect(leader);
    const chunks: Buffer[] = [];
    const dripped = new Promise<Buffer>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        if (chunks.push(chunk) === 1) {
          servers.disturb(leader, undefined);
          socket.write(late);
        }
        const got = Buffer.concat(chunks);
        if (got.length >= well.length) resolve(got);
      });
    });
    socket.write(early);
    expect(await dripped).toEqual(well);
  });
});
