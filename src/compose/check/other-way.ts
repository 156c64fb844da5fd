import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';
import type { Result } from '../../lib/result.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import { adapterOf, type AdminSettings } from '../../pegasus/registry.js';
import type { AdminFailure, Look, Observation } from '../../roll/observation.js';
import { compare, type Difference } from './compare.js';

/** What differs because the cluster moved between two readings does not differ each time. */
const comparisons = 3;
const betweenMs = 500;
/** So many differences are shown. */
const mostShown = 10;

interface Reading {
  readonly outcome: Result<Observation, AdminFailure>;
  readonly ms: number;
}
type Reader = () => Promise<Reading>;

/**
 * The configured way of reaching a cluster beside another one: whether both work and report the same, and which of them
 * is to be preferred.
 */
export async function checkOtherWay(
  cluster: Pick<ClusterConfig, 'admin' | 'metas'>,
  configured: ClusterAdmin,
  other: { readonly settings: AdminSettings; readonly admin: ClusterAdmin },
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { title: name } = adapterOf(other.settings);
  const { title: usual, advice } = adapterOf(cluster.admin);
  const readerOf =
    (admin: ClusterAdmin): Reader =>
    () =>
      read(admin, { processes: cluster.metas, ddd: true }, clock, signal);
  const [mine, theirs] = [readerOf(configured), readerOf(other.admin)];
  // One after the other, so that the times that are told are each one's own.
  const [first, tried] = [await mine(), await theirs()];
  if (!first.outcome.ok) {
    return [
      note(
        tried.outcome.ok
          ? `${name} does read it: kind: ${other.settings.kind} would work`
          : `${name} cannot read it either: ${tried.outcome.failure.message}`,
      ),
    ];
  }
  if (!tried.outcome.ok)
    return [
      note(`${name} does not read it: ${tried.outcome.failure.message}`),
      note(`kind: ${cluster.admin.kind} is the one to use here`),
    ];
  const differences = await lastingDifferences([mine, theirs], [first, tried], clock);
  if (differences === undefined)
    return [note(`${usual} and ${name} could not be compared: one of them no longer reads it`)];
  if (differences.length > 0) return [fails(inWords(usual, name, differences))];
  return [works(`${usual} and ${name} report the same (${first.ms} ms and ${tried.ms} ms)`), note(advice)];
}

function inWords(usual: string, name: string, differences: readonly Difference[]): string {
  const shown = differences
    .slice(0, mostShown)
    .map(({ what, one, other }) => `${what}: ${usual} says ${one}, ${name} says ${other}`);
  const more = differences.length > mostShown ? [`and ${differences.length - mostShown} more`] : [];
  return (
    `${usual} and ${name} do not report the same, ${comparisons} times in a row: do not roll ` +
    `before it is known which is right. ${[...shown, ...more].join('; ')}`
  );
}

async function read(admin: ClusterAdmin, look: Look, clock: Clock, signal: AbortSignal): Promise<Reading> {
  const started = clock.now();
  const outcome = await admin.observe(look, signal);
  return { outcome, ms: clock.now() - started };
}

/** Those that are there in every comparison; undefined when one of the two fails meanwhile. */
async function lastingDifferences(
  [readOne, readOther]: readonly [Reader, Reader],
  [one, other]: readonly [Reading, Reading],
  clock: Clock,
): Promise<readonly Difference[] | undefined> {
  let lasting: readonly Difference[] | undefined;
  let [mine, theirs] = [one, other];
  for (let nth = 1; ; nth += 1) {
    if (!mine.outcome.ok || !theirs.outcome.ok) return undefined;
    const now = compare(mine.outcome.value, theirs.outcome.value);
    const before = lasting;
    lasting = before === undefined ? now : now.filter(({ what }) => before.some((each) => each.what === what));
    if (lasting.length === 0 || nth === comparisons) return lasting;
    await clock.sleep(betweenMs);
    [mine, theirs] = [await readOne(), await readOther()];
  }
}
