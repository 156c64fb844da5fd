import { describe, expect, it } from 'vitest';
import { works } from '../../src/lib/finding.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { kubernetes } from '../../src/processes/drivers/kubernetes/driver.js';
import { parsePods, podAt } from '../../src/processes/drivers/kubernetes/pods.js';
import { parseStatefulSet, whyNotRolled } from '../../src/processes/drivers/kubernetes/stateful-set.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';

const shown = (object: unknown): string => `Warning: old\n${JSON.stringify(object, undefined, 4)}\n`;
const set = {
  kind: 'StatefulSet',
  metadata: { name: 'pegasus-replica', uid: 'set', generation: 2 },
  spec: {
    updateStrategy: { type: 'OnDelete' },
    selector: { matchLabels: { app: 'pegasus' } },
    template: { spec: { hostNetwork: true, containers: [{ name: 'pegasus', image: 'i:1' }] } },
  },
  status: { observedGeneration: 2, updateRevision: 'r2' },
};
const pod = (nth: number, status: object = {}, owner = 'set') => ({
  metadata: {
    name: `pegasus-replica-${nth}`,
    uid: `u${nth}`,
    labels: { 'controller-revision-hash': 'r2' },
    ownerReferences: [{ uid: owner }],
  },
  spec: { nodeName: `Node-${nth}` },
  status: { phase: 'Running', podIP: `10.0.0.${nth}`, conditions: [{ type: 'Ready', status: 'True' }], ...status },
});
const list = (...items: readonly unknown[]) => shown({ apiVersion: 'v1', kind: 'List', items });
const parsedSet = (text: string = shown(set)) => {
  const parsed = parseStatefulSet('pegasus-replica', text);
  if (!parsed.ok) throw new Error(parsed.failure);
  return parsed.value;
};
const podsIn = (text: string) => {
  const parsed = parsePods(parsedSet(), text);
  if (!parsed.ok) throw new Error(parsed.failure);
  return parsed.value;
};

describe('what kubectl shows of a StatefulSet', () => {
  it('is read beside warnings; its revision only once the last change was taken note of', () => {
    expect(parsedSet()).toMatchObject({ strategy: 'OnDelete', ofHost: true, revision: 'r2' });
    expect(parsedSet().images.get('pegasus')).toBe('i:1');
    const changed = { ...set, metadata: { ...set.metadata, generation: 3 } };
    expect(parsedSet(shown(changed)).revision).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['an error', 'Error from server (NotFound)'],
    ['another', shown({ ...set, metadata: { ...set.metadata, name: 'pegasus-meta' } })],
    ['another kind', shown({ ...set, kind: 'Deployment' })],
    ['no strategy', shown({ ...set, spec: { ...set.spec, updateStrategy: {} } })],
    ['no labels', shown({ ...set, spec: { ...set.spec, selector: { matchLabels: {} } } })],
    [
      'labels by expressions',
      shown({ ...set, spec: { ...set.spec, selector: { ...set.spec.selector, matchExpressions: [{}] } } }),
    ],
    ['half of it', shown(set).slice(0, 200)],
  ])('is a failure where it is %s', (_, text) => {
    expect(parseStatefulSet('pegasus-replica', text)).toMatchObject({ ok: false });
  });

  it('lets pods be deleted only by hand, and at their addresses', () => {
    expect(whyNotRolled(parsedSet(), 'of-host')).toBeUndefined();
    expect(whyNotRolled({ ...parsedSet(), strategy: 'RollingUpdate' }, 'fixed')).toMatch(/Set spec\.updateStrategy/);
    expect(whyNotRolled({ ...parsedSet(), ofHost: false }, 'of-host')).toMatch(/a Pegasus server is its address/);
    expect(whyNotRolled({ ...parsedSet(), ofHost: false }, 'fixed')).toBeUndefined();
  });
});

