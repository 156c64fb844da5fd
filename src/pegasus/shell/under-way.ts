import type { Backups, BulkLoads, Table } from '../../roll/observation.js';
import type { Dialogue } from './dialogue.js';
import { inOneSentence, notRead } from './failure.js';
import { backupsCommand, parseBackups, parsePolicies, policiesCommand } from './parse/backups.js';
import { bulkLoadCommand, parseBulkLoad } from './parse/bulk-load.js';

/** A shell is asked about so many tables, one after the other. */
const mostTables = 300;

/** Which tables are being backed up. What cannot be read is not known, and the reading stands. */
export async function readBackups(dialogue: Dialogue): Promise<Backups> {
  const policies = await dialogue.tryRead(policiesCommand, parsePolicies);
  if (!policies.ok) return notRead(inOneSentence(policies.failure));
  if (policies.value.names.length === 0) return { kind: 'read', tables: [] };
  const backups = await dialogue.tryRead(backupsCommand(policies.value), (lines) =>
    parseBackups(policies.value, lines),
  );
  return backups.ok ? { kind: 'read', tables: backups.value } : notRead(inOneSentence(backups.failure));
}

/** The tables, with those marked that are being bulk loaded; and of which this is not known. */
export async function readBulkLoads(
  dialogue: Dialogue,
  tables: readonly Table[],
): Promise<{ readonly tables: readonly Table[]; readonly bulkLoads: BulkLoads }> {
  const available = tables.filter(({ status }) => status === 'AVAILABLE');
  const readings = await Promise.all(
    available.slice(0, mostTables).map(async ({ name }) => ({
      name,
      reading: await dialogue.tryRead(bulkLoadCommand(name), (lines) => parseBulkLoad(name, lines)),
    })),
  );
  const loaded = new Set(readings.flatMap(({ name, reading }) => (reading.ok && reading.value ? [name] : [])));
  const unknown = readings.flatMap(({ name, reading }) =>
    reading.ok ? [] : [{ table: name, why: notRead(inOneSentence(reading.failure)).message }],
  );
  return {
    tables: tables.map((table) =>
      loaded.has(table.name) && table.transition === undefined ? { ...table, transition: 'bulk-loading' } : table,
    ),
    bulkLoads: { unknown, notAsked: available.slice(mostTables).map(({ name }) => name) },
  };
}
