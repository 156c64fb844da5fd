import { opened } from '../../store/support/open.js';
import { auditTrail } from '../../store/support/on-disk.js';
import { temporaryFolder } from '../../store/support/samples.js';
import { runStoreContract } from './contract.js';

runStoreContract('JSON files', () => {
  const path = temporaryFolder();
  return { open: () => opened({ path }), auditTrail: () => Promise.resolve(auditTrail(path)) };
});
