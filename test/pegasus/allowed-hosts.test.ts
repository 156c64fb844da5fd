import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { onAllowedHosts } from '../../src/pegasus/allowed-hosts.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import { createNativeAdmin } from '../../src/pegasus/native/native-admin.js';
import { gpid, nodeAddress } from '../../src/roll/ids.js';
import type { Look } from '../../src/roll/observation.js';
import { ScriptedMeta, serveScript } from './support/scripted-server.js';
import { shellScene } from './support/shell-scene.js';
import { StillCluster } from './support/still-cluster.js';
import { silent } from '../support/silent.js';

const never = new AbortController().signal;
const glance: Look = { processes: [], ddd: false };
/** A cluster, and a rule by which its leader lies: it names one server more than there may be. */
interface Lying {
  readonly admin: ClusterAdmin;
  readonly stranger: string;
  readonly allows: (address: string) => boolean;
  readonly soon: <Value>(answer: Promise<Value>) => Promise<Value>;
}

function throughTheShell(): Promise<Lying> {
  const cluster = new StillCluster('2.5');
  const scene = shellScene(cluster);
  const [stranger = ''] = cluster.replicaAddresses.slice(-1);
  return Promise.resolve({
    admin: scene.admin,
    stranger,
    allows: (address) => address !== stranger,
    soon: (answer) => scene.soon(answer),
  });
}

async function natively(): Promise<Lying> {
  const meta = await serveScript(new ScriptedMeta({ servers: 4, tables: 2, partitions: 3, named: false }).answer);
  onTestFinished(() => meta.close());
  const admin = createNativeAdmin({ metas: [meta.address], clock: realClock, log: silent });
  const seen = await admin.observe(glance, never);
  if (!seen.ok) throw new Error(seen.failure.message);
  const [stranger = ''] = seen.value.nodes.map(({ address }) => address).slice(-1);
  return { admin, stranger, allows: (address) => address !== stranger, soon: (answer) => answer };
}

describe.each([
  ['the shell', throughTheShell],
  ['the native client', natively],
])('a leader that names a host which is not allowed, through %s', (_kind, lie) => {
  it('is not believed in anything', async () => {
    const { admin, stranger, allows, soon } = await lie();
    expect((await soon(onAllowedHosts(admin, () => true).observe(glance, never))).ok).toBe(true);
    const reading = await soon(onAllowedHosts(admin, allows).observe(glance, never));
    expect(reading).toMatchObject({
      ok: false,
      failure: { kind: 'refused', message: expect.stringMatching(`${stranger} is not on a host of allowedHosts`) },
    });
  });
});

it('starts no shell for a leader that is not allowed', async () => {
  const cluster = new StillCluster('2.5');
  const follower = cluster.metaAddresses.filter((meta) => meta !== cluster.leader);
  const scene = shellScene(cluster, { metas: follower, mayAsk: (leader) => leader !== cluster.leader });
  expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
    ok: false,
    failure: { kind: 'refused', message: expect.stringMatching('allowedHosts') },
  });
  expect(scene.starts.filter((argv) => argv.includes(cluster.leader))).toEqual([]);
});

describe('a host that is not allowed', () => {
  const asked: unknown[] = [];
  const admin: ClusterAdmin = {
    observe: (look) => (asked.push(look), new Promise(() => undefined)),
    perform: (act) => (asked.push(act), new Promise(() => undefined)),
  };
  const guarded = onAllowedHosts(admin, (address) => !address.startsWith('10.9.'));
  const evil = nodeAddress('10.9.9.9:34801');
  const good = nodeAddress('10.0.0.1:34801');

  it.each([
    { processes: [good, evil], ddd: true },
    { processes: [], counts: evil, ddd: false },
    { processes: [], minLiveOf: [evil], ddd: false },
    { processes: [], flag: { name: 'cluster_name', of: [evil] }, ddd: false },
    { processes: [], freeSpace: [evil], ddd: false },
  ])('is asked nothing: %o', async (look) => {
    expect(await guarded.observe(look, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(asked).toEqual([]);
  });

  it.each([
    { kind: 'close-replicas', node: evil },
    { kind: 'set-level', leader: evil, level: 'steady' },
    { kind: 'set-min-live-nodes', meta: evil, value: 1 },
    { kind: 'move-primaries', leader: good, moves: [{ gpid: gpid(1, 0), from: good, to: evil }] },
  ] as const)('is sent nothing, and nothing is moved to it: $kind', async (act) => {
    expect(await guarded.perform(act, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(asked).toEqual([]);
  });
});
