import { isOfOtherDriver, waysToInstall, waysToReplace } from '../processes/registry.js';

/** A mapping of YAML, as plain values. */
export type Mapping = Readonly<Record<string, unknown>>;
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings under `defaults:` put below those of each cluster: mappings are joined, all else is replaced. */
export function withDefaults({ defaults, ...file }: Mapping): Mapping {
  const { clusters } = file;
  if (!isMapping(clusters)) return file;
  // A cluster without a word of its own is one with nothing but defaults.
  const settled = Object.entries(clusters).map(([name, cluster]) => [
    name,
    joinedCluster(isMapping(defaults) ? defaults : {}, cluster ?? {}),
  ]);
  return { ...file, clusters: Object.fromEntries(settled) };
}

function joinedCluster(defaults: Mapping, cluster: unknown): unknown {
  if (!isMapping(cluster)) return cluster;
  const { processes, ...rest } = defaults;
  return joined(
    processes === undefined ? rest : { ...rest, processes: withoutOtherWays(processes, cluster['processes']) },
    cluster,
  );
}

/**
 * A cluster that names a way to replace a process, or a package, does not have that of the defaults as well, and one
 * that names its driver has nothing of what they say to others.
 */
function withoutOtherWays(defaults: unknown, own: unknown): unknown {
  if (!isMapping(defaults) || !isMapping(own)) return defaults;
  const names = (way: readonly string[]): boolean => way.some((key) => key in own);
  const others = [waysToReplace, [['install'], ...waysToInstall.map((setting) => [setting])]].flatMap((ways) =>
    ways.some(names) ? ways.filter((way) => !names(way)).flat() : [],
  );
  return Object.fromEntries(
    Object.entries(defaults).filter(([key]) => !others.includes(key) && !isOfOtherDriver(key, own['driver'])),
  );
}

function joined(lower: unknown, upper: unknown): unknown {
  if (!isMapping(lower) || !isMapping(upper)) return upper;
  const result: Record<string, unknown> = { ...lower };
  for (const [key, value] of Object.entries(upper)) result[key] = key in lower ? joined(lower[key], value) : value;
  return result;
}
