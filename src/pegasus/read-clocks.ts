import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import { mapLimited } from '../lib/map-limited.js';
import type { ClockReading } from '../roll/checks/clocks.js';
import type { NodeAddress } from '../roll/ids.js';
import type { CallFailure } from './native/call-failure.js';
import { Link } from './native/connection-pool.js';
import { Deadline } from './native/deadline.js';
import { closedUnanswered, httpGet } from './native/http-get.js';
import { askRemotely } from './native/remote-command.js';
import { notUnderstood } from './shell/failure.js';
import { parseStrictly } from './shell/parse/json.js';
import { isUnknownCommand } from './shell/parse/setting.js';

const atOnce = 16;
const altogetherMs = 12_000;
/** Servers up to 2.5 answer from counters that they have counted up to 10 s before, and in whole seconds. */
const oldAnswersMs = { age: 10_500, rounding: 1_000 };

/**
 * How far the clock of each server is before the one here, by what it says itself: no host is logged in to. Newer
 * servers tell the time in `/metrics`, older ones with the answer to `perf-counters` (docs/pegasus.md, "What time it
 * is there").
 */
export async function readClocks(
  servers: readonly NodeAddress[],
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadonlyMap<NodeAddress, ClockReading>> {
  const deadline = new Deadline(signal, clock, altogetherMs);
  try {
    const readings = await mapLimited([...new Set(servers)], atOnce, async (server) => {
      const fromPage = await askMetrics(server, deadline);
      return [server, fromPage ?? (await askCounters(server, deadline))] as const;
    });
    return new Map(readings);
  } finally {
    deadline.end();
  }
}

const metrics = z.object({ timestamp_ns: z.number().positive() });

/** Undefined where it has no such page, or does not speak HTTP. */
async function askMetrics(server: NodeAddress, deadline: Deadline): Promise<ClockReading | undefined> {
  const asked = deadline.clock.now();
  const answer = await httpGet(
    server,
    '/metrics?types=server&metrics=total_replicas&with_metric_fields=name',
    deadline,
  );
  const heard = deadline.clock.now();
  if (!answer.ok) return answer.failure.error === closedUnanswered ? undefined : silent(answer.failure);
  const { status, body } = answer.value;
  if (status === 404) return undefined;
  const parsed = metrics.safeParse(status === 200 ? parseStrictly(body) : undefined);
  if (!parsed.success) return strange('GET /metrics', `it is HTTP ${status} and tells no time`, body);
  const theirs = parsed.data.timestamp_ns / 1e6;
  return { kind: 'read', least: theirs - heard, most: theirs - asked };
}

const counters = z.object({ timestamp: z.number().int().nonnegative() });

async function askCounters(server: NodeAddress, deadline: Deadline): Promise<ClockReading> {
  const asked = deadline.clock.now();
  const link = new Link(server, deadline.clock);
  // No counter is called so: what comes is the moment, and nothing else.
  const said = await askRemotely(link, deadline, 'perf-counters', ['none']);
  link.close();
  const heard = deadline.clock.now();
  if (said.kind === 'none') return { kind: 'not-told', why: said.error };
  if (isUnknownCommand(said)) return { kind: 'not-told', why: 'it does not know the command perf-counters' };
  const parsed = counters.safeParse(said.kind === 'json' ? said.value : undefined);
  if (!parsed.success)
    return strange('perf-counters', 'it tells no time', said.kind === 'text' ? said.text : JSON.stringify(said.value));
  if (parsed.data.timestamp === 0) return { kind: 'not-told', why: 'it counts nothing' };
  const theirs = parsed.data.timestamp * 1_000;
  return {
    kind: 'read',
    least: theirs - heard,
    most: theirs + oldAnswersMs.age + oldAnswersMs.rounding - asked,
  };
}

const silent = ({ kind, error, why }: CallFailure): ClockReading =>
  kind === 'garbled'
    ? { kind: 'not-understood', message: why, raw: [error] }
    : { kind: 'not-told', why: `${error}, ${why}` };

function strange(asked: string, why: string, said: string): ClockReading {
  const { failure } = notUnderstood(asked, why, said.split('\n'));
  return { kind: 'not-understood', message: failure.message, raw: failure.raw };
}
