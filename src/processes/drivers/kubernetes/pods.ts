import { z } from 'zod';
import { fail, ok, type Result } from '../../../lib/result.js';
import { jsonObjectIn } from '../../parse-json.js';
import { whereIn, type StatefulSet } from './stateful-set.js';

const waiting = z.object({ reason: z.string().optional() });
const container = z.object({ restartCount: z.int(), state: z.object({ waiting: waiting.optional() }).optional() });

const list = z.object({
  kind: z.literal('List'),
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
        uid: z.string().min(1),
        labels: z.record(z.string(), z.string()).optional(),
        deletionTimestamp: z.string().optional(),
        ownerReferences: z.array(z.object({ uid: z.string() })).optional(),
      }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        phase: z.string().optional(),
        podIP: z.string().optional(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
        containerStatuses: z.array(container).optional(),
      }),
    }),
  ),
});

export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly revision: string | undefined;
  readonly address: string | undefined;
  readonly node: string | undefined;
  readonly deleted: boolean;
  readonly ready: boolean;
  /** How often its containers were started again. */
  readonly restarts: number;
  /** Its phase, and what it waits for. */
  readonly said: string;
}

/** What `kubectl get pods … -o json` printed, as far as the pods are of this set. */
export function parsePods({ name, uid }: StatefulSet, printed: string): Result<readonly Pod[], string> {
  const json = jsonObjectIn(printed);
  const notUnderstood = (why: string): Result<never, string> =>
    fail(`what kubectl shows of the pods of ${name} is not understood: ${why}`);
  if (!json.ok) return notUnderstood(json.failure);
  const parsed = list.safeParse(json.value);
  if (!parsed.success) return notUnderstood(whereIn(parsed.error));
  const own = parsed.data.items.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  return ok(
    own.map(({ metadata, spec, status }) => {
      const containers = status.containerStatuses ?? [];
      const reasons = containers.flatMap(({ state }) => state?.waiting?.reason ?? []);
      return {
        name: metadata.name,
        uid: metadata.uid,
        revision: metadata.labels?.['controller-revision-hash'],
        address: status.podIP,
        node: spec.nodeName,
        deleted: metadata.deletionTimestamp !== undefined,
        ready: (status.conditions ?? []).some((each) => each.type === 'Ready' && each.status === 'True'),
        restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
        said: [status.phase ?? 'of no phase', ...new Set(reasons)].join(', '),
      };
    }),
  );
}

/** The one pod that is the server at `host`: by its address, by its name before a dot, or by the name of its node. */
export function podAt(host: string, set: string, pods: readonly Pod[]): Result<Pod, string> {
  const named = host.toLowerCase();
  const [only, ...more] = pods.filter(
    ({ name, address, node }) =>
      address === host || name === named || named.startsWith(`${name}.`) || node?.toLowerCase() === named,
  );
  if (only !== undefined && more.length === 0) return ok(only);
  const known = pods.map(({ name, address, node }) => `${name} at ${address ?? 'no address'} on ${node ?? 'no node'}`);
  return fail(
    `${only === undefined ? 'no pod' : 'more than one pod'} of ${set} is the server at ${host}: ` +
      (known.length === 0 ? 'it has none' : known.join(', ')),
  );
}
