import { z } from 'zod';
import { fail, ok, type Result } from '../../../lib/result.js';
import { jsonObjectIn } from '../../parse-json.js';

const statefulSet = z.object({
  kind: z.literal('StatefulSet'),
  metadata: z.object({ name: z.string(), uid: z.string().min(1), generation: z.int() }),
  spec: z.object({
    updateStrategy: z.object({ type: z.string() }),
    selector: z.object({
      matchLabels: z.record(z.string(), z.string()),
      matchExpressions: z.array(z.unknown()).max(0).optional(),
    }),
    template: z.object({
      spec: z.object({
        hostNetwork: z.boolean().optional(),
        containers: z.array(z.object({ name: z.string(), image: z.string() })),
      }),
    }),
  }),
  status: z.object({ observedGeneration: z.int().optional(), updateRevision: z.string().optional() }),
});

export interface StatefulSet {
  readonly name: string;
  readonly uid: string;
  readonly strategy: string;
  /** Its pods have the addresses of their nodes. */
  readonly ofHost: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly images: ReadonlyMap<string, string>;
  /** The revision that a pod gets which is made now; undefined until the last change was taken note of. */
  readonly revision: string | undefined;
}

/**
 * What `kubectl get statefulset NAME -o json` printed. A failure says where it is wrong, and no more: it can hold
 * secrets.
 */
export function parseStatefulSet(name: string, printed: string): Result<StatefulSet, string> {
  const json = jsonObjectIn(printed);
  if (!json.ok) return fail(notUnderstood(name, json.failure));
  const parsed = statefulSet.safeParse(json.value);
  if (!parsed.success) return fail(notUnderstood(name, whereIn(parsed.error)));
  const { metadata, spec, status } = parsed.data;
  if (metadata.name !== name) return fail(notUnderstood(name, `it is ${metadata.name}`));
  if (Object.keys(spec.selector.matchLabels).length === 0) return fail(notUnderstood(name, 'it selects no labels'));
  const seen = (status.observedGeneration ?? 0) >= metadata.generation;
  return ok({
    name,
    uid: metadata.uid,
    strategy: spec.updateStrategy.type,
    ofHost: spec.template.spec.hostNetwork ?? false,
    labels: spec.selector.matchLabels,
    images: new Map(spec.template.spec.containers.map((each) => [each.name, each.image])),
    revision: seen ? status.updateRevision : undefined,
  });
}

export const whereIn = ({ issues }: z.ZodError): string =>
  `${issues[0]?.path.join('.') ?? ''} is missing or of another kind`;

const notUnderstood = (name: string, why: string): string =>
  `what kubectl shows of the StatefulSet ${name} is not understood: ${why}`;

/** Why no pod of this set may be deleted; undefined where one may. */
export function whyNotRolled(
  { name, strategy, ofHost }: StatefulSet,
  addresses: 'of-host' | 'fixed',
): string | undefined {
  if (strategy !== 'OnDelete')
    return (
      `${name} has the update strategy ${strategy}, by which Kubernetes replaces all its pods itself, and empties no ` +
      'server before. Set spec.updateStrategy.type to OnDelete'
    );
  if (ofHost || addresses === 'fixed') return undefined;
  return (
    `${name} has no hostNetwork: a new pod gets another address, and a Pegasus server is its address, as a name is ` +
    'looked up only once by the others. Set hostNetwork; or say "addresses: fixed" if your network keeps the address ' +
    'of each pod'
  );
}
