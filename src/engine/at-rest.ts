import type { Clock } from '../lib/clock.js';
import type { Message } from '../roll/message.js';
import { isSettled } from '../roll/settle-rule.js';
import { whyNotSettled } from '../roll/steps/settle.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterAccess } from './deps.js';
import type { HealthWatch } from './health-watch.js';
import type { AtRest } from './run-service.js';

/** A look at a cluster is shared for this long, so that there is nothing to be seen more often. */
const betweenLooksMs = 10_000;

interface Watched extends Pick<ClusterAccess, 'monitors'> {
  readonly policy: Pick<ClusterPolicy, 'settle' | 'timing'>;
  readonly health: Pick<HealthWatch, 'look'>;
}

/**
 * Looks until the cluster is well and at rest without interruption for as long as its operator wants, or until that has
 * taken too long. What cannot be read is not at rest.
 */
export async function atRest(cluster: Watched, clock: Clock, signal: AbortSignal): Promise<AtRest> {
  const { settle, timing } = cluster.policy;
  const began = clock.now();
  let restsSince: number | undefined;
  for (;;) {
    const why = await whyRestless(cluster, signal);
    if (signal.aborted) return { kind: 'stopping' };
    const now = clock.now();
    if (why === undefined) {
      restsSince ??= now;
      if (now - restsSince >= (settle?.forMs ?? 0)) return { kind: 'rests' };
    } else {
      restsSince = undefined;
      if (now - began >= timing.settle) return { kind: 'restless', why };
    }
    await clock.sleep(betweenLooksMs, signal);
  }
}

async function whyRestless(
  { policy: { settle }, health, monitors }: Watched,
  signal: AbortSignal,
): Promise<Message | undefined> {
  const seen = await health.look();
  if (seen.kind === 'unreadable') return seen.why;
  if (seen.kind === 'troubled') return { code: 'clauses', of: seen.blocks.map(({ reason }) => reason) };
  if (settle === undefined) return undefined;
  if (monitors?.settled === undefined) return { code: 'settle-unread', why: 'nobody is configured who could be asked' };
  const reading = await monitors.settled(signal);
  return isSettled(settle, reading) === true ? undefined : whyNotSettled(settle, reading);
}
