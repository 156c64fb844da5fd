// A stand-in for kubectl and a cluster behind it. `../cluster.json` has a StatefulSet, its pods, and `how` a new pod is:
// steady, crash (its container is started again), unready (it waits for its image for good), moved (it has another address),
// kept (the deletion fails), stale (it is of the revision before), cut (the deletion is done, and kubectl fails).
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';

const home = dirname(dirname(process.argv[1]));
const words = process.argv.slice(2);
const file = join(home, 'cluster.json');
const cluster = JSON.parse(readFileSync(file, 'utf8'));
const { set, pods, how } = cluster;
const fail = (why) => {
  console.error(why);
  process.exit(1);
};
const show = (object) => console.log(JSON.stringify(object, undefined, 4));
const namespace = words.indexOf('--namespace');
if (namespace === -1 || words[namespace + 1] !== 'db') fail('Error from server (NotFound): namespaces not found');
const [verb, kind, name, ...rest] = words.slice(namespace + 2);
appendFileSync(join(home, 'asked'), `${[verb, kind, name, ...rest].join(' ')}\n`);
console.error('Warning: a newer version of kubectl is there');

if (verb === 'get' && kind === 'statefulset') {
  if (name !== set.metadata.name) fail(`Error from server (NotFound): statefulsets.apps "${name}" not found`);
  show(set);
  // Kubernetes takes note of a change a moment after it was made.
  set.status = { observedGeneration: set.metadata.generation, updateRevision: `r${set.metadata.generation}` };
} else if (verb === 'get' && kind === 'pods') {
  show({ apiVersion: 'v1', kind: 'List', items: pods, metadata: { resourceVersion: '' } });
  for (const { status } of pods) if (how !== 'unready') status.conditions = [{ type: 'Ready', status: 'True' }];
} else if (verb === 'set' && kind === 'image') {
  const [container, image] = rest[0].split('=');
  const own = set.spec.template.spec.containers.find((each) => each.name === container);
  if (own === undefined) fail(`error: unable to find container named "${container}"`);
  if (own.image !== image) set.metadata.generation += 1;
  own.image = image;
} else if (verb === 'delete' && kind === 'pod') {
  const old = pods.find(({ metadata }) => metadata.name === name);
  if (old === undefined) fail(`Error from server (NotFound): pods "${name}" not found`);
  if (how === 'kept') fail('Error from server (Forbidden): pods is forbidden');
  const revision = how === 'stale' ? 'r0' : set.status.updateRevision;
  pods[pods.indexOf(old)] = {
    ...old,
    metadata: { ...old.metadata, uid: randomUUID(), labels: { 'controller-revision-hash': revision } },
    status: {
      phase: how === 'unready' ? 'Pending' : 'Running',
      podIP: how === 'moved' ? '10.0.0.99' : old.status.podIP,
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [
        {
          restartCount: how === 'crash' ? 1 : 0,
          state: how === 'unready' ? { waiting: { reason: 'ImagePullBackOff' } } : { running: {} },
        },
      ],
    },
  };
  if (how === 'cut') console.error('error: http2: client connection lost');
  else console.log(`pod "${name}" deleted`);
  process.exitCode = how === 'cut' ? 1 : 0;
} else fail(`error: unknown command "${verb}"`);
writeFileSync(file, JSON.stringify(cluster));
