import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../../src/store/codec/document.js';
import { auditKind } from '../../../src/store/codec/kinds.js';
import { findingText } from '../../../src/cli/audit/finding-text.js';
import { verifyTrail } from '../../../src/store/files/audit/verify-trail.js';
import type { AuditEntry } from '../../../src/store/audit-log.js';

/** Every line of the audit trail in the folder, oldest first. */
export function auditTrail(path: string): AuditEntry[] {
  return readdirSync(join(path, 'audit'))
    .sort()
    .flatMap((name) => readFileSync(join(path, 'audit', name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => {
      const decoded = decode(auditKind, line);
      if (!decoded.ok) throw new Error(`${line} ${decoded.failure.fault}`);
      const { link: _, ...entry } = decoded.value;
      return entry;
    });
}

/** Everything that is wrong with the audit trail in the folder, in words. */
export async function trailFaults(path: string): Promise<readonly string[]> {
  const verdict = await verifyTrail(path);
  return verdict === undefined ? ['there is no audit trail'] : verdict.findings.map(findingText);
}
