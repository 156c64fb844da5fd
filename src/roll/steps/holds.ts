import type { ActiveRun } from '../active.js';
import { currentTarget } from '../active.js';
import type { GateBlock } from '../gates/verdict.js';
import type { Hold, HoldChoice, HoldReason } from '../hold.js';
import type { Gpid, NodeAddress } from '../ids.js';

interface Particulars {
  readonly gates?: readonly GateBlock[];
  readonly nodes?: readonly NodeAddress[];
  readonly gpids?: readonly Gpid[];
  readonly raw?: readonly string[];
  /** What going on without a command would do; absent where nothing moves by itself. */
  readonly wait?: string;
  /** Absent where it would be the same as `wait`. */
  readonly retry?: string;
  /** What force would do; absent where nothing may be forced. */
  readonly force?: string;
}

/** A hold at the server at hand, with the choices that are safe there. */
export function makeHold(run: ActiveRun, reason: HoldReason, what: string, by: Particulars): Hold {
  const target = currentTarget(run);
  const choices: { choice: HoldChoice; does: string }[] = [];
  if (by.wait !== undefined) choices.push({ choice: 'wait', does: by.wait });
  if (by.retry !== undefined) choices.push({ choice: 'retry', does: by.retry });
  if (target !== undefined && canBeSkipped(run))
    choices.push({ choice: 'skip', does: `leave ${target.address} as it is and go on with the next server` });
  if (by.force !== undefined) choices.push({ choice: 'force', does: `${by.force} (needs a second approver)` });
  // While the settings are put back there is nothing left to abort.
  if (run.progress.phase.kind !== 'leave-maintenance')
    choices.push({
      choice: 'abort',
      does:
        target?.processDown === true
          ? `put the settings back and end the run; ${target.address} is left as it is and may be down: check it yourself`
          : 'put the settings back and end the run',
    });
  return {
    reason,
    what,
    ...(target === undefined ? {} : { node: target.address }),
    gates: by.gates ?? [],
    nodes: by.nodes ?? [],
    gpids: by.gpids ?? [],
    raw: by.raw ?? [],
    choices,
  };
}

/**
 * A server can be left out while its process has not been ended and no command is at work on it; later there would be
 * two that aren't proven well.
 */
function canBeSkipped(run: ActiveRun): boolean {
  const target = currentTarget(run);
  const { phase } = run.progress;
  const underWay = phase.kind === 'target' && phase.step.kind === 'process' && phase.step.command !== undefined;
  return (
    target !== undefined &&
    phase.kind === 'target' &&
    !target.processDown &&
    !underWay &&
    phase.step.kind !== 'heal' &&
    phase.step.kind !== 'soak'
  );
}

/** For people: why a server that does not get empty is not stopped. */
export const notEmptied = (what: string, { address }: { readonly address: NodeAddress }): string =>
  `${what}. ${address} is not stopped before it is empty: stopping it now would be an outage for what it holds`;

/** For people: `1 partition`, `2 partitions`. */
export const numbered = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

/** For people: a handful by name, the rest by number. */
export function some(items: readonly string[], most = 5): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}
