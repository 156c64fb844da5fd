import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { ReplicaCounts } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import type { RemoteAnswer } from './remote.js';

const reply = z.object({
  result: z.literal('OK'),
  counters: z.array(z.object({ name: z.string(), type: z.string(), value: z.number() })),
});

/** The counters by their names (docs/pegasus.md, "Counting replicas"); they come in any order, and as floats. */
export const counterNames = {
  serving: 'replica*eon.replica_stub*replica(Count)',
  opening: 'replica*eon.replica_stub*opening.replica(Count)',
  closing: 'replica*eon.replica_stub*closing.replica(Count)',
} as const;

/** The remote command that `parseReplicaCounts` reads the answer of. */
export const replicaCountsWords = ['perf-counters', '.*replica(Count)'] as const;

export function parseReplicaCounts(address: string, answer: RemoteAnswer): Read<ReplicaCounts> {
  const command = `perf-counters of ${address}`;
  // One server that does not answer must not blind the reading: that it died shows in the rest of it.
  if (answer.kind === 'none') return ok({ kind: 'unreachable', error: answer.error });
  if (answer.kind === 'text') return notUnderstood(command, 'it is not JSON', answer.text.split('\n'));
  const raw = [JSON.stringify(answer.value)];
  const parsed = reply.safeParse(answer.value);
  if (!parsed.success) return notUnderstood(command, 'it has another shape', raw);
  const { counters } = parsed.data;
  // The command is still there on newer servers; the counters are not.
  if (counters.length === 0)
    return ok({ kind: 'unavailable', why: 'this server version no longer counts its replicas in perf-counters' });
  const value = (name: string): number | undefined => {
    const [found, ...more] = counters.filter((counter) => counter.name === name);
    return found !== undefined && more.length === 0 && Number.isSafeInteger(found.value) && found.value >= 0
      ? found.value
      : undefined;
  };
  const [serving, opening, closing] = [
    value(counterNames.serving),
    value(counterNames.opening),
    value(counterNames.closing),
  ];
  if (serving === undefined || opening === undefined || closing === undefined)
    return notUnderstood(command, 'a replica counter is missing, stands twice, or is no count', raw);
  return ok({ kind: 'counted', serving, opening, closing });
}
