import { campaignOf } from './campaign.js';
import type { Message } from './message.js';
import type { ProcessReading } from './observation.js';
import {
  onlyRebalances,
  type Continues,
  type EarlierRunTerms,
  type EarlierServer,
  type RollOptions,
} from './options.js';
import type { PlanTarget } from './plan.js';
import { leadersOf } from './leaders-to-restore.js';
import type { TargetProgress } from './progress.js';
import { hasEnded, type Run } from './run.js';

export type ContinuationRequest =
  | { readonly kind: 'possible'; readonly options: RollOptions & { readonly continues: Continues } }
  | { readonly kind: 'impossible'; readonly why: Message };

/**
 * What asks for the rest of a run that was aborted or failed: the same request, without what it has restarted. Which
 * servers that are is seen when the plan is made: their processes are others than before.
 */
export function continuationOf(run: Run, terms: EarlierRunTerms = {}): ContinuationRequest {
  const impossible = (code: 'continue-of-done' | 'continue-of-unbegun'): ContinuationRequest => ({
    kind: 'impossible',
    why: { code, run: run.id },
  });
  if (!hasEnded(run))
    return { kind: 'impossible', why: { code: 'continue-of-active', run: run.id, status: run.status } };
  if (run.status === 'done') return impossible('continue-of-done');
  if (run.status === 'rejected' || run.status === 'expired') return impossible('continue-of-unbegun');
  const { targets } = run.progress;
  const { campaign } = run.options;
  const first = campaignOf(run);
  const canaryPassed = targets.some(({ role, state }) => role === 'replica' && state === 'done');
  return {
    kind: 'possible',
    options: {
      ...run.options,
      ...(campaign === undefined || first === undefined ? {} : { campaign: { ...campaign, first } }),
      canary: run.options.canary && !canaryPassed,
      ...terms,
      continues: {
        run: run.id,
        servers: earlierServers(run.options.continues, targets),
        ...leadersOf(run),
      },
    },
  };
}

/** What is known of each server that the run has come to, or that the one before it had. */
function earlierServers(before: Continues | undefined, targets: readonly TargetProgress[]): readonly EarlierServer[] {
  const known = targets.flatMap((target) => earlierServer(target) ?? []);
  const older = (before?.servers ?? []).filter(
    ({ role, address }) => !known.some((server) => server.role === role && server.address === address),
  );
  return [...older, ...known];
}

function earlierServer({ role, address, state, before, processDown }: TargetProgress): EarlierServer | undefined {
  const server = { role, address };
  switch (state) {
    case 'pending':
      return undefined;
    case 'skipped':
      return { ...server, leftOut: true };
    case 'done':
    case 'active':
    case 'failed':
      return {
        ...server,
        ...(state === 'done' ? { done: true as const } : {}),
        ...(before === undefined ? {} : { startedAt: before.startedAt }),
        ...(processDown ? { down: true as const } : {}),
      };
  }
}

/** Why the rest of a run does without this server; undefined: it is part of it. */
export function whyNotContinued(
  target: PlanTarget,
  reading: ProcessReading | undefined,
  { continues, version, stale }: RollOptions,
): Message | undefined {
  const server = continues === undefined ? undefined : earlierServerOf(continues, target);
  if (continues === undefined || server === undefined) return undefined;
  if (server.leftOut === true) return { code: 'left-out-of-run', run: continues.run };
  // Whether a server has the value that is asked for, it says itself, whatever it is.
  if (stale !== undefined) return undefined;
  // A collector can't be asked. Of the others the process itself says whether it is another one.
  if (target.role === 'collector')
    return server.done === true ? { code: 'done-in-run', run: continues.run } : undefined;
  // Whether a server has the version that is asked for, it says itself.
  if (version !== undefined || server.startedAt === undefined || reading?.kind !== 'running') return undefined;
  return reading.startedAt === server.startedAt ? undefined : { code: 'restarted-since-run', run: continues.run };
}

/** The run before has stopped it, and it was not proven back: it is started as it is, without a drain. */
export const wasLeftDown = (
  continues: Continues,
  target: Pick<PlanTarget, 'role' | 'address' | 'otherNames'>,
): boolean => earlierServerOf(continues, target)?.down === true;

const earlierServerOf = (
  { servers }: Continues,
  { role, address, otherNames = [] }: Pick<PlanTarget, 'role' | 'address' | 'otherNames'>,
): EarlierServer | undefined =>
  servers.find((server) => server.role === role && (server.address === address || otherNames.includes(server.address)));

/** It ended before all its servers were rolled. One that only gives leadership back has none: it is asked for anew. */
export const isWorthContinuing = (run: Run): boolean =>
  (run.status === 'aborted' || run.status === 'failed') &&
  !onlyRebalances(run.options) &&
  run.progress.targets.some(({ state }) => state === 'pending' || state === 'active' || state === 'failed');
