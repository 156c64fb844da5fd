import { z } from 'zod';
import { ok } from '../../lib/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import type { ReplicaCounts } from '../../roll/observation.js';
import { notUnderstood, type Read } from '../shell/failure.js';
import { parseStrictly } from '../shell/parse/json.js';
import { counterNames, parseReplicaCounts, replicaCountsWords } from '../shell/parse/replica-counts.js';
import { isUnknownCommand } from '../shell/parse/setting.js';
import type { CallFailure } from './call-failure.js';
import type { Deadline } from './deadline.js';
import { closedUnanswered, type HttpAnswer } from './http-get.js';
import type { HttpSpeakers } from './http-speakers.js';
import type { Link } from './connection-pool.js';
import { askRemotely } from './remote-command.js';

/**
 * What a replica server counts itself, live over HTTP (docs/pegasus.md, "Counting replicas"): it shows a close within
 * half a second, where the counters of its remote command lag up to ten. `/perfCounter` up to 2.5, `/metrics` on newer
 * servers; which of them this process has is told by what it answers, not by its version.
 */
export async function readReplicaCounts(
  address: NodeAddress,
  link: Link,
  speakers: HttpSpeakers,
  deadline: Deadline,
): Promise<Read<ReplicaCounts>> {
  for (const source of [fromPerfCounters, fromMetrics]) {
    const found = await source(address, speakers, deadline);
    if (found.kind === 'read') return found.counts;
    if (found.kind === 'failed') {
      if (found.failure.error === closedUnanswered && !speakers.includes(address, deadline.clock.now())) break;
      return ok({ kind: 'unreachable', error: found.failure.error });
    }
  }
  // Without its HTTP the counters that lag are better than none; where there are none either, it says so.
  const said = await askRemotely(link, deadline, replicaCountsWords[0], replicaCountsWords.slice(1));
  return isUnknownCommand(said)
    ? ok({ kind: 'unavailable', why: 'this server counts its replicas neither over HTTP nor in perf-counters' })
    : parseReplicaCounts(address, said);
}

/**
 * `failed`: no answer, which says nothing of what this process has; only a connection closed at once is how it looks
 * without HTTP.
 */
type Source =
  | { readonly kind: 'read'; readonly counts: Read<ReplicaCounts> }
  | { readonly kind: 'not-there' }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

const notThere: Source = { kind: 'not-there' };

/** `{"name":"…","value":"16.00",…}`; an unknown counter is `{}`. */
const perfCounter = z.object({
  name: z.string(),
  value: z
    .string()
    .regex(/^\d{1,9}\.0+$/)
    .transform(Number),
});

async function fromPerfCounters(address: NodeAddress, speakers: HttpSpeakers, deadline: Deadline): Promise<Source> {
  const ask = (name: string) =>
    speakers.get(
      address,
      `/perfCounter?name=${encodeURIComponent(name).replaceAll(/[*()]/g, percentEncoded)}`,
      deadline,
    );
  // One after the other could see a replica in none of them, on its way from one to the next.
  const answers = await Promise.all([ask(counterNames.serving), ask(counterNames.opening), ask(counterNames.closing)]);
  const values: number[] = [];
  for (const [place, name] of Object.values(counterNames).entries()) {
    const answer = answers[place];
    if (answer === undefined) return notThere;
    if (!answer.ok) return { kind: 'failed', failure: answer.failure };
    if (answer.value.status === 404) return notThere;
    const parsed = perfCounter.safeParse(answer.value.status === 200 ? parseStrictly(answer.value.body) : undefined);
    if (!parsed.success || parsed.data.name !== name)
      return { kind: 'read', counts: strange(address, `/perfCounter of ${name}`, answer.value) };
    values.push(parsed.data.value);
  }
  return counted(values);
}

const metrics = z.object({
  entities: z.array(
    z.object({ type: z.string(), metrics: z.array(z.object({ name: z.string(), value: z.number() })) }),
  ),
});
const metricNames = ['total_replicas', 'opening_replicas', 'closing_replicas'] as const;

async function fromMetrics(address: NodeAddress, speakers: HttpSpeakers, deadline: Deadline): Promise<Source> {
  const answer = await speakers.get(
    address,
    `/metrics?types=server&metrics=${metricNames.join(',')}&with_metric_fields=name,value`,
    deadline,
  );
  if (!answer.ok) return { kind: 'failed', failure: answer.failure };
  if (answer.value.status === 404) return notThere;
  const parsed = metrics.safeParse(answer.value.status === 200 ? parseStrictly(answer.value.body) : undefined);
  if (!parsed.success) return { kind: 'read', counts: strange(address, '/metrics', answer.value) };
  const all = parsed.data.entities.filter(({ type }) => type === 'server').flatMap((entity) => entity.metrics);
  // 2.5 has the path and not these metrics.
  if (all.length === 0) return notThere;
  const values: number[] = [];
  for (const name of metricNames) {
    const [found, ...more] = all.filter((metric) => metric.name === name);
    if (found === undefined || more.length > 0 || !Number.isSafeInteger(found.value) || found.value < 0)
      return { kind: 'read', counts: strange(address, '/metrics', answer.value) };
    values.push(found.value);
  }
  return counted(values);
}

function counted([serving, opening, closing]: readonly number[]): Source {
  if (serving === undefined || opening === undefined || closing === undefined) return notThere;
  return { kind: 'read', counts: ok({ kind: 'counted', serving, opening, closing }) };
}

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function strange(address: NodeAddress, what: string, answer: HttpAnswer): Read<ReplicaCounts> {
  return notUnderstood(
    `GET ${what} of ${address}`,
    `it is HTTP ${answer.status} and no count`,
    answer.body.split('\n'),
  );
}
