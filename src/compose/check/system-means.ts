import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { readClocks } from '../../pegasus/read-clocks.js';
import { adapterOf } from '../../pegasus/registry.js';
import { systemNames } from './name-service.js';
import type { PartMeans } from './parts.js';

/** What is looked at by means of this machine. */
export const systemMeans = (
  { metas }: Pick<ClusterConfig, 'metas'>,
  clock: Clock,
): Pick<PartMeans, 'clock' | 'env' | 'names' | 'clocksOf' | 'versionOf'> => ({
  clock,
  env: process.env,
  names: systemNames(clock),
  clocksOf: (servers, signal) => readClocks(servers, clock, signal),
  versionOf: (way, signal) => adapterOf(way).programVersion?.(way, { metas, clock }, signal),
});
