import { parseHostPort, sameServer } from '../settings/values.js';

export interface SharedMeta {
  readonly address: string;
  /** Where the second of them has it, below `clusters`. */
  readonly path: readonly [cluster: string, key: 'metas', place: number];
  readonly clusters: readonly [first: string, second: string];
}

/**
 * Metas that stand in more than one cluster. Whatever keeps two runs off a cluster (the run under way, its lock, the
 * settings to put back) goes by its name in the file: under two names it would be rolled twice at once, and the second
 * run would take the first one's settings for the cluster's own. `clusters` may still have other faults.
 */
export function sharedMetas(clusters: Readonly<Record<string, unknown>>): readonly SharedMeta[] {
  const shared: SharedMeta[] = [];
  const owners = new Map<string, string>();
  for (const [cluster, settings] of Object.entries(clusters)) {
    metasOf(settings).forEach((address, place) => {
      if (typeof address !== 'string' || parseHostPort(address) === undefined) return;
      const first = owners.get(sameServer(address)) ?? cluster;
      owners.set(sameServer(address), first);
      if (first !== cluster) shared.push({ address, path: [cluster, 'metas', place], clusters: [first, cluster] });
    });
  }
  return shared;
}

function metasOf(settings: unknown): readonly unknown[] {
  return typeof settings === 'object' && settings !== null && 'metas' in settings && Array.isArray(settings.metas)
    ? settings.metas
    : [];
}
