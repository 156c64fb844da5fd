import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../config/defaults.js';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import type { Config } from '../config/config.js';
import { fail, ok, type Result } from '../lib/result.js';
import type { ClusterName, RunId } from '../roll/ids.js';

/** A run that has not ended. */
export interface OpenRun {
  readonly id: RunId;
  readonly cluster: ClusterName;
}

/** A configuration that can take the place of the present one, and where it differs from it. */
export interface Reloaded {
  readonly config: Config;
  readonly changed: readonly string[];
}

/**
 * Reads the configuration file again. Fails with a sentence for each thing that is wrong with it, or that cannot be
 * changed while the bot runs.
 */
export async function reload(
  present: Config,
  openRuns: readonly OpenRun[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<Reloaded, readonly string[]>> {
  const loaded = await loadConfig(present.file, env);
  if (!loaded.ok) return fail(loaded.failure.map(describeFault));
  const config = loaded.value;
  const fixed = whatIsFixed(present, config, openRuns);
  return fixed.length > 0 ? fail(fixed) : ok({ config, changed: changedPaths(present, config) });
}

function whatIsFixed(present: Config, next: Config, openRuns: readonly OpenRun[]): readonly string[] {
  const known = new Set(next.clusters.map(({ cluster }) => cluster));
  return [
    ...(present.store.path === next.store.path
      ? []
      : ['store.path: its runs are in the database that is open. Move the folder and start the bot anew']),
    ...(present.slack.mode === next.slack.mode
      ? []
      : ['slack.mode: the secrets of the other mode are read when the bot is started. Start it anew']),
    ...openRuns
      .filter(({ cluster }) => !known.has(cluster))
      .map(({ id, cluster }) => `clusters.${cluster} is gone, and ${id} is under way there. Abort it first, or wait`),
  ];
}

/** As deep as people look for a setting: `clusters.cluster-x.approvals`. */
const deepest = 3;

/** Where the two differ, as the file has it; without an end for a cluster that is new or gone. */
export function changedPaths(present: Config, next: Config): readonly string[] {
  const byName = ({ clusters, ...rest }: Config): unknown => ({
    ...rest,
    clusters: Object.fromEntries(clusters.map((cluster) => [cluster.cluster, cluster])),
  });
  return differences(byName(present), byName(next), []);
}

function differences(left: unknown, right: unknown, path: readonly string[]): readonly string[] {
  if (isDeepStrictEqual(left, right)) return [];
  if (path.length === deepest || !isMapping(left) || !isMapping(right)) return [path.join('.')];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], [...path, key]),
  );
}
