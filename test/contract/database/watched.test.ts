import type { Database } from '../../../src/store/database.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { Life } from '../../../simulation/world/life.js';
import { WatchedStorage } from '../../support/watched-storage.js';
import { auditLogContract } from './audit-log.js';
import { leaseContract } from './lease.js';
import type { DatabasePlace } from './place.js';
import { runStoreContract } from './run-store.js';

function onTheDiskInMemory(): DatabasePlace {
  const storage = new WatchedStorage();
  const open = (): Promise<Database> => storage.open(new Life(), new VirtualClock());
  return {
    open,
    auditTrail: () => Promise.resolve(storage.trail),
    takeOver: async () => {
      await open();
    },
  };
}

/** What the engine's tests have for a disk must do what the disk does, or they show nothing. */
for (const contract of [runStoreContract, auditLogContract, leaseContract])
  contract('on the disk in memory, watched', onTheDiskInMemory);
