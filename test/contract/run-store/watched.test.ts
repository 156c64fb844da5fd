import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { Life } from '../../../simulation/world/life.js';
import { WatchedStorage } from '../../support/watched-storage.js';
import { runStoreContract } from './contract.js';

/** What the engine's tests have for a disk must do what the disk does, or they show nothing. */
runStoreContract('on the disk in memory, watched', () => {
  const storage = new WatchedStorage();
  return { open: () => storage.open(new Life(), new VirtualClock()), auditTrail: () => Promise.resolve(storage.trail) };
});
