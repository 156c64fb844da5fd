import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardOf } from '../../../src/store/files/lock/claim.js';
import { thisProcess } from '../../../src/store/files/lock/holder.js';
import { opened } from '../../store/support/open.js';
import { auditTrail } from '../../store/support/on-disk.js';
import { temporaryFolder } from '../../store/support/samples.js';
import { auditLogContract } from './audit-log.js';
import { leaseContract } from './lease.js';
import type { DatabasePlace } from './place.js';
import { runStoreContract } from './run-store.js';

function jsonFiles(): DatabasePlace {
  const path = temporaryFolder();
  return {
    open: () => opened({ path }),
    auditTrail: () => Promise.resolve(auditTrail(path)),
    takeOver: () => {
      rmSync(join(path, 'lock'));
      writeFileSync(join(path, 'lock'), cardOf({ ...thisProcess('0123456789abcdef', 0), host: 'bot-2' }));
      return Promise.resolve();
    },
  };
}

for (const contract of [runStoreContract, auditLogContract, leaseContract]) contract('JSON files', jsonFiles);
