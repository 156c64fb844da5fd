import type { RunService } from '../engine/run-service.js';
import type { Log } from '../lib/log.js';
import type { RunId } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';

/**
 * Tells where the audit trail ends, to whoever keeps such lines off this machine: whoever may write the folder can make
 * the whole trail anew, hashes and all, but not what stands elsewhere. `audit verify --expect HASH` holds the two
 * together.
 * @param tell gets one line; that it fails is logged, and keeps nothing from going on
 * @returns to call with each new state of a run
 */
export function auditWitness(
  runService: Pick<RunService, 'auditHead'>,
  tell: (line: string) => Promise<void>,
  log: Log,
): { readonly started: () => void; readonly see: (run: Run) => void } {
  const told = new Set<RunId>();
  const note = (when: string): void => {
    const { seq, hash } = runService.auditHead();
    tell(`pegasus-roll: ${when}; its audit trail has ${seq} entries and ends with hash ${hash}`).catch(
      (error: unknown) => {
        log.error({ err: error }, 'the witness of the audit trail could not be told where it ends');
      },
    );
  };
  return {
    started: () => {
      note('the bot started');
    },
    see: (run) => {
      if (!hasEnded(run) || told.has(run.id)) return;
      told.add(run.id);
      note(`run ${run.id} of ${run.cluster} ended, ${run.status}`);
    },
  };
}
