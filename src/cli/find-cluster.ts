import type { Config } from '../config/config.js';
import { nearest } from '../lib/nearest.js';

/** What is said about a cluster that the configuration does not have. */
export function unknownCluster(name: string, config: Config): string {
  const known = config.clusters.map(({ cluster }) => cluster);
  const meant = nearest(name, known);
  return (
    `There is no cluster "${name}" in ${config.file}; there ${known.length === 1 ? 'is' : 'are'} ` +
    `${known.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
  );
}
