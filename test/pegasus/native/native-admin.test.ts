import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { createNativeAdmin } from '../../../src/pegasus/native/native-admin.js';
import type { ClusterAct } from '../../../src/roll/act.js';
import { gpid, nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import type { Look } from '../../../src/roll/observation.js';
import { methods } from '../../../src/wire/methods.js';
import { encodeReply } from '../../../src/wire/reply.js';
import { encodeRequest } from '../../../src/wire/request.js';
import { ScriptedMeta, serveScript, type ScriptedServer } from '../support/scripted-server.js';
import { silent } from '../../support/silent.js';

const never = new AbortController().signal;
const glance: Look = { processes: [], ddd: true };

async function served(meta: ScriptedMeta, http?: (path: string) => string): Promise<ScriptedServer> {
  const server = await serveScript(meta.answer, http);
  onTestFinished(() => server.close());
  return server;
}

const page = (body: string, status = '200 OK'): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
/** What `/config` says of the freeze rule. */
const minLiveFlag = (value: string): string =>
  page(
    JSON.stringify({
      name: 'min_live_node_count_for_unfreeze',
      section: 'meta_server',
      type: 'FV_UINT64',
      tags: 'flag_tag::FT_MUTABLE',
      description: '',
      value,
    }),
  );

/** A partition as a leader that knows no names sends it. */
const nameless = ({
  hpPrimary: _primary,
  hpSecondaries: _secondaries,
  hpLastDrops: _lastDrops,
  ...rest
}: ScriptedMeta['tables'][number]['partitions'][number]) => rest;

const small = (named: boolean): ScriptedMeta => new ScriptedMeta({ servers: 4, tables: 2, partitions: 3, named });
const follower = (hint?: string, hintName?: string): ScriptedMeta => {
  const meta = small(false);
  meta.intercept = (asked) => {
    if (asked.task === methods.queryConfig.task) {
      const partitions =
        hint === undefined
          ? []
          : [
              {
                pid: { appId: 0, index: 0 },
                ballot: 0,
                maxReplicaCount: 0,
                primary: hint,
                ...(hintName === undefined ? {} : { hpPrimary: hintName }),
                secondaries: [],
                lastDrops: [],
                lastCommittedDecree: 0,
                partitionFlags: 0,
              },
            ];
      asked.reply(methods.queryConfig, {
        err: 'ERR_FORWARD_TO_OTHERS',
        appId: 0,
        partitionCount: 0,
        isStateful: false,
        partitions,
      });
    } else if (asked.task === methods.remoteCommand.task) asked.reply(methods.remoteCommand, "unknown command 'x'");
    else asked.reply(methods.clusterInfo, { err: 'ERR_FORWARD_TO_OTHERS', keys: [], values: [] });
    return true;
  };
  return meta;
};

const adminOf = (...metas: readonly string[]) => createNativeAdmin({ metas, clock: realClock, log: silent });

/** It speaks to a meta that only another one names. */
const trusting = (...metas: readonly string[]) =>
  createNativeAdmin({ metas, mayAsk: () => true, clock: realClock, log: silent });

/** A reading, or what went wrong. */
async function look(admin: ReturnType<typeof adminOf>, what: Look = glance) {
  const seen = await admin.observe(what, never);
  if (!seen.ok) throw new Error(`${seen.failure.kind}: ${seen.failure.message}`);
  return seen.value;
}

describe('who leads', () => {
  it('is who says so, and it alone is asked from then on', async () => {
    const [standby, leader, other] = await Promise.all([served(follower()), served(small(false)), served(follower())]);
    const admin = adminOf(standby.address, leader.address, other.address);
    expect((await look(admin)).leader).toBe(leader.address);
    expect(standby.asked).toEqual([methods.clusterInfo.task]);
    await look(admin);
    expect([standby.asked.length, other.asked.length]).toEqual([1, 1]);
    expect(leader.asked.filter((task) => task === methods.clusterInfo.task)).toHaveLength(4);
  });

  it('is known to a follower, though the configuration does not name it', async () => {
    const leader = await served(small(false));
    const standby = await served(follower(leader.address));
    expect((await look(trusting(standby.address))).leader).toBe(leader.address);
  });

  it('is not even connected to where nobody allows it', async () => {
    const leader = await served(small(false));
    const standby = await served(follower(leader.address));
    expect(await adminOf(standby.address).observe(glance, never)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', message: expect.stringMatching(`${leader.address} leads.*allowedHosts`) },
    });
    expect(leader.asked).toEqual([]);
  });

  it('is found by its address where its name leads nowhere', async () => {
    const leader = await served(small(false));
    const standby = await served(follower(leader.address, 'localhost:1'));
    expect((await look(trusting(standby.address))).leader).toBe(leader.address);
  });

  it('may be nobody', async () => {
    const [one, two] = await Promise.all([served(follower()), served(follower())]);
    expect(await adminOf(one.address, two.address).observe(glance, never)).toMatchObject({
      ok: false,
      failure: { kind: 'not-leader', message: expect.stringContaining('No meta leads') },
    });
  });

  it('may still be loading its state: it is asked again after a second', async () => {
    const meta = small(false);
    meta.errors.set(methods.clusterInfo.task, 'ERR_SERVICE_NOT_ACTIVE');
    const server = await served(meta);
    const reading = look(adminOf(server.address));
    await expect.poll(() => server.asked.length, { timeout: 3_000 }).toBe(2);
    meta.errors.clear();
    expect((await reading).leader).toBe(server.address);
  });

  it('must be the same at the end of a reading', async () => {
    const meta = small(false);
    const server = await served(meta);
    meta.intercept = (asked) => {
      if (asked.task === methods.queryConfig.task) meta.errors.set(methods.clusterInfo.task, 'ERR_FORWARD_TO_OTHERS');
      return false;
    };
    expect(await adminOf(server.address).observe(glance, never)).toMatchObject({
      ok: false,
      failure: { kind: 'not-leader' },
    });
  });

  it('is never asked anything under /meta/, nor is anybody else', async () => {
    const server = await served(small(false));
    await look(adminOf(server.address), {
      processes: [nodeAddress(server.address)],
      counts: nodeAddress(server.address),
      ddd: true,
    });
    expect(server.asked.filter((asked) => asked.startsWith('GET'))).toEqual(
      expect.arrayContaining([expect.stringContaining('/config?')]),
    );
    expect(server.asked.filter((asked) => asked.includes('/meta/'))).toEqual([]);
  });
});

