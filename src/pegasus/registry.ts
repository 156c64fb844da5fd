import type { MeaningOf } from '../settings/kinds.js';
import type { AdminAdapter, ClusterToReach } from './adapter.js';
import * as registered from './adapters.js';
import { onAllowedHosts } from './allowed-hosts.js';
import type { ClusterAdmin } from './cluster-admin.js';

type Registered = typeof registered;
type Kind = keyof Registered;
type Settings = { readonly [Each in Kind]: MeaningOf<Registered[Each]> };

/** What the configuration says to one of the adapters, which is its `kind`. */
export type AdminSettings = Settings[Kind];

/** All ways to reach a cluster, by what the configuration calls them. */
export const adapters: { readonly [Each in Kind]: Registered[Each] & AdminAdapter<Settings[Each]> } = registered;

/** The adapter that such settings are for. */
export const adapterOf = ({ kind }: AdminSettings): AdminAdapter<AdminSettings> => adapterNamed(kind);

const adapterNamed = <Named extends Kind>(kind: Named): AdminAdapter<Settings[Named]> => adapters[kind];

/** The other ways for which the same settings are enough. */
export function otherWays({ kind, ...settings }: AdminSettings): readonly AdminSettings[] {
  return Object.entries(adapters).flatMap(([name, adapter]) => {
    const combined = adapter.combine(settings);
    return name !== kind && combined.ok ? [combined.value] : [];
  });
}

/** A cluster, reached in the way that its configuration says, and only as far as that allows. */
export function createClusterAdmin(settings: AdminSettings, cluster: ClusterToReach): ClusterAdmin {
  const admin = adapterOf(settings).create(settings, cluster);
  return cluster.allows === undefined ? admin : onAllowedHosts(admin, cluster.allows);
}