describe('what kubectl shows of pods', () => {
  it('is read, of those that are of the set', () => {
    expect(podsIn(list(pod(1), pod(2, {}, 'other')))).toEqual([
      expect.objectContaining({ name: 'pegasus-replica-1', address: '10.0.0.1', ready: true, restarts: 0 }),
    ]);
    const waiting = { phase: 'Pending', containerStatuses: [{ restartCount: 2, state: { waiting: { reason: 'X' } } }] };
    expect(podsIn(list(pod(1, { ...waiting, conditions: [] })))[0]).toMatchObject({
      ready: false,
      restarts: 2,
      said: 'Pending, X',
    });
    expect(podsIn(list())).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no list', shown(pod(1))],
    ['a pod without an id', list({ ...pod(1), metadata: { name: 'a' } })],
    ['half of it', list(pod(1)).slice(0, 120)],
  ])('is a failure where it is %s, and never "no pods"', (_, text) => {
    expect(parsePods(parsedSet(), text)).toMatchObject({ ok: false });
  });

  it('tells which is the server: one and no other', () => {
    const pods = podsIn(list(pod(1), pod(2), pod(10)));
    const at = (host: string) => {
      const found = podAt(host, 'pegasus-replica', pods);
      return found.ok ? found.value.name : found.failure;
    };
    expect(at('10.0.0.1')).toBe('pegasus-replica-1');
    expect(at('pegasus-replica-10.pegasus.db.svc.cluster.local')).toBe('pegasus-replica-10');
    expect(at('node-2')).toBe('pegasus-replica-2');
    expect(at('10.0.0.3')).toMatch(/^no pod of pegasus-replica is the server at 10\.0\.0\.3: pegasus-replica-1 at /);
    expect(podAt('10.0.0.1', 's', podsIn(list(pod(1), pod(2, { podIP: '10.0.0.1' }))))).toMatchObject({
      failure: expect.stringMatching(/^more than one pod of s/) as unknown,
    });
  });
});

const settings = {
  kind: 'kubernetes',
  statefulSet: 'pegasus-{role}',
  namespace: 'db',
  context: 'prod',
  addresses: 'of-host',
  image: { container: 'pegasus', name: 'i:{version}' },
} as const;

describe('the check of the driver kubernetes', () => {
  async function check(answer: (words: string) => Result<string, string>) {
    const asked: string[] = [];
    const findings = await kubernetes.check(settings, {
      cluster: clusterName('cluster-x'),
      servers: [{ role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 }],
      executable: (name) => Promise.resolve(works(name)),
      ask: (argv) => {
        asked.push(argv.join(' '));
        return Promise.resolve(answer(argv.join(' ')));
      },
    });
    return { findings: findings.map(({ kind, text }) => `${kind}: ${text}`), asked };
  }
  const answers =
    (own: unknown, ...pods: readonly unknown[]) =>
    (words: string): Result<string, string> =>
      ok(words.includes('can-i') ? 'yes' : words.includes('statefulset ') ? shown(own) : list(...pods));

  it('asks for rights, sets and pods, and changes nothing', async () => {
    const { findings, asked } = await check(answers(set, pod(1)));
    expect(findings).toEqual(['works: kubectl finds the pods of all 1 servers, and may delete them']);
    for (const line of asked) expect(line).toMatch(/^kubectl --context prod --namespace db (?:auth can-i|get) /);
  });

  it('says what is wrong', async () => {
    const rolling = { ...set, spec: { ...set.spec, updateStrategy: { type: 'RollingUpdate' } } };
    expect((await check(answers(rolling, pod(1)))).findings[0]).toMatch(/^fails: 10\.0\.0\.1:34801: .*RollingUpdate/);
    expect((await check(answers(set, pod(2)))).findings[0]).toMatch(/^fails: 10\.0\.0\.1:34801: no pod of/);
    expect((await check(answers(set, pod(1, { conditions: [] })))).findings[0]).toBe(
      'note: 10.0.0.1:34801: pegasus-replica-1 is Running and not ready now',
    );
    const denied = await check((words) =>
      words.endsWith('can-i delete pods') ? fail('kubectl ended with exit code 1: no') : answers(set, pod(1))(words),
    );
    expect(denied.findings).toEqual([
      'fails: Kubernetes does not let the bot delete pods (kubectl ended with exit code 1: no)',
    ]);
  });
});

describe('what kubernetes reads of a server before anything is touched', () => {
  const replaceable = (answer: Result<string, string>) =>
    kubernetes.replaceable?.(settings, {
      cluster: clusterName('cluster-x'),
      server: { role: 'replica', address: nodeAddress('10.0.0.1:34801'), index: 0 },
      ask: () => Promise.resolve(answer),
    });
  const without = {
    ...set,
    spec: { ...set.spec, template: { spec: { ...set.spec.template.spec, hostNetwork: false } } },
  };

  it('is whether its pod would keep its address', async () => {
    expect(await replaceable(ok(shown(set)))).toEqual({ kind: 'yes' });
    expect(await replaceable(ok(shown(without)))).toMatchObject({
      kind: 'no',
      why: expect.stringMatching(/another address/),
    });
    expect(await replaceable(ok('nonsense'))).toMatchObject({ kind: 'no' });
    expect(await replaceable(fail('no connection'))).toEqual({ kind: 'unknown', why: 'no connection' });
  });
});
