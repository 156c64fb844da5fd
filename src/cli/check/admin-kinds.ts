import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import type { Result } from '../../lib/result.js';
import type { ClusterAdmin } from '../../pegasus/cluster-admin.js';
import { adapterOf, type AdminSettings } from '../../pegasus/registry.js';
import type { AdminFailure, Look, Observation } from '../../roll/observation.js';
import { compare, type Difference } from './compare.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';

const observeMs = 60_000;
/** What differs because the cluster moved between two readings does not differ each time. */
const comparisons = 3;
const betweenMs = 500;
/** So many differences are shown. */
const mostShown = 10;

export interface Reading {
  readonly outcome: Result<Observation, AdminFailure>;
  readonly ms: number;
}

export async function read(admin: ClusterAdmin, cluster: ClusterConfig, clock: Clock): Promise<Reading> {
  const over = new AbortController();
  const cancel = clock.after(observeMs, () => {
    over.abort();
  });
  const look: Look = { processes: cluster.metas, ddd: true };
  const started = clock.now();
  const outcome = await admin.observe(look, over.signal);
  cancel();
  return { outcome, ms: clock.now() - started };
}

/**
 * The configured way of reaching a cluster, which works, beside the other one: whether that works too, reports the
 * same, and is to be preferred.
 */
export async function checkOtherKind(
  cluster: ClusterConfig,
  configured: ClusterAdmin,
  first: Reading,
  other: { readonly settings: AdminSettings; readonly admin: ClusterAdmin },
  clock: Clock,
): Promise<readonly Finding[]> {
  const { title: name } = adapterOf(other.settings);
  const { title: usual, advice } = adapterOf(cluster.admin);
  const tried = await read(other.admin, cluster, clock);
  if (!tried.outcome.ok)
    return [
      note(`${name} does not read it: ${tried.outcome.failure.message}`),
      note(`kind: ${cluster.admin.kind} is the one to use here`),
    ];
  const differences = await lastingDifferences(cluster, configured, other.admin, first, tried, clock);
  if (differences === undefined)
    return [note(`${usual} and ${name} could not be compared: one of them no longer reads it`)];
  if (differences.length > 0) {
    const shown = differences
      .slice(0, mostShown)
      .map(({ what, one, other: theirs }) => note(`  ${what}: ${usual} says ${one}, ${name} says ${theirs}`));
    const more = differences.length > mostShown ? [note(`  and ${differences.length - mostShown} more`)] : [];
    return [
      fails(
        `${usual} and ${name} do not report the same, ${comparisons} times in a row: do not roll ` +
          'before it is known which is right',
      ),
      ...shown,
      ...more,
    ];
  }
  return [works(`${usual} and ${name} report the same (${first.ms} ms and ${tried.ms} ms)`), note(advice)];
}

/** Those that are there in every comparison; undefined when one of the two fails meanwhile. */
async function lastingDifferences(
  cluster: ClusterConfig,
  one: ClusterAdmin,
  other: ClusterAdmin,
  left: Reading,
  right: Reading,
  clock: Clock,
): Promise<readonly Difference[] | undefined> {
  let lasting: readonly Difference[] | undefined;
  let [mine, theirs] = [left, right];
  for (let nth = 1; ; nth += 1) {
    if (!mine.outcome.ok || !theirs.outcome.ok) return undefined;
    const now = compare(mine.outcome.value, theirs.outcome.value);
    const before = lasting;
    lasting = before === undefined ? now : now.filter(({ what }) => before.some((each) => each.what === what));
    if (lasting.length === 0 || nth === comparisons) return lasting;
    await clock.sleep(betweenMs);
    [mine, theirs] = [await read(one, cluster, clock), await read(other, cluster, clock)];
  }
}
