import type { Random } from '../../src/lib/random.js';
import type { NewConfig } from '../scenario.js';
import type { World } from '../world/world.js';

/**
 * The new configuration is on every server; some have been restarted since, long ago. Now and then one of the others
 * comes back with the old one at its first try, as if the new one had been put beside it.
 */
export function spreadConfig({ cluster }: World, { flag, value }: NewConfig, random: Random): void {
  for (const address of [...cluster.replicaAddresses, ...cluster.metaAddresses, ...cluster.collectorAddresses]) {
    const hasRead = random.next() < 0.4;
    cluster.faults.writeConfig(address, flag, value, hasRead);
    if (!hasRead && random.next() < 0.25) cluster.faults.spoilNextStart(address, { keepsOldConfig: true });
  }
}
