import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ProcessVerb } from '../../../src/roll/act.js';
import { commandId, nodeAddress } from '../../../src/roll/ids.js';
import { standIn } from './stand-in.js';
import { command, controlOf, never } from './support.js';

// Each command is several programs of Node here.
vi.setConfig({ testTimeout: 300_000 });

type Behaviour = 'steady' | 'crash' | 'unready' | 'moved' | 'kept' | 'stale' | 'cut';

const pod = (nth: number) => ({
  metadata: {
    name: `pegasus-replica-${nth}`,
    uid: `old-${nth}`,
    labels: { 'controller-revision-hash': 'r1' },
    ownerReferences: [{ uid: 'set' }],
  },
  spec: { nodeName: `node-${nth}` },
  status: { phase: 'Running', podIP: `10.0.0.${nth + 1}`, conditions: [{ type: 'Ready', status: 'True' }] },
});

interface Cluster {
  readonly pods: readonly { readonly metadata: { readonly name: string; readonly uid: string } }[];
}

/** A StatefulSet of two pods, by the stand-in for kubectl. */
function setOf(how: Behaviour = 'steady', type = 'OnDelete', hostNetwork = true, timeoutMs = 120_000) {
  const host = standIn('kubernetes', 'kubectl');
  host.write('cluster.json', {
    how,
    set: {
      kind: 'StatefulSet',
      metadata: { name: 'pegasus-replica', uid: 'set', generation: 1 },
      spec: {
        updateStrategy: { type },
        selector: { matchLabels: { app: 'pegasus', role: 'replica' } },
        template: { spec: { hostNetwork, containers: [{ name: 'pegasus', image: 'apache/pegasus:2.4.0' }] } },
      },
      status: { observedGeneration: 1, updateRevision: 'r1' },
    },
    pods: [pod(0), pod(1)],
  });
  const control = controlOf(
    {
      driver: {
        kind: 'kubernetes',
        statefulSet: 'pegasus-{role}',
        namespace: 'db',
        addresses: 'of-host',
        image: { container: 'pegasus', name: 'apache/pegasus:{version}' },
      },
      timeoutMs,
    },
    join(host.home, 'commands'),
    { environment: host.environment },
  );
  let nth = 0;
  return {
    uids: () => (host.read('cluster.json') as Cluster).pods.map(({ metadata }) => metadata.uid),
    changes: () => host.asked().filter((line) => !line.startsWith('get ')),
    run: (verb: ProcessVerb, address = '10.0.0.2:34801', version?: string) =>
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

describe('a pod of a StatefulSet', () => {
  it('gets its image first, and is replaced by one of the revision that has it', async () => {
    const { run, uids, changes } = setOf();
    expect(await run('install', undefined, '2.5.0')).toMatchObject({ kind: 'succeeded' });
    expect(uids()).toEqual(['old-0', 'old-1']);
    const replaced = await run('restart');
    expect(replaced.kind).toBe('succeeded');
    expect(last(replaced.tail)).toBe(
      `pegasus-replica-1 is back at 10.0.0.2 with revision r2: pod ${uids()[1] ?? ''} in place of old-1`,
    );
    expect(uids()[0]).toBe('old-0');
    expect(changes()).toEqual([
      'set image statefulset/pegasus-replica pegasus=apache/pegasus:2.5.0',
      'delete pod pegasus-replica-1 --wait=true',
    ]);
  });

  it('is back though the connection of kubectl was lost once it was deleted', async () => {
    const { run, uids } = setOf('cut');
    expect(await run('restart')).toMatchObject({ kind: 'succeeded' });
    expect(uids()[1]).not.toBe('old-1');
  });

  it.each([
    ['crash', /^pegasus-replica-1 ended after it was started, and was started again/],
    ['moved', /^pegasus-replica-1 came back at another address, 10\.0\.0\.99, and was at 10\.0\.0\.2$/],
    ['stale', /^pegasus-replica-1 came back with revision r0, and not with r1$/],
    ['kept', /^pegasus-replica-1 was not deleted: kubectl ended with exit code 1$/],
  ] as const)('is not taken for back where it is not as it should be: %s', async (how, says) => {
    const result = await setOf(how).run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toMatch(says);
  });

  it('that is never ready is waited for until the time is up, and told what it waits for', async () => {
    const result = await setOf('unready', 'OnDelete', true, 8_000).run('restart');
    expect(result.kind).toBe('timed-out');
    expect(last(result.tail)).toMatch(/^pegasus-replica-1 is Pending, ImagePullBackOff/);
  });

  it.each([
    ['RollingUpdate', true, /update strategy RollingUpdate, by which Kubernetes replaces all its pods itself/],
    ['OnDelete', false, /has no hostNetwork: a new pod gets another address/],
  ])('is left alone with %s, hostNetwork %s', async (type, hostNetwork, says) => {
    const { run, changes } = setOf('steady', type, hostNetwork);
    const result = await run('restart');
    expect(result.kind).toBe('failed');
    expect(last(result.tail)).toMatch(says);
    if (type !== 'OnDelete') expect(await run('install', undefined, '2.5.0')).toMatchObject({ kind: 'failed' });
    expect(changes()).toEqual([]);
  });

  it('that is not there, or a verb that there is not, is a failure', async () => {
    const { run, changes } = setOf();
    expect(last((await run('restart', '10.0.0.9:34801')).tail)).toMatch(/^no pod of pegasus-replica is the server at/);
    expect(await run('stop')).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('a pod cannot be stopped or started alone') as unknown,
    });
    expect(changes()).toEqual([]);
  });
});
