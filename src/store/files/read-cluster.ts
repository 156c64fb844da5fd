import { reasonOf } from '../../lib/thrown.js';
import { fail, ok, type Result } from '../../lib/result.js';
import type { ClusterName } from '../../roll/ids.js';
import { decode } from '../codec/document.js';
import { clusterKind } from '../codec/kinds.js';
import { realFiles } from '../../lib/files.js';
import { exists, ifThere } from '../../lib/durable-write.js';
import { Layout } from './layout.js';
import type { ClusterRecord } from '../run-store.js';

/**
 * What the bot whose database is in the folder `path` keeps of a cluster: for somebody who looks on. Takes no lock and
 * changes nothing. A save swaps whole files, so what is read is one whole record: the last one, or the one before when
 * a save is under way or was interrupted. Fails with a clause that says why it is not known.
 */
export async function readClusterRecord(path: string, cluster: ClusterName): Promise<Result<ClusterRecord, string>> {
  const layout = new Layout(path);
  const file = layout.document('cluster', cluster);
  try {
    if (!(await exists(realFiles, layout.clusters))) return fail(`there is no database of a bot in ${path}`);
    const bytes = await ifThere(realFiles.read(file));
    if (bytes === undefined) return ok({ restarts: [] });
    const decoded = decode(clusterKind, bytes.toString('utf8'));
    return decoded.ok ? decoded : fail(`${file} ${decoded.failure.fault}`);
  } catch (error) {
    return fail(`${file} cannot be read (${reasonOf(error)})`);
  }
}