describe('a reading', () => {
  it('names servers as the cluster prints them, in its order', async () => {
    const byAddress = await look(
      adminOf((await served(new ScriptedMeta({ servers: 12, tables: 1, partitions: 4, named: false }))).address),
    );
    expect(byAddress.nodes.map(({ address }) => address)).toEqual(
      Array.from({ length: 12 }, (_, nth) => `10.0.0.${nth + 1}:34801`),
    );
    const byName = await look(adminOf((await served(small(true))).address));
    expect(byName.nodes.map(({ address }) => address)).toEqual([
      'rs1.example.org:34801',
      'rs2.example.org:34801',
      'rs3.example.org:34801',
      'rs4.example.org:34801',
    ]);
    expect(byName.tables[0]?.partitions[0]).toEqual({
      gpid: gpid(1, 0),
      ballot: 3,
      primary: 'rs1.example.org:34801',
      secondaries: ['rs2.example.org:34801', 'rs3.example.org:34801'],
    });
  });

  it.each<readonly [what: string, harm: (meta: ScriptedMeta) => void, kind: string, why: RegExp]>([
    ['no server at all', (meta) => (meta.nodes = []), 'not-understood', /no replica server/],
    ['a server twice', (meta) => (meta.nodes = [...meta.nodes, ...meta.nodes]), 'not-understood', /twice/],
    [
      'a member that is no server',
      (meta) => (meta.nodes = meta.nodes.slice(1)),
      'not-understood',
      /a member .* not listed/,
    ],
    [
      'a status that there is not',
      (meta) => (meta.nodes = meta.nodes.map((node) => ({ ...node, status: 7 }))),
      'not-understood',
      /status 7/,
    ],
    [
      'fewer partitions than announced',
      (meta) => {
        meta.announced = 3;
        for (const table of meta.tables) table.partitions = table.partitions.slice(0, 2);
      },
      'not-understood',
      /3 partitions are announced and 2 are listed/,
    ],
    [
      'partitions in another order',
      (meta) => {
        for (const table of meta.tables) table.partitions = table.partitions.toReversed();
      },
      'not-understood',
      /stands where 1\.0 belongs/,
    ],
    [
      'a server that leads and follows the same partition',
      (meta) => {
        meta.changePartitions((each) => ({ ...each, secondaries: [each.primary] }));
      },
      'not-understood',
      /two minds/,
    ],
    [
      'a setting that is no number',
      (meta) => meta.said.set('meta.lb.assign_delay_ms', 'soon'),
      'not-understood',
      /"soon" is not a whole number/,
    ],
    [
      'a setting that is no text',
      (meta) =>
        (meta.intercept = (asked) =>
          asked.task === methods.remoteCommand.task &&
          asked.socket.write(
            encodeReply({ ...methods.remoteCommand, response: methods.controlMeta.response }, asked.seqid, {
              err: 'ERR_OK',
              oldLevel: 1,
            }),
          )),
      'not-understood',
      /assign_delay_ms/,
    ],
    [
      'a setting that is nested without end',
      (meta) => meta.said.set('meta.lb.assign_delay_ms', `{"error":${'['.repeat(8_000)}${']'.repeat(8_000)}}`),
      'not-understood',
      /assign_delay_ms/,
    ],
    [
      'a leader that has no such settings yet',
      (meta) => meta.said.delete('meta.lb.add_secondary_max_count_for_one_node'),
      'not-leader',
      /does not lead, or has not loaded/,
    ],
    [
      'a level that there is not',
      (meta) =>
        (meta.intercept = (asked) =>
          asked.task === methods.controlMeta.task &&
          asked.socket.write(encodeReply(methods.controlMeta, asked.seqid, { err: 'ERR_OK', oldLevel: 450 }))),
      'not-understood',
      /no level 450/,
    ],
    [
      'a refused question',
      (meta) => meta.errors.set(methods.listNodes.task, 'ERR_ACL_DENY'),
      'refused',
      /ERR_ACL_DENY/,
    ],
    [
      'a table that changes each time it is read',
      (meta) => meta.errors.set(methods.queryConfig.task, 'ERR_BUSY_DROPPING'),
      'refused',
      /changed twice/,
    ],
  ])('is none with %s', async (_what, harm, kind, why) => {
    const meta = small(false);
    harm(meta);
    const seen = await adminOf((await served(meta)).address).observe(glance, never);
    expect(seen).toMatchObject({ ok: false, failure: { kind, message: expect.stringMatching(why) } });
  });

  it('stands with a server that answers in another language, or hangs up: neither is running', async () => {
    const admin = adminOf((await served(small(false))).address);
    const [foreign, down] = await Promise.all([
      serveScript(({ socket }) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      serveScript(({ socket }) => socket.destroy()),
    ]);
    onTestFinished(async () => {
      await Promise.all([foreign.close(), down.close()]);
    });
    expect((await look(admin, { processes: [nodeAddress(down.address)], ddd: false })).processes).toEqual({
      [down.address]: { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' },
    });
    // It does not spoil what the others say; whoever needs this server reads what it answered.
    const error = expect.stringMatching(/^The answer to `server-info of \S+` is not understood: .*: too-long: /);
    expect((await look(admin, { processes: [nodeAddress(foreign.address)], ddd: false })).processes).toEqual({
      [foreign.address]: { kind: 'unreachable', error },
    });
  });

  it('is none when the connection breaks in the middle of it, wherever that is', async () => {
    const meta = small(true);
    let left = 0;
    meta.intercept = (asked) => {
      left -= 1;
      if (left >= 0) return false;
      asked.socket.destroy();
      return true;
    };
    const server = await served(meta);
    let broken = 0;
    for (let nth = 0; ; nth += 1) {
      left = nth;
      const seen = await adminOf(server.address).observe(glance, never);
      if (seen.ok) break;
      expect(seen.failure.kind).toBe('unreachable');
      broken += 1;
    }
    expect(broken).toBeGreaterThan(10);
  });

  it('does without what only HTTP tells where HTTP hangs, and does not wait for it again and again', async () => {
    const { address, asked } = await served(small(false), () => '');
    const admin = adminOf(address);
    const [slow, quick] = [realClock.now(), await look(admin)];
    const between = realClock.now();
    expect(quick.freeze).toEqual({ livePercentage: 50 });
    expect(between - slow).toBeLessThan(4_000);
    for (let nth = 0; nth < 5; nth += 1) await look(admin);
    expect(realClock.now() - between).toBeLessThan(1_500);
    expect(asked.filter((each) => each.startsWith('GET'))).toHaveLength(1);
  });

  it('keeps to what a leader said of its freeze rule when one answer is late', async () => {
    let late = false;
    const { address } = await served(small(false), () => (late ? '' : minLiveFlag('2')));
    const admin = adminOf(address);
    expect((await look(admin)).freeze).toEqual({ livePercentage: 50, minLiveNodes: 2, minLiveNodesMutable: true });
    late = true;
    expect((await look(admin)).freeze).toEqual({ livePercentage: 50, minLiveNodes: 2, minLiveNodesMutable: true });
    expect((await look(admin)).freeze).toEqual({ livePercentage: 50, minLiveNodes: 2, minLiveNodesMutable: true });
  });

  it.each([
    ['an error', page('', '500 Internal Server Error')],
    ['a page for people', page('<html>')],
    ['a number that is none', minLiveFlag('-1')],
    ['another flag', page(JSON.stringify({ name: 'lb_interval_ms', value: '10000' }))],
  ])('keeps to what a leader said of its freeze rule when one answer is %s', async (_what, other) => {
    let said = minLiveFlag('3');
    const { address } = await served(small(false), () => said);
    const admin = adminOf(address);
    await look(admin);
    said = other;
    expect((await look(admin)).freeze).toMatchObject({ minLiveNodes: 3 });
    expect((await look(admin)).freeze).toMatchObject({ minLiveNodes: 3 });
  });

  it.each([
    ['of 64 bits', minLiveFlag('4294967296'), { minLiveNodes: 4_294_967_296, minLiveNodesMutable: true }],
    // It could not be put back as it was.
    [
      'that is not known exactly',
      minLiveFlag('18446744073709551615'),
      { minLiveNodes: 2 ** 64, minLiveNodesMutable: false },
    ],
    [
      'of a leader that has no such flag',
      page('ERR_OBJECT_NOT_FOUND: min_live_node_count_for_unfreeze is not found'),
      {},
    ],
    ['of a leader that has no such path', page('', '404 Not Found'), {}],
  ])('takes a freeze rule %s for what it is, whatever was said before', async (_what, now, freeze) => {
    let said = minLiveFlag('3');
    const { address } = await served(small(false), () => said);
    const admin = adminOf(address);
    await look(admin);
    said = now;
    expect((await look(admin)).freeze).toEqual({ livePercentage: 50, ...freeze });
  });

  it.each([
    [
      'it refuses (with HTTP 200 all the same)',
      '{"update_status":"ERR_INVALID_PARAMETERS: min_live_node_count_for_unfreeze is not mutable"}',
      '3',
      'refused',
      'is not mutable',
    ],
    [
      'it says ERR_OK and has another value afterwards',
      '{"update_status":"ERR_OK"}',
      '3',
      'refused',
      'says 3 afterwards',
    ],
    ['it answers with something else', '<html>', '2', 'not-understood', 'no status of an update'],
    ['it hangs', undefined, '2', 'timeout', 'gave no answer'],
  ])('does not take min_live_node_count_for_unfreeze for lowered when %s', async (_when, answer, value, kind, why) => {
    const { address, asked } = await served(small(false), (path) =>
      path.startsWith('/config') ? minLiveFlag(value) : answer === undefined ? '' : page(answer),
    );
    const outcome = await adminOf(address).perform(
      { kind: 'set-min-live-nodes', meta: nodeAddress(address), value: 2 },
      never,
    );
    expect(outcome).toMatchObject({ ok: false, failure: { kind, message: expect.stringContaining(why) } });
    expect(asked.filter((each) => each.includes('updateConfig'))).toHaveLength(1);
  });

  it('does not go on with a freeze rule of before it was changed, when nobody says what it is now', async () => {
    let hangs = false;
    const { address } = await served(small(false), (path) => {
      if (path.startsWith('/config')) return hangs ? '' : minLiveFlag('2');
      hangs = true;
      return page('{"update_status":"ERR_OK"}');
    });
    const admin = adminOf(address);
    expect((await look(admin)).freeze).toMatchObject({ minLiveNodes: 2 });
    expect(
      await admin.perform({ kind: 'set-min-live-nodes', meta: nodeAddress(address), value: 3 }, never),
    ).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    expect((await look(admin)).freeze).toEqual({ livePercentage: 50 });
  });

  it('counts replicas live: by counter, by metric, or as the server says itself where it has no HTTP', async () => {
    const json = (body: object): string =>
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(JSON.stringify(body))}\r\n\r\n${JSON.stringify(body)}`;
    const gone = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    const counts = async (http: (path: string) => string, said = "unknown command 'perf-counters'") => {
      const meta = small(false);
      meta.said.set('perf-counters', said);
      const { address } = await served(meta, http);
      return (await look(adminOf(address), { processes: [], counts: nodeAddress(address), ddd: false })).counts;
    };
    const value = (path: string): string =>
      path.includes('opening') ? '1.00' : path.includes('closing') ? '2.00' : '3.00';
    const counter = (path: string): string =>
      path.startsWith('/perfCounter')
        ? json({
            name: decodeURIComponent(path.split('name=')[1] ?? ''),
            value: value(path),
            type: 'NUMBER',
            description: '',
          })
        : gone;
    const metric = (path: string): string =>
      path.startsWith('/metrics')
        ? json({
            entities: [
              {
                type: 'server',
                metrics: [
                  { name: 'closing_replicas', value: 2 },
                  { name: 'total_replicas', value: 3 },
                  { name: 'opening_replicas', value: 1 },
                ],
              },
            ],
          })
        : gone;
    const counted = { kind: 'counted', serving: 3, opening: 1, closing: 2 };
    expect(await counts(counter)).toEqual(counted);
    expect(await counts(metric)).toEqual(counted);
    const remote = JSON.stringify({
      result: 'OK',
      counters: [
        ['replica(Count)', 3],
        ['opening.replica(Count)', 1],
        ['closing.replica(Count)', 2],
      ].map(([name, its]) => ({ name: `replica*eon.replica_stub*${name}`, type: 'NUMBER', value: its })),
    });
    expect(await counts(() => gone, remote)).toEqual(counted);
    expect(await counts(() => gone, JSON.stringify({ result: 'OK', counters: [] }))).toMatchObject({
      kind: 'unavailable',
    });
    await expect(counts((path) => (path.startsWith('/perfCounter') ? json({}) : gone))).rejects.toThrow(
      /not-understood: .*perfCounter/,
    );
    await expect(
      counts(() => 'HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    ).rejects.toThrow(/HTTP 307/);
  });
});

describe('a proposal', () => {
  const moveOf = (named: boolean, leader: NodeAddress): ClusterAct => {
    const at = (nth: number): NodeAddress => nodeAddress(named ? `rs${nth}.example.org:34801` : `10.0.0.${nth}:34801`);
    return { kind: 'move-primaries', leader, moves: [{ gpid: gpid(1, 0), from: at(1), to: at(2) }] };
  };

  it('carries both names to a leader that knows both, echoed as it sent them, and addresses alone to one that does not', async () => {
    const [older, newer] = [small(false), small(true)];
    // The two names need not look alike: neither is made from the other.
    const cryptic = (hp: string | undefined): string | undefined =>
      hp?.replace('rs1.example.org:34801', 'other-name:7');
    newer.nodes = newer.nodes.map((node) => ({ ...node, hpNode: cryptic(node.hpNode) }));
    newer.changePartitions((each) => ({
      ...each,
      hpPrimary: cryptic(each.hpPrimary),
      hpSecondaries: (each.hpSecondaries ?? []).map(cryptic),
    }));
    for (const [meta, named] of [
      [older, false],
      [newer, true],
    ] as const) {
      const { address } = await served(meta);
      const act = moveOf(named, nodeAddress(address));
      const moves =
        act.kind === 'move-primaries'
          ? act.moves.map((move) => ({ ...move, from: nodeAddress(cryptic(move.from) ?? '') }))
          : [];
      expect(
        await adminOf(address).perform({ kind: 'move-primaries', leader: nodeAddress(address), moves }, never),
      ).toEqual({ ok: true, value: { refused: [] } });
    }
    const addresses = [
      { target: '10.0.0.1:34801', node: '10.0.0.1:34801', configType: 5 },
      { target: '10.0.0.2:34801', node: '10.0.0.2:34801', configType: 2 },
    ];
    expect(older.proposals).toEqual([{ proposal: { gpid: { appId: 1, index: 0 }, actions: addresses, force: false } }]);
    const names = [
      { hpTarget: 'other-name:7', hpNode: 'other-name:7' },
      { hpTarget: 'rs2.example.org:34801', hpNode: 'rs2.example.org:34801' },
    ];
    expect(newer.proposals[0]?.proposal.actions).toEqual(
      addresses.map((action, nth) => ({ ...action, ...names[nth] })),
    );
  });

  it('to a leader that knows names cannot be written down without them', () => {
    const nameless = { target: '10.0.0.1:34801', node: '10.0.0.2:34801', configType: 6 };
    const gpid = { appId: 1, index: 0 };
    // @ts-expect-error The compiler refuses it; so does the encoder, for whoever gets past the compiler.
    const encode = () => encodeRequest(methods.proposeByName, 1, 1_000, { gpid, actions: [nameless] });
    expect(encode).toThrow(/no name/);
  });

  it.each([
    [
      'an address',
      (meta: ScriptedMeta) => {
        meta.changePartitions((each) => ({ ...each, secondaries: each.secondaries.map(() => undefined) }));
      },
    ],
    [
      'a name',
      (meta: ScriptedMeta) => {
        meta.changePartitions((each) => ({ ...each, hpSecondaries: (each.hpSecondaries ?? []).map(() => undefined) }));
      },
    ],
  ])('is not sent when the leader leaves out %s of a server', async (_what, harm) => {
    const meta = small(true);
    harm(meta);
    const { address } = await served(meta);
    expect(await adminOf(address).perform(moveOf(true, nodeAddress(address)), never)).toEqual({
      ok: true,
      value: {
        refused: [
          {
            gpid: gpid(1, 0),
            answer: 'not sent: the leader does not name rs2.example.org:34801 whole as a member of it',
          },
        ],
      },
    });
    expect(meta.proposals).toEqual([]);
  });

  it.each<readonly [where: string, harm: (meta: ScriptedMeta) => void]>([
    [
      'its list of servers',
      (meta) => {
        meta.changePartitions(nameless);
      },
    ],
    [
      'the configuration of another partition',
      (meta) => {
        meta.nodes = meta.nodes.map(({ status, node }) => ({ status, node }));
        for (const table of meta.tables)
          table.partitions = table.partitions.map((each, index) => (index === 0 ? nameless(each) : each));
      },
    ],
  ])('is not sent without names to a leader that shows in %s that it knows them', async (_where, harm) => {
    const meta = small(true);
    harm(meta);
    const { address } = await served(meta);
    const [from, to] = [nodeAddress('10.0.0.1:34801'), nodeAddress('10.0.0.2:34801')];
    const refused = (index: number, who: string) => ({
      gpid: gpid(1, index),
      answer: `not sent: the leader does not name ${who} whole as a member of it`,
    });
    const outcome = await adminOf(address).perform(
      {
        kind: 'move-primaries',
        leader: nodeAddress(address),
        moves: [0, 1].map((index) => ({ gpid: gpid(1, index), from, to })),
      },
      never,
    );
    expect(outcome).toEqual({ ok: true, value: { refused: [refused(0, from), refused(1, from)] } });
    expect(meta.proposals).toEqual([]);
  });

  it('is not sent to a leader that does not list its servers: what it knows of names cannot be told', async () => {
    const meta = small(false);
    meta.errors.set(methods.listNodes.task, 'ERR_ACL_DENY');
    const { address } = await served(meta);
    expect(await adminOf(address).perform(moveOf(false, nodeAddress(address)), never)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', message: expect.stringContaining('RPC_CM_LIST_NODES') },
    });
    expect(meta.proposals).toEqual([]);
  });

  it('is not sent to a meta that does not lead, and a follower that answers in its own way is found out', async () => {
    const meta = small(false);
    const server = await served(meta);
    expect(await adminOf(server.address).perform(moveOf(false, nodeAddress('10.0.9.9:34601')), never)).toMatchObject({
      ok: false,
      failure: { kind: 'not-leader', message: expect.stringContaining('Nothing was sent') },
    });
    expect(meta.proposals).toEqual([]);
    for (const answer of ['ERR_INVALID_PARAMETERS', 'ERR_APP_NOT_EXIST']) {
      meta.errors.clear();
      meta.errors.set(methods.propose.task, answer);
      const act = moveOf(false, nodeAddress(server.address));
      expect(await adminOf(server.address).perform(act, never)).toEqual({
        ok: true,
        value: { refused: [{ gpid: gpid(1, 0), answer }] },
      });
      meta.intercept = (asked) => {
        if (asked.task === methods.propose.task) meta.errors.set(methods.clusterInfo.task, 'ERR_FORWARD_TO_OTHERS');
        return false;
      };
      expect(await adminOf(server.address).perform(act, never)).toMatchObject({
        ok: false,
        failure: { kind: 'not-leader' },
      });
      meta.intercept = () => false;
    }
  });

  it('whose answer is lost may have been taken: nobody is said to be away, and where nothing was sent somebody is', async () => {
    const meta = small(false);
    const { address } = await served(meta);
    const [at1, at2] = [nodeAddress('10.0.0.1:34801'), nodeAddress('10.0.0.2:34801')];
    const act: ClusterAct = {
      kind: 'downgrade-secondaries',
      leader: nodeAddress(address),
      downgrades: [0, 1, 2].map((index) => ({ gpid: gpid(1, index), primary: at1, node: at2 })),
    };
    const move = moveOf(false, nodeAddress(address));
    const hangUpAt = (task: string, nth: number): void => {
      let met = 0;
      meta.intercept = (asked) => {
        if (asked.task !== task) return false;
        met += 1;
        if (met === nth) asked.socket.destroy();
        return met >= nth;
      };
    };
    hangUpAt(methods.listApps.task, 1);
    expect(await adminOf(address).perform(move, never)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
    expect(meta.proposals).toEqual([]);
    hangUpAt(methods.propose.task, 2);
    expect(await adminOf(address).perform(act, never)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', message: expect.stringContaining('may have been taken') },
    });
    expect(meta.proposals).toHaveLength(1);
    // What it answered calls for another question, and that is the one that is lost.
    meta.errors.set(methods.propose.task, 'ERR_INVALID_PARAMETERS');
    hangUpAt(methods.clusterInfo.task, 2);
    expect(await adminOf(address).perform(move, never)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', message: expect.stringContaining('may have been taken') },
    });
  });

  it('for a partition that there is not is refused without being sent', async () => {
    const meta = small(false);
    const { address } = await served(meta);
    const [from, to] = [nodeAddress('10.0.0.1:34801'), nodeAddress('10.0.0.2:34801')];
    const act = (id: ReturnType<typeof gpid>): ClusterAct => ({
      kind: 'move-primaries',
      leader: nodeAddress(address),
      moves: [{ gpid: id, from, to }],
    });
    expect(await adminOf(address).perform(act(gpid(9, 0)), never)).toMatchObject({
      ok: true,
      value: { refused: [{ gpid: gpid(9, 0) }] },
    });
    expect(await adminOf(address).perform(act(gpid(-1, 0)), never)).toMatchObject({
      ok: false,
      failure: { kind: 'refused' },
    });
    expect(meta.proposals).toEqual([]);
  });
});

describe('an act', () => {
  it('with something that is no address or no value is not sent', async () => {
    const { address, asked } = await served(small(false));
    const admin = adminOf(address);
    expect(await admin.perform({ kind: 'flush-log', node: nodeAddress('10.0.0.1 rm:1') }, never)).toMatchObject({
      ok: false,
      failure: { kind: 'refused' },
    });
    expect(
      await admin.perform({ kind: 'set-assign-delay', leader: nodeAddress(address), value: 1.5 }, never),
    ).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(asked.filter((each) => each.startsWith('meta.lb'))).toEqual([]);
    expect(await adminOf('nowhere').observe(glance, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(await adminOf().observe(glance, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });

  it('on a server goes to that server alone', async () => {
    const [meta, node] = await Promise.all([served(small(false)), served(small(false))]);
    expect(await adminOf(meta.address).perform({ kind: 'flush-log', node: nodeAddress(node.address) }, never)).toEqual({
      ok: true,
      value: { refused: [] },
    });
    expect([meta.asked, node.asked]).toEqual([[], ['flush-log']]);
  });

  it('that there is not fails, and leaves nothing behind that waits', async () => {
    const clock = new VirtualClock();
    const { address } = await served(small(false));
    const admin = createNativeAdmin({ metas: [address], clock, log: silent });
    // @ts-expect-error The compiler refuses it.
    await expect(admin.perform({ kind: 'restart-everything', leader: nodeAddress(address) }, never)).rejects.toThrow();
    expect(clock.nextAt()).toBeUndefined();
  });

  it('may be cancelled before it begins', async () => {
    const stop = new AbortController();
    stop.abort();
    const { address, asked } = await served(small(false));
    expect(
      await adminOf(address).perform({ kind: 'flush-log', node: nodeAddress(address) }, stop.signal),
    ).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(asked).toEqual([]);
  });
});
